"""Chapter: do stages follow the singular values on images, and with nonlinear networks?"""

import streamlit as st

from core.charts import images
from core.semantics import scaling
from core.semantics.charts import similarity as charts
from core.semantics.findings import similarity as findings
from core.semantics.scaling import Scaling, ScalingParams
from pages._shared import layout, runs


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
    st.markdown("**Half-times on handwritten digits, against the singular values of the modes**")
    for column, activation, halves in zip(st.columns(3), scaling.ACTIVATIONS, result.half_times, strict=True):
        with column:
            layout.chart(charts.image_stages(result.singular_values, halves, scaling.SIGMAS, activation))
    head = ["| Spearman(half-time, −s) |" + "".join(f" σ = {sigma:g} |" for sigma in scaling.SIGMAS)]
    head.append("|---|" + "---|" * len(scaling.SIGMAS))
    rows = [f"| {name} | {' | '.join(cells)} |" for name, cells in scaling.summary(result).items()]
    st.markdown("\n".join(head + rows))
    st.markdown(findings.images(result).text)
    _directions(result)


def _directions(result: Scaling) -> None:
    with st.container(horizontal=True):
        for k, value in enumerate(result.singular_values):
            picture = images.colour(images.signed(scaling.direction(result, k)), layout.signed_palette())
            told = scaling.told_apart(result, k)
            layout.picture(picture, f"s {value:.2f}: {told}", f"Mode {k + 1} tells apart {told}", side=84)
    st.caption(
        "The direction of each mode in the image (red: more ink, blue: less), its s, and the classes at its two ends."
    )
