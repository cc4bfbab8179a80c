"""Hidden units: filters and output weights, what training keeps of their initial weights, how often they are active."""

from dataclasses import replace
from functools import partial

import streamlit as st

from core.data.image_sets import ImageSet
from core.networks import training
from core.networks.training import Training
from core.templates.charts import weights as charts
from core.templates.findings import networks as findings
from core.templates.hidden_units import filter_change, strongest_units
from core.templates.images import as_images, filters_in_a_message, image_limit
from pages._chapters.links import IMAGENET
from pages._chapters.templates import elsewhere
from pages._chapters.templates.common import SHOWN_UNITS, SLUG, activity, sample_size, with_hidden_units
from pages._shared import controls, layout, lesson, runs
from pages._shared.player import Pictures, player


def hidden_units(run: Training, images: ImageSet) -> None:
    """Show the filters of this network, of an ImageNet network, or of a visitor's own model."""
    layout.chosen(
        "Filters of",
        f"{SLUG}_filters_of",
        {
            "This network": partial(_of_run, run, images),
            IMAGENET: elsewhere.imagenet_filters,
            "Your own Keras model": elsewhere.own_filters,
        },
    )()


def _of_run(run: Training, images: ImageSet) -> None:
    """Show the filters, what each contributes to every class, their initial weights, and how often they are active."""
    run, images = with_hidden_units(run, images)
    _strongest(run, images)
    st.subheader("Initialisation and training", anchor=False)
    _initialisation(run, images)
    st.subheader("Activity", anchor=False)
    found = activity(run.params, run, images)
    layout.chart(charts.activity_histogram(found.share))
    st.markdown(findings.activity(found, sample_size(images)))


def _strongest(run: Training, images: ImageSet) -> None:
    kernel, _, output_kernel, _ = run.final()
    every = "all classes"
    options = (every, *images.class_names)
    chosen = st.selectbox(
        "Units with the largest output weights to", options, key="templates_for", bind="query-params", width=300
    )
    label = None if chosen == every else images.class_names.index(chosen)
    units = strongest_units(output_kernel, SHOWN_UNITS, label)
    drawn = as_images(kernel.T[units], images.shape)
    palette = layout.signed_palette()
    layout.chart(charts.filters_and_outputs(drawn, output_kernel[units], units, images.class_names, palette=palette))


def _initialisation(run: Training, images: ImageSet) -> None:
    """Show filters from the first weights on, what is left of these, and whether images as first weights help."""
    kernels = run.weights[0]
    r = filter_change(kernels[0], kernels[-1])
    units, shown = kernels.shape[2], filters_in_a_message(kernels)
    weights = kernels[:, :, :shown].swapaxes(1, 2)
    limit = float(f"{image_limit(weights, images.shape):.2g}")
    panel = Pictures(
        title=f"{f'{shown} of {units}' if shown < units else f'All {units}'} hidden units during training",
        frames=as_images(weights, images.shape),
        columns=16,
        scale=None if len(images.shape) == 3 else (-limit, limit, "weight of a pixel"),
    )
    player([panel], moments=[f"epoch {e}" for e in run.kept_epochs], key="templates_filters")
    layout.chart(charts.change_histogram(r))
    st.markdown(findings.change(r))
    if run.params.architecture == "hidden from images":
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
        disabled=lesson.hides(SLUG, "unit_norm"),
    )
