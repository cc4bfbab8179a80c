"""The dialog "Export": the run as files, as an animation, and as code."""

import streamlit as st

from core.charts import images, theme
from core.semantics import animation, export
from core.semantics.params import SemanticsParams
from core.semantics.run import SemanticsRun
from core.semantics.script import as_code
from pages._shared import layout


@st.cache_data(max_entries=4, show_spinner=False)
def _drawn(params: SemanticsParams, _run: SemanticsRun) -> tuple[bytes, bytes]:
    """Return the animation, and its last image as PNG."""
    frames = animation.frames(_run, images.lookup("diverging"), theme.CATEGORICAL)
    return images.gif(frames, seconds=0.07 * len(frames)), images.png(frames[-1])


@st.cache_data(max_entries=4, show_spinner=False)
def _files(params: SemanticsParams, _run: SemanticsRun) -> tuple[str, str, bytes]:
    return export.modes_csv(_run), export.beliefs_csv(_run), export.everything(_run)


def take_away(run: SemanticsRun) -> None:
    """Offer the run as files, as an animation, and as code."""
    name = f"semantics_{run.params.slug()}"
    modes_csv, beliefs_csv, archive = _files(run.params, run)
    gif, png = _drawn(run.params, run)
    caption = "Beliefs (left) and strengths of the modes (right) during training"
    st.image(gif, caption=caption, alt=caption, width=640)
    with st.container(horizontal=True):
        layout.download("Strengths over time (CSV)", modes_csv, f"{name}_modes.csv", "text/csv", "semantics_modes_csv")
        layout.download("Beliefs over time (CSV)", beliefs_csv, f"{name}_beliefs.csv", "text/csv", "semantics_beliefs")
        layout.download("All arrays (npz)", archive, f"{name}.npz", "application/octet-stream", "semantics_npz")
        layout.download("Animation (GIF)", gif, f"{name}.gif", "image/gif", "semantics_gif")
        layout.download("Last frame (PNG)", png, f"{name}.png", "image/png", "semantics_png")
    layout.code("semantics", as_code(run.params, run.kinds[0]), name, "It needs only NumPy")
    st.caption(export.ending(run))
