"""Section: do stages follow the singular values on images, and with nonlinear networks?"""

import numpy as np
import streamlit as st

from core.charts import images
from core.semantics import scaling
from core.semantics.charts import similarity as charts
from core.semantics.findings import similarity as findings
from core.semantics.scaling import Scaling, ScalingParams
from pages._shared import layout, runs
from pages._shared.multiples import multiples


def show_images() -> None:
    """Show the article's open question on handwritten digits, from baked runs."""
    dataset = st.segmented_control(
        "Images", ("mnist-5k", "mnist"), default="mnist-5k", required=True, key="semantics_images", bind="query-params"
    )
    params = ScalingParams(dataset=dataset)
    result: Scaling | None = runs.find(scaling.request(params))
    if result is None:
        st.info("This study is not bundled here. Run `python -m core.bake semantics-images` to compute it.")
        return
    st.markdown(findings.IMAGES_QUESTION)
    latest = float(np.nanmax(result.half_times))
    multiples(
        [
            charts.image_stages(result.singular_values, halves, scaling.SIGMAS, activation, latest)
            for activation, halves in zip(scaling.ACTIVATIONS, result.half_times, strict=True)
        ],
        width=240,
    )
    st.markdown(findings.images(result).text)
    columns = ["Spearman's correlation of half-time and −s", *(f"σ = {sigma:g}" for sigma in scaling.SIGMAS)]
    layout.table(columns, [[f"{name} networks", *cells] for name, cells in scaling.summary(result).items()])
    _directions(result)


def _directions(result: Scaling) -> None:
    with st.container(horizontal=True):
        for k, value in enumerate(result.singular_values):
            pixels = images.colour(images.signed(scaling.direction(result, k)), layout.signed_palette())
            told = scaling.told_apart(result, k)
            layout.picture(pixels, f"{k + 1}: {told} (s = {value:.2f})", f"Mode {k + 1} tells apart {told}", side=84)
    st.caption("What each mode responds to in an image (red: more ink, blue: less), and the classes at its two ends.")
