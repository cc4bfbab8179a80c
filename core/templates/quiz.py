"""The question that a visitor answers before looking, and the answer of the run."""

from functools import partial

import numpy as np

from core.data.image_sets import ImageSet
from core.gallery.quiz import Answer, Quiz
from core.networks.training import Training
from core.runs.progress import drain
from core.statistics import pearson
from core.templates.class_means import moments
from core.templates.class_templates import class_templates


def quiz(run: Training, data: ImageSet) -> Quiz:
    """Return the quiz of a run."""
    return Quiz(
        "which class's template correlates most with the mean of its test images (over all pixels)?",
        data.class_names,
        partial(like_its_mean, run, data),
    )


def like_its_mean(run: Training, data: ImageSet) -> Answer:
    """Return the class whose template has the largest r with the mean of its test images, over all pixels."""
    classes = len(data.class_names)
    templates = class_templates(run.final(), data.x_test, data.y_test, classes)
    r = pearson(templates, drain(moments(data.x_test, data.y_test, classes)).means())
    order = np.argsort(-r, kind="stable")
    best, worst = (data.class_names[i] for i in (order[0], order[-1]))
    return best, f"r = {r[order[0]]:.2f} with its mean; the lowest is that of {worst} with {r[order[-1]]:.2f}."
