"""One sample of a visitor's predictions: its classes, and whatever else the file says about it."""

import numpy as np
import pandas as pd
import streamlit as st

from core.confusion import findings
from core.confusion.charts import samples as charts
from core.confusion.predictions import Predictions
from pages._shared import layout

MOST_BARS = 12  # probabilities that are drawn, the highest ones and that of the actual class


def show(predictions: Predictions, index: int) -> None:
    """Show everything that is known of one sample."""
    samples, names = predictions.samples, predictions.class_names
    actual, predicted = int(samples.actual[index]), int(samples.predicted[index])
    st.markdown(findings.classification(samples, predictions.shown_names, index, predictions.wording))
    left, right = st.columns([1, 2])
    if predictions.images is not None:
        with left:
            layout.picture(predictions.pixels([index])[0], f"{names[actual]}", f"The image of row {index}")
    if samples.probabilities is not None:
        probabilities = samples.probabilities[index]
        top = np.argsort(-probabilities, kind="stable")[:MOST_BARS]
        shown = np.unique([*top, actual, predicted])
        with right:
            layout.chart(
                charts.class_probabilities(
                    probabilities[shown],
                    [names[i] for i in shown.tolist()],
                    shown.tolist().index(actual),
                    shown.tolist().index(predicted),
                )
            )
            if len(shown) < len(names):
                st.caption(f"The {len(shown)} classes of the highest probability, with the actual class.")
    if predictions.columns:
        frame = pd.DataFrame({name: [str(values[index])] for name, values in predictions.columns.items()})
        st.dataframe(frame.T.rename(columns={0: "value"}))
