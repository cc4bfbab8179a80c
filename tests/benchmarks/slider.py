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
MOVES, FIRST = 3, 20  # moves that are timed, and the epochs at which the pages begin
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
        with served(bare) as (plain, _):
            their_first, theirs = _moved(browser, plain, FIRST)
        with served() as (home, _):  # 20 epochs are bundled, so it opens at one more
            address = f"{home}/Weight_Templates?templates_epochs={FIRST + 1}"
            our_first, ours = _moved(browser, address, FIRST + 1)
    if wanted(WARM):
        against = AGAINST.format(f"{FIRST + 2} to {FIRST + 1 + MOVES}")
        yield Case(WARM, statistics.median(ours), statistics.median(theirs), "s", against)
    if wanted(COLD):
        yield Case(COLD, our_first, their_first, "s", AGAINST.format(f"{FIRST} (here {FIRST + 1})"))


def _moved(browser: Any, address: str, epochs: int) -> tuple[float, list[float]]:
    """Seconds from an address to the picture after `epochs`, and from each further move of the slider to the next."""
    page = browser.new_page(viewport={"width": 1300, "height": 900})

    def shown(count: int) -> float:
        page.get_by_text(f"After {count} epochs").first.wait_for(timeout=300_000)
        return time.perf_counter()

    started = time.perf_counter()
    page.goto(address)
    first = shown(epochs) - started
    slider = page.get_by_role("slider", name="Epochs").first
    took = []
    while epochs < FIRST + 1 + MOVES:
        page.wait_for_timeout(1000)
        slider.focus()
        started = time.perf_counter()
        page.keyboard.press("ArrowRight")
        epochs += 1
        took.append(shown(epochs) - started)
    page.close()
    return first, took[-MOVES:]
