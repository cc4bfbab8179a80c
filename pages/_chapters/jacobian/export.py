"""The chapter with downloads: spectra, singular vectors, images of them, and the run as a script."""

import numpy as np
import streamlit as st

from core.charts import images
from core.jacobian import tables
from core.jacobian.experiments import JacobianRun, compute
from core.jacobian.measurement import SHOWN_RANKS
from core.jacobian.vector_images import sheets
from core.runs import script
from pages._shared import layout

SLUG = "jacobian"


def export(run: JacobianRun) -> None:
    """Offer spectra as CSV, vectors as .npz, as images and as an animation, and the script."""
    name = f"jacobian_{run.params.slug()}"
    arrays = {"vectors": run.vectors, "pictures": run.pictures, "ranks": np.array(SHOWN_RANKS), "weakest": run.weakest}
    film = sheets(run.vectors[0, :, 0])
    first = images.png(np.concatenate(film[:4]))
    with st.container(horizontal=True):
        spectra = layout.csv(tables.spectra(run.values, run.layers))
        layout.download("Spectra (CSV)", spectra, f"{name}.csv", "text/csv", f"{SLUG}_csv")
        vectors = layout.npz(**arrays)
        layout.download("Singular vectors (.npz)", vectors, f"{name}.npz", "application/zip", f"{SLUG}_npz")
        layout.download("First four directions, every layer (PNG)", first, f"{name}.png", "image/png", f"{SLUG}_png")
        layout.download(
            "Directions, strongest first (GIF)", images.gif(film, 6.0), f"{name}.gif", "image/gif", f"{SLUG}_gif"
        )
    layout.code(SLUG, script.as_script(compute, run.params, "run.test_accuracy[-1]", f"{name}.py"), name)
