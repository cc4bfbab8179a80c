"""Tab of Confusion Matrix: a visitor's own digit."""

import numpy as np
import streamlit as st

from core.confusion import networks as confusion_nets
from core.confusion.charts import samples as charts
from core.data import digits, pictures
from core.data.image_sets import DIGITS
from pages._chapters.confusion.matrix import Material
from pages._chapters.confusion.sample import evidence_row, neighbours
from pages._shared import controls, layout
from pages._shared.draw import draw


def digit(stuff: Material) -> None:
    """Draw or upload a digit; see what the net sees, says and why."""
    if stuff.class_names != DIGITS:
        st.info("This net knows no digits. Choose mnist-5k or mnist as data set.")
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
                "Draw a digit, or upload one. Then try to fool the net: a 7 with a bar, a 1 with a foot, a 4 closed at "
                "the top."
            )
            return
        try:
            picture = pictures.decode(content)
            own = digits.centre(picture.pixels)
        except pictures.PictureError as problem:
            st.warning(str(problem))
            return
        _answer(stuff, own, (*picture.notes, *own.notes))


def _content() -> bytes | None:
    way = st.segmented_control(
        "Your digit", ("draw", "upload"), default="draw", required=True, key="confusion_way", bind="query-params"
    )
    if way == "draw":
        return draw(key="confusion_draw")
    file = st.file_uploader("A picture of one digit", pictures.UPLOAD_TYPES, key="confusion_upload")
    return None if file is None else file.getvalue()


def _answer(stuff: Material, own: digits.Digit, notes: tuple[str, ...]) -> None:
    found = confusion_nets.evidence(stuff.run.final(), own.pixels)
    probabilities = np.exp(found.logits - found.logits.max())
    probabilities /= probabilities.sum()
    first, second = (int(c) for c in np.argsort(-probabilities, kind="stable")[:2])
    st.markdown(
        f"The net says **{first}** with {probabilities[first]:.1%}; next comes {second} with "
        f"{probabilities[second]:.1%}. It sees your digit as MNIST's are made: fitted into 20 × 20 pixels, its "
        f"centre of mass in the middle."
    )
    if notes:
        st.caption(" ".join(notes))
    evidence_row(stuff, own.pixels, second, first, "what the net sees")
    layout.chart(charts.class_probabilities(probabilities, stuff.class_names, None, first))
    if stuff.pictures is not None:
        neighbours(stuff, own.pixels, None)
