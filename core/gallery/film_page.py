"""A film as one HTML file that works without a network: what draws it on its page, its data, and what is said of it."""

import base64
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template

from core.gallery.topic import Topic
from core.runs.params import Params

TEMPLATE = Template((Path(__file__).with_suffix(".html")).read_text())
MOST_BYTES = 5_000_000
# The module's own default export gets a name, so that the same module can call it, and is called as its page calls it.
EXPORT = "export default function ("
CALL = """
{
  const parentElement = document.getElementById("film").shadowRoot;
  const packed = Uint8Array.from(atob(document.getElementById("data").textContent), (letter) => letter.charCodeAt(0));
  const inflated = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const data = new Uint8Array(await new Response(inflated).arrayBuffer());
  let end;
  const draw = () => {
    end?.();
    end = showFilm({ data, parentElement, setTriggerValue() {} });
  };
  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}
"""
INLINE = re.compile(r"\\([!-/:-@\[-`{-~])|\*\*(.+?)\*\*", re.DOTALL)


@dataclass(frozen=True)
class Drawing:
    """What draws a film on its page and in its file alike: markup, style, and a JavaScript module."""

    html: str
    css: str
    js: str


@dataclass(frozen=True, kw_only=True)
class FilmPage:
    """What stands in the file.

    Attributes
    ----------
    data
        What the drawing's default export receives.
    title
        What the film shows.
    settings
        Labels and values of the run's settings.
    findings
        Paragraphs in the Markdown of findings, see `as_html`.
    address
        Of the page that the film is from.
    """

    topic: Topic
    drawing: Drawing
    data: bytes
    title: str
    settings: Sequence[tuple[str, str]]
    findings: Sequence[str]
    address: str
    day: date


def film_page(page: FilmPage) -> str:
    """Return the HTML of the file. Nothing in it is loaded from elsewhere, and its policy forbids the browser to."""
    topic = page.topic
    script = page.drawing.js.replace(EXPORT, "export default function showFilm(") + CALL
    made = f"Made with Not a Black Box on {page.day:%Y-%m-%d}."
    if page.address.startswith(("http://", "https://")):
        made += f' <a href="{escape(page.address)}">Open the page with these settings</a>.'
    return TEMPLATE.substitute(
        digest=base64.b64encode(sha256(script.encode()).digest()).decode(),
        title=escape(f"{topic.title}: {page.title}"),
        question=escape(topic.question),
        subtitle=escape(f"{topic.title}: {page.title}"),
        css=page.drawing.css,
        html=page.drawing.html,
        findings="\n".join(f"<p>{as_html(text)}</p>" for text in page.findings if text),
        settings="".join(f"<div><dt>{escape(a)}:</dt><dd>{escape(b)}</dd></div>" for a, b in page.settings),
        sources="".join(f"<li>{_source(source.title, source.url)}</li>" for source in topic.sources),
        made=made,
        data=encoded(page.data),
        script=script,
    )


def encoded(data: bytes) -> str:
    """Return the bytes as the file holds them: deflated, in base64."""
    return base64.b64encode(zlib.compress(data, 9)).decode()


def in_words(params: Params) -> list[tuple[str, str]]:
    """Return label and value of every setting that the run uses; what is empty or switched off is left out."""
    canonical, words = params.canonical(), []
    for name, control in params.controls().items():
        value = getattr(canonical, name)
        if value is not False and value != "" and _matters(canonical, name):
            words.append((control.label, "yes" if value is True else canonical.shown(name)))
    return words


def _matters(params: Params, name: str) -> bool:
    """Return whether another value of the field would make another run."""
    control = params.controls()[name]
    known = (True, False) if control.kind is bool else control.options or (control.low, control.high)
    other = next((value for value in known if value not in (None, getattr(params, name))), None)
    return other is None or replace(params, **{name: other}).canonical() != params


def as_html(text: str) -> str:
    r"""Return the Markdown of a finding, which is bold text and escaped punctuation, as HTML.

    Examples
    --------
    >>> as_html(r"**2** of \<b\>")
    '<strong>2</strong> of &lt;b&gt;'
    """
    parts, at = [], 0
    for found in INLINE.finditer(text):
        parts.append(escape(text[at : found.start()]))
        mark, bold = found.groups()
        parts.append(escape(mark) if mark else f"<strong>{as_html(bold)}</strong>")
        at = found.end()
    return "".join([*parts, escape(text[at:])])


def _source(title: str, url: str) -> str:
    return f'<a href="{escape(url)}">{escape(title)}</a>' if url else escape(title)
