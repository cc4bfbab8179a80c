"""The main chapter: singular vectors of the input side as images, and the spectra they belong to."""

import streamlit as st

from core.jacobian.charts import spectra as charts
from core.jacobian.experiments import JacobianRun
from core.jacobian.findings.spectra import localisation, spectrum, weakest_directions
from core.jacobian.measurement import SHOWN_INPUTS, SHOWN_RANKS
from core.jacobian.measures import MEASURES, RANDOM_PARTICIPATION
from core.jacobian.quiz import quiz
from core.jacobian.spectrum_shape import SCALES, of_kept_directions, scaled
from core.jacobian.vector_images import film
from pages._shared import layout
from pages._shared.player import Pictures, player

SLUG = "jacobian"
STATES = ("After training", "Before training")

COMPUTED = """
- **Jacobian**: J = ∂h/∂x from the input x to the output h of a layer, in inference mode, with h(t+1) = f(W h(t) + b).
  A singular triplet (v, s, u) means that a small change of the input along v (an image) changes the layer's output s
  times as much, along u.
- **Without the matrix**: at a given x, a network of convolutions, ReLUs and max pools is a fixed linear map plus a
  constant. Its masks and pool winners are frozen and directions are pushed through; other layers are differentiated
  automatically. Block Golub-Kahan bidiagonalisation finds the top 50 triplets of all 16 inputs at once; where a layer
  has few outputs, the matrix is decomposed exactly.
- **Inputs**: 16 test images that the trained network classifies correctly, as far as there are enough. The untrained
  control is the same network with its initial weights. Bands are ± one SD over inputs, bars ± one SEM.
- **Shuffled labels** are those of the training images only. Which images are classified correctly, and which two are of
  one class, goes by the true labels of the test images. The networks of the chapter on steepness have true labels.
- **Localisation**: e is the energy of v at a position, summed over channels. Participation ratio 1/(N Σe²), entropy
  share exp(H)/N, RMS distance from the centre of e in image heights, mean radial frequency in cycles per pixel.
- **Contractive**: a sigmoid encoder with tied weights and the penalty λ‖∂h/∂x‖² in closed form (Rifai et al.).
- **Layer by layer**: the Jacobian of each layer alone; their product is the one from the image.
- The paper prints the bias outside f and the product of the Jacobians in the other order; here it is as above.
"""


def main_picture(run: JacobianRun) -> None:
    """Show the directions, the spectra of all layers, and a question about them."""
    directions(run)
    spectra(run)
    layout.quiz(SLUG, quiz(run))


def directions(run: JacobianRun) -> None:
    """Show figure 4 of the paper: directions as images, strongest first, and measures of how they are spread."""
    # The address holds these names: links of earlier versions say picture.
    names = [f"picture {i + 1}" for i in range(SHOWN_INPUTS)]
    chosen = st.segmented_control(
        "Input",
        names,
        default=names[0],
        required=True,
        key=f"{SLUG}_input",
        bind="query-params",
    )
    image = names.index(str(chosen))
    left, right = st.columns([1, 4])
    with left:
        layout.picture(run.pictures[image], "The input", f"Test image {image + 1}.", side=192)
    with right:
        player(
            [
                Pictures(title=title, frames=film(run.vectors[state, :, image]), labels=run.layers, columns=8)
                for state, title in enumerate(STATES)
            ],
            moments=[*(f"direction {rank + 1}" for rank in SHOWN_RANKS), "weakest direction"],
            key=f"{SLUG}_vectors",
            start=0,
        )
    st.caption(weakest_directions(run, image).text)
    measure = str(
        st.segmented_control(
            "Measure",
            tuple(MEASURES),
            default=next(iter(MEASURES)),
            required=True,
            key=f"{SLUG}_measure",
            bind="query-params",
        )
    )
    row = list(MEASURES).index(measure)
    level = RANDOM_PARTICIPATION[run.vectors.shape[-1]] if row == 0 else None
    title = f"{measure.capitalize()} of the singular vectors" + (" (dashed: a random vector)" if level else "")
    values = of_kept_directions(run.values, run.measures[:, row])
    layout.chart(charts.by_index(values, run.layers, title, measure, level=level))
    st.markdown(localisation(run).text)


def spectra(run: JacobianRun) -> None:
    """Show the spectra of every layer after and before training."""
    if run.failure:
        st.warning(run.failure)
    left, right = st.columns([3, 1])
    scale = left.segmented_control(
        "Scale", SCALES, default=SCALES[0], required=True, key=f"{SLUG}_scale", bind="query-params"
    )
    log = right.toggle("Logarithmic", key=f"{SLUG}_log", bind="query-params")
    title = "Spectra of the Jacobians from the image to each layer (mean ± SD over inputs)"
    values = scaled(run.values, run.gains, str(scale))
    layout.chart(charts.by_index(values, run.layers, title, str(scale), log=log))
    st.markdown(spectrum(run).text)
