"""Weight Templates: the weights of a classifier as pictures, from the first epoch to the last."""

from functools import partial

import streamlit as st

from core import catalog
from core.data import image_sets as images
from core.networks.training import Training, TrainingParams, request
from core.templates.comparison import view
from core.templates.quiz import quiz
from pages._chapters import links as elsewhere
from pages._chapters.templates import capacity as templates_capacity
from pages._chapters.templates import evidence as templates_evidence
from pages._chapters.templates import seed_sensitivity as templates_luck
from pages._chapters.templates import weights as sections
from pages._shared import controls, data, layout, runs, share

TOPIC = catalog.topic("templates")
layout.setup(TOPIC)

with st.sidebar:
    params = TrainingParams(**controls.training(TOPIC.slug, TrainingParams, sections.ARCHITECTURES))

layout.header(TOPIC)
layout.presets(TOPIC, params)
share.bar(TOPIC, params)
pictures: images.ImageSet = data.load(params.dataset)
run: Training = runs.ask(request(params))

sections.film(run, pictures)
elsewhere.classifier(params, "templates")
share.beside_run(TOPIC, params, run, request, lambda shown: view(shown, data.load(shown.params.dataset)))
layout.quiz(TOPIC.slug, quiz(run, pictures))
layout.tabs(
    TOPIC,
    {
        "What won for this picture?": partial(sections.winner, run, pictures),
        "What do hidden units look for?": partial(sections.hidden_units, run, pictures),
        "What is left of the start?": partial(sections.start, run, pictures),
        "Why this answer?": partial(templates_evidence.evidence_section, run, pictures),
        "Is a template a mean?": partial(templates_evidence.prototype_section, run, pictures),
        "What is each layer asked for?": partial(templates_evidence.teacher_section, run, pictures),
        "Which part is luck?": partial(templates_luck.luck_section, run, pictures),
        "What does size buy?": partial(templates_capacity.capacity_section, run, pictures),
        "And in colour?": partial(templates_capacity.colour_section, run, pictures),
        "Does the article hold?": partial(sections.article, run, pictures),
        "Take it with you": partial(sections.take_away, run, pictures),
    },
)
layout.sources(TOPIC, sections.COMPUTED)
