"""Decision Boundaries, export: the run as points, as weights, as an animation, and as a script."""

import pandas as pd
import streamlit as st

from core.boundaries import export, script
from core.boundaries.params import BoundaryParams
from core.boundaries.training import BoundaryRun
from pages._shared import layout

SLUG = "boundaries"


def take_away(run: BoundaryRun) -> None:
    """Offer the run as points, weights, animation and script."""
    name = run.params.slug()[:80]
    with st.container(horizontal=True):
        table = layout.csv(pd.DataFrame(export.point_table(run)))
        layout.download("Points (CSV)", table, f"points_{name}.csv", "text/csv", "boundaries_csv")
        weights = layout.npz(**export.weight_arrays(run))
        layout.download(
            "Weights at every frame (npz)", weights, f"weights_{name}.npz", "application/zip", f"{SLUG}_npz"
        )
        gif, png = _animation(run.params, run)
        layout.download("Animation (GIF)", gif, f"boundary_{name}.gif", "image/gif", "boundaries_gif")
        layout.download("Last frame (PNG)", png, f"boundary_{name}.png", "image/png", "boundaries_png")
    if run.params.edit:
        st.info("The weights were changed by hand. Press “Train on from here” to get a run that a script can repeat.")
        return
    layout.code(
        SLUG,
        script.keras_script(run.params, run.weights[0] if run.params.start else None),
        f"boundary_{name}",
        "It needs only Keras and NumPy",
    )


@st.cache_data(max_entries=4, show_spinner=False)
def _animation(params: BoundaryParams, _run: BoundaryRun) -> tuple[bytes, bytes]:
    return export.animation(_run)
