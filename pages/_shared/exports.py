"""The dialog "Export": the same files in the same order on every page, most of them made when they are asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import streamlit as st

from core.charts import images, video
from core.gallery import sharing
from core.gallery.film_page import Drawing, FilmPage, film_page
from core.gallery.topic import Topic
from core.runs import notebook
from core.runs.notebook import Cell
from core.runs.params import Params
from pages._shared import layout

BINARY = "application/octet-stream"
Content = Callable[[], bytes | str]
HELP = (
    "The web page is one file with the film, its slider and the findings. It works without a network connection. The "
    "notebook holds this run in cells, with charts at its end."
)


@dataclass(frozen=True, kw_only=True)
class Film:
    """What a web page shows of a run; see `core.gallery.film_page.FilmPage`."""

    drawing: Drawing
    data: bytes
    findings: Sequence[str]


@dataclass(frozen=True)
class File:
    """A button and what it downloads: `end` closes the file's name, and `key` the button's."""

    label: str
    content: Content
    end: str
    mime: str
    key: str


def names_of(topic: Topic, params: Params) -> str:
    """Return how the names of a run's files begin: the topic, and what differs from its defaults."""
    return f"{topic.slug}_{params.slug()}"[:100]


def web_page(
    topic: Topic, title: str, film: Callable[[], Film], settings: Sequence[tuple[str, str]], chapter: str = ""
) -> File:
    """Return the file with a film.

    Parameters
    ----------
    title
        What the film shows.
    film
        Makes it, when the file is asked for.
    chapter
        Of the page, where the film is shown; by default the first one.
    """
    address, day = _address(topic, chapter), date.today()

    def content() -> str:
        made = film()
        return film_page(FilmPage(topic=topic, title=title, settings=settings, address=address, day=day, **vars(made)))

    return File("Web page", content, ".html", "text/html", "html")


def _address(topic: Topic, chapter: str) -> str:
    """Return the address of the page as it is now, outside any frame and at a chapter."""
    query = {name: value for name, value in st.query_params.items() if not name.lower().startswith("embed")}
    query.pop(f"{topic.slug}_tab", None)
    if chapter:
        query[f"{topic.slug}_tab"] = chapter
    return sharing.with_query((st.context.url or "").replace("/~/+/", "/"), query)


def code(topic: Topic, cells: Sequence[Cell], title: str, needs: str = "") -> list[File]:
    """Return the cells of a run as a notebook and as a script, which `show_code` shows.

    Parameters
    ----------
    title
        Of the script.
    needs
        The packages that the code needs where it is not the whole project.
    """
    where = f"It needs {needs}, pandas and Altair." if needs else "Save it in the project's folder and open it there."
    head = f"# {topic.question}\n\nA run of the page “{topic.title}” of Not a Black Box. {where}"
    return [
        File("Notebook", lambda: notebook.as_notebook(head, cells), ".ipynb", "application/x-ipynb+json", "notebook"),
        File("Script", lambda: notebook.as_script(title, cells), ".py", "text/x-python", "script"),
    ]


def animation(pictures: Callable[[], np.ndarray], seconds: float) -> list[File]:
    """Return a film (frames, h, w, 3) uint8 as GIF, and as MP4 where an encoder is installed."""
    files = [File("Animation (GIF)", lambda: images.gif(pictures(), seconds), ".gif", "image/gif", "gif")]
    if video.encoder() is not None:
        files.append(File("Animation (MP4)", lambda: video.mp4(pictures(), seconds), ".mp4", "video/mp4", "mp4"))
    return files


def show(slug: str, name: str, files: Sequence[File]) -> None:
    """Draw the buttons of files, whose names begin with `name`."""
    with st.container(horizontal=True):
        for file in files:
            layout.download(file.label, file.content, f"{name}{file.end}", file.mime, f"{slug}_{file.key}")


def explain(more: str = "") -> None:
    """Say what the files are."""
    st.caption(f"{HELP} {more}".strip())


def show_code(cells: Sequence[Cell], title: str, needs: str = "", ending: str = "") -> None:
    """Show the script of a run, what it needs, and how it ends."""
    where = f"It needs only {needs}" if needs else "Run it in the folder of this project"
    st.markdown(f"**This exact run as code.** {where}; it prints the same numbers.")
    st.code(notebook.as_script(title, cells), language="python", height=420)
    if ending:
        st.caption(ending)
