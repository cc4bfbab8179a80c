"""Filters of networks that were trained elsewhere: the stem of EfficientNet-Lite0, and a visitor's own Keras model."""

import numpy as np
import streamlit as st

from core.charts import images
from core.networks import photographs
from core.networks.saved_models import weights
from core.networks.saved_models.weights import ModelParams, ModelWeights
from core.runs.text import literal
from core.templates import stem
from core.templates.findings import filters as findings
from core.templates.images import as_images, image_limit
from pages._chapters.templates.common import SLUG
from pages._shared import layout, own_model, runs
from pages._shared.player import Pictures, player

KEY = f"{SLUG}_own"
ENLARGED = 8  # pixels of the screen for one of a 3 x 3 filter


def imagenet_filters() -> None:
    """Show the 32 filters of the stem, and their feature maps on a photograph."""
    kernels, bias = stem.filters()
    name = str(
        st.selectbox("Photograph", photographs.NAMES, key=f"{SLUG}_stem_photograph", bind="query-params", width=280)
    )
    photograph = photographs.load(name)
    maps = stem.feature_maps(photograph, kernels, bias)
    labels = [str(number) for number in range(1, len(kernels) + 1)]
    left, right = st.columns([1, 4], gap="medium")
    with left:
        layout.picture(photograph, "The photograph, as the network sees it", f"Photograph: {name}", side=224)
    with right:
        small = images.signed_rgb(stem.each_scaled(kernels), 1.0)
        large = small.repeat(ENLARGED, 1).repeat(ENLARGED, 2)
        drawn = Pictures(
            title="Filters of 3 × 3 pixels, each on a scale of its own (grey: weight 0)",
            frames=large[None],
            labels=labels,
            columns=16,
        )
        player([drawn], moments=["after training"], key=f"{SLUG}_stem_filters")
    st.markdown(findings.stem(stem.colour_share(kernels), maps, name))
    answers = Pictures(
        title=f"What each filter responds to on “{name}”",
        frames=images.magnitude(maps, 0, stem.CEILING)[None],
        labels=labels,
        columns=8,
        palette="sequential",
        scale=(0, stem.CEILING, "output after ReLU6"),
    )
    player([answers], moments=[name], key=f"{SLUG}_stem_maps_{name}")
    st.caption(
        "EfficientNet-Lite0 (Tan & Le 2019), trained on ImageNet: its first layer moves these filters over the "
        "photograph in steps of two pixels. Computed here from the bundled weights."
    )


def own_filters() -> None:
    """Choose a Keras model, and show the filters of its first layer."""
    model = own_model.chooser(KEY)
    if model is None:
        return
    st.caption(own_model.LIMITS)
    params = ModelParams(name=model.name, digest=model.digest)
    found = runs.offer(weights.request(params, model.content), "Read the weights")
    if found is None:
        return
    if found.why:
        st.warning(literal(found.why))
        return
    _first_layer(found)


def _first_layer(found: ModelWeights) -> None:
    count, height, width, channels = found.filters.shape
    shape = (height, width, 3) if channels == 3 else (height, width)
    flat = found.filters.reshape(count, -1)
    factor = max(1, 24 // max(height, width))
    drawn = as_images(flat, shape).repeat(factor, 1).repeat(factor, 2)
    limit = float(f"{image_limit(flat, shape):.2g}")
    panel = Pictures(
        title=f"Filters of {found.first}",
        frames=drawn[None],
        labels=[str(number + 1) for number in found.chosen],
        columns=8 if np.prod(shape) > 100 else 16,
        scale=None if len(shape) == 3 else (-limit, limit, "weight"),
    )
    player([panel], moments=["as in the file"], key=f"{KEY}_filters_{found.params.digest}")
    kind = dict(zip(found.layers, found.kinds, strict=True))[found.first]
    st.markdown(findings.own(literal(found.first), kind, count, found.units))
    if len(shape) == 3:
        st.caption("Grey is a weight of 0; each colour brightens with its own weight.")
