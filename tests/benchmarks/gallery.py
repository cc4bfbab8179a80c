"""The house: training against the article's recipe, first pictures against a bare page, memory against budgets."""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from core.catalog import TOPICS
from core.data import image_sets as images
from core.networks.training import TrainingParams, train
from core.runs.progress import drain
from tests.benchmarks.compare import Case
from tests.serving import browsing, served

IDLE_GB, MNIST_GB, ALL_GB = 0.35, 1.3, 2.0
BARE = """
import altair as alt
import pandas as pd
import streamlit as st

st.title("Bare")
st.altair_chart(alt.Chart(pd.DataFrame({"x": [1, 2], "y": [1, 2]})).mark_line().encode(x="x", y="y"))
"""
CHART = "[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg"
PICTURE = f".film canvas, .film svg, .layers canvas, {CHART}"


def cases(wanted: Callable[[str], bool]) -> Iterator[Case]:
    yield from _epochs(wanted)
    yield from _first_pictures(wanted)
    yield from _memory(wanted)


def _epochs(wanted: Callable[[str], bool]) -> Iterator[Case]:
    """Seconds an epoch on full MNIST, ours and Keras's `fit` in turn, at the same accuracy after six epochs."""
    for name, architecture in (("one layer", "one layer"), ("hidden 128", "hidden")):
        title = f"mnist epoch, {name}"
        if not wanted(title):
            continue
        if not images.is_local("mnist"):
            print(f"{title}: left out, full MNIST is not in NBB_DATA_DIR")
            continue
        ours, theirs, accuracies = [], [], []
        for seed in range(3):
            mine, my_accuracy = _our_epoch(architecture, seed)
            other, other_accuracy = _keras_epoch(architecture)
            ours.append(mine)
            theirs.append(other)
            accuracies.append((my_accuracy, other_accuracy))
        mine, other = np.mean(accuracies, 0)
        against = f"Keras fit with defaults; accuracy {mine:.4f} and {other:.4f}"
        yield Case(title, statistics.median(ours), statistics.median(theirs), "s", against)


def _our_epoch(architecture: str, seed: int) -> tuple[float, float]:
    moments: dict[float, float] = {}  # when each step was last said; whole ones end an epoch
    params = TrainingParams(dataset="mnist", architecture=architecture, batch_size=500, epochs=6, seed=seed)
    run = drain(train(params), lambda step: moments.update({step.index: time.perf_counter()}))
    ends = [moments[epoch] for epoch in range(1, params.epochs + 1)]
    return float(np.median(np.diff(ends))), float(run.test_accuracy[-1])


def _keras_epoch(architecture: str) -> tuple[float, float]:
    """The article's recipe: pixels / 255, Adam, batches of 500, validation split .02."""
    import keras

    data = images.load("mnist")
    x, x_test = (part.reshape(len(part), -1).astype("float32") / 255 for part in (data.x_train, data.x_test))
    body = [keras.layers.Dense(128, "relu")] if architecture == "hidden" else []
    model = keras.Sequential([keras.Input((784,)), *body, keras.layers.Dense(10, "softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    moments = [time.perf_counter()]
    note = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: moments.append(time.perf_counter()))
    model.fit(x, data.y_train, batch_size=500, epochs=6, validation_split=0.02, verbose=0, callbacks=[note])
    return float(np.median(np.diff(moments)[1:])), model.evaluate(x_test, data.y_test, verbose=0)[1]


def _paint(browser: Any, address: str, selector: str) -> float:
    """Seconds until `selector` stands in a fresh browser context."""
    context = browser.new_context()
    page = context.new_page()
    started = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(selector)
    took = time.perf_counter() - started
    context.close()
    return took


def _first_pictures(wanted: Callable[[str], bool]) -> Iterator[Case]:
    pages = {"first picture, Home": ("", "[data-testid=stMain] img")}
    for topic in TOPICS:
        pages[f"first picture, {topic.title}"] = (topic.page.split("_", 1)[1].removesuffix(".py"), PICTURE)
    if not any(map(wanted, pages)):
        return
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE)
        with (
            served(bare) as (plain, _),
            served() as (home, _),
            browsing() as browser,
        ):
            for name, (path, selector) in pages.items():
                if not wanted(name):
                    continue
                pairs = [(_paint(browser, f"{home}/{path}", selector), _paint(browser, plain, CHART)) for _ in range(8)]
                ours, theirs = (statistics.median(column[1:]) for column in zip(*pairs, strict=True))
                yield Case(name, ours, theirs, "s", "a bare page with one chart")


def _memory(wanted: Callable[[str], bool]) -> Iterator[Case]:
    """Resident memory: the web server with pages visited; with its worker after full MNIST and after all there is."""
    idle, trained, everything = (
        "memory, idle",
        "memory, after full MNIST",
        "memory, six pages, MNIST and CIFAR-10 trained",
    )
    if not any(map(wanted, (idle, trained, everything))):
        return
    with served() as (address, process), browsing() as browser:
        page = browser.new_page()

        def used() -> float:
            return sum(one.memory_info().rss for one in (process, *process.children(recursive=True))) / 1e9

        def train_on(dataset: str, epochs: int) -> None:
            query = f"templates_dataset={dataset}&templates_epochs={epochs}&templates_batch_size=500&templates_seed=1"
            page.goto(f"{address}/Weight_Templates?{query}&templates_architecture=hidden")
            page.get_by_text(f"After {epochs} epochs").wait_for(timeout=300_000)

        _paint(browser, address, "[data-testid=stMain] img")
        _paint(browser, f"{address}/Weight_Templates", ".film canvas")
        if wanted(idle):
            yield Case(idle, process.memory_info().rss / 1e9, IDLE_GB, "GB", "the budget")
        if not images.is_local("mnist"):
            return
        if wanted(trained) or wanted(everything):
            train_on("mnist", 20)
        if wanted(trained):
            yield Case(trained, used(), MNIST_GB, "GB", "the budget")
        if wanted(everything) and images.is_local("cifar10"):
            train_on("cifar10", 5)
            for topic in TOPICS:
                page.goto(f"{address}/{topic.page.split('_', 1)[1].removesuffix('.py')}")
                page.wait_for_selector("h1")
                page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
            yield Case(everything, used(), ALL_GB, "GB", "the budget")
