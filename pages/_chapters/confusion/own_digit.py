"""Your own digit: drawn or uploaded, with the network's answer and its evidence."""

import numpy as np
import streamlit as st

from core.confusion import findings
from core.confusion.charts import samples as charts
from core.confusion.evaluation import Evaluation
from core.confusion.evidence import evidence
from core.confusion.params import ConfusionParams
from core.confusion.samples import ordered
from core.data import digits, image_sets, pictures
from core.data.image_sets import DIGITS
from core.networks.training import TrainingParams
from core.runs.text import literal
from pages._chapters.confusion.evaluation import bundled
from pages._chapters.confusion.sample import evidence_row, neighbours
from pages._shared import controls, layout, lesson, uploads
from pages._shared.draw import draw

OWN = "your digit"


def digit(evaluation: Evaluation) -> None:
    """Draw or upload a digit; see how the network classifies it and why. Until then a test image is the example."""
    shape = image_sets.size_of(evaluation.params.dataset).shape
    if evaluation.class_names != DIGITS or shape != (digits.FIELD, digits.FIELD):
        evaluation = _of_digits()
    left, right = st.columns([2, 5], gap="medium")
    with left:
        content = _content()
        st.caption(
            "Try digits that may be misclassified: a 7 with a bar, a 1 with a foot, a 4 that is closed at the top."
        )
    with right:
        if content is None:
            _example(evaluation)
            return
        try:
            picture = uploads.decoded(content)
            own = digits.centre(picture.pixels)
        except pictures.PictureError as problem:
            st.warning(literal(problem))
            return
        _answer(evaluation, own.pixels, (*picture.notes, *own.notes))


def _of_digits() -> Evaluation:
    """Return the bundled network of digits, and offer to switch the page to it."""
    params = TrainingParams()
    st.info(
        f"The network of this page was not trained on digits. This chapter shows a bundled one instead: "
        f"{params.architecture}, trained on {params.dataset} for {params.epochs} epochs."
    )
    st.button(
        "Show this network on the whole page",
        key="_confusion_digits",
        on_click=controls.set_all,
        args=("confusion", ConfusionParams, {}),
        disabled=lesson.place() is not None,
    )
    return bundled()


def _example(evaluation: Evaluation) -> None:
    """Show the answer for the least certain test image, as an example of what is shown for a drawn digit."""
    st.markdown("**Draw or upload a digit.** The network's prediction and the evidence for it appear here.")
    if evaluation.images is None:
        return
    index = int(ordered(evaluation.samples, "least confident")[0])
    st.caption(f"Until then, an example: test image {index}, the one with the lowest confidence.")
    _answer(evaluation, evaluation.images.x_test[index], (), of="this test image")


def _content() -> bytes | None:
    way = st.segmented_control(
        "Your digit", ("draw", "upload"), default="draw", required=True, key="confusion_way", bind="query-params"
    )
    if way == "draw":
        return draw(key="confusion_draw")
    file = st.file_uploader(
        "An image of one digit", pictures.UPLOAD_TYPES, key="confusion_upload", max_upload_size=pictures.MAX_MEGABYTES
    )
    return None if file is None else file.getvalue()


def _answer(evaluation: Evaluation, pixels: np.ndarray, notes: tuple[str, ...], of: str = OWN) -> None:
    from scipy.special import softmax  # noqa: PLC0415 scipy takes a while to import

    names = evaluation.class_names
    probabilities = softmax(evidence(evaluation.run.final(), pixels).logits)
    second, first = np.argsort(probabilities, kind="stable")[-2:].tolist()
    prepared = (
        " It was first prepared as the images of MNIST are: fitted into 20 × 20 pixels, with its centre of mass in the "
        "middle."
    )
    st.markdown(f"{findings.answer(probabilities, names, of)}{prepared if of == OWN else ''}")
    if notes:
        st.caption(" ".join(notes))
    evidence_row(evaluation, pixels, second, first, "input of the network")
    layout.chart(charts.class_probabilities(probabilities, names, None, first))
    if evaluation.images is not None:
        neighbours(evaluation, pixels)
