"""Three ways to treat colour, for the same number of stored numbers."""

import streamlit as st

from core.compression import charts, findings, storage
from pages._chapters.compression.curves import is_exact
from pages._chapters.compression.subject import Subject
from pages._shared import layout, runs


def colours(seen: Subject) -> None:
    """The three ways to treat colour, for the same number of stored numbers."""
    pixels = seen.factors.pixels
    if pixels.ndim == 2:
        st.info(
            "Only brightness is decomposed here, so there is nothing to compare. Choose an image in colour, such as "
            "“astronaut”, and a treatment of colour other than grey."
        )
        return
    if is_exact(seen):
        return
    chroma = seen.params.chroma
    compared = runs.work(f"colours {seen.digest} {chroma}", lambda: storage.compare_schemes(pixels, chroma))
    names = [f"YCbCr, {chroma} : 1" if name == "YCbCr" else name for name in compared.names]
    left, right = st.columns(2)
    with left:
        layout.chart(charts.schemes(names, compared.curves, 2, "PSNR, dB"))
    with right:
        layout.chart(charts.schemes(names, compared.curves, 3, "SSIM"))
    st.markdown(findings.colour_schemes(compared, names, pixels.size).text)
    st.caption("How many components brightness has for each one of colour is set under “More settings”.")
