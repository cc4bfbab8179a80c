"""The quiz: the class of the lowest recall."""

import numpy as np

from core.confusion.quiz import lowest_recall, quiz
from core.confusion.samples import scored

NAMES = ("cat", "dog", "cow")


def samples_of(actual, predicted):
    return scored(np.array(actual), np.array(predicted), np.full((len(actual), 3), 1 / 3))


def test_the_answer_is_the_class_of_the_lowest_recall():
    """Dogs: 1 of 4 found, twice taken for cows. Cats have more mistakes, but a higher recall."""
    samples = samples_of([0] * 10 + [1] * 4 + [2], [0] * 5 + [1] * 5 + [1, 2, 2, 0] + [2])
    assert lowest_recall(samples, NAMES) == ("dog", "75.0% of the images of dog are misclassified, most often as cow.")
    asked = quiz(samples, NAMES)
    assert asked.options == NAMES
    assert asked.answer()[0] == "dog"


def test_without_a_mistake_nothing_is_said_about_one():
    name, why = lowest_recall(samples_of([1, 1], [1, 1]), NAMES)
    assert name == "dog"
    assert why == "0.0% of the images of dog are misclassified."


def test_classes_of_the_same_recall_are_all_named():
    name, why = lowest_recall(samples_of([0, 1, 2, 2], [1, 1, 2, 0]), NAMES)
    assert (name, why) == ("cat", "100.0% of the images of cat are misclassified, most often as dog.")
    name, why = lowest_recall(samples_of([0, 1, 2], [0, 1, 2]), NAMES)
    assert (name, why) == ("cat", "0.0% of the images of cat are misclassified, and as large a share of dog, cow.")


def test_a_class_without_images_is_no_answer():
    assert lowest_recall(samples_of([0, 0, 1], [0, 1, 1]), NAMES)[0] == "cat"


def test_the_answer_of_the_bundled_run_is_that_of_counting(evaluation, data):
    recall = [(evaluation.run.predictions[-1][data.y_test == c] == c).mean() for c in range(10)]
    assert lowest_recall(evaluation.samples, evaluation.class_names)[0] == str(int(np.argmin(recall)))
