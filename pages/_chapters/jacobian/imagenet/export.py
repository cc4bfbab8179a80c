"""Downloads: EfficientNet-Lite0's spectra."""

import streamlit as st

from core.jacobian import tables
from pages._chapters.jacobian.imagenet.spectra import SLUG, bundle
from pages._shared import layout


def export() -> None:
    """Offer all spectra as CSV and as arrays."""
    found = bundle()
    st.markdown("The spectra of EfficientNet-Lite0, trained and untrained, at all layers and photographs.")
    with st.container(horizontal=True):
        rows = layout.csv(tables.imagenet_spectra(found))
        layout.download("Spectra (CSV)", rows, "efficientnet-lite0-spectra.csv", "text/csv", f"{SLUG}_csv")
        arrays = layout.npz(**vars(found))
        layout.download("Spectra (.npz)", arrays, "efficientnet-lite0-spectra.npz", "application/zip", f"{SLUG}_npz")
    st.markdown('`make bake ONLY="--missing jacobian_imagenet_spectra"` computes them again.')
