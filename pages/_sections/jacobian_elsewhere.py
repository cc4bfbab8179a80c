"""Tab of Jacobian Spectra: nets that were trained elsewhere."""

import hashlib
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st

from core import images
from core.analyses import jacobian_elsewhere as elsewhere
from core.analyses import jacobian_files as files
from core.analyses import jacobian_live as live
from core.analyses import jacobian_models as models
from core.analyses.jacobian_elsewhere import ElsewhereParams, ElsewhereRun
from core.analyses.jacobian_live import LiveParams, LiveRun
from core.charts import jacobian as charts
from core.charts.jacobian_elsewhere import one_spectrum
from pages._shared import layout, runs
from pages._shared.player import Pictures, player

SLUG = "jacobian_elsewhere"
BY_NAME, OWN = "Keras Applications", "Your own file"
KINDS = (*elsewhere.NETS, BY_NAME, OWN)
STEEP = (10, 100, 500)
RANDOM = {1: 1 / 3, 3: 0.6}  # participation ratio of a random vector, by channels


def tab() -> None:
    """Choose where the net comes from, and look at it."""
    kind = st.segmented_control("Net", KINDS, default=KINDS[0], required=True, key=SLUG, bind="query-params")
    if kind == BY_NAME:
        _by_name()
    elif kind == OWN:
        _own()
    else:
        _baked(str(kind))


def _baked(net: str) -> None:
    run = runs.find(SLUG, ElsewhereParams(net=net), ElsewhereRun)
    if run is None:
        st.info(f"The spectra of {net} are not in assets/runs of this installation.")
        return
    relative = run.values.astype(float)
    relative /= relative[..., :1]
    known = [t for t in range(len(run.layers)) if np.isfinite(run.seconds[:, t]).any()]
    count = int(np.isfinite(run.seconds[0]).sum(1).max())
    title = f"Spectra from the picture to each layer (mean ± SD over at most {count} pictures)"
    layout.chart(charts.by_index(relative[:, known], tuple(run.layers[t] for t in known), title, "s / s₁", log=True))
    _said(run, relative)
    shown = [f"{name}" for name in dict.fromkeys(run.names[: elsewhere.SHOWN_INPUTS])]
    which = st.segmented_control("Picture", shown, default=shown[0], required=True, key=f"{SLUG}_picture_{net}")
    index = run.names.index(str(which))
    left, right = st.columns([1, 4])
    with left:
        caption = f"The net says: {run.said[index]}."
        layout.picture(run.pictures[index], caption, f"The picture {which}.", side=224)
    with right:
        ranks = [i for i, rank in enumerate(elsewhere.RANKS) if rank < run.values.shape[3]]
        player(
            [_vectors(run, state, index, ranks) for state in range(2)],
            moments=[f"direction {elsewhere.RANKS[i] + 1}" for i in ranks],
            key=f"{SLUG}_vectors",
            start=0,
        )
    st.caption(
        "Brightness is the square root of the weight, so that faint parts are seen; mid-grey is 0. Seconds were "
        "measured on two cores that did other work too."
    )
    st.dataframe(_table(run, relative), hide_index=True)
    sheet = images.tile(run.pictures, columns=8, gap=2, ground=255)
    names = ", ".join(
        f"{name} ({said})" if name != said else name for name, said in zip(run.names, run.said, strict=True)
    )
    brackets = ", and in brackets what the net calls them" if net == elsewhere.SQUEEZENET else ""
    st.image(sheet, caption=f"All pictures{brackets}: {names}.", alt=f"The pictures: {', '.join(run.names)}.")
    layout.download(
        "Spectra (CSV)", layout.csv(_rows(run)), f"jacobian_{run.params.slug()}.csv", "text/csv", f"{SLUG}_csv"
    )


def _vectors(run: ElsewhereRun, state: int, index: int, ranks: list[int]) -> Pictures:
    """The singular vectors of the layers that have any at this picture."""
    there = [t for t in range(len(run.layers)) if np.isfinite(run.seconds[state, t, index])]
    vectors = _rooted(run.vectors[state, there, index][:, ranks].astype(np.float32) / 127)
    return Pictures(
        title=("After training", "Before training")[state],
        frames=np.swapaxes(images.signed_rgb(vectors, 1.0), 0, 1),
        labels=[run.layers[t] for t in there],
        columns=3,
    )


