"""The question that a visitor answers before looking, and the answer of the run."""

from functools import partial

import numpy as np

from core.data.image_sets import ImageSet
from core.gallery.quiz import Answer, Quiz
from core.networks.training import Training
from core.templates import weights as templates


def quiz(run: Training, data: ImageSet) -> Quiz:
    """The quiz of a run."""
    return Quiz(
        "which class has the template that is most like the mean of its own pictures?",
        data.class_names,
        partial(like_its_mean, run, data),
    )


def like_its_mean(run: Training, data: ImageSet) -> Answer:
    """Which class's template is most like the mean of its own pictures?"""
    x = templates.flatten(data.x_test)
    drawn = templates.class_templates(run.final(), x, data.y_test, len(data.class_names))
    means = np.stack([x[data.y_test == c].mean(0) for c in range(len(drawn))])
    r = np.array([np.corrcoef(a, b)[0, 1] for a, b in zip(drawn, means, strict=True)])
    order = np.argsort(-r)
    best, worst = (data.class_names[i] for i in (order[0], order[-1]))
    return best, f"r = {r[order[0]]:.2f} with its mean; the least alike is {worst} with {r[order[-1]]:.2f}."
