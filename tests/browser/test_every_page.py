"""Every page of the catalog in a real browser: pictures, tabs, keyboard, both themes, narrow screens."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from core.catalog import TOPICS
from tests.contrast import THEMES, contrast, rgb

pytestmark = pytest.mark.browser
PICTURE = ".film canvas, .layers canvas, [data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg"
# What holds a picture: a film from its slider on, a chart from its own edge on.
FRAME = ".film, .layers, [data-testid=stVegaLiteChart]"
PATHS = {topic.slug: topic.page.split("_", 1)[1].removesuffix(".py") for topic in TOPICS}
CHAPTERS = ".st-key-page_chapters [role=radio]"
MOST_CHAPTERS = 7
# Width of the screen -> how far down the main picture may begin, in pixels.
FIRST_PICTURE = {1300: 330, 420: 1200}
# What reaches beyond the screen, by its tag and class, leaving out what lies in something that scrolls or cuts it off.
OUTSIDE = """() => {
  const hidden = (element) => {
    for (let at = element.parentElement; at && at.dataset.testid !== 'stMain'; at = at.parentElement) {
      if (getComputedStyle(at).overflowX !== 'visible') return true;
    }
    return false;
  };
  return [...document.querySelectorAll('[data-testid=stMain] *')]
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && !hidden(element))
    .map((element) => `${element.tagName} ${element.className}`).slice(0, 5);
}"""
OURS = "[data-testid=stBidiComponentIsolated] :is(button, input, [tabindex]):visible"
# axe does not measure text of SVG: texts of charts and films that stand on the page itself, so no mark's own.
SVG_TEXTS = ":is([data-testid=stVegaLiteChart], .film, .layers) svg text"
FILLS = """all => [...new Set(all.filter(text => !text.closest('g')?.matches('.mark-text.role-mark'))
  .map(text => getComputedStyle(text).fill))]"""
PAINTED = """wanted => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor
  .match(/\\d+/g).slice(0, 3).join() === wanted.join()"""
FOCUSED = """() => {
  let element = document.activeElement;
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return [element.dataset.stop ?? null, getComputedStyle(element).outlineStyle !== 'none'];
}"""
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"scrollable-region-focusable": {"enabled": False}},  # only Safari does not focus what scrolls by itself
    "resultTypes": ["violations"],
}
THEMES_BOTH = ("light", "dark")
DISABLED = ["[data-testid=stWidgetLabel][disabled]"]  # WCAG asks no contrast of them; axe takes them for text


def show(visitor, *, width, theme):
    """Give the visitor another screen and another theme without loading the page anew."""
    visitor.page.set_viewport_size({"width": width, "height": 900})
    visitor.page.emulate_media(color_scheme=theme)
    wanted = [round(255 * part) for part in rgb(THEMES[theme]["backgroundColor"])]
    visitor.page.wait_for_function(PAINTED, arg=wanted)
    visitor.settle()


def fits(visitor):
    """The page does not scroll sideways, and no element of it reaches beyond the screen unless it scrolls in place."""
    width, room = visitor.scroll()
    assert width <= room
    assert visitor.page.evaluate(OUTSIDE) == []


def shows_every_chapter(visitor):
    """All titles of chapters are on the screen, at most seven, and large enough to tap on a narrow one."""
    titles = visitor.page.locator(CHAPTERS)
    assert 0 < titles.count() <= MOST_CHAPTERS
    screen = visitor.page.viewport_size["width"]
    for box in titles.evaluate_all("all => all.map((title) => title.getBoundingClientRect().toJSON())"):
        assert 0 <= box["left"] < box["right"] <= screen
        assert box["height"] >= (40 if screen < 600 else 30)


def begins_with_its_picture(visitor):
    """The main picture begins where a visitor sees it without scrolling, on a phone within a screen and a half."""
    top = visitor.page.locator(FRAME).first.evaluate("frame => frame.getBoundingClientRect().top")
    assert top <= FIRST_PICTURE[visitor.page.viewport_size["width"]]


def legible(visitor, theme):
    """The rules of WCAG that can be computed, and the contrast of texts in pictures."""
    found = Axe().run(visitor.page, {"exclude": [DISABLED]}, RULES)
    assert found.violations_count == 0, found.generate_report()
    fills = visitor.page.locator(SVG_TEXTS).evaluate_all(FILLS)
    assert [fill for fill in fills if contrast(fill, THEMES[theme]["backgroundColor"]) < 4.5] == []


def reaches_every_control_of_ours(visitor):
    """The Tab key comes to each of our own controls where the page has any, and one sees where it is."""
    visitor.page.get_by_role("button", name="Share").wait_for()
    stops = visitor.page.locator(OURS).evaluate_all("all => all.map((control, i) => control.dataset.stop = i).length")
    if not stops:
        return
    seen = {}
    for _ in range(150):
        visitor.page.keyboard.press("Tab")
        stop, outlined = visitor.page.evaluate(FOCUSED)
        seen[stop] = outlined
        if len(seen) > stops:
            break
    del seen[None]  # Streamlit's own
    assert seen == {str(i): True for i in range(stops)}


@pytest.mark.parametrize(
    ("screens", "turned_on"),
    [
        pytest.param(((1300, "light"), (420, "dark")), (420, "dark"), id="wide light, narrow dark"),
        pytest.param(((420, "light"), (1300, "dark")), (1300, "dark"), id="the other two", marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_a_page_on_two_screens_with_a_preset_and_every_chapter(visit, topic, screens, turned_on):
    """One visit for all of it: to load a page takes longer than most of these looks."""
    visitor = visit()
    visitor.open(PATHS[topic.slug])
    visitor.page.wait_for_selector(PICTURE)
    visitor.settle()
    reaches_every_control_of_ours(visitor)
    for width, theme in screens:
        show(visitor, width=width, theme=theme)
        shows_every_chapter(visitor)
        begins_with_its_picture(visitor)
        fits(visitor)
        legible(visitor, theme)
        visitor.check()
    show(visitor, width=turned_on[0], theme=turned_on[1])
    titles = visitor.page.locator(CHAPTERS)
    for i in reversed(range(titles.count())):  # it ends on the first
        titles.nth(i).click()
        visitor.settle()
        visitor.check()
        fits(visitor)
    before = visitor.page.url
    visitor.page.get_by_role("radio", name=topic.presets[1].title, exact=True).click()
    visitor.page.wait_for_url(lambda url: url != before)
    visitor.settle()
    visitor.check()


def test_home_in_both_themes_narrow_and_wide_with_its_cards_and_claims(visit):
    """One visit: cards of equal build, legible everywhere, a filter, and the way to a page."""
    visitor = visit()
    visitor.open("")
    main = visitor.page.get_by_test_id("stMain")
    names = visitor.page.get_by_test_id("stSidebarNav").get_by_role("link").all_inner_texts()
    assert names == ["Home", *(topic.title for topic in TOPICS)]
    for topic in TOPICS:
        assert main.get_by_text(topic.question).count() == 1
        assert main.get_by_role("link", name=topic.title).count() == 1
    pictures = main.get_by_role("img")
    assert pictures.count() == len(TOPICS)
    boxes = [pictures.nth(i).bounding_box() for i in range(len(TOPICS))]
    assert max(box["height"] for box in boxes) - min(box["height"] for box in boxes) < 1.5
    main.get_by_text("C. ml4a").click()
    main.locator("#claim-C1").wait_for()
    for theme in THEMES_BOTH:
        for width in (1300, 420):
            show(visitor, width=width, theme=theme)
            fits(visitor)
            legible(visitor, theme)
    visitor.check()
    show(visitor, width=1300, theme="light")
    main.get_by_role("link", name=TOPICS[0].title).click()
    visitor.page.wait_for_selector(PICTURE)
    visitor.check()
