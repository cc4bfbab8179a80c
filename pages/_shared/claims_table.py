"""The table of claims: what each source says, the verdict, and the number behind it."""

import html
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import streamlit as st

from core import claims
from core.gallery.claims import SOURCES, Claim, Judgement

STYLE = (Path(__file__).resolve().parent / "claims_table.css").read_text()
Row = tuple[Claim, Judgement]
SIGNS = {"holds": "✓ holds", "holds in part": "◐ holds in part", "does not hold": "✗ does not hold"}


@st.cache_resource(show_spinner=False)
def judged() -> tuple[Row, ...]:
    """All claims with their verdicts, judged once a server from the baked measurements."""
    return claims.table()


def of_topic(slug: str) -> None:
    """Show the claims that one page is about."""
    st.subheader("All claims, on the bundled runs", anchor=False)
    st.markdown(
        "Each claim below is paraphrased from its source. Its criterion was fixed before the number was looked at, and "
        "the numbers come from the runs that are named, not from the run that this page shows."
    )
    table([row for row in judged() if row[0].topic == slug], linked=True)


@st.fragment
def overview() -> None:
    """Show the claims of all sources, with a filter by source and by verdict."""
    rows = judged()
    sources = st.pills(
        "Source", list(SOURCES), selection_mode="multi", format_func=_named, key="claims_source", help=_titles()
    )
    verdicts = st.pills("Verdict", claims.VERDICTS, selection_mode="multi", key="claims_verdict")
    shown = [
        row for row in rows if (not sources or row[0].id[0] in sources) and (not verdicts or row[1].verdict in verdicts)
    ]
    st.caption(f"{len(shown)} of {len(rows)} claims. " + _counts(shown))
    is_open = " open" if sources or verdicts else ""
    groups = [(letter, list(group)) for letter, group in groupby(shown, key=lambda row: row[0].id[0])]
    _draw("".join(_source(letter, group, is_open) for letter, group in groups))


def _source(letter: str, rows: Sequence[Row], is_open: str) -> str:
    title = html.escape(SOURCES[letter].title)
    articles = "".join(_article(*row, linked=True) for row in rows)
    summary = f"<summary>{letter}. {title}: {_counts(rows)}</summary>"
    return f"<details class='source'{is_open}>{summary}{articles}</details>"


def _named(letter: str) -> str:
    short = {"A": "Templates article", "B": "2-D article", "C": "ml4a", "D": "Saxe et al.", "E": "Jacobian paper"}
    return f"{letter} · {short[letter]}"


def _titles() -> str:
    return "  \n".join(f"{letter}: {source.title}" for letter, source in SOURCES.items())


def _counts(rows: Sequence[Row]) -> str:
    words = {
        "holds": ("holds", "hold"),
        "holds in part": ("holds in part", "hold in part"),
        "does not hold": ("does not hold", "do not hold"),
        "not testable here": ("is not testable here", "are not testable here"),
    }
    counts = {verdict: sum(judgement.verdict == verdict for _, judgement in rows) for verdict in claims.VERDICTS}
    return ", ".join(f"{count} {words[verdict][count > 1]}" for verdict, count in counts.items() if count) + "."


def table(rows: Sequence[Row], *, linked: bool) -> None:
    """Draw claims as a list that reads on a narrow screen too; `linked` adds what opens the page that shows each."""
    _draw("".join(_article(*row, linked) for row in rows))


def _draw(content: str) -> None:
    st.html(f"<style>{STYLE}</style><div class='claims'>{content}</div>")


def _article(claim: Claim, judgement: Judgement, linked: bool) -> str:
    facts = [("Criterion", claim.criterion), ("Control", claim.control), ("Runs", claim.runs)]
    facts += [("Source", f"{claim.source.title}. {claim.place}.")]
    terms = "".join(f"<dt>{name}</dt><dd>{html.escape(text)}</dd>" for name, text in facts if text)
    link = f"<a href='{html.escape(claims.address(claim))}' target='_self'>Open the page</a>" if linked else ""
    return (
        f"<article id='claim-{claim.id}'><span class='id'>{claim.id}</span>"
        f"<div><h4>{html.escape(claim.statement)}</h4>"
        f"<p>{html.escape(judgement.numbers)} {html.escape(judgement.why)}</p>"
        f"<details><summary>How it was judged</summary><dl>{terms}</dl>{link}</details></div>"
        f"<span class='verdict'>{SIGNS.get(judgement.verdict, judgement.verdict)}</span></article>"
    )
