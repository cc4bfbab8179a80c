"""The claims of the article and of ml4a, with what this run says of those that are about its kind of network."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from core.data.image_sets import ImageSet
from core.gallery.claims import Judgement
from core.gallery.shuffled_labels import control
from core.networks import training
from core.networks.training import Training
from core.templates.findings import article as findings
from core.templates.hidden_units import filter_change
from pages._chapters.templates.common import matches
from pages._shared import claims_table, runs


def article(run: Training, images: ImageSet) -> None:
    """Show all claims, this run's own judgement first where it has one, and what we measure beyond them."""
    st.markdown(
        "“This run” is one network of one random seed: its intervals are over test images or hidden units, those of "
        f"the bundled runs over random seeds.{control(run.params)}"
    )
    ours = findings.own_findings(run, matches(run.params, run, images), _of_one_layer(run))
    if ours:
        st.markdown(f"**Our own measurements on this run.** {ours}")
    claims_table.of_topic("templates", judged(run, images))


def judged(run: Training, images: ImageSet) -> Mapping[str, Judgement]:
    """Return what a run says of the claims on its kind of network, by id."""
    at_random = runs.find(training.request(replace(run.params, architecture="hidden")))
    random = matches(at_random.params, at_random, images)[0] if at_random else None
    change = filter_change(run.weights[0][0], run.weights[0][-1])
    found = matches(run.params, run, images)
    return findings.present(run, found, change, _of_one_layer(run), random, images.y_test)


def _of_one_layer(run: Training) -> Training | None:
    """Return the finished run of one layer with the same other settings, if there is one."""
    return runs.find(training.request(replace(run.params, architecture="one layer")))
