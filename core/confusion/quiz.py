"""The question that a visitor answers before looking, and the answer of the run."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from core.confusion.matrix import confusion_matrix, confusions
from core.confusion.predictions import NETWORK, Wording
from core.confusion.samples import Scored
from core.gallery.quiz import Answer, Quiz


def quiz(samples: Scored, names: Sequence[str], wording: Wording = NETWORK) -> Quiz:
    """Return the quiz of a run."""
    question = f"which class has the lowest recall (the share of its {wording.sample}s that is classified correctly)?"
    return Quiz(question, tuple(names), partial(lowest_recall, samples, names, wording))


def lowest_recall(samples: Scored, names: Sequence[str], wording: Wording = NETWORK) -> Answer:
    """Return the class of which the smallest share is classified correctly; of equals the first.

    A class without a sample has no recall and is never the answer.
    """
    counts = confusion_matrix(samples.actual, samples.predicted, len(names))
    total = counts.sum(1)
    recall = np.where(total > 0, np.diag(counts) / np.maximum(total, 1), np.inf)
    lowest = int(recall.argmin())
    text = f"{1 - recall[lowest]:.1%} of the {wording.sample}s of {names[lowest]} are misclassified"
    equals = [names[i] for i in np.flatnonzero(recall == recall[lowest]).tolist() if i != lowest]
    if equals:
        return names[lowest], f"{text}, and as large a share of {', '.join(equals)}."
    mistakes = [names[predicted] for actual, predicted, _ in confusions(counts) if actual == lowest]
    return names[lowest], f"{text}, most often as {mistakes[0]}." if mistakes else f"{text}."
