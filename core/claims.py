"""Every claim of the five sources with its verdict: ``python -m core.claims [markdown | json]``."""

import json
import sys
from collections import Counter
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from core import catalog
from core.gallery.claims import SOURCES, Claim, Judgement, judged

VERDICTS = ("holds", "holds in part", "does not hold", "not testable here")


@lru_cache(maxsize=1)
def claims() -> tuple[Claim, ...]:
    """All claims, in the order of the sources; a topic without a module of claims has none."""
    modules = (f"core.{slug}.claims" for slug in catalog.SLUGS)
    found = [claim for name in modules if find_spec(name) for claim in import_module(name).CLAIMS]
    return tuple(sorted(found, key=lambda claim: claim.order))


@lru_cache(maxsize=1)
def table() -> tuple[tuple[Claim, Judgement], ...]:
    """All claims with their verdicts, judged from the baked measurements."""
    return tuple((claim, judged(claim)) for claim in claims())


def address(claim: Claim) -> str:
    """Return the address of the page that shows a claim, relative to the gallery's own; it names the claim, too."""
    page = catalog.topic(claim.topic).page.split("_", 1)[1].removesuffix(".py")
    return f"{page}?{urlencode({**claim.address, 'claim': claim.id})}"


def find(id: str, topic: str) -> tuple[Claim, Judgement] | None:
    """Return the claim of that id with its verdict, or None if the topic has no such claim."""
    return next(((claim, judged(claim)) for claim in claims() if (claim.id, claim.topic) == (id, topic)), None)


def counts() -> dict[str, dict[str, int]]:
    """Source letter -> verdict -> how many claims."""
    found: dict[str, Counter[str]] = {letter: Counter() for letter in SOURCES}
    for claim, judgement in table():
        found[claim.id[0]][judgement.verdict] += 1
    return {letter: {verdict: counter[verdict] for verdict in VERDICTS} for letter, counter in found.items()}


def records() -> list[dict[str, Any]]:
    """The table as plain values."""
    return [
        {
            "id": claim.id,
            "source": claim.source.title,
            "place": claim.place,
            "kind": claim.kind,
            "statement": claim.statement,
            "criterion": claim.criterion,
            "control": claim.control,
            "runs": claim.runs,
            "verdict": judgement.verdict,
            "numbers": judgement.numbers,
            "why": judgement.why,
            "address": address(claim),
        }
        for claim, judgement in table()
    ]


def as_markdown() -> str:
    """The table as Markdown, one section a source."""
    lines = [
        "# The claims of the five sources",
        "",
        "Made by `python -m core.claims` from the measurements in `assets/runs/claims`.",
        "The criterion of each claim was fixed before its number was looked at.",
        "",
        "| Source | " + " | ".join(VERDICTS) + " |",
        "|---" * (len(VERDICTS) + 1) + "|",
        *(f"| {letter} | {' | '.join(str(row[v]) for v in VERDICTS)} |" for letter, row in counts().items()),
    ]
    for letter, rows in groupby(table(), key=lambda pair: pair[0].id[0]):
        source = SOURCES[letter]
        title = f"[{source.title}]({source.url})" if source.url else source.title
        lines += ["", f"## {letter}. {title}", ""]
        for claim, judgement in rows:
            lines += [
                f"### {claim.id}. {claim.statement}",
                "",
                f"**{judgement.verdict.capitalize()}.** {judgement.numbers} {judgement.why}",
                "",
                f"- Kind: {claim.kind}. Place: {claim.place}.",
                f"- Criterion: {claim.criterion}",
                *([f"- Control: {claim.control}"] if claim.control else []),
                f"- Runs: {claim.runs}",
                f"- Page: `{address(claim)}`",
                "",
            ]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    form = sys.argv[1] if len(sys.argv) > 1 else "markdown"
    sys.stdout.write(json.dumps(records(), ensure_ascii=False, indent=1) + "\n" if form == "json" else as_markdown())
