"""Directions: where in a photograph a layer of EfficientNet-Lite0 is most sensitive, bundled or computed when asked."""

from functools import partial

import streamlit as st

from core.jacobian import imagenet, imagenet_maps
from core.jacobian.charts import imagenet_directions as charts
from core.jacobian.findings import imagenet_directions as findings
from core.jacobian.imagenet import MORE, TOP, DirectionParams, Directions
from core.jacobian.imagenet_maps import CROP, Maps
from core.runs.request import Lane
from pages._chapters.jacobian.imagenet import amplify
from pages._chapters.jacobian.imagenet.photograph import Photograph
from pages._shared import layout, runs
from pages._shared.multiples import multiples
from pages._shared.player import Pictures, player

SLUG = "jacobian_imagenet"
LAYERS = ("stem", "block0", "block2", "block4", "block7", "block10", "block14", "block15", "head", "logits")
USUAL = "block10"


def chapter(photograph: Photograph) -> None:
    """Show the directions that are known, offer to compute the others, and amplify one of them."""
    spot = st.container()
    layer = str(
        st.segmented_control(
            "Layer of EfficientNet-Lite0, from the photograph to the prediction",
            LAYERS,
            default=USUAL,
            required=True,
            key=f"{SLUG}_layer",
            bind="query-params",
            help="stem: first convolution. block0 to block15: inverted residual blocks. head: last convolution. "
            "logits: class scores.",
            wrap=True,
        )
    )
    params = DirectionParams(**photograph.params, layer=layer)
    run = _computed(photograph, layer)
    maps = runs.find(imagenet_maps.request(params)) if run is None else imagenet_maps.of(run)
    with spot:
        if maps is None:
            _unknown(photograph, layer)
        else:
            _film(maps, photograph)
    if maps is not None:
        _numbers(maps)
    amplify.section(params, photograph, run)


def _computed(photograph: Photograph, layer: str) -> Directions | None:
    """Return the run of this visit, or offer to compute it."""
    top = st.segmented_control(
        "How many directions to compute",
        (TOP, MORE),
        default=TOP,
        required=True,
        key=f"{SLUG}_top",
        bind="query-params",
        help="20 take about 5 seconds of both cores, 50 about 10, after TensorFlow has been loaded.",
    )
    params = DirectionParams(**photograph.params, layer=layer, top=int(top or TOP))
    asked = imagenet.request(params, photograph.own)
    return runs.offer(asked, f"Compute the {params.top} strongest directions")


def _unknown(photograph: Photograph, layer: str) -> None:
    """Show the photograph with its predictions where no directions are known yet."""
    left, right = st.columns([1, 2], vertical_alignment="center")
    with left:
        st.image(photograph.pixels, width=224, alt=f"The square of {photograph.label} that the network sees.")
    with right:
        name = f"top-5 classes {photograph.digest or photograph.name}"
        best = runs.work(name, partial(imagenet.classes_of, photograph.pixels), Lane.TRAINING)
        layout.findings(findings.prediction(*best))
        st.markdown(f"The directions at {layer} are not bundled for {photograph.label}: compute them below.")


def _film(maps: Maps, photograph: Photograph) -> None:
    """Scrub through the directions: over the whole photograph, and enlarged where each is strongest."""
    layer, count = maps.params.layer, len(maps.ranks)
    player(
        [
            Pictures(
                title=f"Where {layer} is sensitive: |v|² over the photograph",
                frames=imagenet_maps.over_photograph(maps, photograph.pixels)[:, None],
                columns=1,
                palette="sequential",
                scale=(0, 100, "% of the largest"),
                weight=1.2,
                alt=f"Squared singular vectors of the Jacobian to {layer} over {photograph.label}",
            ),
            Pictures(
                title=f"The {CROP} x {CROP} pixels around the largest |v|²",
                frames=imagenet_maps.crops(maps, photograph.pixels),
                labels=("photograph", "|v|² over it", "v (grey is 0)"),
                columns=3,
                weight=2,
                alt=f"The photograph, |v|² and v around the largest value of singular vectors at {layer}",
            ),
        ],
        moments=[
            f"direction {rank + 1}: s = {findings.singular_value(maps.values[rank])}, {held:.0%} of |v|² in the crop"
            for rank, held in zip(maps.ranks, maps.held, strict=True)
        ],
        key=f"{SLUG}_directions",
        start=0,
        seconds=0.6 * count,
    )
    st.caption(
        f"A direction v is a pattern to add to the photograph. A small step along it changes the output of {layer} "
        "s times as much, and bright places are where v is large. The strongest directions come first."
    )


def _numbers(maps: Maps) -> None:
    layer = maps.params.layer
    layout.findings(findings.prediction(maps.classes, maps.probabilities))
    layout.findings(findings.located(maps), findings.convergence(maps), findings.weakest(maps))
    multiples(
        [
            charts.spectrum(maps.values, maps.residuals, maps.converged, layer),
            charts.participation(maps.participation, maps.converged, layer),
        ]
    )
