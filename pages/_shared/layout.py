"""What every page has below its header: chapters, charts, tables, downloads and sources."""

import html
import io
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from core.catalog import ROOT, Topic
from core.charts import images, theme
from core.gallery.findings import Finding
from core.gallery.quiz import Quiz
from core.runs import workers
from core.runs.text import literal
from pages._shared import controls, lesson, present

NOTHING_RENAMED: Mapping[str, str] = MappingProxyType({})

# A chart or table too wide for a narrow screen scrolls in place; there, whatever is tapped is 40 pixels high.
TRIM = """<style>
.stVegaLiteChart { max-width: 100%; overflow-x: auto; }
@media (max-width: 600px) {
  .st-key-page_header button, .st-key-page_chapters button { min-height: 40px; }
  .stMarkdown table { display: block; max-width: 100%; overflow-x: auto; }
}
</style>"""


def setup(topic: Topic | None = None) -> None:
    """Name the browser tab, show the house's mark, trim the page and begin a lesson; the first call of a page."""
    title = "Not a Black Box" if topic is None else f"{topic.title} · Not a Black Box"
    icon = str(ROOT / "assets" / "favicon.png")
    st.set_page_config(page_title=title, page_icon=icon, layout="wide")
    st.logo((ROOT / "assets" / "logo.svg").read_text().replace("currentColor", ink()), size="large", icon_image=icon)
    st.html(TRIM)
    present.begin()
    workers.warm()
    if topic is not None:
        _forget_empty(topic)
        lesson.begin(topic)


def _forget_empty(topic: Topic) -> None:
    """Take controls without a value out of the address: Streamlit would give None where a choice is required."""
    empty = [name for name, value in st.query_params.items() if name.startswith(f"{topic.slug}_") and not value]
    for name in empty:
        del st.query_params[name]
    if empty:
        st.rerun()


def chapters(
    topic: Topic,
    sections: Mapping[str, Callable[[], None]],
    renamed: Mapping[str, str] = NOTHING_RENAMED,
    outside: Sequence[str] = (),
    inside: Sequence[str] = (),
) -> None:
    """Show the titles of all chapters in a line and draw the chosen one; its title stands in the address.

    The first chapter is the page's main picture. A widget in a chapter runs this chapter alone. The whole page runs
    when a callback of the chapter has changed one of the topic's controls or of the states in `outside`, which the rest
    of the page shows.

    Parameters
    ----------
    sections
        Title -> what draws the chapter.
    renamed
        Old title -> present title, so that links to a chapter outlive its name.
    outside
        Names in the session state that chapters change and the rest of the page reads.
    inside
        Controls that chapters alone read.
    """
    section = _chosen_chapter(topic, sections, renamed)
    read = (name for name in topic.params.controls() if name not in inside)
    _chapter(section, [*(controls.key_of(topic.slug, name) for name in read), *outside])


def _chosen_chapter(
    topic: Topic, sections: Mapping[str, Callable[[], None]], renamed: Mapping[str, str]
) -> Callable[[], None]:
    """Draw the line of chapters and return the open one; a lesson shows its chapter alone."""
    key = f"{topic.slug}_tab"
    if lesson.place() is not None:
        title = lesson.settings().get("tab", "")
        return sections.get(renamed.get(title, title), next(iter(sections.values())))
    st.session_state[f"_{topic.slug}_chapters"] = list(sections)  # the dialog "Share" offers them
    asked = st.query_params.get(key, "")
    if asked in renamed:
        st.session_state[key] = renamed[asked]
    with st.container(key="page_chapters"):
        return chosen("Chapter", key, sections)


def chosen(
    label: str,
    key: str,
    sections: Mapping[str, Callable[[], None]],
    *,
    widget: Callable[..., Any] = st.segmented_control,
) -> Callable[[], None]:
    """Show the titles of sections in a line that wraps, and return the chosen section; its title is in the address."""
    titles = list(sections)
    title = widget(
        label,
        titles,
        default=titles[0],
        required=True,
        key=key,
        bind="query-params",
        label_visibility="collapsed",
        wrap=True,
    )
    return sections[title or titles[0]]  # an empty title in the address is no choice


