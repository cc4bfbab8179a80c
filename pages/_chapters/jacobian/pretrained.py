"""Tab of Jacobian Spectra: nets that were trained elsewhere."""

import numpy as np
import pandas as pd
import streamlit as st

from core.charts import images
from core.jacobian import pretrained as elsewhere
from core.jacobian import pretrained_measurement
from core.jacobian.charts import spectra as charts
from core.jacobian.measures import finite_mean
from core.jacobian.pretrained import PretrainedParams, PretrainedRun
from pages._chapters.jacobian import live as jacobian_live
from pages._shared import layout, runs
from pages._shared.player import Pictures, player

SLUG = "jacobian_elsewhere"
BY_NAME, OWN = "Keras Applications", "Your own file"
KINDS = (*elsewhere.NETS, BY_NAME, OWN)
STEEP = (10, 100, 500)


def tab() -> None:
    """Choose where the net comes from, and look at it."""
    kind = st.segmented_control("Net", KINDS, default=KINDS[0], required=True, key=SLUG, bind="query-params")
    if kind == BY_NAME:
        jacobian_live.by_name()
    elif kind == OWN:
        jacobian_live.own()
    else:
        _baked(str(kind))


def _baked(net: str) -> None:
    run = runs.find(pretrained_measurement.request(PretrainedParams(net=net)))
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
        "Brightness is the square root of the weight, so that faint parts are seen; mid-grey is 0, and all there is "
        "where a layer has fewer directions. Seconds were measured on two cores that did other work too."
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


def _vectors(run: PretrainedRun, state: int, index: int, ranks: list[int]) -> Pictures:
    """The singular vectors of the layers that have any at this picture."""
    there = [t for t in range(len(run.layers)) if np.isfinite(run.seconds[state, t, index])]
    vectors = jacobian_live.rooted(run.vectors[state, there, index][:, ranks].astype(np.float32) / 127)
    return Pictures(
        title=("After training", "Before training")[state],
        frames=np.swapaxes(images.signed_rgb(vectors, 1.0), 0, 1),
        labels=[run.layers[t] for t in there],
        columns=3,
    )


def _steepness(relative: np.ndarray, rank: int) -> np.ndarray:
    """Mean s_rank / s₁ (2, layers), NaN where it was not measured."""
    if rank > relative.shape[3]:
        return np.full(relative.shape[:2], np.nan)
    return finite_mean(relative[..., rank - 1], -1)


def _said(run: PretrainedRun, relative: np.ndarray) -> None:
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
    missing = 1 - finite_mean(run.converged, -1)
    slow = [f"{run.layers[t]} {missing[0, t]:.0%}" for t in range(len(run.layers)) if missing[0, t] > 0.001]
    parts.append(f"Not converged to 0.1% of s₁: {', '.join(slow) or 'nothing'} (trained).")
    st.markdown(" ".join(parts))


def _table(run: PretrainedRun, relative: np.ndarray) -> pd.DataFrame:
    rows = []
    for state, name in enumerate(("trained", "untrained")):
        for t, layer in enumerate(run.layers):
            there = np.isfinite(run.seconds[state, t])
            if not there.any():
                continue
            steep = {rank: _steepness(relative, rank)[state, t] for rank in STEEP if rank <= relative.shape[3]}
            participation = run.participation[state, t, there].astype(float)
            rows.append(
                {
                    "net": name,
                    "layer": layer,
                    "pictures": int(there.sum()),
                    "top": int(np.isfinite(run.values[state, t, there]).any(0).sum()),
                    **{f"s{rank}/s1": f"{s:.3f}" if np.isfinite(s) else "" for rank, s in steep.items()},
                    "participation, top 5": f"{participation[:, :5].mean():.2g}",
                    "converged": f"{run.converged[state, t, there].mean():.0%}",
                    "seconds a picture": round(float(run.seconds[state, t, there].mean()), 1),
                }
            )
    return pd.DataFrame(rows)


def _rows(run: PretrainedRun) -> pd.DataFrame:
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
