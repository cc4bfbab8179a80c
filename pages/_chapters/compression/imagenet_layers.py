"""The 1x1 kernels of EfficientNet-Lite0 at low rank: spectra, and predictions of sixteen photographs."""

import numpy as np
import streamlit as st

from core.charts import images
from core.compression import imagenet_ranks, layer_findings
from core.compression.charts import layers as charts
from core.compression.imagenet_ranks import KERNELS, ImagenetRanks, ranks_of
from core.compression.svd import svd
from core.networks import imagenet, photographs
from pages._chapters.compression.subject import SLUG
from pages._shared import layout, runs
from pages._shared.multiples import multiples

OPENING = "head/conv"
THUMBNAIL = 96  # pixels
GROUPS = ("no skip connection", "skip connection")


def imagenet_layers() -> None:
    """Show one kernel's singular values and what the network predicts without its small ones, then all kernels."""
    run = runs.find(imagenet_ranks.request())
    if run is None:
        st.info("The predictions of EfficientNet-Lite0 are not in assets/runs of this installation.")
        return
    kernel = st.selectbox(
        "Kernel",
        KERNELS,
        index=KERNELS.index(OPENING),
        format_func=imagenet_ranks.in_words,
        key=f"{SLUG}_kernel",
        bind="query-params",
        width=280,
    )
    values = _singular_values(kernel)
    count = run.predictions.shape[2]
    curves = {
        "correct": run.correct(kernel),
        "same prediction as the full network": run.kept(kernel),
    }
    shares = {name: counts / count for name, counts in curves.items()}
    predicted = charts.predictions_by_rank(
        ranks_of(kernel), shares, run.needed(kernel), f"{count} photographs", imagenet.LOGITS
    )
    multiples([predicted, charts.spectrum_and_energy(values)], width=300)
    size = imagenet.shapes()[f"{kernel}/kernel"][2:]
    layout.findings(layer_findings.imagenet_kernel(run, kernel, values, size))
    _photographs(run, kernel)
    st.subheader("All kernels", anchor=False)
    _all(run)


@st.cache_data(max_entries=len(KERNELS), show_spinner=False)
def _singular_values(kernel: str) -> np.ndarray:
    return svd(imagenet_ranks.matrix(kernel))[1]


def _photographs(run: ImagenetRanks, kernel: str) -> None:
    """Show the photographs with what the network predicts at a rank that the visitor chooses."""
    ranks = ranks_of(kernel).tolist()
    st.markdown("**Predictions at one rank**")
    rank = st.select_slider(
        "Rank of the kernel", ranks, value=layer_findings.quarter(kernel), key=f"_{SLUG}_kernel_rank_{kernel}"
    )
    now, full = run.predicted(kernel)[ranks.index(rank)], run.predicted(kernel)[-1]
    names = imagenet.class_names()
    with st.grid(len(photographs.NAMES), min_column_width=THUMBNAIL + 16, gap="small"):
        for name, pixels, predicted, before in zip(photographs.NAMES, _thumbnails(), now, full, strict=True):
            icon = ":material/check:" if predicted == before else ":material/close:"
            st.image(pixels, caption=f"{icon} {names[predicted]}", alt=f"{name}: {names[predicted]}", width="stretch")
    st.caption("A cross marks a prediction that differs from that of the full network.")


@st.cache_data(show_spinner=False)
def _thumbnails() -> list[bytes]:
    return [images.png(photographs.load(name, THUMBNAIL)) for name in photographs.NAMES]


def _all(run: ImagenetRanks) -> None:
    names = [imagenet_ranks.in_words(kernel) for kernel in KERNELS]
    groups = [GROUPS[imagenet_ranks.has_skip(kernel)] for kernel in KERNELS]
    layout.chart(
        charts.kept_at_low_rank(names, layer_findings.kept_at_a_quarter(run), groups, run.predictions.shape[2])
    )
    layout.findings(layer_findings.skip_connections(run))
    st.caption(
        "Correct: the predicted class is one that the photograph shows. There are 16 photographs, so one is 6 % "
        "of a curve. Only one kernel is cut at a time. These results are bundled. EfficientNet-Lite0 (Tan & Le 2019) "
        "classifies 75 % of ImageNet's validation images correctly."
    )
