"""The table of claims: what each source says, the verdict, and the number behind it."""

import html
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

import streamlit as st

from core import claims
from core.gallery.claims import SOURCES, Claim, Judgement
from core.gallery.topic import Topic

STYLE = (Path(__file__).resolve().parent / "claims_table.css").read_text()
NOT_JUDGED: Mapping[str, Judgement] = MappingProxyType({})
Row = tuple[Claim, Judgement]
SIGNS = {"holds": "✓ holds", "holds in part": "◐ holds in part", "does not hold": "✗ does not hold"}


@st.cache_resource(show_spinner=False)
def judged() -> tuple[Row, ...]:
    """All claims with their verdicts, judged once a server from the baked measurements."""
    return claims.table()


def of_topic(slug: str, present: Mapping[str, Judgement] = NOT_JUDGED) -> None:
    """Show the claims that one page is about; `present` is what the page's own run says of some, by id."""
    rows = [row for row in judged() if row[0].topic == slug]
    st.markdown(
        f"What the sources say, in our words, and what was measured: {_counts(rows)} Each criterion was fixed before "
        "the number was looked at. The verdict on the right is about the bundled runs, which “How it was judged” names."
        + (" “This run” applies the criterion to the run that this page shows." if present else "")
    )
    _draw("".join(_article(*row, present.get(row[0].id)) for row in rows))


def opened_from(topic: Topic) -> None:
    """Show the claim that the address names, at the top of the page it opened; nothing if it names none of this topic.

    A visitor follows a claim to see its evidence, so its number stands on the page that was opened.
    """
    row = claims.find(st.query_params.get("claim", ""), topic.slug)
    if row is None:
        return
    with st.container(border=True, gap="xxsmall", key=f"_{topic.slug}_claim"):
        _draw(_in_short(*row))
        with st.container(horizontal=True):
            st.button(
                "All claims of this page",
                icon=":material/checklist:",
                type="tertiary",
                key=f"_{topic.slug}_claims",
                on_click=_open_chapter,
                args=(topic.slug,),
            )
            st.button(
                "Close this claim",
                icon=":material/close:",
                type="tertiary",
                key=f"_{topic.slug}_claim_close",
                on_click=_close,
            )


def _close() -> None:
    st.query_params.pop("claim", None)


def _open_chapter(slug: str) -> None:
    st.session_state[f"{slug}_tab"] = "Claims"


@st.fragment
def overview() -> None:
    """Show the claims of all sources, with a filter by source and by verdict.

    Claims are sent when a source is opened or a filter is set: all of them are a tenth of a megabyte.
    """
    rows = judged()
    sources = st.pills(
        "Source", list(SOURCES), selection_mode="multi", format_func=_named, key="claims_source", help=_titles()
    )
    verdicts = st.pills("Verdict", claims.VERDICTS, selection_mode="multi", key="claims_verdict")
    shown = [
        row for row in rows if (not sources or row[0].id[0] in sources) and (not verdicts or row[1].verdict in verdicts)
    ]
    st.caption(f"{len(shown)} of {len(rows)} claims: {_counts(shown)}" if shown else "No claim has such a verdict.")
    for letter, group in groupby(shown, key=lambda row: row[0].id[0]):
        _source(letter, list(group), is_open=bool(sources or verdicts))


def _source(letter: str, rows: Sequence[Row], is_open: bool) -> None:
    title = f"{letter}. {SOURCES[letter].title}: {_counts(rows)}"
    box = st.expander(title, expanded=is_open, key=f"claims_of_{letter}_{is_open}", on_change="rerun")
    if box.open:
        with box:
            _draw("".join(_article(*row) for row in rows))


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


def _draw(content: str) -> None:
    st.html(f"<style>{STYLE}</style><div class='claims'>{content}</div>")


def _article(claim: Claim, judgement: Judgement, present: Judgement | None = None) -> str:
    """Return one claim as HTML, with a link to the page that shows it."""
    found = _found(judgement)
    if present is not None:
        found = f"<b>This run ({present.verdict}):</b> {_found(present)}</p><p><b>Bundled runs:</b> {found}"
    link = f"<a href='{html.escape(claims.address(claim))}' target='_self'>Open the page</a>"
    return _entry(claim, judgement, found, _details(claim) + link)


def _in_short(claim: Claim, judgement: Judgement) -> str:
    """Return one claim as HTML for its own page: the reason of the verdict is folded away."""
    return _entry(claim, judgement, html.escape(judgement.numbers), _details(claim, ("Reason", judgement.why)))


def _entry(claim: Claim, judgement: Judgement, found: str, details: str) -> str:
    return (
        f"<article id='claim-{claim.id}'><span class='id'>{claim.id}</span>"
        f"<div><h4>{html.escape(claim.statement)}</h4><p>{found}</p>"
        f"<details><summary>How it was judged</summary>{details}</details></div>"
        f"<span class='verdict'>{SIGNS.get(judgement.verdict, judgement.verdict)}</span></article>"
    )


def _details(claim: Claim, *first: tuple[str, str]) -> str:
    facts = [*first, ("Criterion", claim.criterion), ("Control", claim.control), ("Runs", claim.runs)]
    facts += [("Source", f"{claim.source.title}. {claim.place}.")]
    terms = "".join(f"<dt>{name}</dt><dd>{html.escape(text)}</dd>" for name, text in facts if text)
    return f"<dl>{terms}</dl>"


def _found(judgement: Judgement) -> str:
    return html.escape(f"{judgement.numbers} {judgement.why}")
