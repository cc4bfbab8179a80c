"""Own images in a real browser: upload, preview, training, matrix, click, sample, and the link elsewhere."""

import pytest

from tests.data.own_files import three_colours

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHART = "[data-testid=stVegaLiteChart]"
HEAD, RIGHT, BELOW = 2, 1.3, 1  # of the matrix, in cells: names of classes, recall, precision


def cell(visitor, row, column, classes=3):
    """The middle of a cell of the matrix on the screen."""
    box = visitor.box(visitor.page.locator(CHART).first.locator("canvas, svg").first)
    title = 42  # pixels
    room = box["height"] - title - 12
    return (
        box["x"] + (column + HEAD + 0.5) / (classes + HEAD + RIGHT) * box["width"],
        box["y"] + title + (row + HEAD + 0.5) / (classes + HEAD + BELOW) * room,
    )


def test_a_zip_of_three_classes_is_trained_explored_and_shared(visit, tmp_path):
    file = tmp_path / "colours.zip"
    file.write_bytes(three_colours(20, width=28))
    visitor = visit()
    page = visitor.page
    visitor.open("Confusion_Matrix?confusion_dataset=your+own&confusion_epochs=2")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("48 training and 12 test images of 28 × 28 pixels in colour").wait_for()
    page.get_by_role("button", name="Use these images").click()
    page.get_by_text("All test images").wait_for()
    visitor.settle()
    assert "confusion_dataset=own-" in page.url
    page.mouse.click(*cell(visitor, 1, 1))
    page.get_by_text("Actual class green, classified as green").first.wait_for()
    visitor.settle()
    sheet = visitor.box(page.locator(CHART).nth(1).locator("canvas, svg").first)
    page.mouse.click(sheet["x"] + sheet["width"] / 8, sheet["y"] + 45)
    page.get_by_test_id("stDialog").get_by_text("Nearest training images").wait_for()
    visitor.settle()
    visitor.check()
    address = page.url.split("/", 3)[3]

    other = visit(width=420, theme="dark")
    other.open(address)
    dialog = other.page.get_by_test_id("stDialog")
    dialog.get_by_text("The actual class is green").wait_for()
    other.check()
