"""A visitor's own predictions in a real browser: a table to its calibration, and the link in a second session."""

import pytest

from core.confusion import prediction_examples
from core.confusion.evaluation import evaluate
from core.data import image_sets
from core.networks.training import Training, TrainingParams, train
from core.runs import archive

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def table() -> bytes:
    """The example of probabilities that the page offers."""
    from core import bake

    images = image_sets.load("mnist-5k")
    path = bake.Recipe("training", TrainingParams(), train).path
    found = evaluate(archive.load(path, Training, params=TrainingParams), images.y_test, images)
    return prediction_examples.example("probabilities.csv", found.predictions)


def test_a_table_to_its_calibration_and_the_link_in_a_second_session(visit, table):
    visitor = visit()
    visitor.open("Confusion_Matrix?confusion_source=own+file")
    upload = visitor.page.locator("input[type=file]").first
    upload.set_input_files({"name": "predictions.csv", "mimeType": "text/csv", "buffer": table})
    visitor.page.get_by_text("1,000 rows, 10 classes").wait_for()
    visitor.page.get_by_role("radio", name="Calibration").click()
    visitor.page.get_by_text("Expected calibration error").wait_for()
    visitor.settle()
    link = visitor.page.url
    assert "confusion_file=own-" in link
    visitor.check()
    second = visit(width=420, theme="dark")
    second.open(link.rpartition("/")[2])
    second.page.get_by_text("Expected calibration error").wait_for()
    width, room = second.scroll()
    assert width <= room
    second.page.get_by_role("radio", name="Confusion matrix").click()
    second.page.get_by_text("All test samples").wait_for()
    second.check()
