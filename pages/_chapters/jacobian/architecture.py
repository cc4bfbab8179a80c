"""Chapter on what the architecture contributes: initial weights, single layers, and a penalty on the Jacobian."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.jacobian import layerwise as by_layer
from core.jacobian.charts import spectra as ramp
from core.jacobian.charts import training as charts
from core.jacobian.experiments import JacobianRun
from core.jacobian.findings import training as findings
from core.jacobian.training import JacobianParams
from pages._chapters.jacobian import bundled, contractive, initialisation, parts
from pages._shared.multiples import multiples

SLUG = "jacobian"
AGAIN = "This needs the network's weights layer by layer, so the network is trained once more."


def chapter(run: JacobianRun) -> None:
    """Show random networks, the chain of single layers, or contractive auto-encoders."""
    shown: dict[str, Callable[[], None]] = {
        "Initialisation": initialisation.initialisation,
        "Layer by layer": partial(layerwise, run.params),
        "Contractive auto-encoders": contractive.tab,
    }
    parts.choose("Part", parts.ARCHITECTURE, shown)


def layerwise(params: JacobianParams) -> None:
    """Show single-layer Jacobians, their product, and how far their strongest directions line up."""
    run = bundled.run_or_nearest(by_layer.request, params, "Train and measure each layer", AGAIN)
    if run is None:
        return
    if run.failure:
        st.warning(run.failure)
    left, right = st.columns(2)
    with left:
        names = [f"image {i + 1}" for i in range(run.single.shape[2])]
        image = names.index(parts.renamed("Image", f"{SLUG}_chain_input", names))
    state = right.segmented_control(
        "Weights", ramp.STATES, default=ramp.STATES[0], required=True, key=f"{SLUG}_chain_state", bind="query-params"
    )
    when = ramp.STATES.index(str(state))
    st.markdown(f"**Singular values of the layers, {state}**")
    multiples(charts.chain(run.single[when, :, image], run.cumulative[when, :, image], run.layers))
    st.markdown("**Largest singular value of the network up to each layer, and its bound**")
    multiples(charts.bound(run.cumulative[:, :, image, 0].astype(float), run.bounds[:, :, image], run.layers))
    st.markdown(findings.layer_chain(run, image).text)
