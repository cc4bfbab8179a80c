"""Tabs of Jacobian Spectra about changes of the picture: noise, steps along directions, another picture."""

import numpy as np
import pandas as pd
import streamlit as st

from core.charts import theme
from core.jacobian import noise as jacobian_noise
from core.jacobian.charts import noise as noise_charts
from core.jacobian.charts import spectra as charts
from core.jacobian.directional_noise import DIRECTIONS, SPECTRUM_STRENGTHS, STRENGTHS
from core.jacobian.experiments import JacobianRun
from core.jacobian.measurement import NOISE_LEVELS
from core.jacobian.networks import hidden
from pages._shared import layout, runs
from pages._shared.player import Curves, Pictures, player

SLUG = "jacobian"


def noise(run: JacobianRun) -> None:
    """Figure 5: the spectrum's top, the active units and the answers under noise on the input."""
    deep = run.layers[hidden(run.layers)[-1]]
    low = run.layers[0]
    layout.chart(charts.under_noise(run.noise_values.astype(float), NOISE_LEVELS, (low, deep)))
    columns = ["noise (SD)", f"active units at {deep}", "same answer", "active, untrained"]
    table = pd.DataFrame(
        dict(
            zip(
                columns,
                (NOISE_LEVELS, run.noise_active[0], run.noise_right[0], run.noise_active[1]),
                strict=True,
            )
        )
    )
    st.dataframe(table.style.format(dict.fromkeys(columns[1:], "{:.0%}") | {columns[0]: "{:.1f}"}), hide_index=True)
    first = run.noise_values.astype(float).mean(3)
    st.markdown(
        f"From no noise to {NOISE_LEVELS[-1]} SD the largest singular value at **{deep}** goes from "
        f"**{first[0, 1, 0]:.2f}** to **{first[0, 1, -1]:.2f}** in the trained net and from {first[1, 1, 0]:.2f} to "
        f"{first[1, 1, -1]:.2f} in the untrained one; at {low} from {first[0, 0, 0]:.2f} to {first[0, 0, -1]:.2f}. "
        f"The share of active units at {deep} goes from {run.noise_active[0, 0]:.0%} to {run.noise_active[0, -1]:.0%}."
    )
    live(run)


def live(run: JacobianRun) -> None:
    """One picture under noise, computed when asked for, then dragged in the browser."""
    st.subheader("Live, for one picture", anchor=False)
    left, middle = st.columns([3, 1], vertical_alignment="bottom")
    picture = left.slider("Picture", 1, len(run.pictures), 1, key=f"{SLUG}_noise_picture", bind="query-params")
    drawn = f"{SLUG}_noise_draw"
    seed = st.session_state.setdefault(drawn, 0)
    middle.button("Other noise", on_click=st.session_state.update, args=({drawn: seed + 1},), width="stretch")
    settings = {name: getattr(run.params, name) for name in run.params.defaults()}
    params = jacobian_noise.NoiseParams(**settings, picture=picture, noise_seed=seed)
    found = runs.offer(
        jacobian_noise.request(run, params),
        "Compute for this picture",
        "Twenty-one levels of noise, the net's answer and its spectra at two layers: some seconds of work.",
    )
    if found is not None:
        _noise_film(found)


def _noise_film(found: jacobian_noise.NoiseRun) -> None:
    levels = [f"σ = {level:g} SD" for level in jacobian_noise.LEVELS]
    best = np.argsort(-found.probabilities.max(0))[:5]
    shown = {found.class_names[c]: found.probabilities[:, c].round(3) for c in sorted(best)}
    grey = found.noisy.ndim == 3
    panels: list[Pictures | Curves] = [
        Pictures(
            title="What the net sees",
            frames=found.noisy[:, None],
            palette="grey" if grey else "diverging",
            columns=1,
            alt="The picture with noise.",
        ),
        Curves(
            title="How sure it is",
            series=shown,
            colours=theme.CATEGORICAL[: len(shown)],
            alt="Probability of the most likely classes against noise.",
        ),
    ]
    ranks = [rank for rank in (0, 1, 4, 9) if np.isfinite(found.values[:, :, rank]).all()]
    for row, layer in enumerate(found.layers):
        panels.append(
            Curves(
                title=f"Singular values at {layer}",
                series={f"s{rank + 1}": found.values[row, :, rank] for rank in ranks},
                colours=[charts.LAYER_RANGE[i] for i in (4, 3, 2, 1)],
                alt=f"Singular values {', '.join(str(rank + 1) for rank in ranks)} at {layer} against noise.",
            )
        )
    player(panels, moments=levels, key=f"{SLUG}_noise_film", start=0)
    first, last = found.probabilities[0].argmax(), found.probabilities[-1].argmax()
    ratio = found.values[:, -1, 0] / np.maximum(found.values[:, 0, 0], 1e-12)
    st.markdown(
        f"Without noise the net says **{found.class_names[first]}** ({found.probabilities[0, first]:.0%}), at "
        f"{jacobian_noise.LEVELS[-1]:g} SD **{found.class_names[last]}** ({found.probabilities[-1, last]:.0%}). s₁ is "
        f"then {ratio[0]:.2f} times what it was at {found.layers[0]} and **{ratio[1]:.2f}** times at "
        f"{found.layers[1]}, where {found.active[1, 0]:.0%} of the units are active without noise and "
        f"{found.active[1, -1]:.0%} with it."
    )


def steps(run: JacobianRun) -> None:
    """The paper's plan: steps of equal length along singular directions."""
    deep, share = run.layers[hidden(run.layers)[-1]], run.flips.astype(float)
    layout.chart(charts.flips(share, DIRECTIONS, STRENGTHS))
    at = len(STRENGTHS) - 1
    said = ", ".join(f"{name} **{share[d, at].mean():.0%}**" for d, name in enumerate(DIRECTIONS))
    st.markdown(
        f"Changed answers at a step of {STRENGTHS[at]:g} ‖x‖: {said}. Directions belong to the Jacobian to "
        f"{deep}; both signs are tried, and random mixtures of the top 10 and of the last 10 of 50."
    )
    change = run.moved.astype(float)
    layout.chart(noise_charts.moved(change, DIRECTIONS, SPECTRUM_STRENGTHS))
    sem = change.std(3, ddof=1) / np.sqrt(change.shape[3])
    at = len(SPECTRUM_STRENGTHS) - 1
    said = ", ".join(
        f"{name} **{change[1, d, at].mean():+.0%}** ± {sem[1, d, at]:.0%}" for d, name in enumerate(DIRECTIONS)
    )
    st.markdown(
        f"The sum of the ten largest singular values at {deep} after a step of "
        f"{SPECTRUM_STRENGTHS[at]:g} ‖x‖: {said} (± SEM over {change.shape[3]} inputs, each the mean of "
        "both signs of a draw)."
    )


def classes(run: JacobianRun) -> None:
    """Are differences between classes stretched more than differences within one?"""
    ratios = (run.contrast[:, 1] / run.contrast[:, 0]).astype(float).mean(2)
    layout.chart(charts.contrast(ratios, run.layers))
    st.markdown(
        f"At **{run.layers[-1]}** a difference between two classes is stretched **{ratios[0, -1]:.2f}** times as much "
        f"as one within a class (each scaled to its own length); before training {ratios[1, -1]:.2f}."
    )
