"""What the article says about networks of this kind, against what this run shows."""

from dataclasses import replace

import streamlit as st

from core.data.image_sets import ImageSet
from core.gallery.shuffled_labels import control
from core.networks import training
from core.networks.training import Training
from core.templates.findings import article as findings
from core.templates.hidden_units import filter_change
from pages._chapters.templates.common import matches
from pages._shared import claims_table, layout, runs


def article(run: Training, images: ImageSet) -> None:
    """Show the article's claims on this run, what we measure beyond them, and all claims over random seeds."""
    st.subheader("This run", anchor=False)
    one_layer = runs.find(training.request(replace(run.params, architecture="one layer")))
    reference = (one_layer, matches(one_layer.params, one_layer, images)[0]) if one_layer else None
    found = matches(run.params, run, images)
    change = filter_change(run.weights[0][0], run.weights[0][-1])
    layout.judged(findings.claims(run, found, change, reference, images.y_test))
    st.caption(findings.CRITERIA + control(run.params))
    ours = findings.own_findings(run, found, one_layer)
    if ours:
        st.markdown(f"**Our own measurements.** {ours}")
    claims_table.of_topic("templates")
