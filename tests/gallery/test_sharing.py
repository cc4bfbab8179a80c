"""QR codes, embed code and addresses."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest
import segno

from core.catalog import topic
from core.gallery import sharing


def modules_of(svg: str) -> np.ndarray:
    """What a QR code's SVG paints dark, by its path: rows of horizontal strokes, relative to each other."""
    side = int(re.search(r'viewBox="0 0 (\d+) \d+"', svg)[1]) // 4 - 8
    path = re.search(r'class="qrline"[^>]* d="([^"]*)"', svg)[1]
    dark = np.zeros((side + 8, side + 8), bool)
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        values = [float(number) for number in re.findall(r"-?\d*\.?\d+", numbers)]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        else:
            dark[int(y), int(x) : int(x + values[0])] = True
            x += values[0]
    return dark[4:-4, 4:-4]


@pytest.mark.parametrize("length", [30, 300, 2_000])
def test_the_svg_paints_the_modules_of_the_code(length):
    address = ("http://gallery.test/Weight_Templates?templates_hidden=64&x=" + "y" * length)[:length]
    svg, side = sharing.qr_code(address)
    expected = np.array(segno.make_qr(address, error="l", boost_error=False).matrix, bool)
    assert expected.shape == (side, side)
    np.testing.assert_array_equal(modules_of(svg), expected)
    assert 'fill="#fff"' in svg  # also on a dark page


def test_an_address_beyond_the_largest_code_has_none():
    assert sharing.qr_code("h" * 2_953) is not None
    assert sharing.qr_code("h" * 2_954) is None


def test_embed_code_survives_what_an_address_and_a_title_may_hold():
    address = "http://a.test/g/Page?x=a%22%3E%3Cscript%3E&y=1+2&embed=false#part"
    found = {}

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found[tag] = dict(attrs)

    Reader().feed(sharing.embed_code(address, 700, 'What "is" <it>?'))
    assert list(found) == ["iframe"]
    frame = found["iframe"]
    assert frame["title"] == 'What "is" <it>?'
    assert frame["height"] == "700"
    assert frame["allow"] == "clipboard-write"
    assert sharing.query_of(frame["src"]) == {"x": 'a"><script>', "y": "1 2", "embed": "true"}
    assert frame["src"].startswith("http://a.test/g/Page?")


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("http://a.test/Weight_Templates?x=1", "http://a.test/Decision_Boundaries?lesson=b"),
        ("http://a.test/gallery/Weight_Templates", "http://a.test/gallery/Decision_Boundaries?lesson=b"),
        ("http://a.test/", "http://a.test/Decision_Boundaries?lesson=b"),
    ],
)
def test_a_lesson_opens_on_the_page_of_its_first_step(address, found):
    assert sharing.with_query(address, {"lesson": "b"}, topic("boundaries")) == found
    assert sharing.relative(topic("boundaries"), {}) == "Decision_Boundaries"
