"""The winner of each layer for one image: the unit with the largest output, and how its weights match the input."""

import numpy as np
import streamlit as st

from core.charts import images as drawing
from core.data.image_sets import ImageSet
from core.networks import dense
from core.networks.training import Training
from core.templates.charts import weights as charts
from core.templates.findings import networks as findings
from core.templates.images import as_images, coloured, square
from core.templates.winners import Winner, winners
from pages._chapters.templates.common import matches
from pages._shared import layout

SIDE = 160  # of an image, in pixels
WINNER = "The winner of a layer is the unit with the largest output: its weights are shown beside the layer's input."


def winner(run: Training, images: ImageSet, index: int) -> None:
    """Show a test image, the weights of the winner of every layer, and their correlation among many images."""
    found = winners(run.final(), dense.rows(images.x_test[index : index + 1])[0])
    over_many = matches(run.params, run, images)
    actual, predicted = images.shown_names[images.y_test[index]], images.shown_names[found[-1].unit]
    st.markdown(f"{findings.classification(actual, predicted)} {WINNER}")
    names = ("output",) if len(found) == 1 else ("hidden", "output")
    for layer, (name, won, match) in enumerate(zip(names, found, over_many, strict=True)):
        pair, chart = st.columns(2, vertical_alignment="center")
        with pair.container(horizontal=True, gap="small"):
            _input(won, images, index, layer)
            meaning = f"class {images.class_names[won.unit]}" if name == "output" else f"unit {won.unit}"
            drawn = as_images(won.weights, images.shape) if layer == 0 else drawing.signed(square(won.weights))
            caption = f"{name} winner: {meaning}"
            layout.picture(coloured(drawn, layout.signed_palette()), caption, f"Weights of the {caption}", side=SIDE)
        with chart:
            what = "Image" if layer == 0 else "Hidden outputs"
            title = f"{what} and weights of the winner, {len(match.winners):,} test images"
            r = match.own.pearson, match.other.pearson, float(won.similarity.pearson[0])
            layout.chart(charts.match_histogram(*r, title))
        st.markdown(findings.match(name, *r))


def _input(won: Winner, images: ImageSet, index: int, layer: int) -> None:
    if layer == 0:
        pixels, caption = images.x_test[index], f"{images.class_names[images.y_test[index]]}, test image {index}"
    else:
        pixels, caption = _code(won.inputs), f"{len(won.inputs)} hidden outputs"
    layout.picture(pixels, caption, f"Input of the layer: {caption}", side=SIDE)


def _code(values: np.ndarray) -> np.ndarray:
    return drawing.colour(drawing.magnitude(square(values), low=0.0), "sequential")
