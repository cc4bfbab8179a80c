"""Weight Templates: the weights of a classifier as images, from the first epoch to the last."""

from functools import partial

import streamlit as st

from core import catalog
from core.data.image_sets import ImageSet
from core.gallery.comparison import View
from core.networks import training_seeds
from core.networks.classifiers import DENSE
from core.networks.training import Training, TrainingParams, request
from core.templates.comparison import view
from pages._chapters import links as elsewhere
from pages._chapters.templates import (
    article,
    capacity,
    cifar,
    class_means,
    common,
    evidence,
    export,
    film,
    hidden_units,
    seed_sensitivity,
    targets,
    winner,
)
from pages._shared import controls, data, layout, lesson, own_sets, runs, share, sweeps
from pages._shared.header import export as export_dialog
from pages._shared.header import header

TOPIC = catalog.topic("templates")
layout.setup(TOPIC)

with lesson.controls_area():
    params = TrainingParams(**controls.training(TOPIC.slug, TrainingParams, DENSE))

actions = header(TOPIC, params, elsewhere.classifier(params, TOPIC.slug))
own_sets.require(TOPIC.slug, params.dataset)
images: ImageSet = data.load(params.dataset)
run: Training = runs.ask(request(params))


@st.cache_data(max_entries=8, show_spinner=False)
def compared(params: TrainingParams, _run: Training) -> View:
    """Return what is compared with a pinned run; templates take a pass over the test set."""
    return view(_run, data.load(params.dataset))


# Old titles of chapters, in links that were shared, and the chapter that has their content.
RENAMED = {
    "During training": "Templates",
    "Is a template a mean?": "Templates",
    "What won for this picture?": "Evidence in one image",
    "Why this answer?": "Evidence in one image",
    "What do hidden units look for?": "Hidden units",
    "What is left of the start?": "Hidden units",
    "What is each layer asked for?": "Targets of each layer",
    "Which part is luck?": "Random seed",
    "What does size buy?": "Size and colour",
    "And in colour?": "Size and colour",
    "Does the article hold?": "Claims",
}
if st.query_params.get("templates_tab") == "Is a template a mean?":
    st.session_state[film.COMPARED] = True


def templates() -> None:
    """Draw the main picture, and when asked how far templates resemble class means."""
    film.film(run, images)
    if st.toggle("Compare templates with mean images", key=film.COMPARED, bind="query-params"):
        class_means.class_means_section(run, images)


def one_image() -> None:
    """Draw the winners of each layer for one image, and the evidence for its prediction."""
    index = common.chosen_image(images)
    winner.winner(run, images, index)
    st.subheader("Evidence for the prediction", anchor=False)
    evidence.evidence_section(run, images, index)


def random_seed() -> None:
    """Draw what depends on the random seed in bundled networks, or repeat the run of the page."""
    repeated = sweeps.Repeated(
        TOPIC,
        run.params,
        request,
        view=lambda other: view(other, images),
        judge=lambda other: sweeps.by_statement(article.judged(other, images)),
        together=training_seeds.request,
    )
    parts = {"Agreement of networks": partial(seed_sensitivity.seed_section, run, images)}
    layout.chosen("Part", "templates_seed_part", {**parts, sweeps.TITLE: partial(sweeps.section, repeated)})()


def size_and_colour() -> None:
    """Draw what width, depth and colour change."""
    capacity.capacity_section(run)
    st.subheader("CIFAR-10: templates in colour", anchor=False)
    cifar.colour_section(run)


layout.chapters(
    TOPIC,
    {
        "Templates": templates,
        "Evidence in one image": one_image,
        "Hidden units": partial(hidden_units.hidden_units, run, images),
        "Targets of each layer": partial(targets.target_section, run, images),
        "Random seed": random_seed,
        "Size and colour": size_and_colour,
        "Claims": partial(article.article, run, images),
    },
    renamed=RENAMED,
)
share.beside_run(TOPIC, params, run, request, lambda shown: compared(shown.params, shown))
export_dialog(TOPIC, actions, partial(export.take_away, run, images))
layout.sources(TOPIC, film.COMPUTED)
