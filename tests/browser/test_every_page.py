"""Every page of the catalog in a real browser: pictures, tabs, keyboard, both themes, narrow screens."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from core.catalog import TOPICS
from tests.contrast import THEMES, contrast

pytestmark = pytest.mark.browser
PICTURE = ".film canvas, .layers canvas, [data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg"
PATHS = {topic.slug: topic.page.split("_", 1)[1].removesuffix(".py") for topic in TOPICS}
OURS = "[data-testid=stBidiComponentIsolated] :is(button, input, [tabindex]):visible"
# axe does not measure text of SVG: texts of charts and films that stand on the page itself, so no mark's own.
SVG_TEXTS = ":is([data-testid=stVegaLiteChart], .film, .layers) svg text"
FILLS = """all => [...new Set(all.filter(text => !text.closest('g')?.matches('.mark-text.role-mark'))
  .map(text => getComputedStyle(text).fill))]"""
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
DISABLED = ["[data-testid=stWidgetLabel][disabled]"]  # WCAG asks no contrast of them; axe takes them for text


def opened(visit, path, **options):
    visitor = visit(**options)
    visitor.open(path)
    if path:
        visitor.page.wait_for_selector(PICTURE)
        visitor.settle()
    return visitor


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_a_page_shows_its_picture_in_a_preset_and_in_every_tab(visit, topic):
    visitor = opened(visit, PATHS[topic.slug])
    before = visitor.page.url
    visitor.page.get_by_role("radio", name=topic.presets[1].title, exact=True).click()
    visitor.page.wait_for_url(lambda url: url != before)
    visitor.settle()
    visitor.page.wait_for_selector(PICTURE)
    visitor.check()
    tabs = visitor.page.get_by_test_id("stTab")
    for i in range(tabs.count()):
        tabs.nth(i).click()
        visitor.settle()
        visitor.check()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", *PATHS.values()], ids=["home", *PATHS])
def test_a_page_is_legible_and_fits_a_narrow_screen(visit, path, theme):
    visitor = opened(visit, path, width=420, theme=theme)
    width, room = visitor.scroll()
    assert width <= room
    found = Axe().run(visitor.page, {"exclude": [DISABLED]}, RULES)
    assert found.violations_count == 0, found.generate_report()
    fills = visitor.page.locator(SVG_TEXTS).evaluate_all(FILLS)
    assert [fill for fill in fills if contrast(fill, THEMES[theme]["backgroundColor"]) < 4.5] == []
    visitor.check()


@pytest.mark.parametrize("slug", PATHS)
def test_the_tab_key_reaches_every_control_of_ours_and_shows_where_it_is(visit, slug):
    visitor = opened(visit, PATHS[slug])
    visitor.page.get_by_role("button", name="Copy link").wait_for()
    stops = visitor.page.locator(OURS).evaluate_all("all => all.map((control, i) => control.dataset.stop = i).length")
    assert stops > 0
    seen = {}
    for _ in range(150):
        visitor.page.keyboard.press("Tab")
        stop, outlined = visitor.page.evaluate(FOCUSED)
        seen[stop] = outlined
        if len(seen) > stops:
            break
    del seen[None]  # Streamlit's own
    assert seen == {str(i): True for i in range(stops)}


def test_home_has_a_card_for_every_topic_and_its_link_works(visit):
    visitor = opened(visit, "")
    main = visitor.page.get_by_test_id("stMain")
    for topic in TOPICS:
        assert main.get_by_text(topic.question).count() == 1
        assert main.get_by_role("link", name=topic.title).count() == 1
    main.get_by_role("link", name=TOPICS[0].title).click()
    visitor.page.wait_for_selector(PICTURE)
    visitor.check()
