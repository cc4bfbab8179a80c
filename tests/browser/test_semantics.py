"""The film of Semantic Development in a real browser: it moves without the server, and cells are read out."""

import re

import pytest

pytestmark = pytest.mark.browser
PATH = "Semantic_Development"


def test_the_film_is_scrubbed_without_the_server(visit):
    visitor = visit()
    visitor.open(PATH)
    legend = visitor.page.locator(".film .legend").first
    slider = visitor.page.get_by_role("slider", name="Time").first
    visitor.page.wait_for_selector(".film .table canvas")
    visitor.settle()
    sent = len(visitor.sent)
    slider.fill("0")
    assert re.search(r"mode 1 0(\.0\d*)?\b", legend.inner_text())
    slider.fill("100")
    assert "mode 1 2.65" in legend.inner_text()  # √7, the world's largest singular value
    assert len(visitor.sent) == sent
    visitor.check()


def test_a_cell_of_the_beliefs_is_read_out(visit):
    visitor = visit()
    visitor.open(PATH)
    canvas = visitor.page.locator(".film .table canvas").first
    canvas.wait_for()
    visitor.page.get_by_role("slider", name="Time").first.fill("100")
    box = canvas.bounding_box()
    canvas.hover(position={"x": box["width"] / 8, "y": box["height"] * 3.5 / 7})
    output = visitor.page.locator(".film .readout").first
    assert output.inner_text() in ("canary × fly: 0.99", "canary × fly: 1.00")
    visitor.check()


def test_a_world_of_ones_own_is_learned_and_stands_in_the_address(visit):
    visitor = visit()
    visitor.open(f"{PATH}?semantics_tab=Change+the+world")
    area = visitor.page.get_by_role("textbox", name="As text")
    area.fill(",fly,swim\nowl,1,0\neel,0,maybe")
    area.press("Control+Enter")
    visitor.page.get_by_text("“eel” × “swim” is “maybe”").wait_for()
    visitor.settle()
    area = visitor.page.get_by_role("textbox", name="As text")
    area.fill(",fly,swim\nowl,1,0\neel,0,1")
    area.press("Control+Enter")
    visitor.page.locator(".film .heads").get_by_text("eel").first.wait_for()
    assert "eel" in visitor.page.url
    visitor.check()
