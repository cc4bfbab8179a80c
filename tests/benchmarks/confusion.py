"""The confusion matrix: a click in a real browser, counting and evidence against libraries."""

import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from sklearn import metrics

from core.confusion import own_predictions
from core.confusion.charts import matrix as charts
from core.confusion.evidence import evidence
from core.confusion.matrix import confusion_matrix
from core.networks import classifiers as networks
from core.runs.progress import drain
from tests.benchmarks.compare import Case, compare
from tests.serving import browsing, served

CLICK_SECONDS, MATRIX_SECONDS = 0.5, 1.0
ROWS, CLASSES = 100_000, 50


def cases(wanted: Callable[[str], bool]) -> Iterator[Case]:
    rng = np.random.default_rng(0)
    if wanted("confusion, counting"):
        actual, predicted = rng.integers(0, 10, (2, 10_000))
        yield compare(
            "confusion, counting 10,000 samples",
            lambda: confusion_matrix(actual, predicted, 10),
            lambda: metrics.confusion_matrix(actual, predicted),
            "scikit-learn",
        )
    if wanted("confusion, evidence of a CNN"):
        yield _evidence(rng)
    if wanted("confusion, click"):
        yield Case("confusion, click on a cell", _click(), CLICK_SECONDS, "s", "the budget")
    if wanted("confusion, own predictions"):
        file = _file(rng)
        what = "confusion, own predictions (100,000 rows, 50 classes):"
        yield Case(f"{what} matrix", _matrix(file), MATRIX_SECONDS, "s", "the budget")
        yield Case(f"{what} click on a cell", _own_click(file), CLICK_SECONDS, "s", "the budget")


def _evidence(rng: np.random.Generator) -> Case:
    import tensorflow as tf

    model = networks.build("cnn", (28, 28), 10, 32, seed=0)
    weights, picture = model.get_weights(), rng.integers(0, 256, (28, 28), dtype=np.uint8)

    def by_tape() -> None:
        x = tf.constant(picture[None] / np.float32(255))
        with tf.GradientTape() as tape:
            tape.watch(x)
            logits = model(x)
        tape.jacobian(logits, x, experimental_use_pfor=True).numpy()

    ours = "confusion, evidence of a CNN"
    return compare(ours, lambda: evidence(weights, picture), by_tape, "Keras model, GradientTape.jacobian")


def _click() -> float:
    """Median seconds from a click on a cell of mnist-5k to the words about its samples."""
    with served() as (address, _), browsing() as browser:
        page = browser.new_page(viewport={"width": 1300, "height": 900})
        page.goto(f"{address}/Confusion_Matrix")
        canvas = page.locator("[data-testid=stVegaLiteChart]").first.locator("canvas, svg").first
        canvas.wait_for()
        page.wait_for_timeout(2000)
        took = []
        for digit in range(8):
            box = canvas.bounding_box()
            unit = (box["width"] / 12.3, (box["height"] - 54) / 12)
            started = time.perf_counter()
            page.mouse.click(box["x"] + (digit + 1.5) * unit[0], box["y"] + 42 + (digit + 1.5) * unit[1])
            page.get_by_text(f"Actual class {digit}, classified as {digit}").first.wait_for()
            took.append(time.perf_counter() - started)
            page.wait_for_timeout(1000)
    return statistics.median(took)


def _file(rng: np.random.Generator) -> bytes:
    """A table of actual and predicted classes with confidences."""
    actual = rng.integers(0, CLASSES, ROWS)
    predicted = np.where(rng.random(ROWS) < 0.7, actual, rng.integers(0, CLASSES, ROWS))
    table = pd.DataFrame({"actual": actual, "predicted": predicted, "confidence": rng.random(ROWS).round(4)})
    return table.to_csv(index=False).encode()


def _matrix(file: bytes) -> float:
    """Median seconds from the bytes of a file to the Vega-Lite of its matrix."""
    took = []
    for _ in range(5):
        started = time.perf_counter()
        found = drain(own_predictions.read(file, "predictions.csv")).predictions
        charts.confusion_matrix(found.counts, found.class_names).to_dict(validate=False)
        took.append(time.perf_counter() - started)
    return statistics.median(took)


def _own_click(file: bytes) -> float:
    """Median seconds from a click on a row's name to the words about its samples, among 100,000 of 50 classes."""
    with served() as (address, _), browsing() as browser:
        page = browser.new_page(viewport={"width": 1300, "height": 1400})
        page.goto(f"{address}/Confusion_Matrix?confusion_source=own+file")
        page.locator("input[type=file]").first.set_input_files(
            {"name": "predictions.csv", "mimeType": "text/csv", "buffer": file}
        )
        canvas = page.locator("[data-testid=stVegaLiteChart]").first.locator("canvas, svg").first
        canvas.wait_for()
        page.wait_for_timeout(3000)
        took = []
        for row in range(8):
            box = canvas.bounding_box()
            started = time.perf_counter()
            page.mouse.click(box["x"] + 25, box["y"] + 42 + 42 + 18 * (row + 0.5))
            page.get_by_text(f"Actual class {row}, any prediction").first.wait_for()
            took.append(time.perf_counter() - started)
            page.wait_for_timeout(1000)
    return statistics.median(took)
