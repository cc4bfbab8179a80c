"""The first chart of Jacobian Spectra: spectra from the input to each layer, and how everything is computed."""

import streamlit as st

from core.jacobian.charts import spectra as charts
from core.jacobian.experiments import JacobianRun
from core.jacobian.findings.spectra import spectrum
from core.jacobian.spectrum_shape import SCALES, scaled
from pages._shared import layout

SLUG = "jacobian"

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
