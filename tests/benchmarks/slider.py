"""From a slider that moves to the image of the newly trained network, against a bare page that calls Keras's `fit`."""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from core.data import image_sets as images
from tests.benchmarks.compare import Case
from tests.serving import browsing, served

WARM, COLD = "slider to picture, warm", "slider to picture, cold"
MOVES, FIRST = 5, 20  # moves that are timed, and the epochs at which the pages begin
AGAINST = "a bare page that calls Keras fit: one layer, mnist-5k, batches of 50, {} epochs"
# Weight Templates with its default settings, as one writes it for oneself.
BARE = """
import keras
import numpy as np
import streamlit as st

epochs = st.slider("Epochs", 1, 100, 20)
data = np.load("digits.npz")
x, x_test = (data[name].reshape(-1, 784).astype("float32") / 255 for name in ("x_train", "x_test"))
model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, "softmax")])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
test = (x_test, data["y_test"])
model.fit(x, data["y_train"], batch_size=50, epochs=epochs, validation_data=test, verbose=0)
templates = model.get_weights()[0].T.reshape(10, 28, 28)
st.image(list((templates - templates.min()) / np.ptp(templates)), width=100)
st.write(f"After {epochs} epochs")
"""


def cases(wanted: Callable[[str], bool]) -> Iterator[Case]:
    """Warm: the same visitor moves the slider on. Cold: the first visitor of a server opens a setting new to it."""
    if not wanted(WARM) and not wanted(COLD):
        return
    with tempfile.TemporaryDirectory() as folder, browsing() as browser:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE)
        data = images.load("mnist-5k")
        arrays = {name: getattr(data, name) for name in ("x_train", "y_train", "x_test", "y_test")}
        np.savez(Path(folder) / "digits.npz", **arrays)
        # 20 epochs are bundled, so ours opens at one more.
        with served(bare) as (plain, _), served() as (home, _):
            theirs, their_first = _opened(browser, plain, FIRST)
            ours, our_first = _opened(browser, f"{home}/Weight_Templates?templates_epochs={FIRST + 1}", FIRST + 1)
            _moved(theirs, FIRST + 1)
            counts = range(FIRST + 2, FIRST + 2 + MOVES)
            pairs = [(_moved(ours, count), _moved(theirs, count)) for count in counts]
    if wanted(WARM):
        mine, other = (statistics.median(column) for column in zip(*pairs, strict=True))
        yield Case(WARM, mine, other, "s", AGAINST.format(f"{counts[0]} to {counts[-1]}"))
    if wanted(COLD):
        yield Case(COLD, our_first, their_first, "s", AGAINST.format(f"{FIRST} (here {FIRST + 1})"))


def _opened(browser: Any, address: str, epochs: int) -> tuple[Any, float]:
    """Open a page, and return it with the seconds until it shows the picture after `epochs`."""
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    started = time.perf_counter()
    page.goto(address)
    _wait(page, epochs)
    return page, time.perf_counter() - started


def _moved(page: Any, epochs: int) -> float:
    """Move the slider on to `epochs`, and return the seconds until the picture is there."""
    page.wait_for_timeout(1000)
    page.get_by_role("slider", name="Epochs").first.focus()
    started = time.perf_counter()
    page.keyboard.press("ArrowRight")
    _wait(page, epochs)
    return time.perf_counter() - started


def _wait(page: Any, epochs: int) -> None:
    page.get_by_text(f"After {epochs} epochs").first.wait_for(timeout=300_000)
