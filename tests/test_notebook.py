"""The examples of docs/notebook.md run as they stand, and their results are what their comments say."""

import re
from typing import Any

import numpy as np
import pytest

from core.catalog import ROOT

TEXT = (ROOT / "docs" / "notebook.md").read_text()
EXAMPLES = dict(re.findall(r"^## (.+?)\n.*?```python\n(.*?)```", TEXT, re.MULTILINE | re.DOTALL))


def result_of(word: str) -> dict[str, Any]:
    """Run the one example whose title has this word, and return its variables."""
    (title,) = [title for title in EXAMPLES if word in title]
    names: dict[str, Any] = {}
    exec(compile(EXAMPLES[title], f"docs/notebook.md: {title}", "exec"), names)
    return names


def templates():
    found = result_of("templates")
    assert found["run"].test_accuracy[-1] > 0.8
    assert found["templates"].shape == (10, 28, 28)
    assert found["pixels"].dtype == np.uint8


def own_predictions():
    found = result_of("predictions")["found"]
    assert found.counts.tolist() == [[1, 1, 0], [0, 2, 0], [0, 0, 2]]


def image():
    found = result_of("image")
    assert found["smaller"].shape == found["image"].pixels.shape
    values = np.linalg.svd(found["image"].pixels.astype(float), compute_uv=False)
    error = np.linalg.norm(found["image"].pixels - found["smaller"])
    assert error == pytest.approx(np.sqrt((values[20:] ** 2).sum()), rel=1e-6)
    energy = (values[:20] ** 2).sum() / (values**2).sum()
    assert found["energy"](found["image"])[19] == pytest.approx(energy, rel=1e-6)


def dynamics():
    found = result_of("dynamics")
    assert found["strengths"].shape == found["theory"].shape
    assert found["strengths"][-1].max() > 0.9 * found["theory"][-1].max() > 0
    # Theory is the limit of small steps; these steps are not, and their largest error is about 2 %.
    assert found["theory_errors"](found["run"], "deep")[0].max() < 0.04


def jacobian():
    found = result_of("Keras")
    import tensorflow as tf

    x = tf.constant(found["inputs"][:1])
    with tf.GradientTape() as tape:
        tape.watch(x)
        features = found["model"](x)
    matrix = tape.jacobian(features, x).numpy().reshape(features.shape[1], -1)
    values = np.linalg.svd(matrix, compute_uv=False)[:10]
    np.testing.assert_allclose(found["found"].singular_values[0], values, rtol=1e-3, atol=1e-5)


CHECKS = (templates, own_predictions, image, dynamics, jacobian)


def test_each_example_has_a_check():
    assert len(EXAMPLES) == len(CHECKS) == 5
    assert "streamlit" not in "".join(EXAMPLES.values())


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_an_example_runs(check):
    check()