def _chapter(section: Callable[[], None], outside: Sequence[str]) -> None:
    """Draw one chapter as a fragment that notices when `outside` has changed since the page was drawn."""

    def states() -> list[Any]:
        return [st.session_state.get(name) for name in outside]

    drawn = states()

    @st.fragment
    def chapter() -> None:
        if states() != drawn:
            st.rerun(scope="app")
        section()

    chapter()


def chart(figure: Any, **options: Any) -> Any:
    """Show a chart under its title, which wraps on a narrow screen; its description is what a screen reader says."""
    bare = theme.inked(figure, ink())
    bare.title = alt.Undefined
    with st.container(gap="xxsmall"):
        st.html(f"<b>{html.escape(figure.title.text)}</b>")
        return st.altair_chart(bare, **options)


def ink() -> str:
    """The colour of text in the visitor's theme, for text inside charts: there the theme has no say."""
    return theme.INK_ON_DARK if st.context.theme.type == "dark" else theme.INK


def signed_palette() -> str:
    """Return the palette of signed values in the visitor's theme: 0 is near the page's colour, so it does not glare."""
    return "diverging on dark" if st.context.theme.type == "dark" else "diverging"


def picture(pixels: np.ndarray, caption: str, alt_text: str, *, side: int = 168) -> None:
    """Show a small picture with hard pixel edges, about `side` pixels wide; the caption is shown as it is written."""
    factor = max(1, side // pixels.shape[1])
    st.image(images.enlarge(pixels, factor), caption=literal(caption), alt=alt_text, output_format="PNG")


def findings(*found: Finding) -> None:
    """Show what results say as one paragraph; findings without a text say nothing."""
    said = " ".join(finding.text for finding in found if finding.text)
    if said:
        st.markdown(said)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Show a small table of ready-made texts."""
    lines = [columns, ["---"] * len(columns), *rows]
    st.markdown("\n".join(f"| {' | '.join(line)} |" for line in lines))


def judged(rows: Sequence[tuple[str, Finding]]) -> None:
    """Show a table of what a source says, what was measured here, and the verdict."""
    icons = {"holds": "check", "holds in part": "contrast", "does not hold": "close", "not testable here": "remove"}
    lines = [
        f"| {claim} | {found.text} | {f':material/{icons[found.verdict]}: {found.verdict}' if found.verdict else ''} |"
        for claim, found in rows
    ]
    st.markdown("\n".join(["| The source says | Measured here | Verdict |", "|---|---|---|", *lines]))


def quiz(slug: str, asked: Quiz) -> None:
    """A question to answer before looking; the answer of the run follows the visitor's. A lesson's own replaces it."""
    here = lesson.place()
    if here is not None and here.step.guess is not None:
        return
    chosen = st.segmented_control(f"**Guess first:** {asked.question}", asked.options, key=f"_{slug}_guess", wrap=True)
    if chosen is not None:
        right, why = asked.answer()
        st.markdown(f"{':material/check: Yes.' if chosen == right else f'Here it is **{right}**.'} {why}")


def download(label: str, data: bytes | str | Callable[[], bytes | str], file_name: str, mime: str, key: str) -> None:
    """A download that does not run the page again; a function makes the data once the button is pressed."""
    st.download_button(label, data, file_name, mime, key=key, on_click="ignore", icon=":material/download:")


def csv(frame: pd.DataFrame) -> bytes:
    """A frame as CSV."""
    return frame.to_csv(index=False).encode()


def npz(**arrays: np.ndarray) -> bytes:
    """Arrays as one compressed .npz."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def sources(topic: Topic, computed: str) -> None:
    """How the page's numbers are computed, and what they stand on; a step of a lesson ends with the way on."""
    if lesson.place() is not None:
        lesson.end()
        return
    with st.expander("How it is computed, and sources"):
        st.markdown(computed)
        st.markdown("\n".join(f"- [{s.title}]({s.url})" if s.url else f"- {s.title}" for s in topic.sources))
