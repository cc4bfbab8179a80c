"""The lesson on confusion says what its bundled runs show."""

import numpy as np
import pytest

from core.confusion.calibration import reliability
from core.confusion.claims import HUMANLIKE, humanlike
from core.confusion.lesson import LESSON
from core.confusion.matrix import confusion_matrix
from core.confusion.samples import Scored, scored
from core.data import image_sets
from core.networks.training import Training, TrainingParams
from tests.gallery import lesson_checks
from tests.gallery.lesson_checks import baked, params, percent, right, says

MATRIX, MISTAKES, CONFIDENCE, PHOTOGRAPHS, CNN, CONTROL = LESSON.steps


def samples_of(step) -> tuple[Scored, np.ndarray, tuple[str, ...]]:
    """Return the test samples of a step's run, its matrix and the names of the classes."""
    run = baked("training", params(step).training(), Training, TrainingParams)
    data = image_sets.load(run.params.dataset)
    samples = scored(data.y_test, run.predictions[-1], run.probabilities)
    return samples, confusion_matrix(samples.actual, samples.predicted, len(data.class_names)), data.class_names


def best_option(step, counts, names, *, best=True) -> int:
    """Return the option with the highest (or lowest) recall, which must be alone there."""
    recall = (np.diag(counts) / counts.sum(1))[[names.index(option) for option in step.guess.options]]
    chosen = recall.max() if best else recall.min()
    assert (recall == chosen).sum() == 1
    return int(np.flatnonzero(recall == chosen)[0])


def test_it_opens():
    lesson_checks.holds(LESSON, "confusion")


def test_the_matrix():
    _, counts, names = samples_of(MATRIX)
    right(MATRIX, best_option(MATRIX, counts, names))
    says(MATRIX, f"{np.diag(counts).sum()} of {counts.sum():,}")
    assert counts[4, 9] > 0
    assert counts[3, 5] > 0


def test_the_mistakes():
    samples, _, _ = samples_of(MISTAKES)
    wrong = ~samples.right
    share = humanlike(samples.actual[wrong], samples.predicted[wrong]).mean()
    right(MISTAKES, int(np.searchsorted([0.11, 0.2, 0.4], share)))
    says(MISTAKES, f"{wrong.sum()} of 1,000")
    for a, b in HUMANLIKE:
        says(MISTAKES, f"{min(a, b)}-{max(a, b)}")


def test_the_confidence():
    samples, _, _ = samples_of(CONFIDENCE)
    bins = reliability(samples.confidence, samples.right)
    count, confidence = int(bins.count[-1]), float(bins.confidence[-1])
    wrong = round(count * (1 - bins.accuracy[-1]))
    right(CONFIDENCE, int(np.searchsorted([9.5, 30.5], wrong)))
    says(CONFIDENCE, str(count), percent(confidence), f"{count * (1 - confidence):.0f} of {count}")


def test_photographs():
    samples, counts, names = samples_of(PHOTOGRAPHS)
    found = counts[names.index("bricks"), names.index("bricks")]
    right(PHOTOGRAPHS, int(np.abs(np.array([0, 30, 70, 100]) - found).argmin()))
    assert found == 0
    says(PHOTOGRAPHS, percent(samples.accuracy))


def test_convolutions():
    samples, counts, names = samples_of(CNN)
    right(CNN, best_option(CNN, counts, names, best=False))
    says(CNN, percent(samples.accuracy), f"{counts[names.index('bricks'), names.index('bricks')]} of 100")
    assert (np.diag(counts) / counts.sum(1) < 0.6).sum() == 2


def test_the_control():
    samples, _, _ = samples_of(CONTROL)
    right(CONTROL, int(np.abs(np.array([0.1, 0.5, 0.9]) - samples.accuracy).argmin()))
    says(CONTROL, percent(samples.accuracy), percent(samples.confidence.mean(), 0))


@pytest.mark.parametrize("step", [MATRIX, MISTAKES, CONFIDENCE])
def test_three_steps_show_one_network(step):
    assert params(step).training() == TrainingParams()
