"""Export: the run as files."""

import numpy as np
import pandas as pd
import streamlit as st

from core.charts import images as drawing
from core.data.image_sets import ImageSet
from core.networks.training import Training, TrainingParams, train
from core.runs import script
from core.templates.images import as_images, sheet
from pages._chapters.templates.common import SLUG, templates
from pages._shared import layout


def take_away(run: Training, images: ImageSet) -> None:
    """Offer the run as files."""
    name = f"templates_{run.params.slug()}"
    history = pd.DataFrame(
        {
            "epoch": np.arange(run.epochs + 1),
            "loss": run.loss,
            "accuracy": run.accuracy,
            "test_loss": run.test_loss,
            "test_accuracy": run.test_accuracy,
        }
    )
    gif, png, npz = _files(run.params, run, images)
    with st.container(horizontal=True):
        layout.download("Curves (CSV)", layout.csv(history), f"{name}.csv", "text/csv", "templates_csv")
        layout.download("Templates (PNG)", png, f"{name}.png", "image/png", "templates_png")
        layout.download("Animation (GIF)", gif, f"{name}.gif", "image/gif", "templates_gif")
        layout.download(
            "Weights of all kept epochs (npz)", npz, f"{name}.npz", "application/octet-stream", "templates_npz"
        )
    st.caption("weight_0, weight_1 … are kernels and biases in turn, with the kept epochs as first axis.")
    layout.code(SLUG, script.as_script(train, run.params, "run.test_accuracy[-1]", f"{name}.py"), name)


@st.cache_data(max_entries=4, show_spinner=False)
def _files(params: TrainingParams, _run: Training, _images: ImageSet) -> tuple[bytes, bytes, bytes]:
    """Return the templates at every kept epoch as an animation, the last ones as PNG, and all weights."""
    frames = as_images(templates(params, _run, _images), _images.shape)
    sheets = [sheet(frame, columns=5) for frame in frames]
    film = np.stack([drawing.enlarge(part, 4) for part in sheets])
    arrays = {f"weight_{i}": weight for i, weight in enumerate(_run.weights)}
    return (
        drawing.gif(film, seconds=5.0),
        drawing.png(drawing.enlarge(sheets[-1], 6)),
        layout.npz(kept_epochs=_run.kept_epochs, **arrays),
    )
