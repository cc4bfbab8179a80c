"""CIFAR-10 from bundled weights: templates in colour, their rims, variances, and what other networks reach."""

import numpy as np
import streamlit as st

from core.charts import images as drawing
from core.data import image_sets
from core.networks.training import Training
from core.templates import capacity, cifar
from core.templates.charts import size as charts
from core.templates.cifar import SHAPE, Cifar, CifarParams
from core.templates.findings import size as findings
from core.templates.images import as_images
from pages._chapters.templates.common import SLUG
from pages._shared import controls, layout, lesson, runs

RIM = 6  # pixels


def colour_section(run: Training) -> None:
    """Show templates, the blue of their rims and variances of CIFAR-10, and what other networks reach."""
    found = runs.find(cifar.request(CifarParams()))
    if found is None:
        st.info("The bundled run of CIFAR-10 is missing.")
        return
    names = image_sets.CLASS_NAMES["cifar10"]
    sheet = drawing.tile(
        np.concatenate([as_images(found.kernel.T, SHAPE), found.mean_images()]), columns=len(names), gap=3, ground=128
    )
    st.image(
        drawing.enlarge(sheet, 3),
        caption=f"Above: templates of one layer trained on CIFAR-10 (grey: 0). Below: mean images. From left to right: "
        f"{', '.join(names)}.",
        alt="Ten templates in colour over ten mean images of CIFAR-10",
        width="stretch",
    )
    blueness = cifar.blueness(found.mean_colours(RIM))
    left, right = st.columns(2)
    with left:
        layout.chart(charts.accuracy_bars(*_accuracies(found), chance=1 / len(names)))
    with right:
        layout.chart(charts.blueness_dots(names, blueness))
        st.caption(f"The rim: the outermost {RIM} pixels.")
    st.markdown(findings.blue_rims(blueness, names))
    layout.chart(charts.variance_bars(("CIFAR-10", "MNIST"), found.within, found.between))
    st.markdown(findings.variance(found))
    if run.params.dataset != "cifar10":
        st.caption("These results are bundled. To see winners and evidence, the page needs the images (170 MB):")
        st.button(
            "Choose CIFAR-10 for the page",
            icon=":material/swap_horiz:",
            on_click=st.session_state.update,
            args=({controls.key_of(SLUG, "dataset"): "cifar10"},),
            disabled=lesson.hides(SLUG, "dataset"),
        )


def _accuracies(found: Cifar) -> tuple[list[str], list[list[float]]]:
    """Return names and accuracies of one layer, of hidden networks as far as they are bundled, and of the CNN."""
    rows: list[tuple[str, list[float]]] = [(f"one layer, {found.params.epochs} epochs", [found.one_layer])]
    for params in capacity.study("cifar10"):
        if (params.width, params.depth) in ((10, 1), (100, 1), (300, 1), (800, 1), (100, 2), (100, 4)):
            result = runs.find(capacity.request(params))
            if result is not None:
                hidden = " + ".join([str(params.width)] * params.depth)
                rows.append((f"hidden {hidden}, {params.epochs} epochs", result.accuracy.tolist()))
    rows.append((f"small CNN, {found.params.cnn_epochs} epochs", [found.cnn]))
    names, values = zip(*rows, strict=True)
    return list(names), list(values)