def _rooted(vectors: np.ndarray) -> np.ndarray:
    """Signed square roots: strong directions sit in a few pixels, and the faint rest should be seen too."""
    return np.sign(vectors) * np.sqrt(np.abs(vectors))


def _mean(values: np.ndarray) -> np.ndarray:
    return np.ma.masked_invalid(values.astype(float)).mean(-1).filled(np.nan)


def _steepness(relative: np.ndarray, rank: int) -> np.ndarray:
    """Mean s_rank / s₁ (2, layers), NaN where it was not measured."""
    if rank > relative.shape[3]:
        return np.full(relative.shape[:2], np.nan)
    return _mean(relative[..., rank - 1])


def _said(run: ElsewhereRun, relative: np.ndarray) -> None:
    """What came out, in sentences."""
    known = np.isfinite(_steepness(relative, 10))
    both = np.flatnonzero(known.all(0) & np.array([name != "logits" for name in run.layers]))
    tenth, hundredth = _steepness(relative, 10), _steepness(relative, 100)
    first, deep = int(np.flatnonzero(known[0])[0]), int(both[-1])
    parts = [
        f"From **{run.layers[first]}** to **{run.layers[deep]}** s₁₀/s₁ goes from {tenth[0, first]:.2f} to "
        f"**{tenth[0, deep]:.2f}** in the trained net and s₁₀₀/s₁ from {hundredth[0, first]:.2f} to "
        f"**{hundredth[0, deep]:.2f}**; untrained they are {tenth[1, deep]:.2f} and {hundredth[1, deep]:.2f} at "
        f"{run.layers[deep]}."
    ]
    if tenth[0, deep] < tenth[1, deep]:
        parts.append("So training made a few directions stand out.")
    if np.isfinite(run.accuracy):
        parts.append(
            f"The net names **{run.accuracy:.1%}** of the 10,000 test pictures correctly, measured with the 16-bit "
            "weights that are shipped. The pictures are ones that it names correctly."
        )
    missing = 1 - _mean(run.converged)
    slow = [f"{run.layers[t]} {missing[0, t]:.0%}" for t in range(len(run.layers)) if missing[0, t] > 0.001]
    parts.append(f"Not converged to 0.1% of s₁: {', '.join(slow) or 'nothing'} (trained).")
    st.markdown(" ".join(parts))


def _table(run: ElsewhereRun, relative: np.ndarray) -> pd.DataFrame:
    rows = []
    for state, name in enumerate(("trained", "untrained")):
        for t, layer in enumerate(run.layers):
            there = np.isfinite(run.seconds[state, t])
            if not there.any():
                continue
            steep = [_steepness(relative, rank)[state, t] for rank in STEEP]
            participation = run.participation[state, t, there].astype(float)
            rows.append(
                {
                    "net": name,
                    "layer": layer,
                    "pictures": int(there.sum()),
                    "top": int(np.isfinite(run.values[state, t, there]).any(0).sum()),
                    **{f"s{rank}/s1": round(s, 3) for rank, s in zip(STEEP, steep, strict=True) if np.isfinite(s)},
                    "participation, top 5": round(float(participation[:, :5].mean()), 3),
                    "converged": f"{run.converged[state, t, there].mean():.0%}",
                    "seconds a picture": round(float(run.seconds[state, t, there].mean()), 1),
                }
            )
    return pd.DataFrame(rows)


def _rows(run: ElsewhereRun) -> pd.DataFrame:
    s, t, b, i = np.nonzero(np.isfinite(run.values))
    return pd.DataFrame(
        {
            "state": np.array(charts.STATES)[s],
            "layer": np.array(run.layers)[t],
            "input": b,
            "index": i + 1,
            "singular_value": run.values[s, t, b, i],
        }
    )


def _by_name() -> None:
    """A net of Keras Applications, downloaded when asked for."""
    left, middle, right = st.columns(3)
    names = tuple(models.APPLICATIONS)
    name = str(left.selectbox("Net by name", names, key=f"{SLUG}_name", bind="query-params"))
    entry = models.APPLICATIONS[name]
    layer = str(middle.selectbox("Layer", entry.layers, index=2, key=f"{SLUG}_layer_{name}"))
    picture = str(right.selectbox("Photograph", live.PICTURES, key=f"{SLUG}_photo", bind="query-params"))
    here = models.is_cached(name)
    note = "is in Keras's folder" if here else f"is downloaded once ({entry.megabytes} MB) from Keras's storage"
    st.caption(f"{name} {note}. Then its {live.TOP} strongest directions at this layer take seconds to a minute.")
    _ask(LiveParams(name=name, layer=layer, picture=picture), None, "Load")


