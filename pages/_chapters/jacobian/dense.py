"""The chapter on a dense network that was trained on another page."""

import numpy as np
import streamlit as st

from core import catalog
from core.jacobian import dense
from core.jacobian.charts import spectra as charts
from core.jacobian.findings.networks import dense as finding
from core.jacobian.spectrum_shape import relative
from core.networks import classifiers
from core.networks.training import Training, TrainingParams, request
from pages._shared import data, layout, runs, share

INPUTS = 16


def dense_spectra() -> None:
    """Show exact spectra of a network of Weight Templates or Confusion Matrix, after and before training."""
    params = share.linked(catalog.topic("jacobian"), TrainingParams)
    if params is None or params.architecture not in classifiers.DENSE:
        st.caption("Open one with “Its Jacobian” on Weight Templates or Confusion. Until then: one layer on digits.")
        params = TrainingParams()
    run = runs.ask(request(params))
    images = data.load(params.dataset).x_test[:INPUTS]
    values = _spectra(run.params, run, images)
    title = "Exact spectra from the image (mean ± SD)"
    names = dense.layer_names(values.shape[1])
    layout.chart(charts.by_index(relative(values), names, title, "s / s₁", log=True))
    st.markdown(finding(run, values, images[0].size).text)


@st.cache_data(max_entries=16, show_spinner=False)
def _spectra(params: TrainingParams, _run: Training, _images: np.ndarray) -> np.ndarray:
    """Return the spectra of the run of `params` at uint8 images; decompositions are not repeated at each rerun."""
    return dense.of_training(_run, _images.reshape(len(_images), -1).astype(np.float32) / 255)
