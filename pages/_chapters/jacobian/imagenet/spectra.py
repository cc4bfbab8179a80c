"""The paper's Figure 3 on EfficientNet-Lite0: spectra from the photograph to nine layers."""

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.jacobian import imagenet_bundle
from core.jacobian.charts import imagenet_spectra as charts
from core.jacobian.findings import imagenet_spectra as findings
from core.jacobian.imagenet_bundle import TRAINED, UNTRAINED, Bundle
from core.jacobian.imagenet_spectra import CONTROLS, PHOTOGRAPHS
from core.jacobian.spectrum_shape import SCALES
from core.jacobian.tables import imagenet
from pages._chapters.jacobian.imagenet.photograph import Photograph
from pages._shared import layout
from pages._shared.multiples import multiples

SLUG = "jacobian_imagenet"
ALL, CONTROL, ONE = "All photographs", "Those of both networks", "The chosen photograph"
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
    left, right = st.columns([1, 4])
    with left:
        st.image(photograph.pixels, caption="The photograph as the network receives it: 224 x 224 pixels.")
    with right:
        drawing = st.container()
        _spectra(found, photograph, drawing)
    layout.findings(findings.depth(found), findings.against_untrained(found))
    layout.findings(findings.participation(found), findings.converged(found))
    with st.expander("Numbers of each layer"):
        st.dataframe(imagenet(found), hide_index=True)


def _spectra(found: Bundle, photograph: Photograph, drawing: DeltaGenerator) -> None:
    scale, log = _scale()
    photographs = _photographs(found, photograph)
    with drawing:
        multiples(charts.spectra(found, photographs, scale, log=log))
    counts = found.measured()[:, :, photographs].sum(2).max(1)
    st.caption(
        f"Singular values of the Jacobians from the photograph to each layer of EfficientNet-Lite0, mean ± SD over "
        f"{_photograph_count(counts[TRAINED])} after training and {_photograph_count(counts[UNTRAINED])} before. A "
        f"line ends where the computation did, at 200 or {charts.SHOWN} directions."
    )


def _photograph_count(count: int) -> str:
    return "no photograph" if not count else f"{count} photograph{'s' if count > 1 else ''}"


def _scale() -> tuple[str, bool]:
    left, right = st.columns([3, 1], vertical_alignment="bottom")
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
