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
from pages._shared import data, runs, share
from pages._shared.multiples import multiples

INPUTS = 16


def dense_spectra() -> None:
    """Show exact spectra of a network of Weight Templates or Confusion Matrix, after and before training."""
    params = share.linked(catalog.topic("jacobian"), TrainingParams)
    if params is None or params.architecture not in classifiers.DENSE:
        st.caption(
            "To see a network of Weight Templates or Confusion Matrix here, choose “Jacobian spectra” under “Share” on "
            "its page. Until then: one layer, trained on digits."
        )
        params = TrainingParams()
    run = runs.ask(request(params))
    images = data.load(params.dataset).x_test[:INPUTS]
    values = _spectra(run.params, run, images)
    names = dense.layer_names(values.shape[1])
    multiples(charts.by_index(relative(values), names, "s / s₁", log=True))
    st.caption(f"Exact spectra of the Jacobians from the image to each layer, mean ± SD over {INPUTS} test images.")
    st.markdown(finding(run, values, images[0].size).text)


@st.cache_data(max_entries=16, show_spinner=False)
def _spectra(params: TrainingParams, _run: Training, _images: np.ndarray) -> np.ndarray:
    """Return the spectra of the run of `params` at uint8 images; decompositions are not repeated at each rerun."""
    return dense.of_training(_run, _images.reshape(len(_images), -1).astype(np.float32) / 255)
