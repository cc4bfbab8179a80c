"""The Confusion Matrix in a real browser: hover, click, address, drawing."""

import pytest

pytestmark = pytest.mark.browser
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


def test_a_hover_shows_pictures_without_a_request(visit):
    visitor = visit()
    visitor.open("Confusion_Matrix")
    matrix(visitor)
    visitor.sent.clear()
    visitor.page.mouse.move(*point(visitor, 4, 4))
    picture = visitor.page.locator("#vg-tooltip-element img")
    picture.wait_for()
    assert picture.get_attribute("src").startswith("data:image/png;base64,")
    assert "predicted" in visitor.page.locator("#vg-tooltip-element").inner_text()
    assert visitor.sent == []
    visitor.check()


def test_clicks_select_a_cell_a_row_and_a_column_and_the_address_restores_them(visit):
    visitor = visit()
    visitor.open("Confusion_Matrix")
    for row, column, title in (
        (4, 9, "Actual class 4, classified as 9"),
        (6, -1, "Actual class 6, any prediction"),
        (-1, 2, "Any actual class, classified as 2"),
        (5, 5, "Actual class 5, classified as 5"),
    ):
        visitor.page.mouse.click(*point(visitor, row, column))
        visitor.page.get_by_text(title).first.wait_for()
        visitor.settle()
    assert "confusion_actual=5" in visitor.page.url
    assert "confusion_predicted=5" in visitor.page.url
    again = visit()
    again.open(visitor.page.url.split("/", 3)[3])
    again.page.get_by_text("Actual class 5, classified as 5").first.wait_for()
    visitor.check()
    again.check()


def test_a_sample_opens_and_closes(visit):
    visitor = visit()
    visitor.open("Confusion_Matrix?confusion_actual=5&confusion_predicted=3")
    sheet = visitor.page.locator(CHART).nth(1).locator("canvas, svg").first
    sheet.wait_for()
    visitor.page.wait_for_timeout(500)
    box = sheet.bounding_box()
    visitor.page.mouse.click(box["x"] + box["width"] / 8, box["y"] + 90)
    visitor.page.get_by_test_id("stDialog").get_by_text("Nearest training images").wait_for()
    assert "confusion_sample=" in visitor.page.url
    visitor.page.keyboard.press("Escape")
    visitor.page.wait_for_url(lambda url: "confusion_sample=" not in url)
    visitor.settle()
    visitor.check()


def test_a_drawn_line_is_called_a_one(visit):
    visitor = visit()
    visitor.open("Confusion_Matrix?confusion_tab=Your+own+digit")
    field = visitor.page.get_by_role("img", name="A black field to draw a digit on")
    box = visitor.box(field)
    x, y = box["x"], box["y"]
    visitor.page.mouse.move(x + 145, y + 50)
    visitor.page.mouse.down()
    visitor.page.mouse.move(x + 138, y + 230, steps=8)
    visitor.page.mouse.up()
    visitor.page.get_by_text("classifies your digit as 1").wait_for()
    visitor.page.get_by_role("button", name="Clear").click()
    visitor.page.get_by_text("Draw a digit, or upload one").wait_for()
    visitor.check()
