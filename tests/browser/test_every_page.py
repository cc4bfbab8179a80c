"""Every page of the catalog in a real browser: a picture, no error, both themes, narrow screens."""

import pytest

from core.catalog import TOPICS

pytestmark = pytest.mark.browser
PICTURE = ".film canvas, .layers canvas, [data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg"
PATHS = {topic.slug: topic.page.split("_", 1)[1].removesuffix(".py") for topic in TOPICS}


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_a_page_shows_its_picture_and_survives_a_preset(visit, topic):
    visitor = visit()
    visitor.open(PATHS[topic.slug])
    visitor.page.wait_for_selector(PICTURE)
    visitor.check()
    before = visitor.page.url
    visitor.page.get_by_role("radio", name=topic.presets[1].title, exact=True).click()
    visitor.page.wait_for_url(lambda url: url != before)
    visitor.settle()
    visitor.page.wait_for_selector(PICTURE)
    visitor.check()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("slug", PATHS)
def test_a_page_fits_a_narrow_screen(visit, slug, theme):
    visitor = visit(width=420, theme=theme)
    visitor.open(PATHS[slug])
    visitor.page.wait_for_selector(PICTURE)
    width, room = visitor.scroll()
    assert width <= room
    visitor.check()


@pytest.mark.parametrize("slug", PATHS)
def test_every_picture_has_alt_text(visit, slug):
    visitor = visit()
    visitor.open(PATHS[slug])
    visitor.page.wait_for_selector(PICTURE)
    bare = visitor.page.evaluate(
        "Array.from(document.querySelectorAll('[data-testid=stMain] img')).filter(i => !i.alt).length"
    )
    assert bare == 0


@pytest.mark.parametrize("slug", PATHS)
def test_every_tab_opens(visit, slug):
    visitor = visit()
    visitor.open(PATHS[slug])
    tabs = visitor.page.get_by_test_id("stTab")
    for i in range(tabs.count()):
        tabs.nth(i).click()
        visitor.settle()
        visitor.check()


def test_home_has_a_card_for_every_topic_and_its_link_works(visit):
    visitor = visit()
    visitor.open()
    main = visitor.page.get_by_test_id("stMain")
    for topic in TOPICS:
        assert main.get_by_text(topic.question).count() == 1
        assert main.get_by_role("link", name=topic.title).count() == 1
    main.get_by_role("link", name=TOPICS[0].title).click()
    visitor.page.wait_for_selector(PICTURE)
    visitor.check()
