"""Three ways to treat colour, for the same number of stored numbers."""

import numpy as np
import streamlit as st

from core.compression import findings, quality, storage
from core.compression.charts import low_rank as charts
from pages._chapters.compression.subject import Subject, example
from pages._shared import layout, runs
from pages._shared.multiples import multiples

COLOURED = "cat"


def colours(asked: Subject) -> None:
    """Draw PSNR and SSIM of three ways to treat colour, for the same number of stored numbers."""
    seen = asked
    if asked.factors.pixels.ndim == 2:
        seen = example("The image is decomposed in grey, so there is no colour to compare.", COLOURED)
    elif not np.isfinite(quality.psnr_at(asked.factors, 1)):
        seen = example(findings.EXACT.text, COLOURED)
    pixels, chroma = seen.factors.pixels, asked.params.chroma
    compared = runs.work(f"colours {seen.digest} {chroma}", lambda: storage.compare_schemes(pixels, chroma))
    names = [f"YCbCr ({chroma} : 1)" if name == "YCbCr" else name for name in compared.names]
    multiples([charts.schemes(compared, names, 2, "PSNR, dB"), charts.schemes(compared, names, 3, "SSIM")], width=300)
    layout.findings(findings.colour_schemes(compared, names, pixels.size))
    st.caption(
        f"YCbCr has {chroma} component{'s' if chroma > 1 else ''} of brightness for each one of a colour difference. "
        "Change this under “More settings”."
    )
