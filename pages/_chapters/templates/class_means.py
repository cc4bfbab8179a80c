"""How far templates resemble the mean images of their classes, and which of them classify better."""

import numpy as np
import streamlit as st

from core.charts import images as drawing
from core.data.image_sets import ImageSet
from core.networks.labels import SHUFFLED
from core.networks.training import Training
from core.templates import class_means
from core.templates.charts import studies as charts
from core.templates.findings import evidence as findings
from core.templates.images import as_images, sheet
from pages._chapters.templates.common import means, templates
from pages._shared import layout


def class_means_section(run: Training, images: ImageSet) -> None:
    """Compare the templates with the mean images of the classes."""
    found, last = means(run.params.dataset), templates(run.params, run, images)[-1]
    alike = class_means.compare(last, found)
    names = images.class_names
    rows = [as_images(values, images.shape) for values in (found.means - found.overall, last)]
    drawn = sheet(np.concatenate(rows), columns=len(names), palette=layout.signed_palette())
    title = "Above: mean image of each class minus the mean over all classes. Below: its template. Each has its scale."
    st.image(drawing.enlarge(drawn, 3), caption=title, alt=f"{title} {', '.join(names)}", width="stretch")
    varying = "" if found.active.all() else f" ({found.active.sum()} of {len(found.active)})"
    measures = {
        "all pixels (as in the question above)": alike.all_pixels,
        f"pixels that vary between images{varying}": alike.active_pixels,
        "pixels that vary, mean over classes subtracted from both": alike.centred,
    }
    layout.chart(charts.correlation_dots(names, measures))
    st.markdown(findings.resemblance(alike, found, run.predictions[-1], images.y_test))
    if run.params.labels == SHUFFLED:
        st.caption("The network was trained on shuffled labels. The mean images are those of the true classes.")