def _ask(params: LiveParams, model: Path | bytes | None, label: str) -> None:
    """Show the run if there is one, or a button that starts it."""
    asked = f"_{SLUG}_asked"
    found = runs.find("jacobian_live", params, LiveRun)
    if found is None and st.session_state.get(asked) != params:
        st.button(label, type="primary", on_click=st.session_state.update, args=({asked: params},), key=f"{SLUG}_go")
        return
    if found is None:
        found = runs.run("jacobian_live", params, partial(live.compute, model_file=model), LiveRun)
    _show(found)


def _show(run: LiveRun) -> None:
    relative = run.values / max(float(run.values[0]), 1e-300)
    left, right = st.columns([1, 4])
    with left:
        said = f"The net says: {run.said}." if run.said else "The input."
        layout.picture(run.picture, said, f"The input {run.params.picture}.", side=224)
    with right:
        peaks = np.abs(run.vectors).max((1, 2, 3), keepdims=True)
        frames = _rooted(run.vectors / np.where(peaks > 0, peaks, 1))
        grey = frames.shape[-1] == 1
        pixels = images.signed(frames[..., 0], 1.0) if grey else images.signed_rgb(frames, 1.0)
        labels = [f"direction {rank + 1}" for rank in live.RANKS[: len(frames)]]
        title = f"The strongest directions at {run.params.layer}"
        player(
            [Pictures(title=title, frames=pixels[None], labels=labels, columns=6)], moments=[title], key=f"{SLUG}_live"
        )
    layout.chart(one_spectrum(run.values, run.converged, f"Singular values at {run.params.layer}"))
    tenth = relative[min(9, len(relative) - 1)]
    st.markdown(
        f"**{run.params.layer}** has {int(np.prod(run.shape)):,} outputs. s₁ is **{run.values[0]:.3g}** (gain "
        f"{run.values[0] * run.gain:.2f}), s₁₀/s₁ **{tenth:.2f}**; the first five directions cover "
        f"**{run.participation[:5].mean():.2f}** of the picture (random: {RANDOM[run.vectors.shape[-1]]:.2f}). "
        f"Converged: {run.converged.mean():.0%}, in {run.seconds:.0f} seconds with loading."
    )


def _own() -> None:
    """A .keras file of the host's folder, or an upload where the host has switched that on."""
    folder, found = files.models_folder(), files.saved_models(files.models_folder())
    model: Path | bytes | None = None
    name = ""
    if folder is not None and found:
        name = str(st.selectbox("Model file", found, key=f"{SLUG}_file"))
        model = folder / name
    if files.uploads_allowed():
        upload = st.file_uploader(
            "A .keras file", ["keras"], key=f"{SLUG}_upload", max_upload_size=files.MAX_UPLOAD_BYTES // 1_000_000
        )
        if upload is not None:
            name, model = upload.name, upload.getvalue()
    if model is None:
        st.info(
            "Models come from a folder on the machine that runs this app: put .keras files there and name the folder "
            "in the environment setting NBB_MODELS_DIR before the start. Uploads are "
            + ("on." if files.uploads_allowed() else "off; NBB_ALLOW_MODEL_UPLOADS=1 switches them on.")
        )
        return
    try:
        described = files.describe(model)
    except models.ModelRefused as problem:
        st.warning(str(problem))
        return
    left, middle, right = st.columns(3)
    layer = str(left.selectbox("Layer", described.layers, index=len(described.layers) - 1, key=f"{SLUG}_own_layer"))
    picture = str(middle.selectbox("Photograph", live.PICTURES, key=f"{SLUG}_own_photo"))
    scale = str(right.selectbox("Pixels", live.SCALES, key=f"{SLUG}_own_scale"))
    st.caption(
        f"Input {' x '.join(map(str, described.shape))}. Loaded in Keras's safe mode; no code of the file is run."
    )
    digest = hashlib.sha256(model if isinstance(model, bytes) else model.read_bytes()).hexdigest()[:16]
    params = LiveParams(name=name, digest=digest, layer=layer, picture=picture, scale=scale)
    _ask(params, model, "Look at it")
