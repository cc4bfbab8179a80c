"""SVD Image Compression: a picture, or a trained layer, as a sum of rank-1 layers."""

from functools import partial

import streamlit as st

from core import catalog
from core.compression.comparison import view
from core.compression.quiz import quiz
from core.compression.svd import CompressionParams
from core.data.pictures import COLOURED
from pages._chapters.compression import components as compression_tabs
from pages._chapters.compression import game as compression_game
from pages._chapters.compression import ranks as sections
from pages._chapters.compression import trained_layers as compression_net
from pages._shared import controls, layout, share

TOPIC = catalog.topic("compression")
layout.setup(TOPIC)

control = partial(controls.widget, TOPIC.slug, CompressionParams)
with st.sidebar:
    picture = control("picture")
    upload = sections.uploader()
    colour = control("colour", disabled=picture not in COLOURED)
    by = control("by")
    wish = control(by.lower())
    with st.expander("More settings"):
        chroma = control("chroma", disabled=colour != "YCbCr" or picture not in COLOURED)
        top = control("top")
        seed = control("seed")

params = CompressionParams(
    picture=picture, colour=colour, chroma=chroma, by=by, top=top, seed=seed, **{by.lower(): wish}
)

layout.header(TOPIC)
layout.presets(TOPIC, params)
share.bar(TOPIC, params)
subject = sections.subject(params, upload)

sections.scrubber(subject)
share.beside(
    TOPIC,
    params,
    subject,
    load=lambda pinned: sections.finished(pinned, upload),
    view=lambda shown: view(shown.factors, shown.rank, sections.find_quality(shown)),
)
layout.quiz(TOPIC.slug, quiz(subject.factors))
tabs = {
    "How many ranks?": partial(compression_tabs.curves, subject),
    "What layers?": partial(compression_tabs.components, subject),
    "How many bytes?": partial(compression_tabs.weigh, subject),
    "Which colours?": partial(compression_tabs.colours, subject),
    "A trained net?": compression_net.trained_layer,
    "Can you name it?": partial(compression_game.game, params.seed),
    "Take it with you": partial(compression_tabs.take_away, subject),
}
layout.tabs(TOPIC, tabs)
layout.sources(TOPIC, sections.COMPUTED)
