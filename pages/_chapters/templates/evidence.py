"""Why this prediction: the sum over pixels, units and biases that is the logit."""

import numpy as np
import streamlit as st

from core.data.image_sets import ImageSet
from core.networks import dense
from core.networks.evidence import Evidence, evidence
from core.networks.training import Training
from core.templates.charts import studies as charts
from core.templates.charts import weights as unit_charts
from core.templates.findings import evidence as findings
from core.templates.images import as_images, evidence_map
from pages._chapters.templates.common import KEPT, SHOWN_UNITS
from pages._shared import layout

# Options of a widget, whose values stand in addresses.
ANSWER, RUNNER_UP = "its answer", "the runner-up"


def evidence_section(run: Training, images: ImageSet, index: int) -> None:
    """Show the evidence of the pixels for two classes, its difference, and the sums that are the logits."""
    found = evidence(run.final(), dense.rows(images.x_test[index : index + 1])[0])
    first, second = _two_classes(found, images)
    names, logits = images.class_names, found.logits
    a, b = names[first], names[second]
    maps = found.maps(first, second)
    drawn = [
        evidence_map(part, images.shape, maps.limit, layout.signed_palette()) for part in (maps.first, maps.second)
    ]
    shown = [
        (images.x_test[index], f"{names[images.y_test[index]]}, test image {index}"),
        (drawn[0], f"for {a}: logit {logits[first]:+.2f}"),
        (drawn[1], f"for {b}: logit {logits[second]:+.2f}"),
        (
            evidence_map(maps.difference, images.shape, None, layout.signed_palette()),
            f"{a} minus {b}: {logits[first] - logits[second]:+.2f}",
        ),
    ]
    with st.grid(4, min_column_width=150, gap="small"):
        for image, caption in shown:
            layout.picture(image, caption, caption)
    colours = " The three colours of a pixel are added up." if len(images.shape) == 3 else ""
    st.caption(
        "Red pixels count for the class, blue ones against it. Both classes share one scale, their difference has its "
        f"own. A black pixel contributes nothing, whatever its weight.{colours}"
    )
    layout.chart(charts.tug_of_war(names, found.positive, found.negative, logits))
    st.markdown(findings.sums(found, first, images.shown_names))
    if found.units is not None:
        _units(run, images, found, first, second)


def _two_classes(found: Evidence, images: ImageSet) -> tuple[int, int]:
    with st.container(horizontal=True):
        options = (ANSWER, *images.class_names)
        one = st.selectbox("Evidence for", options, key="templates_evidence_for", **KEPT, width=180)
        options = (RUNNER_UP, *images.class_names)
        other = st.selectbox("Compared with", options, key="templates_evidence_beside", **KEPT, width=180)
    top = found.top()
    first = top[0] if one == ANSWER else images.class_names.index(one)
    second = next(c for c in top if c != first) if other == RUNNER_UP else images.class_names.index(other)
    return first, second


def _units(run: Training, images: ImageSet, found: Evidence, first: int, second: int) -> None:
    order = findings.strongest_units(found, first, second, SHOWN_UNITS)
    st.markdown(findings.units(found, first, second, images.shown_names, order))
    drawn = as_images(run.final()[0].T[order], images.shape)
    shares: np.ndarray = found.units[order]  # type: ignore[index]
    names, palette = images.class_names, layout.signed_palette()
    layout.chart(unit_charts.filters_and_outputs(drawn, shares, order, names, "shares of the logits", palette))
