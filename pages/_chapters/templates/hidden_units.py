"""What hidden units look for: filters, their output weights, and how often they are active."""

import streamlit as st

from core.data.image_sets import ImageSet
from core.networks.training import Training
from core.templates.charts import weights as charts
from core.templates.findings import networks as findings
from core.templates.hidden_units import strongest_units
from core.templates.images import as_images, filters_in_a_message
from pages._chapters.templates.common import SHOWN_UNITS, activity, sample_size
from pages._shared import layout
from pages._shared.player import Pictures, player


def hidden_units(run: Training, images: ImageSet) -> None:
    """Show the filters, what each contributes to every class, and how often they are active."""
    if len(run.weights) == 2:
        st.info("One layer has no hidden units. Choose “hidden” in the sidebar, or the preset “Hidden 128”.")
        return
    kernel, _, output_kernel, _ = run.final()
    every = "all classes"
    options = (every, *images.class_names)
    chosen = st.selectbox("Strongest for", options, key="templates_for", bind="query-params", width=220)
    label = None if chosen == every else images.class_names.index(chosen)
    units = strongest_units(output_kernel, SHOWN_UNITS, label)
    drawn = as_images(kernel.T[units], images.shape)
    layout.chart(charts.filters_and_outputs(drawn, output_kernel[units], units, images.class_names))
    found = activity(run.params, run, images)
    st.markdown(findings.activity(found, sample_size(images)))
    layout.chart(charts.activity_histogram(found.share))
    _filter_film(run, images)


def _filter_film(run: Training, images: ImageSet) -> None:
    """Show filters during training, as many as a message to the browser holds."""
    kernels = run.weights[0]
    units, shown = kernels.shape[2], filters_in_a_message(kernels)
    drawn = as_images(kernels[:, :, :shown].swapaxes(1, 2), images.shape)
    title = f"{shown} of {units} filters" if shown < units else f"All {units} filters"
    panel = Pictures(title=f"{title} during training", frames=drawn, columns=16)
    player([panel], moments=[f"epoch {e}" for e in run.kept_epochs], key="templates_filters")
