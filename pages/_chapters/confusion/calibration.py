"""Calibration: accuracy by confidence, and what refusing uncertain images brings."""

import numpy as np
import streamlit as st

from core.confusion import findings
from core.confusion.calibration import rejection, reliability
from core.confusion.charts import calibration as charts
from core.confusion.evaluation import Evaluation
from pages._shared import layout

BINS = 10
DEFAULT = 0.9  # lowest confidence where the slider starts if no threshold halves the errors


def calibration(evaluation: Evaluation) -> None:
    """Draw the reliability diagram, and coverage and accuracy over a threshold on the confidence."""
    samples = evaluation.samples
    measured = reliability(samples.confidence, samples.right, BINS)
    rejected = rejection(samples.confidence, samples.right, np.linspace(0, 1, 101))
    start = findings.halving(rejected, samples.accuracy)
    left, right = st.columns(2, gap="medium")
    with left:
        layout.chart(charts.reliability_diagram(measured))
        st.caption(
            "The confidence is the probability of the predicted class. A bar shows how many of the images in a bin of "
            "confidence are classified correctly; in a calibrated network its top is on the dashed line."
        )
    with right:
        layout.chart(charts.rejection_curve(rejected, DEFAULT if start is None else start))
        st.caption("Move the slider to see how many images are answered, and how well, at another lowest confidence.")
    st.markdown(findings.calibration(samples, measured, rejected))
