"""The mistakes of a visitor's Keras model on a set of images: predictions from its process, and the page's chapters."""

from dataclasses import replace
from functools import partial

import streamlit as st

from core.confusion import predictions
from core.confusion.params import ConfusionParams
from core.confusion.predictions import NETWORK, Predictions
from core.confusion.topic import TOPIC as CONFUSION
from core.data.image_sets import ImageSet
from core.networks.saved_models import predictions as of_models
from core.networks.saved_models.predictions import MAX_CLASSES, OUTPUTS, ModelPredictions, PredictionParams
from pages._chapters.confusion import calibration, export, matrix, own_sample, samples
from pages._shared import layout, lesson, own_model, runs
from pages._shared.header import export as export_dialog
from pages._shared.header import header

KEY = "confusion_model"
LEDE = (
    "Your Keras model classifies the test images of a set; nothing is trained here. The matrix counts its predictions: "
    "a row is the actual class, a column the predicted one."
)


def show(params: ConfusionParams) -> None:
    """Draw the page of a visitor's model."""
    actions = header(replace(CONFUSION, lede=LEDE), None)
    found = _chosen()
    if found is None:
        return
    with lesson.controls_area():
        samples.field(len(found.samples.actual))
    layout.chapters(
        CONFUSION,
        {
            "Confusion matrix": partial(matrix.explorer, params, found),
            "Calibration": partial(calibration.calibration, found),
        },
        renamed={"Matrix": "Confusion matrix", "Can its confidence be trusted?": "Calibration"},
        inside=("actual", "predicted"),
        outside=(samples.SAMPLE,),
    )
    samples.opened(found, partial(own_sample.show, found))
    export_dialog(CONFUSION, actions, partial(export.of_predictions, found))


def _chosen() -> Predictions | None:
    """Let the visitor choose a model and a set, and return the model's predictions once they are asked for."""
    model = own_model.chooser(KEY)
    chosen = own_model.image_set(KEY, model) if model is not None else None
    if model is None or chosen is None:
        return None
    images, scale = chosen
    classes = len(images.class_names)
    if classes > MAX_CLASSES:
        st.warning(f"The image set has {classes} classes; up to {MAX_CLASSES} can be shown.")
        return None
    params = PredictionParams(name=model.name, digest=model.digest, dataset=images.name, scale=scale, classes=classes)
    asked = of_models.request(params, model.content, images.x_test)
    run = runs.offer(asked, "Predict the test images", note=own_model.LIMITS)
    if run is None:
        return None
    found = _predictions(asked.digest, run, images)
    st.caption(OUTPUTS[run.outputs])
    own_model.warn_near_chance(found.samples.accuracy, classes)
    return found


@st.cache_resource(max_entries=4, show_spinner=False)
def _predictions(key: str, _run: ModelPredictions, _images: ImageSet) -> Predictions:
    shares = _run.probabilities
    return predictions.of(
        key,
        _images.y_test,
        shares.argmax(1),
        _images.class_names,
        probabilities=shares,
        images=_images.x_test,
        wording=NETWORK,
    )
