"""The paper's Figure 3 on EfficientNet-Lite0: spectra from the photograph to nine layers."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core.jacobian import imagenet_bundle, imagenet_maps
from core.jacobian.charts import imagenet_spectra as charts
from core.jacobian.findings import imagenet_spectra as findings
from core.jacobian.findings.imagenet_directions import prediction
from core.jacobian.imagenet import DirectionParams
from core.jacobian.imagenet_bundle import TRAINED, UNTRAINED, Bundle
from core.jacobian.imagenet_maps import Maps
from core.jacobian.imagenet_spectra import CONTROLS, PHOTOGRAPHS
from core.jacobian.spectrum_shape import SCALES
from core.jacobian.tables import imagenet
from pages._chapters.jacobian.imagenet.photograph import Photograph
from pages._shared import exports, layout, runs, thinning
from pages._shared.multiples import multiples
from pages._shared.player import Panel, Pictures, drawing, player

SLUG = "jacobian_imagenet"
FILM_LAYERS = imagenet_maps.BAKED_LAYERS
FILM_TITLES = ("Where layers are sensitive: |v|² over the photograph", "Deeper layers")
FILM_RANKS = (0, 1, 2, 4, 9, 19)
MOMENTS = [f"direction {rank + 1}" for rank in FILM_RANKS]
OVER = ALL, CONTROL, ONE = "All photographs", "Those of both networks", "The chosen photograph"
COMPUTED = """
- **Network**: EfficientNet-Lite0 (Tan & Le 2019) with its ImageNet weights, which are bundled; batch normalisation is
  folded into them. From the photograph to the logits it is piecewise linear. The paper analyses another ImageNet
  network.
- **Jacobian**: J = ∂h/∂x from the photograph x, 224 x 224 pixels, to the output h of a layer. A singular triplet
  (v, s, u) means that a small change of x along v changes h s times as much, along u.
- **Without the matrix**: at a given photograph the network is a fixed linear map plus a constant. Block Golub-Kahan
  bidiagonalisation pushes directions through it, forward and backward.
- **Untrained control**: He's random weights, and batch normalisation calibrated on the photographs.
- **Photographs**: four of scikit-image, and twelve from Wikimedia Commons under CC0. All results here are bundled and
  `make bake` computes them again.
"""


@st.cache_resource(show_spinner=False)
def bundle() -> Bundle:
    """Return what is bundled, read once a server."""
    return imagenet_bundle.load()


def chapter(photograph: Photograph) -> None:
    """Show the photograph, the spectra of all layers, what follows from them, and their numbers."""
    found = bundle()
    if not found.measured().any():
        st.info("The spectra of EfficientNet-Lite0 are not in assets/runs of this installation: `make bake`.")
        return
    _film(photograph)
    _spectra(found, photograph)
    layout.findings(findings.depth(found))
    layout.findings(findings.against_untrained(found))
    layout.findings(findings.participation(found), findings.converged(found))
    numbers = st.expander("Numbers of each layer", key=f"_{SLUG}_numbers", on_change="rerun")
    if numbers.open:
        numbers.dataframe(imagenet(found), hide_index=True)


def _film(photograph: Photograph) -> None:
    """Show where five layers are sensitive, for directions from the strongest on; and what the network predicts."""
    known = known_maps(photograph)
    if not known:
        st.image(photograph.pixels, width=224, alt=f"The square of {photograph.label} that the network sees.")
        st.markdown(
            f"No directions are bundled for {photograph.label}: the chapter “Directions” computes them. The spectra "
            "below are those of the bundled photographs."
        )
        return
    player(_panels(photograph, known), moments=MOMENTS, key=f"{SLUG}_film", start=0)
    layout.findings(prediction(known[0].classes, known[0].probabilities))


def exported(photograph: Photograph, known: Sequence[Maps]) -> exports.Film:
    """Return the film for a file, and what is said below it."""
    data, left_out = thinning.packed(_panels(photograph, known), MOMENTS, start=0)
    said = prediction(known[0].classes, known[0].probabilities).text
    return exports.Film(drawing=drawing(), data=data, findings=[said, left_out])


def known_maps(photograph: Photograph) -> list[Maps]:
    """Return the directions of the film's layers, as far as they are bundled or computed."""
    maps = [runs.find(imagenet_maps.request(DirectionParams(**photograph.params, layer=name))) for name in FILM_LAYERS]
    return [one for one in maps if one is not None]


def _panels(photograph: Photograph, known: Sequence[Maps]) -> list[Panel]:
    tiles = {"photograph": np.repeat(imagenet_maps.small(photograph.pixels)[None], len(FILM_RANKS), axis=0)}
    for one in known:
        frames = np.flatnonzero(np.isin(one.ranks, FILM_RANKS))
        tiles[one.params.layer] = imagenet_maps.over_photograph(one, photograph.pixels)[frames]
    names = list(tiles)
    halves = names[: len(names) // 2], names[len(names) // 2 :]
    return [
        Pictures(
            title=title,
            frames=np.stack([tiles[name] for name in half], 1),
            labels=half,
            columns=3,
            palette="sequential",
            alt=f"Squared singular vectors of the Jacobians to {', '.join(half)} over {photograph.label}",
        )
        for title, half in zip(FILM_TITLES, halves, strict=True)
    ]


def _spectra(found: Bundle, photograph: Photograph) -> None:
    drawing = st.container()
    left, right = st.columns(2)
    with left:
        scale, log = _scale()
    with right:
        photographs = _photographs(found, photograph)
    with drawing:
        multiples(charts.spectra(found, photographs, scale, log=log))
    after, before = (_counted(found.measured()[state][:, photographs].sum(1)) for state in (TRAINED, UNTRAINED))
    st.caption(
        f"Singular values of the Jacobians from the photograph to each layer of EfficientNet-Lite0, mean ± SD over "
        f"{after} after training and {before} before. A line ends where the computation did, at 200 or "
        f"{charts.SHOWN} directions. The 1,000 of the logits are in the table of the export."
    )


def _counted(counts: np.ndarray) -> str:
    """Write how many photographs the means are of, where that differs between layers from the fewest to the most."""
    few, most = int(counts.min()), int(counts.max())
    if not most:
        return "no photograph"
    return f"{most if few == most else f'{few} to {most}'} photograph{'s' if most > 1 else ''}"


def _scale() -> tuple[str, bool]:
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    scale = left.segmented_control(
        "How much each direction is stretched",
        SCALES,
        default=SCALES[0],
        required=True,
        key=f"{SLUG}_scale",
        bind="query-params",
        help="s: a small change along the direction changes the layer's output s times as much. s / s₁: relative to "
        "the strongest direction. Gain: change of the output relative to the output's length, over that of the "
        "photograph.",
    )
    return str(scale), right.toggle("Logarithmic", key=f"{SLUG}_log", bind="query-params")


def _photographs(found: Bundle, photograph: Photograph) -> np.ndarray:
    """Let the visitor choose over which photographs the mean is taken, and return their numbers."""
    options = [ALL, CONTROL, *([ONE] if photograph.name in PHOTOGRAPHS else [])]
    key = f"{SLUG}_over"
    if st.session_state.get(key, ALL) not in options:
        del st.session_state[key]
    over = st.segmented_control(
        "Mean over",
        options,
        default=ALL,
        required=True,
        key=key,
        bind="query-params",
        wrap=True,
        help=f"The untrained control was measured at the first {CONTROLS} photographs.",
    )
    if over == ONE:
        return np.array([PHOTOGRAPHS.index(photograph.name)])
    return np.arange(CONTROLS if over == CONTROL else len(PHOTOGRAPHS))
