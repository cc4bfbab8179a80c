"""Downloads: EfficientNet-Lite0's directions in a photograph as a film, and its spectra."""

from dataclasses import replace
from functools import partial

import streamlit as st

from core import catalog
from core.jacobian import tables
from pages._chapters.jacobian.imagenet import spectra
from pages._chapters.jacobian.imagenet.photograph import Photograph
from pages._shared import exports, layout
from pages._shared.exports import File

TOPIC = catalog.topic("jacobian")


def export(photograph: Photograph) -> None:
    """Offer the film of the photograph, and all spectra as CSV and as arrays."""
    known = spectra.known_maps(photograph)
    settings = [("Network", "EfficientNet-Lite0"), ("Photograph", photograph.name or "an own one")]
    film = partial(spectra.exported, photograph, known)
    page = exports.web_page(TOPIC, f"directions in {photograph.label}", film, settings)
    end = f"_{(photograph.name or 'own photograph').replace(' ', '-')}.html"
    exports.show(
        spectra.SLUG,
        "jacobian_efficientnet-lite0",
        [
            *([replace(page, end=end)] if known else []),
            File("Spectra (CSV)", _table, "_spectra.csv", "text/csv", "csv"),
            File("Spectra (npz)", _arrays, "_spectra.npz", exports.BINARY, "npz"),
        ],
    )
    st.markdown(
        "The tables hold the spectra of EfficientNet-Lite0, trained and untrained, at all layers and photographs. "
        '`make bake ONLY="--missing jacobian_imagenet_spectra"` computes them again.'
    )


def _table() -> bytes:
    return layout.csv(tables.imagenet_spectra(spectra.bundle()))


def _arrays() -> bytes:
    return layout.npz(**vars(spectra.bundle()))
