"""Calibration: accuracy by confidence, and what refusing uncertain samples brings."""

import numpy as np
import streamlit as st

from core.confusion import findings
from core.confusion.calibration import rejection, reliability
from core.confusion.charts import calibration as charts
from core.confusion.predictions import Predictions
from pages._shared import layout

BINS = 10
DEFAULT = 0.9  # lowest confidence where the slider starts if no threshold halves the errors


def calibration(predictions: Predictions) -> None:
    """Draw the reliability diagram, and coverage and accuracy over a threshold on the confidence."""
    samples, wording = predictions.samples, predictions.wording
    if samples.doubt is None:
        st.info(
            "This file has predicted classes alone. Calibration needs a confidence for each row, or a probability for "
            "each class: add a column, as “File formats” shows."
        )
        return
    measured = reliability(samples.confidence, samples.right, BINS)
    rejected = rejection(samples.confidence, samples.right, np.linspace(0, 1, 101))
    start = findings.halving(rejected, samples.accuracy)
    left, right = st.columns(2, gap="medium")
    with left:
        layout.chart(charts.reliability_diagram(measured, wording.sample))
        st.caption(
            f"The confidence is the probability of the predicted class. A bar shows how many of the {wording.sample}s "
            f"in a bin of confidence are classified correctly; in a calibrated {wording.classifier} its top is on the "
            "dashed line."
        )
    with right:
        layout.chart(charts.rejection_curve(rejected, DEFAULT if start is None else start))
        st.caption(
            f"Move the slider to see how many {wording.sample}s are answered, and how well, at another lowest "
            "confidence."
        )
    st.markdown(findings.calibration(samples, measured, rejected, wording))
