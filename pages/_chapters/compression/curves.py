"""Singular values, energy, PSNR and SSIM against the rank."""

import numpy as np
import streamlit as st

from core.compression import charts, findings
from core.compression.findings import EXACT
from core.compression.svd import Factors, energy
from pages._chapters.compression.subject import PLANES, Subject, quality
from pages._shared import layout


def is_exact(seen: Subject) -> bool:
    """Whether rank 1 shows the image itself, so that no curve has anything to show; says so."""
    if np.isfinite(quality(seen).psnr).any():
        return False
    st.info(EXACT.text)
    return True


def curves(seen: Subject) -> None:
    """Singular values, energy, PSNR and SSIM against the rank, with the present rank marked."""
    if is_exact(seen):
        return
    factors, k, measured = seen.factors, seen.rank, quality(seen)
    names = PLANES[factors.scheme] if factors.pixels.ndim == 3 else ("brightness",)
    left, right = st.columns(2)
    with left:
        layout.chart(charts.singular_values(factors.singular_values, names, k))
        layout.chart(charts.quality(measured.ranks, measured.psnr, "PSNR", k))
    with right:
        layout.chart(charts.energy(energy(factors), k))
        layout.chart(charts.quality(measured.ranks, measured.ssim, "SSIM", k))
    st.markdown(findings.energy_and_error(factors, k, *_good_rank(seen.key, factors)).text)


@st.cache_data(max_entries=64, show_spinner="Looking for the rank")
def _good_rank(key: str, _factors: Factors) -> tuple[int, float, float]:
    return findings.good_rank(_factors)
