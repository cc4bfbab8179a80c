"""The chapter on orthogonal and Gaussian weights in wide random networks, computed on request."""

import numpy as np
import streamlit as st

from core.jacobian import isometry
from core.jacobian.charts import spectra as charts
from core.jacobian.findings import training as findings
from pages._shared import layout

SLUG = "jacobian"
WIDTH = 100


def initialisation() -> None:
    """Show the singular values of random networks against their depth."""
    left, middle, right = st.columns(3)
    activation = left.segmented_control(
        "Activation",
        ("linear", "tanh", "relu"),
        default="linear",
        required=True,
        key=f"{SLUG}_iso_act",
        bind="query-params",
    )
    depth = middle.slider("Layers", 2, 50, 20, key=f"{SLUG}_iso_depth", bind="query-params")
    sigma = right.slider("σ of the weights", 0.5, 2.0, 1.0, 0.05, key=f"{SLUG}_iso_sigma", bind="query-params")
    found = _spectra(str(activation), depth, sigma)
    layout.chart(charts.isometry(found))
    st.markdown(findings.isometry(found).text)


@st.cache_data(max_entries=64, show_spinner=False)
def _spectra(activation: str, depth: int, sigma: float) -> dict[str, np.ndarray]:
    return {
        name: isometry.spectra(WIDTH, depth, activation, name == "orthogonal", sigma, 0)
        for name in ("orthogonal", "Gaussian")
    }
