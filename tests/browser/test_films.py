"""The web page that each page exports: opened from the disk, without a network, on two screens."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from core.gallery.film_page import MOST_BYTES
from tests.contrast import THEMES, rgb

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# What is exported -> its page, and what answers the pointer there: where to point, what changes, and a word of it.
CELL, WIPE, GRAPH = (".cells canvas", ".readout", "×"), (".stage", ".edge", ""), (".graph canvas", ".readout", "points")
FILMS = {
    "templates": ("Weight_Templates", None),
    "confusion": ("Confusion_Matrix", CELL),
    "compression": ("SVD_Compression", WIPE),
    "semantics": ("Semantic_Development", CELL),
    "jacobian": ("Jacobian_Spectra?jacobian_network=Train+one+yourself", None),
    "imagenet": ("Jacobian_Spectra", None),
    "boundaries": ("Decision_Boundaries", GRAPH),
}
CHAPTERS = {"confusion": "Over the epochs"}  # where the film is not in the first chapter
HOSTILE = "</script><img src=x onerror=document.title=1>"
TABLE = f",{HOSTILE},b\nc,1,0\nd,0,1\ne,1,1"
# Whether each canvas has more than one colour.
COLOURS = """() => [...document.querySelector("#film").shadowRoot.querySelectorAll("canvas")].every((canvas) => {
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return new Set(new Uint32Array(pixels.buffer)).size > 1;
})"""
ROOM = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


def exported(visitor, path, folder):
    """Press "Web page" and return the file."""
    visitor.open(path)
    visitor.page.get_by_role("button", name="Export", exact=True).click()
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("dialog").get_by_role("button", name="Web page").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


class Opened:
    """A file in a browser that has no network."""

    def __init__(self, browser, file, width=1300, theme="light"):
        self.context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme, offline=True)
        self.page, self.errors = self.context.new_page(), []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("request", lambda request: self.errors.append(request.url))
        self.page.goto(file.as_uri())
        self.page.locator(".bar input").wait_for()
        self.page.wait_for_function("document.querySelector('#film').shadowRoot.querySelector('output').textContent")
        assert self.errors.pop(0) == file.as_uri()

    def moment(self):
        return self.page.locator(".bar output").inner_text()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        assert self.errors == []
        self.context.close()


def moves(opened):
    """The slider goes to both ends, and play leads away from the first one."""
    slider, page = opened.page.locator(".bar input"), opened.page
    slider.press("End")
    last = opened.moment()
    slider.press("Home")
    first = opened.moment()
    assert first != last
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(
        "first => document.querySelector('#film').shadowRoot.querySelector('.bar output').innerText !== first",
        arg=first,
    )
    page.get_by_role("button", name="Pause").click()
    slider.press("Home")
    slider.press("PageUp")
    slider.press("PageUp")


def answers(opened, pointed):
    """What is under the pointer is told, or what it drags follows it."""
    if pointed is None:
        return
    canvas, place, word = pointed
    box = opened.page.locator(canvas).first
    told = opened.page.locator(place).first
    before = told.bounding_box() if place == ".edge" else told.inner_text()
    box.hover(position={"x": 20, "y": 20})
    if place == ".edge":
        opened.page.mouse.down()
        opened.page.mouse.up()
        assert told.bounding_box() != before
    else:
        assert word in told.inner_text()
        assert canvas != CELL[0] or told.inner_text() != before


def is_drawn_and_fits(opened, theme):
    opened.page.wait_for_function(COLOURS)
    width, room = opened.page.evaluate(ROOM)
    assert width <= room
    colour = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
    wanted = [round(255 * part) for part in rgb(THEMES[theme]["backgroundColor"])]
    assert colour == f"rgb({', '.join(map(str, wanted))})"


@pytest.mark.parametrize("name", FILMS)
def test_the_web_page_of_a_run_works_from_the_disk_without_a_network(visit, browser, tmp_path, name):
    path, pointed = FILMS[name]
    file = exported(visit(), path, tmp_path)
    assert file.name.startswith(name if name != "imagenet" else "jacobian")
    assert file.stat().st_size < MOST_BYTES
    with Opened(browser, file) as opened:
        link = urlsplit(opened.page.locator("footer a").get_attribute("href"))
        assert link.path == f"/{path.split('?')[0]}"
        assert parse_qs(link.query).get(f"{name}_tab", [None]) == [CHAPTERS.get(name)]
        is_drawn_and_fits(opened, "light")
        moves(opened)
        answers(opened, pointed)
        opened.page.emulate_media(color_scheme="dark")
        is_drawn_and_fits(opened, "dark")
    with Opened(browser, file, width=420, theme="dark") as narrow:
        is_drawn_and_fits(narrow, "dark")
        moves(narrow)


def test_a_name_that_would_end_a_script_is_shown_as_it_is(visit, browser, tmp_path):
    query = urlencode({"semantics_world": "my own", "semantics_table": TABLE})
    file = exported(visit(), f"Semantic_Development?{query}", tmp_path)
    with Opened(browser, file) as opened:
        assert opened.page.locator(".table").get_by_text(HOSTILE, exact=True).count() == 1
        assert opened.page.locator("img").count() == 0
        assert opened.page.title().startswith("Semantic Development")
