"""Decision Boundaries in a real browser: time is scrubbed without a request, and a click becomes a point."""

import pytest

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.browser
PATH = "Decision_Boundaries"


def pictures(page, film=".film"):
    """What all canvases show."""
    return page.locator(f"{film} canvas").evaluate_all("all => all.map(canvas => canvas.toDataURL())")


def test_the_slider_scrubs_boundary_and_curves_without_a_request(visit):
    visitor = visit()
    visitor.open(PATH)
    slider = visitor.page.get_by_role("slider", name="Time").first
    slider.wait_for()
    visitor.settle()
    before, sent = pictures(visitor.page)[0], len(visitor.sent)
    slider.focus()
    slider.press("Home")
    assert slider.get_attribute("aria-valuetext") == "step 0"
    first = pictures(visitor.page)[0]
    slider.press("ArrowRight")
    moment = visitor.page.locator(".film output").first.text_content()
    assert len({before, first, pictures(visitor.page)[0]}) == 3
    visitor.page.get_by_role("button", name="Play").first.click()
    expect(visitor.page.locator(".film output").first).not_to_have_text(moment)
    assert len(visitor.sent) == sent
    visitor.check()


def test_the_planes_move_with_their_slider(visit):
    visitor = visit()
    visitor.open(f"{PATH}?boundaries_layers=5&boundaries_units=2")
    slider = visitor.page.get_by_role("slider", name="Time").nth(1)
    slider.wait_for()
    visitor.settle()
    last = pictures(visitor.page, ".many")
    assert len(last) == 13  # what it sees, five layers before and after, logits, softmax
    slider.focus()
    slider.press("Home")
    first = pictures(visitor.page, ".many")
    assert first[0] != last[0]  # the border moves through what the net sees
    assert all(a != b for a, b in zip(first, last, strict=True))


def test_a_click_on_the_square_becomes_a_point_in_the_address(visit):
    visitor = visit()
    visitor.open(f"{PATH}?boundaries_dataset=own+points")
    pad = visitor.page.locator("[data-testid=stVegaLiteChart] canvas").first
    box = visitor.box(pad)
    visitor.page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    visitor.page.wait_for_url("**boundaries_own=*")
    visitor.settle()
    visitor.page.get_by_text("1 of at most").wait_for()
    visitor.check()
