"""Decision Boundaries, export: the run as points, as weights, as an animation, and as a script."""

from functools import partial

import pandas as pd
import streamlit as st

from core import catalog
from core.boundaries import export, notebook
from core.boundaries.training import BoundaryRun
from core.charts import images
from core.gallery.film_page import in_words
from pages._chapters.boundaries import network
from pages._shared import exports, layout
from pages._shared.exports import File

TOPIC = catalog.topic("boundaries")
TITLE = "plane and network during training"


def take_away(run: BoundaryRun, shown: BoundaryRun) -> None:
    """Offer the run, with the weights that were changed by hand in `shown`, as files and as a script."""
    params = shown.params
    # A script can repeat a run, but not what a hand did to its weights.
    cells = [] if params.edit else notebook.cells(params, run.weights[0] if params.start else None)
    title = notebook.title(params)
    exports.show(
        TOPIC.slug,
        exports.names_of(TOPIC, params),
        [
            exports.web_page(TOPIC, TITLE, partial(network.exported, run, shown), in_words(params)),
            *(exports.code(TOPIC, cells, title, "Keras, NumPy") if cells else []),
            File("Points (CSV)", partial(_points, shown), "_points.csv", "text/csv", "csv"),
            File("Weights at every frame (npz)", partial(_weights, shown), ".npz", exports.BINARY, "npz"),
            *exports.animation(partial(export.frames, shown), export.SECONDS),
            File("Last frame (PNG)", lambda: images.png(export.frames(shown)[-1]), ".png", "image/png", "png"),
        ],
    )
    exports.explain()
    if cells:
        exports.show_code(cells, title, "Keras and NumPy")
    else:
        st.info("The weights were changed by hand. Press “Train on from here” to get a run that a script can repeat.")


def _points(run: BoundaryRun) -> bytes:
    return layout.csv(pd.DataFrame(export.point_table(run)))


def _weights(run: BoundaryRun) -> bytes:
    return layout.npz(**export.weight_arrays(run))
