"""Networks that others trained, looked at when asked for: by name from Keras Applications, or a .keras file."""

from functools import partial
from pathlib import Path

import numpy as np
import streamlit as st

from core.charts import images
from core.jacobian import live
from core.jacobian import published_models as models
from core.jacobian.charts.pretrained import one_spectrum
from core.jacobian.live import LiveParams, LiveRun
from core.jacobian.measures import RANDOM_PARTICIPATION
from core.runs.request import Chore, Lane
from core.runs.text import literal
from pages._shared import layout, own_model, runs, waiting
from pages._shared.player import Pictures, player

SLUG = "jacobian_elsewhere"


def by_name() -> None:
    """A network of Keras Applications, downloaded when asked for."""
    left, middle, right = st.columns(3)
    names = tuple(models.APPLICATIONS)
    name = str(left.selectbox("Network", names, key=f"{SLUG}_name", bind="query-params"))
    entry = models.APPLICATIONS[name]
    layer = str(middle.selectbox("Layer", entry.layers, index=2, key=f"{SLUG}_layer_{name}"))
    picture = str(right.selectbox("Photograph", live.PICTURES, key=f"{SLUG}_photo", bind="query-params"))
    here = models.is_cached(name)
    note = "is in Keras's folder" if here else f"is downloaded once ({entry.megabytes} MB) from Keras's storage"
    st.caption(f"{name} {note}. Then its {live.TOP} strongest directions at this layer take seconds to a minute.")
    _ask(LiveParams(name=name, layer=layer, picture=picture), None, "Load")


def own() -> bool:
    """Show a .keras file of the host's folder, or an upload where the host allows it; return whether there is one."""
    model = own_model.chooser(SLUG)
    if model is None:
        return False
    described = model.described
    left, middle, right = st.columns(3)
    layer = str(left.selectbox("Layer", described.layers, index=len(described.layers) - 1, key=f"{SLUG}_own_layer"))
    picture = str(middle.selectbox("Photograph", live.PICTURES, key=f"{SLUG}_own_photo"))
    scale = str(right.selectbox("Pixels", live.SCALES, key=f"{SLUG}_own_scale"))
    st.caption(f"Input {' x '.join(map(str, described.shape))}. {own_model.LIMITS}")
    params = LiveParams(name=model.name, digest=model.digest, layer=layer, picture=picture, scale=scale)
    _ask(params, model.content, "Look at it")
    return True


def _ask(params: LiveParams, model: Path | bytes | None, label: str) -> None:
    """Show the run if there is one, or a button that starts it."""
    if model is None and not models.is_cached(params.name):
        size = models.APPLICATIONS[params.name].megabytes
        fetch = Chore(f"weights of {params.name}", partial(models.fetch, params.name), Lane.DOWNLOAD)
        if waiting.offered(fetch, f"Download {params.name} ({size} MB)") is None:
            return
    found = runs.offer(live.request(params, model), label)
    if found is not None:
        _show(found)


def _show(run: LiveRun) -> None:
    layer = literal(run.params.layer)
    relative = run.values / max(float(run.values[0]), 1e-300)
    left, right = st.columns([1, 4])
    with left:
        said = f"Prediction: {run.said}." if run.said else "The input."
        layout.picture(run.picture, said, f"The input {run.params.picture}.", side=224)
    with right:
        peaks = np.abs(run.vectors).max((1, 2, 3), keepdims=True)
        frames = rooted(run.vectors / np.where(peaks > 0, peaks, 1))
        grey = frames.shape[-1] == 1
        pixels = images.signed(frames[..., 0], 1.0) if grey else images.signed_rgb(frames, 1.0)
        labels = [f"v{rank + 1}" for rank in live.RANKS[: len(frames)]]
        title = f"The strongest directions at {run.params.layer}"
        player(
            [Pictures(title=title, frames=pixels[None], labels=labels, columns=6)], moments=[title], key=f"{SLUG}_live"
        )
    layout.chart(one_spectrum(run.values, run.converged, f"Singular values at {run.params.layer}"))
    chance = RANDOM_PARTICIPATION[run.vectors.shape[-1]]
    last, few = min(10, len(relative)), min(5, len(relative))
    below = str(last).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
    st.markdown(
        f"**{layer}** has {int(np.prod(run.shape)):,} outputs. s₁ is **{run.values[0]:.3g}** (gain "
        f"{run.values[0] * run.gain:.2f}), s{below}/s₁ **{relative[last - 1]:.2f}**; the first {few} directions cover "
        f"**{run.participation[:few].mean():.2f}** of the image (random: {chance:.2f}). "
        f"Converged: {run.converged.mean():.0%}, in {run.seconds:.0f} seconds after loading."
    )


def rooted(vectors: np.ndarray) -> np.ndarray:
    """Signed square roots: strong directions sit in a few pixels, and the faint rest should be seen too."""
    return np.sign(vectors) * np.sqrt(np.abs(vectors))
