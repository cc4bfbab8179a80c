"""What is left of the initialisation, and whether the ReLUs of a network started from images matter."""

from dataclasses import replace

import numpy as np
import streamlit as st

from core.data.image_sets import ImageSet
from core.networks import training
from core.networks.training import Training
from core.templates.charts import weights as charts
from core.templates.findings import networks as findings
from core.templates.hidden_units import filter_change
from core.templates.images import as_images
from pages._chapters.templates.common import SHOWN_UNITS, SLUG, activity, sample_size
from pages._shared import controls, layout, runs
from pages._shared.player import Pictures, player


def start(run: Training, images: ImageSet) -> None:
    """Show the weights before and after training, and how linear a network is that was started from images."""
    first, last = run.weights[0][0], run.weights[0][-1]
    r = filter_change(first, last)
    shown = min(SHOWN_UNITS, last.shape[1])
    drawn = as_images(np.stack([first.T[:shown], last.T[:shown]]), images.shape)
    panel = Pictures(title="Before and after training", frames=drawn, columns=shown, labels=[f"{v:.2f}" for v in r])
    player([panel], moments=["before", "after"], key="templates_start", seconds=1.5)
    st.markdown(findings.change(r))
    layout.chart(charts.change_histogram(r))
    if run.params.architecture != "hidden from images":
        st.info("These weights were initialised at random. Choose “hidden from images” to initialise them with images.")
        return
    st.markdown(findings.linearity(activity(run.params, run, images), sample_size(images)))
    _unit_norm_switch(run)


def _unit_norm_switch(run: Training) -> None:
    other = replace(run.params, unit_norm=not run.params.unit_norm)
    st.markdown(findings.unit_norm(run, runs.find(training.request(other))))
    st.button(
        "Train with unit-norm images" if other.unit_norm else "Train with images as they are",
        icon=":material/swap_horiz:",
        on_click=st.session_state.update,
        args=({controls.key_of(SLUG, "unit_norm"): other.unit_norm},),
    )
