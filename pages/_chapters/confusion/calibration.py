"""Can its confidence be trusted: reliability, and what refusing uncertain images brings."""

import numpy as np
import streamlit as st

from core.confusion import findings
from core.confusion.calibration import rejection, reliability
from core.confusion.charts import calibration as charts
from core.confusion.evaluation import Evaluation
from pages._shared import layout

BINS = 10


def calibration(evaluation: Evaluation) -> None:
    """Show the reliability diagram, and coverage and accuracy over a threshold on the confidence."""
    samples = evaluation.samples
    measured = reliability(samples.confidence, samples.right, BINS)
    rejected = rejection(samples.confidence, samples.right, np.linspace(0, 1, 101))
    left, right = st.columns(2, gap="medium")
    with left:
        layout.chart(charts.reliability_diagram(measured))
    with right:
        layout.chart(charts.rejection_curve(rejected))
    st.markdown(findings.calibration(samples, measured, rejected))
    st.caption("Move the slider under the right chart to read coverage and accuracy at any threshold.")
