"""Confusion Matrix, the run of the page repeated over seeds or settings."""

from core.confusion import evaluation as evaluations
from core.confusion import present
from core.confusion.comparison import view
from core.confusion.evaluation import Evaluation
from core.gallery.comparison import View
from core.gallery.findings import Verdict
from core.gallery.topic import Topic
from core.networks import training, training_seeds
from core.networks.training import Training
from pages._shared.sweeps import Repeated, by_statement


def of(topic: Topic, evaluation: Evaluation) -> Repeated[Training]:
    """Return what the section repeats: the training whose predictions the page shows."""
    actual, classes = evaluation.samples.actual, len(evaluation.class_names)

    def viewed(run: Training) -> View:
        return view(run, actual, classes)

    def judged(run: Training) -> dict[str, Verdict]:
        return by_statement(present.judge(evaluations.evaluate(run, actual, evaluation.images)))

    return Repeated(topic, evaluation.params, training.request, viewed, judged, together=training_seeds.request)
