"""The quiz: the class whose template is most like its mean image."""

import numpy as np

from core.data import image_sets
from core.networks.training import Training, TrainingParams
from core.runs import archive
from core.templates.baking import recipes
from core.templates.quiz import like_its_mean, quiz


def test_the_answer_is_the_class_with_the_largest_correlation():
    """The template of the second class is its image up to scale and offset, the third's is the opposite."""
    rng = np.random.default_rng(0)
    means, names = rng.random((3, 10)), ("cat", "dog", "cow")
    templates = np.stack([rng.normal(size=10), 3 * means[1] + 7, -means[2]])
    answer = ("dog", "r = 1.00 with its mean image; the lowest is that of cow with -1.00.")
    assert like_its_mean(templates, means, names) == answer
    asked = quiz(templates, means, names)
    assert asked.options == names
    assert asked.answer() == answer


def test_the_answer_of_the_bundled_run_is_that_of_numpy():
    (path,) = {recipe.path for recipe in recipes() if recipe.params == TrainingParams()}
    run, data = archive.load(path, Training, params=TrainingParams), image_sets.load("mnist-5k")
    means = np.stack([data.x_train[data.y_train == c].reshape(-1, 784).mean(0) for c in range(10)])
    templates = run.final()[0].T
    r = [np.corrcoef(template, mean)[0, 1] for template, mean in zip(templates, means, strict=True)]
    assert like_its_mean(templates, means / 255, data.class_names)[0] == str(int(np.argmax(r)))
