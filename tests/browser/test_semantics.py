"""Semantic Development in a real browser: the film moves without the server, and a world of one's own is learned."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PATH = "Semantic_Development"


def test_the_film_is_scrubbed_and_read_and_a_world_of_ones_own_is_learned(visit):
    visitor = visit()
    visitor.open(PATH)
    page = visitor.page
    legend = page.locator(".film .legend").first
    slider = page.get_by_role("slider", name="Time").first
    canvas = page.locator(".film .table canvas").first
    canvas.wait_for()
    visitor.settle()
    sent = len(visitor.sent)
    slider.fill("0")
    assert re.search(r"all items 0(\.0\d*)?\b", legend.inner_text())
    slider.fill("100")
    assert "all items 2.65" in legend.inner_text()  # √7, the world's largest singular value
    box = canvas.bounding_box()
    canvas.hover(position={"x": box["width"] / 8, "y": box["height"] * 3.5 / 7})
    assert page.locator(".film .readout").first.inner_text() in ("canary × fly: 0.99", "canary × fly: 1.00")
    assert len(visitor.sent) == sent
    page.get_by_text("Edit this world").click()
    page.get_by_role("textbox", name="As text").wait_for()
    visitor.settle()
    area = page.get_by_role("textbox", name="As text")
    area.fill(",fly,swim\nowl,1,0\neel,0,maybe")
    area.press("Control+Enter")
    page.get_by_text("“eel” × “swim” is “maybe”").wait_for()
    visitor.settle()
    area = page.get_by_role("textbox", name="As text")
    area.fill(",fly,swim\nowl,1,0\neel,0,1")
    area.press("Control+Enter")
    page.locator(".film .heads").get_by_text("eel").first.wait_for()
    visitor.settle()
    assert "eel" in page.url
    editor, film = area.bounding_box(), page.locator(".film .table").first.bounding_box()
    assert film["x"] > editor["x"] + editor["width"]  # beside what it changes
    visitor.check()
