"""Confusion Matrix: which classes a classifier confuses, cell by cell, with the images."""

from functools import partial

from core import catalog
from core.confusion import present
from core.confusion.comparison import view
from core.confusion.params import OWN_FILE, OWN_MODEL, TRAINED, ConfusionParams
from core.confusion.topic import ARCHITECTURES
from core.data import image_sets
from core.gallery.shuffled_labels import against_chance
from pages._chapters import links as elsewhere
from pages._chapters.confusion import (
    calibration,
    disagreement,
    epochs,
    export,
    matrix,
    own_digit,
    own_file,
    own_model,
    repeats,
    sample,
    samples,
)
from pages._chapters.confusion import evaluation as evaluations
from pages._shared import claims_table, controls, layout, lesson, own_sets, share, sweeps
from pages._shared.header import export as export_dialog
from pages._shared.header import header

TOPIC = catalog.topic("confusion")
layout.setup(TOPIC)

# Old titles of chapters, in links that were shared, and the present ones.
RENAMED = {
    "Matrix": "Confusion matrix",
    "When was it learned?": "Over the epochs",
    "Is another net better?": "Compare two networks",
    "Can its confidence be trusted?": "Calibration",
}


def trained(params: ConfusionParams) -> None:
    """Draw the page of a network that is trained here."""
    actions = header(TOPIC, params, elsewhere.classifier(params.training(), TOPIC.slug))
    own_sets.require(TOPIC.slug, params.dataset)
    evaluation = evaluations.load(params)
    layout.chapters(
        TOPIC,
        {
            "Confusion matrix": partial(
                matrix.explorer, params, evaluation.predictions, evaluation.run.failure, against_chance(evaluation.run)
            ),
            "Your own digit": partial(own_digit.digit, evaluation),
            epochs.CHAPTER: partial(epochs.epochs, evaluation),
            "Compare two networks": partial(disagreement.compare, params, evaluation),
            "Calibration": partial(calibration.calibration, evaluation.predictions),
            sweeps.TITLE: partial(sweeps.section, repeats.of(TOPIC, evaluation)),
            "Claims": lambda: claims_table.of_topic(TOPIC.slug, present.judge(evaluation)),
        },
        renamed=RENAMED,
        inside=("actual", "predicted"),
        outside=(samples.SAMPLE,),
    )
    samples.opened(evaluation.predictions, partial(sample.show, evaluation))
    share.beside(
        TOPIC,
        params,
        evaluation,
        load=evaluations.finished,
        view=lambda shown: view(shown.run, shown.samples.actual, len(shown.class_names)),
    )
    export_dialog(TOPIC, actions, partial(export.take_away, evaluation))


with lesson.controls_area():
    source = controls.widget(TOPIC.slug, ConfusionParams, "source")
    values = {} if source != TRAINED else controls.training(TOPIC.slug, ConfusionParams, ARCHITECTURES)
    values |= {name: controls.widget(TOPIC.slug, ConfusionParams, name) for name in ("view", "order")}
    if source == TRAINED and (not image_sets.is_brought(values["dataset"]) or image_sets.is_local(values["dataset"])):
        samples.field(image_sets.size_of(values["dataset"]).test)

if source == OWN_FILE:
    own_file.show(ConfusionParams(source=source, **values))
elif source == OWN_MODEL:
    own_model.show(ConfusionParams(source=source, **values))
else:
    trained(ConfusionParams(**values))
layout.sources(TOPIC, matrix.COMPUTED)
