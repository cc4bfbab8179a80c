"""What won for this image: a test image next to the weights of the unit with the largest output, layer by layer."""

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


def winner(run: Training, images: ImageSet, index: int) -> None:
    """Show any test image and the weights of the winner of every layer."""
    found = winners(run.final(), dense.rows(images.x_test[index : index + 1])[0])
    over_many = matches(run.params, run, images)
    names = ("output",) if len(found) == 1 else ("hidden", "output")
    for layer, (name, won, match) in enumerate(zip(names, found, over_many, strict=True)):
        left, right, words = st.columns([1, 1, 2], vertical_alignment="center")
        with left:
            _input(won, images, index, layer)
        with right:
            meaning = f"class {images.class_names[won.unit]}" if name == "output" else f"unit {won.unit}"
            drawn = as_images(won.weights, images.shape) if layer == 0 else drawing.signed(square(won.weights))
            pixels = coloured(drawn, layout.signed_palette())
            layout.picture(pixels, f"{name} winner: {meaning}", f"Weights of the winning {name} unit")
        words.markdown(findings.match_table(won.similarity, match.own.pearson, match.other.pearson))
    actual, predicted = images.class_names[images.y_test[index]], images.class_names[found[-1].unit]
    st.markdown(findings.classification(actual, predicted))
    layout.chart(charts.match_histogram(over_many[0].own.pearson, over_many[0].other.pearson))


def _input(won: Winner, images: ImageSet, index: int, layer: int) -> None:
    if layer == 0:
        pixels, caption = images.x_test[index], f"{images.class_names[images.y_test[index]]}, test image {index}"
    else:
        pixels, caption = _code(won.inputs), f"hidden code, {len(won.inputs)} units"
    layout.picture(pixels, caption, f"Input of the layer: {caption}")


def _code(values: np.ndarray) -> np.ndarray:
    return drawing.colour(drawing.magnitude(square(values), low=0.0), "sequential")
