"""A film as one file: what stands in it, what it may load, and that nothing of a stranger's text is read as HTML."""

import base64
import re
import zlib
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from core import catalog
from core.boundaries.params import BoundaryParams
from core.compression.svd import CompressionParams
from core.gallery import film_page as film
from core.networks.training import TrainingParams
from core.runs.text import literal
from core.semantics.params import SemanticsParams
from tests.hostile import TEXTS

HOSTILE = "</script><img src=x onerror=alert(1)>"
DATA = bytes(range(256)) * 3


class Elements(HTMLParser):
    """All elements of a document with their attributes, and all its text outside scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        if self.cdata_elem is None:
            self.text += data


def page_of(**changes):
    settings = {
        "topic": catalog.topic("templates"),
        "drawing": film.Drawing("<p class=film></p>", ".film {}", "export default function ({ data }) {}"),
        "data": DATA,
        "title": "templates",
        "settings": [("Seed", "0")],
        "findings": ["**9** of 10"],
        "address": "https://example.org/Weight_Templates?a=1&b=2",
        "day": date(2026, 1, 2),
    }
    return film.film_page(film.FilmPage(**settings | changes))


def test_the_file_says_what_it_shows_and_holds_its_data():
    page = page_of()
    text = Elements(page).text
    for words in ("What does a neuron look for?", "Seed:", "9 of 10", "2026-01-02", "Kornblith et al. 2019"):
        assert words in text
    (held,) = re.findall(r'id="data">([^<]*)<', page)
    assert zlib.decompress(base64.b64decode(held)) == DATA
    assert '<a href="https://example.org/Weight_Templates?a=1&amp;b=2">' in page


@pytest.mark.parametrize("address", ["", "javascript:alert(1)"])
def test_without_an_address_of_the_web_there_is_no_link(address):
    assert "Open the page" not in page_of(address=address)


def test_the_policy_lets_no_script_run_but_that_of_the_film_and_nothing_be_loaded():
    elements = Elements(page_of()).found
    (policy,) = (a["content"] for tag, a in elements if tag == "meta" and a.get("http-equiv"))
    (script,) = re.findall(r'<script type="module">(.*?)</script>', page_of(), re.DOTALL)
    digest = base64.b64encode(sha256(script.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; script-src 'sha256-{digest}'; ")
    assert "connect-src" not in policy  # so that the default holds
    assert not [a for _, a in elements if "src" in a]
    assert {tag for tag, _ in elements if tag in ("link", "iframe", "object", "embed", "base")} == set()


@pytest.mark.parametrize("text", [HOSTILE, *TEXTS])
def test_the_text_of_strangers_is_shown_as_it_is(text):
    usual = [tag for tag, _ in Elements(page_of(findings=["a"])).found]
    page = Elements(page_of(title=text, settings=[(text, text)], findings=[literal(text)]))
    assert [tag for tag, _ in page.found] == usual
    shown = page.text.replace("\u2060", "")
    assert shown.count(" ".join(text.split())) >= 4  # in the title, below it, as a setting and in a finding


@pytest.mark.parametrize(
    ("params", "there", "not_there"),
    [
        (CompressionParams(by="PSNR"), {"Image"}, {"Rank k", "PSNR, dB", "Colour"}),
        (CompressionParams(picture="cat", colour="YCbCr"), {"Brightness components per colour component"}, set()),
        (SemanticsParams(), {"Weight matrices", "World"}, {"Branchings", "Flip probability"}),
        (SemanticsParams(network="shallow"), {"World"}, {"Weight matrices", "Activation"}),
        (TrainingParams(), {"Epochs"}, {"Hidden units"}),
        (TrainingParams(architecture="hidden"), {"Hidden units"}, set()),
        (BoundaryParams(), {"Turns", "x"}, {"r", "Your own points"}),
        (BoundaryParams(dataset="moons", layers=0), {"Noise"}, {"Turns", "Units per layer"}),
    ],
)
def test_only_settings_that_the_run_uses_are_named(params, there, not_there):
    labels = {label for label, _ in film.in_words(params)}
    assert there <= labels
    assert not labels & not_there


def test_a_setting_that_is_on_reads_yes():
    assert dict(film.in_words(BoundaryParams()))["x"] == "yes"
