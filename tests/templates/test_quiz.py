"""The quiz: the class whose template is most like its mean image."""

from types import SimpleNamespace

import numpy as np

from core.data import image_sets
from core.networks.training import Training, TrainingParams
from core.runs import archive
from core.templates.baking import recipes
from core.templates.quiz import like_its_mean, quiz


def test_the_answer_is_the_class_with_the_largest_correlation():
    """Three classes of constant images; the template of the second is its image, the third's is the opposite."""
    rng = np.random.default_rng(0)
    means = rng.integers(0, 256, (3, 2, 5), dtype=np.uint8)
    data = SimpleNamespace(
        x_test=means.repeat(4, 0), y_test=np.arange(3).repeat(4), class_names=("cat", "dog", "cow"), shape=(2, 5)
    )
    flat = means.reshape(3, 10).astype(np.float32)
    kernel = np.stack([rng.normal(size=10), 3 * flat[1] + 7, -flat[2]], 1).astype(np.float32)
    run = SimpleNamespace(final=lambda: [kernel, np.zeros(3, np.float32)])
    assert like_its_mean(run, data) == ("dog", "r = 1.00 with its mean; the lowest is that of cow with -1.00.")
    asked = quiz(run, data)
    assert asked.options == data.class_names
    assert asked.answer()[0] == "dog"


def test_the_answer_of_the_bundled_run_is_that_of_numpy():
    (path,) = {recipe.path for recipe in recipes() if recipe.params == TrainingParams()}
    run, data = archive.load(path, Training, params=TrainingParams), image_sets.load("mnist-5k")
    x = data.x_test.reshape(-1, 784) / 255
    r = [np.corrcoef(run.final()[0][:, c], x[data.y_test == c].mean(0))[0, 1] for c in range(10)]
    assert like_its_mean(run, data)[0] == str(int(np.argmax(r)))
