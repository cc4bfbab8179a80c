"""SVD Compression: an image, or a layer of a network, as a sum of rank-1 components."""

from functools import partial

import streamlit as st

from core import catalog
from core.compression.claims import present
from core.compression.comparison import view
from core.compression.svd import CompressionParams
from core.data.pictures import COLOURED
from pages._chapters.compression import (
    colour_schemes,
    components,
    export,
    game,
    quality,
    storage,
    trained_layers,
)
from pages._chapters.compression import subject as shown_subject
from pages._shared import claims_table, controls, layout, lesson, share
from pages._shared.header import export as export_dialog
from pages._shared.header import header

TOPIC = catalog.topic("compression")
layout.setup(TOPIC)

control = partial(controls.widget, TOPIC.slug, CompressionParams)
with lesson.controls_area():
    picture = control("picture")
    upload = shown_subject.uploader()
    colour = control("colour", disabled=picture not in COLOURED)
    by = control("by")
    wish = shown_subject.rank_field() if by == "rank" else control(by.lower())
    with lesson.more_controls("More settings"):
        chroma = control("chroma", disabled=colour != "YCbCr" or picture not in COLOURED)
        top = control("top")
        seed = control("seed")

params = CompressionParams(
    picture=picture, colour=colour, chroma=chroma, by=by, top=top, seed=seed, **{by.lower(): wish}
)

actions = header(TOPIC, params)
subject = shown_subject.subject(params, upload)


# Old titles of chapters, in links that were shared, and the chapter that has their content.
RENAMED = {
    "How many ranks?": "Quality by rank",
    "What layers?": "Rank-1 components",
    "How many bytes?": "Size and colour",
    "Which colours?": "Size and colour",
    "A trained net?": "Network layers",
    "Bytes and colours": "Size and colour",
    "Image at any rank": "Image by rank",
    "Can you name it?": "Guess the image",
}


def size_and_colour() -> None:
    """Draw the sizes of files at equal quality, and the ways to treat colour at equal size."""
    st.subheader("File sizes", anchor=False)
    storage.file_sizes(subject)
    st.subheader("Three ways to treat colour", anchor=False)
    colour_schemes.colours(subject)


def claims() -> None:
    """Draw the claims about this page, judged on the present image where possible."""
    claims_table.of_topic(TOPIC.slug, present(subject.factors))


layout.chapters(
    TOPIC,
    {
        "Image by rank": partial(shown_subject.scrubber, subject),
        "Quality by rank": partial(quality.quality_by_rank, subject),
        "Rank-1 components": partial(components.components, subject),
        "Size and colour": size_and_colour,
        "Network layers": trained_layers.trained_layer,
        "Guess the image": partial(game.game, params.seed),
        "Claims": claims,
    },
    renamed=RENAMED,
)
share.beside(
    TOPIC,
    params,
    subject,
    load=lambda pinned: shown_subject.finished(pinned, upload),
    view=lambda shown: view(shown.factors, shown.rank),
)
export_dialog(TOPIC, actions, partial(export.take_away, subject))
layout.sources(TOPIC, shown_subject.COMPUTED)
