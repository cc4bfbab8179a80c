"""Your own digit: drawn or uploaded, with the network's answer and its evidence."""

import numpy as np
import streamlit as st

from core.confusion import findings
from core.confusion.charts import samples as charts
from core.confusion.evaluation import Evaluation
from core.confusion.evidence import evidence
from core.data import digits, pictures
from core.data.image_sets import DIGITS
from core.runs.text import literal
from pages._chapters.confusion.sample import evidence_row, neighbours
from pages._shared import controls, layout, uploads
from pages._shared.draw import draw


def digit(evaluation: Evaluation) -> None:
    """Draw or upload a digit; see how the network classifies it and why."""
    if evaluation.class_names != DIGITS:
        st.info("This network was not trained on digits. Choose mnist-5k or mnist as data set.")
        st.button(
            "Use mnist-5k",
            on_click=st.session_state.update,
            args=({controls.key_of("confusion", "dataset"): "mnist-5k"},),
        )
        return
    left, right = st.columns([2, 3], gap="medium")
    with left:
        content = _content()
    with right:
        if content is None:
            st.markdown(
                "Draw a digit, or upload one. Then try digits that may be misclassified: a 7 with a bar, a 1 with a "
                "foot, a 4 that is closed at the top."
            )
            return
        try:
            picture = uploads.decoded(content)
            own = digits.centre(picture.pixels)
        except pictures.PictureError as problem:
            st.warning(literal(problem))
            return
        _answer(evaluation, own.pixels, (*picture.notes, *own.notes))


def _content() -> bytes | None:
    way = st.segmented_control(
        "Your digit", ("draw", "upload"), default="draw", required=True, key="confusion_way", bind="query-params"
    )
    if way == "draw":
        return draw(key="confusion_draw")
    file = st.file_uploader("An image of one digit", pictures.UPLOAD_TYPES, key="confusion_upload")
    return None if file is None else file.getvalue()


def _answer(evaluation: Evaluation, pixels: np.ndarray, notes: tuple[str, ...]) -> None:
    from scipy.special import softmax  # noqa: PLC0415 scipy takes a while to import

    names = evaluation.class_names
    probabilities = softmax(evidence(evaluation.run.final(), pixels).logits)
    second, first = np.argsort(probabilities, kind="stable")[-2:].tolist()
    st.markdown(
        f"{findings.own_digit(probabilities, names)} Your digit is prepared as the images of MNIST are: fitted into "
        f"20 × 20 pixels, with its centre of mass in the middle."
    )
    if notes:
        st.caption(" ".join(notes))
    evidence_row(evaluation, pixels, second, first, "input of the network")
    layout.chart(charts.class_probabilities(probabilities, names, None, first))
    if evaluation.images is not None:
        neighbours(evaluation, pixels)
