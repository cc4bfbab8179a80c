"""The image at a few ranks, and energy and SSIM at every rank."""

import numpy as np
import streamlit as st

from core.compression import findings, quality
from core.compression.charts import low_rank as charts
from core.compression.svd import Factors, energy
from pages._chapters.compression.subject import Subject, comparable
from pages._chapters.compression.subject import quality as measured
from pages._shared import layout


def quality_by_rank(asked: Subject) -> None:
    """Draw the image at a few ranks, and how energy and SSIM grow with the rank."""
    seen = comparable(asked)
    factors, k, kept = seen.factors, seen.rank, energy(seen.factors)
    shown = _shown_at(seen.key, factors)
    with st.grid(len(shown), min_column_width=145, gap="small"):
        for rank, pixels, psnr in shown:
            st.image(
                pixels,
                caption=f"Rank {rank}: {findings.share(kept[rank - 1], 1)} of the energy, {findings.decibels(psnr)} dB",
                alt=f"The image at rank {rank}",
                width="stretch",
            )
    found = measured(seen)
    layout.chart(charts.energy_and_ssim(kept, found.ranks, found.ssim, k))
    layout.findings(findings.energy_and_error(factors, k, *_good_rank(seen.key, factors)))


@st.cache_data(max_entries=16, show_spinner=False)
def _shown_at(key: str, _factors: Factors) -> list[tuple[int, np.ndarray, float]]:
    return quality.shown_at(_factors)


@st.cache_data(max_entries=64, show_spinner="Finding the rank")
def _good_rank(key: str, _factors: Factors) -> tuple[int, float, float]:
    return findings.good_rank(_factors)
