"""One test image in detail: probabilities, evidence, history, and the nearest training images."""

import numpy as np
import streamlit as st

from core.charts import images
from core.confusion import evidence, findings
from core.confusion.charts import samples as charts
from core.confusion.evaluation import Evaluation
from core.confusion.neighbours import Neighbours, nearest
from core.networks.labels import SHUFFLED, training_set
from pages._shared import layout

NEIGHBOURS = 8


def show(evaluation: Evaluation, index: int) -> None:
    """Show everything about one test image."""
    samples, names = evaluation.samples, evaluation.class_names
    assert samples.probabilities is not None  # a network gives them for every class
    actual, predicted = int(samples.actual[index]), int(samples.predicted[index])
    st.markdown(findings.classification(samples, evaluation.predictions.shown_names, index))
    if evaluation.images is not None:
        other = actual if actual != predicted else int(np.argsort(samples.probabilities[index], kind="stable")[-2])
        evidence_row(evaluation, evaluation.images.x_test[index], other, predicted, f"test image {index}")
    left, right = st.columns(2)
    with left:
        layout.chart(charts.class_probabilities(samples.probabilities[index], names, actual, predicted))
    with right:
        predictions = evaluation.run.predictions[:, index]
        layout.chart(charts.predictions_by_epoch(predictions, names, actual))
        st.caption(findings.history(predictions, actual))
    if evaluation.images is None:
        st.caption("Image, evidence and neighbours need the image set on this machine.")
        return
    neighbours(evaluation, evaluation.images.x_test[index])


def evidence_row(evaluation: Evaluation, pixels: np.ndarray, wanted: int, predicted: int, caption: str) -> None:
    """Show an image and the evidence for two classes on one colour scale.

    The predicted class is held against `wanted`: the actual class, or the second most probable one.
    """
    names = evaluation.class_names
    found = evidence.maps(evidence.evidence(evaluation.run.final(), pixels), wanted, predicted)
    cells = st.grid(4, min_column_width=140, gap="small")
    with cells.container():
        layout.picture(pixels, caption, caption)
        st.caption(f"The colours of the maps run from {-found.limit:.2g} (blue) over 0 to {found.limit:+.2g} (red).")
    for i, label in enumerate(found.classes):
        with cells.container():
            name = f"evidence for {names[label]}"
            layout.picture(
                images.colour(images.signed(found.values[i], found.limit), layout.signed_palette()), name, name
            )
            st.caption(
                f"pixels {found.pixels[i]:+.2f}, biases {found.rest[i]:+.2f}, their sum, the logit: "
                f"{found.logits[i]:+.2f}"
            )
    if found.difference is not None:
        with cells.container():
            name = f"{names[predicted]} minus {names[wanted]}"
            pixels = images.colour(images.signed(found.difference, found.limit), layout.signed_palette())
            layout.picture(pixels, name, f"Evidence, {name}")
            shown = evaluation.predictions.shown_names
            st.caption(f"Red pixels favour {shown[predicted]}, blue ones {shown[wanted]}.")


def neighbours(evaluation: Evaluation, pixels: np.ndarray) -> None:
    """Show the nearest training images and their most frequent class."""
    assert evaluation.images is not None
    names, training = evaluation.class_names, evaluation.images
    found = _nearest(training.name, pixels, training.x_train)
    labels = training.y_train[found.index]
    text = (
        f"**Nearest training images**: {findings.neighbours(labels, training.shown_names)} Under each: its class and "
        "its Euclidean distance (pixels from 0 to 1)."
    )
    if evaluation.params.labels == SHUFFLED:
        learned = training_set(evaluation.params).y_train[found.index]
        text += f" {findings.trained_as(learned, training.shown_names)}"
    st.markdown(text)
    with st.grid(NEIGHBOURS, min_column_width=72, gap="small"):
        for i, label, distance in zip(found.index, labels, found.distance, strict=True):
            caption = f"{names[label]}, {distance:.1f}"
            layout.picture(training.x_train[i], caption, f"Training image {i}: {caption}", side=84)


@st.cache_data(max_entries=64, show_spinner=False)
def _nearest(dataset: str, pixels: np.ndarray, _training: np.ndarray) -> Neighbours:
    return nearest(_training, pixels, NEIGHBOURS)
