"""The first rank-1 components of an image."""

import streamlit as st

from core.compression import charts, findings
from pages._chapters.compression.subject import PLANES, SLUG, Subject
from pages._shared import layout

SHOWN_COMPONENTS = 8


def components(seen: Subject) -> None:
    """The first components as images, each with its u at the left and its v on top."""
    factors = seen.factors
    plane = 0
    if len(factors.left) > 1:
        names = PLANES[factors.scheme]
        plane = names.index(
            st.segmented_control("Channel", names, default=names[0], required=True, key=f"{SLUG}_channel")
        )
    shown = min(SHOWN_COMPONENTS, factors.full)
    columns = st.columns(4)
    for i in range(shown):
        u, s, v = factors.left[plane][:, i], factors.singular_values[plane][i], factors.right[plane][i]
        with columns[i % 4]:
            st.image(
                charts.component_image(u, s, v),
                caption=f"component {i + 1}: s = {s:,.0f}",
                alt=f"Component {i + 1}, the product of its column u and its row v",
                width="stretch",
            )
    st.markdown(findings.component_shares(factors, plane, shown).text)
    i = st.slider("Component", 1, shown, 1, key=f"{SLUG}_layer", bind="query-params") - 1
    layout.chart(charts.vectors(factors.left[plane][:, i], factors.right[plane][i], i + 1))
