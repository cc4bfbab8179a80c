"""The Confusion Matrix in a real browser: hover, click, address, sample, drawing, in one visit."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHART = "[data-testid=stVegaLiteChart]"


def matrix(visitor):
    """The matrix's chart, and where the middle of a cell is, in pixels from its corner."""
    chart = visitor.page.locator(CHART).first
    chart.locator("canvas, svg").first.wait_for()
    visitor.page.wait_for_timeout(500)
    return chart


def point(visitor, row, column):
    """The middle of a cell on the screen; -1 is the row or the column of names (ten digits, one unit each)."""
    box = matrix(visitor).locator("canvas, svg").first.bounding_box()
    title = 42  # the height of the chart's title
    room = box["height"] - title - 12
    return box["x"] + (column + 1.5) / 12.3 * box["width"], box["y"] + title + (row + 1.5) / 12 * room


def hover_shows_images_without_a_request(visitor):
    visitor.sent.clear()
    visitor.page.mouse.move(*point(visitor, 4, 4))
    shown = visitor.page.locator("#vg-tooltip-element img")
    shown.wait_for()
    assert shown.get_attribute("src").startswith("data:image/png;base64,")
    assert "predicted" in visitor.page.locator("#vg-tooltip-element").inner_text()
    assert visitor.sent == []


def clicks_select_a_cell_a_row_and_a_column(visitor):
    for row, column, title in (
        (4, 9, "Actual class 4, classified as 9"),
        (6, -1, "Actual class 6, any prediction"),
        (-1, 2, "Any actual class, classified as 2"),
        (5, 3, "Actual class 5, classified as 3"),
    ):
        visitor.page.mouse.click(*point(visitor, row, column))
        visitor.page.get_by_text(title).first.wait_for()
        visitor.settle()
    assert "confusion_actual=5" in visitor.page.url
    assert "confusion_predicted=3" in visitor.page.url


def a_click_opens_a_sample_and_escape_closes_it(visitor):
    sheet = visitor.page.locator(CHART).nth(1).locator("canvas, svg").first
    box = visitor.box(sheet)
    visitor.page.mouse.click(box["x"] + box["width"] / 8, box["y"] + 45)
    visitor.page.get_by_test_id("stDialog").get_by_text("Nearest training images").wait_for()
    assert "confusion_sample=" in visitor.page.url
    visitor.page.keyboard.press("Escape")
    visitor.page.wait_for_url(lambda url: "confusion_sample=" not in url)
    visitor.settle()


def a_drawn_line_is_classified_as_1(visitor):
    field = visitor.page.get_by_role("img", name="A black field to draw a digit on")
    cue = visitor.page.get_by_text("Draw a digit here")
    box = visitor.box(field)
    assert cue.is_visible()
    x, y = box["x"], box["y"]
    visitor.page.mouse.move(x + 145, y + 50)
    visitor.page.mouse.down()
    visitor.page.mouse.move(x + 138, y + 230, steps=8)
    visitor.page.mouse.up()
    visitor.page.get_by_text("classifies your digit as 1").wait_for()
    assert not cue.is_visible()
    visitor.page.get_by_role("button", name="Clear").click()
    visitor.page.get_by_text("Draw or upload a digit").wait_for()
    assert cue.is_visible()


def test_a_visit_points_clicks_opens_and_draws(visit):
    visitor = visit()
    visitor.open("Confusion_Matrix?confusion_actual=5&confusion_predicted=5")
    visitor.page.get_by_text("Actual class 5, classified as 5").first.wait_for()
    matrix(visitor)
    hover_shows_images_without_a_request(visitor)
    clicks_select_a_cell_a_row_and_a_column(visitor)
    a_click_opens_a_sample_and_escape_closes_it(visitor)
    visitor.page.get_by_role("radio", name="Your own digit").click()
    a_drawn_line_is_classified_as_1(visitor)
    visitor.check()
