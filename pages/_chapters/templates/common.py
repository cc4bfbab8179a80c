"""What several chapters share: the chosen image, and analyses of a run that are computed once."""

from dataclasses import asdict
from typing import Any

import numpy as np
import streamlit as st

from core.data import image_sets
from core.data.image_sets import ImageSet
from core.networks import dense
from core.networks.training import Training, TrainingParams, request
from core.templates import class_means, hidden_units, nearest, winners
from core.templates.class_means import ClassMeans, ClassMeansParams
from core.templates.class_templates import class_templates
from core.templates.hidden_units import Activity
from core.templates.winners import Match
from pages._shared import controls, lesson, runs

SLUG = "templates"
# Analyses look at this many test images: enough for two digits of a mean, and quick.
SAMPLE = 2000
SHOWN_UNITS = 12
# The tabs about one image share its choice, so it outlives a tab that is closed.
KEPT: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}


def sample_size(images: ImageSet) -> int:
    """Return how many test images the analyses look at."""
    return min(SAMPLE, len(images.x_test))


def with_hidden_units(run: Training, images: ImageSet) -> tuple[Training, ImageSet]:
    """Return the run and its images, or the nearest finished run that has hidden units; then say so and offer it."""
    if len(run.weights) > 2:
        return run, images
    found = next(
        near
        for params in nearest.with_hidden_units(run.params)
        if image_sets.is_local(params.dataset) and (near := runs.find(request(params))) is not None
    )
    text, button = st.columns([2, 1], vertical_alignment="center")
    text.markdown(nearest.instead(found.params))
    button.button(
        "Switch the page to this network",
        icon=":material/swap_horiz:",
        on_click=controls.set_all,
        args=(SLUG, TrainingParams, asdict(found.params)),
        disabled=lesson.place() is not None,
    )
    return found, image_sets.load(found.params.dataset)


def chosen_image(images: ImageSet) -> int:
    """Draw the widgets of the test image that is looked at, and return its index in the test set."""
    key = "templates_picture"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox("Class of the test image", images.class_names, key="templates_class", **KEPT, width=180)
        members = np.flatnonzero(images.y_test == images.class_names.index(name))
        last = len(members) - 1
        if st.session_state.get(key, 0) > last:  # another set has fewer images of this class
            st.session_state[key] = last
        number = controls.whole_number(f"Number, 0 to {last}", 0, last, 0, key=key, **KEPT, width=180)
        st.button("Random image", icon=":material/casino:", on_click=_draw, args=(key, last))
    return int(members[number])


def _draw(key: str, last: int) -> None:
    st.session_state[key] = int(np.random.default_rng().integers(last + 1))


@st.cache_data(max_entries=16, show_spinner=False)
def matches(params: TrainingParams, _run: Training, _images: ImageSet) -> list[Match]:
    """Return the match of every layer with its winners."""
    return winners.winner_match(_run.final(), dense.rows(_images.x_test[:SAMPLE]))


@st.cache_data(max_entries=16, show_spinner=False)
def activity(params: TrainingParams, _run: Training, _images: ImageSet) -> Activity:
    """Return how often the hidden units are active."""
    return hidden_units.activity(_run.final(), dense.rows(_images.x_test[:SAMPLE]))


@st.cache_data(max_entries=16, show_spinner=False)
def templates(params: TrainingParams, _run: Training, _images: ImageSet) -> np.ndarray:
    """Return the templates of all classes at every kept epoch, (K, classes, pixels)."""
    x, labels = _images.x_test[:SAMPLE], _images.y_test[:SAMPLE]
    return np.stack(
        [
            class_templates([w[k] for w in _run.weights], x, labels, len(_images.class_names))
            for k in range(len(_run.kept_epochs))
        ]
    )


def means(dataset: str) -> ClassMeans:
    """Return the mean training image of each class."""
    return runs.ask(class_means.request(ClassMeansParams(dataset=dataset)))
