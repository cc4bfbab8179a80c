"""Is a template a mean: templates and mean images of the classes, and which of them classify better."""

import numpy as np
import streamlit as st

from core.charts import images as drawing
from core.data.image_sets import ImageSet
from core.networks.labels import SHUFFLED
from core.networks.training import Training
from core.templates import class_means
from core.templates.charts import studies as charts
from core.templates.class_means import ClassMeansParams
from core.templates.findings import evidence as findings
from core.templates.images import as_images, sheet
from pages._chapters.templates.common import templates
from pages._shared import layout, runs


def class_means_section(run: Training, images: ImageSet) -> None:
    """Compare the templates with the mean images of the classes."""
    found = runs.ask(class_means.request(ClassMeansParams(dataset=run.params.dataset)))
    last = templates(run.params, run, images)[-1]
    alike = class_means.compare(last, found)
    names = images.class_names
    sheets = [
        ("Mean image of each class", drawing.tile(found.images(images.shape), columns=len(names), gap=2, ground=0)),
        ("The same, minus the mean over all classes", _weights(found.means - found.overall, images)),
        ("Template of each class", _weights(last, images)),
    ]
    for title, drawn in sheets:
        st.image(drawing.enlarge(drawn, 3), caption=title, alt=f"{title}: {', '.join(names)}", width="stretch")
    varying = "" if found.active.all() else f" ({found.active.sum()} of {len(found.active)})"
    rows = {
        "all pixels": alike.all_pixels,
        f"pixels that vary{varying}": alike.active_pixels,
        "pixels that vary, mean over classes subtracted": alike.centred,
    }
    layout.chart(charts.correlation_dots(names, rows))
    st.markdown(findings.resemblance(alike, found, run.predictions[-1], images.y_test))
    if run.params.labels == SHUFFLED:
        st.caption("The network was trained on shuffled labels. The mean images are those of the true classes.")


def _weights(values: np.ndarray, images: ImageSet) -> np.ndarray:
    return sheet(as_images(values, images.shape), columns=len(images.class_names), palette=layout.signed_palette())
