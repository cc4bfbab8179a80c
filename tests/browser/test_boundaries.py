"""Decision Boundaries in a real browser: time, weights and lines move without a request; a click becomes a point."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = [pytest.mark.browser, pytest.mark.slow]
PATH = "Decision_Boundaries"
# Where on a plane's canvas the pointer can grab a line: the first place along its diagonal.
GRAB = """canvas => {
  const box = canvas.getBoundingClientRect();
  for (let i = 10; i < 90; i++) {
    const [x, y] = [box.left + box.width * i / 100, box.top + box.height * i / 100];
    canvas.dispatchEvent(new PointerEvent("pointermove", { clientX: x, clientY: y, pointerType: "mouse" }));
    if (canvas.style.cursor === "grab") return [x, y];
  }
  return null;
}"""


def images(page, place=".network"):
    """What all canvases show."""
    return page.locator(f"{place} canvas").evaluate_all("all => all.map(canvas => canvas.toDataURL())")


def asked(page, name):
    """A parameter of the address."""
    return parse_qs(urlsplit(page.url).query).get(f"boundaries_{name}", [""])[0]


def test_time_weights_and_lines_move_in_the_browser_and_points_are_clicked(visit):
    visitor = visit()
    page = visitor.page
    visitor.open(PATH)
    slider, said = page.get_by_role("slider", name="Time").first, page.locator(".network .readout")
    slider.wait_for()
    visitor.settle()
    assert asked(page, "dataset") == "blobs"

    # Time: boundary and network move, without a request.
    sent, first = len(visitor.sent), images(page)
    assert slider.get_attribute("aria-valuetext") == "step 0"
    slider.press("End")
    assert slider.get_attribute("aria-valuetext") == "step 3,000"
    expect(said).to_contain_text("100%")
    assert all(a != b for a, b in zip(first, images(page), strict=True))
    slider.press("Home")
    page.get_by_role("button", name="Play").first.click()
    expect(page.locator(".network output")).not_to_have_text("step 0")
    page.get_by_role("button", name="Pause").first.click()
    slider.press("Home")
    assert len(visitor.sent) == sent

    # The border is dragged: it moves with the pointer, and its weights go into the address when it is let go.
    plane = page.locator(".network .plane canvas")
    plane.scroll_into_view_if_needed()
    x, y = plane.evaluate(GRAB)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y, steps=3)
    expect(said).to_contain_text("step 0, 3 weights changed by hand")
    assert len(visitor.sent) == sent
    page.mouse.up()
    page.wait_for_url("**boundaries_edit=*")
    assert re.fullmatch(r"0:0\.w\.0\.1=\S+;0\.w\.1\.1=\S+;0\.b\.1=\S+", asked(page, "edit"))
    visitor.settle()

    # A weight is chosen and changed with the keyboard; Undo and Reset take changes back.
    page.get_by_label("Weight to change").select_option("bias of class 0")
    knob = page.get_by_label("Value of the weight", exact=True)
    knob.press("End")
    expect(said).to_contain_text("4 weights changed by hand")
    page.wait_for_function("location.search.includes('0.b.0')")
    visitor.settle()
    page.get_by_role("button", name="Undo").click()
    page.wait_for_function("!location.search.includes('0.b.0')")
    expect(said).to_contain_text("3 weights changed by hand")
    page.get_by_role("button", name="Reset").click()
    page.wait_for_function("!location.search.includes('boundaries_edit')")
    expect(said).not_to_contain_text("changed by hand")
    visitor.settle()

    # A weight is chosen by a click in the network.
    box = visitor.box(page.locator(".graph canvas"))
    page.mouse.click(box["x"] + 0.25 * box["width"], box["y"] + 26 + (box["height"] - 36) / 4)
    assert page.get_by_label("Weight to change").input_value() == "0.w.0.0"

    # Another chapter has its own film.
    page.get_by_role("radio", name="Layers and neurons").click()
    page.locator(".film:not(.network) canvas").first.wait_for()
    visitor.settle()
    last, slider = images(page, ".film"), page.get_by_role("slider", name="Time").first
    slider.press("Home")
    assert any(a != b for a, b in zip(last, images(page, ".film"), strict=True))

    # A click on the square becomes a point of one's own.
    visitor.open(f"{PATH}?boundaries_dataset=own+points")
    box = visitor.box(page.locator("[data-testid=stVegaLiteChart] canvas").first)
    page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    page.wait_for_url("**boundaries_own=*")
    visitor.settle()
    page.get_by_text("1 of at most").wait_for()
    visitor.check()
