"""The confusion matrix: a click in a real browser, counting and evidence against libraries."""

import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np
from sklearn import metrics

from core.confusion.evidence import evidence
from core.confusion.matrix import confusion_matrix
from core.networks import classifiers as networks
from tests.benchmarks.compare import Case, compare
from tests.serving import browsing, served

CLICK_SECONDS = 0.5


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
