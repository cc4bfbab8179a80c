"""The first rank-1 components of an image and their running sums."""

from typing import Any

import numpy as np
import streamlit as st

from core.charts import images
from core.compression import drawings, findings, quality
from core.compression.charts import low_rank as charts
from core.compression.svd import Factors
from pages._chapters.compression.subject import SLUG, Subject, planes
from pages._shared import layout

SHOWN_COMPONENTS = 8


def components(seen: Subject) -> None:
    """Draw one component with its column and its row, the sum up to it, and the same of the first eight."""
    factors, plane = seen.factors, 0
    names = planes(factors)
    shown = min(SHOWN_COMPONENTS, factors.full)
    sums = [pixels for _, pixels, _ in quality.shown_at(factors, range(1, shown + 1))]
    channels = "" if len(names) == 1 else ", all channels"
    with st.container(horizontal=True, gap="large"):
        if len(names) > 1:
            plane = names.index(
                st.segmented_control("Channel", names, default=names[0], required=True, key=f"{SLUG}_channel")
            )
        i = st.slider("Component", 1, shown, 1, key=f"{SLUG}_layer", bind="query-params", width=320)
    left, right = st.columns(2)
    _draw(left, _component(factors, plane, i), f"Component {i} with its column u (left) and its row v (above)")
    _draw(right, sums[i - 1], f"Sum of components 1 to {i}{channels}" if i > 1 else f"Component 1 alone{channels}")
    layout.findings(findings.component_shares(factors, plane, shown))
    st.subheader(f"The first {shown} components and their sums", anchor=False)
    with st.grid(4, min_column_width=150, gap="small"):
        for number in range(1, shown + 1):
            with st.container(gap="xxsmall"):
                s = factors.singular_values[plane][number - 1]
                _draw(st, _component(factors, plane, number), f"Component {number}: s = {s:,.0f}")
                _draw(st, sums[number - 1], f"Sum up to component {number}")
    if len(names) > 1:
        layout.chart(charts.singular_values(factors.singular_values, names, seen.rank))


def _component(factors: Factors, plane: int, number: int) -> np.ndarray:
    u, s, v = (
        factors.left[plane][:, number - 1],
        factors.singular_values[plane][number - 1],
        factors.right[plane][number - 1],
    )
    return drawings.component(u, s, v, layout.signed_palette())


def _draw(place: Any, pixels: np.ndarray, caption: str) -> None:
    factor = max(1, 400 // max(pixels.shape[:2]))  # a small image keeps hard pixel edges
    place.image(images.enlarge(pixels, factor), caption=caption, alt=caption, width="stretch")
