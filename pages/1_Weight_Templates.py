"""Weight Templates: the weights of a classifier as images, from the first epoch to the last."""

from functools import partial

import streamlit as st

from core import catalog
from core.data.image_sets import ImageSet
from core.gallery.comparison import View
from core.networks.classifiers import DENSE
from core.networks.training import Training, TrainingParams, request
from core.templates.comparison import view
from core.templates.quiz import quiz
from pages._chapters import links as elsewhere
from pages._chapters.templates import (
    article,
    capacity,
    cifar,
    class_means,
    evidence,
    export,
    film,
    hidden_units,
    initialisation,
    seed_sensitivity,
    targets,
    winner,
)
from pages._shared import controls, data, layout, runs, share
from pages._shared.header import export as export_dialog
from pages._shared.header import header

TOPIC = catalog.topic("templates")
layout.setup(TOPIC)

with st.sidebar:
    params = TrainingParams(**controls.training(TOPIC.slug, TrainingParams, DENSE))

actions = header(TOPIC, params, elsewhere.classifier(params, TOPIC.slug))
images: ImageSet = data.load(params.dataset)
run: Training = runs.ask(request(params))


@st.cache_data(max_entries=8, show_spinner=False)
def compared(params: TrainingParams, _run: Training) -> View:
    """Return what is compared with a pinned run; templates take a pass over the test set."""
    return view(_run, data.load(params.dataset))


def during_training() -> None:
    """Draw the main picture: the templates, epoch by epoch."""
    film.film(run, images)
    layout.quiz(TOPIC.slug, quiz(run, images))


layout.chapters(
    TOPIC,
    {
        "During training": during_training,
        "What won for this picture?": partial(winner.winner, run, images),
        "What do hidden units look for?": partial(hidden_units.hidden_units, run, images),
        "What is left of the start?": partial(initialisation.start, run, images),
        "Why this answer?": partial(evidence.evidence_section, run, images),
        "Is a template a mean?": partial(class_means.class_means_section, run, images),
        "What is each layer asked for?": partial(targets.target_section, run, images),
        "Which part is luck?": partial(seed_sensitivity.seed_section, run, images),
        "What does size buy?": partial(capacity.capacity_section, run, images),
        "And in colour?": partial(cifar.colour_section, run, images),
        "Claims": partial(article.article, run, images),
    },
    renamed={"Does the article hold?": "Claims"},
)
share.beside_run(TOPIC, params, run, request, lambda shown: compared(shown.params, shown))
export_dialog(TOPIC, actions, partial(export.take_away, run, images))
layout.sources(TOPIC, film.COMPUTED)
