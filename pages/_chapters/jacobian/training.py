"""The sections of Jacobian Spectra about training: one function a tab."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import numpy as np
import streamlit as st

from core.charts import theme
from core.jacobian import epochs as jacobian_epochs
from core.jacobian import layerwise as jacobian_layerwise
from core.jacobian import steepness as jacobian_steepness
from core.jacobian.charts import spectra as ramp
from core.jacobian.charts import training as charts
from core.jacobian.experiments import JacobianRun
from core.jacobian.networks import hidden
from core.jacobian.steepness import SteepnessParams, SteepnessStudy
from core.jacobian.training import JacobianParams
from pages._chapters.jacobian import contractive as jacobian_contractive
from pages._shared import layout, runs
from pages._shared.player import Curves, Points, player

Result = TypeVar("Result")
SLUG = "jacobian"
TENTH = 9
SCALES = ("s / s₁", "s, logarithmic")
AGAIN = "This needs the net's weights at other moments than the last, so the net is trained once more."


def epochs(page: JacobianRun) -> None:
    """The spectrum at each layer against the epoch, scrubbed."""
    run = runs.offer(jacobian_epochs.request(page.params), "Train and look after every epoch", AGAIN)
    if run is None:
        return
    if run.failure:
        st.warning(run.failure)
    scale = st.segmented_control(
        "Spectrum", SCALES, default=SCALES[0], required=True, key=f"{SLUG}_epoch_scale", bind="query-params"
    )
    values = run.values.astype(float)
    steep = (values[..., TENTH] / values[..., 0]).mean(2)  # moments, layers
    ramped = ramp._layers(page.layers).to_dict()["scale"]["range"]  # the colours of the large picture
    colours = [ramped[page.layers.index(layer)] for layer in run.layers]
    player(
        [
            _spectrum(values, run.layers, colours, str(scale)),
            Curves(
                title="Steepness s₁₀/s₁ at each layer",
                series=dict(zip(run.layers, steep.T, strict=True)),
                colours=colours,
                alt="The tenth singular value over the first against the epoch, at each layer.",
            ),
            Curves(
                title="Accuracy",
                series={"train": run.accuracy, "test": run.test_accuracy},
                colours=(theme.TRAIN, theme.TEST),
                alt="Train and test accuracy against the epoch.",
            ),
        ],
        moments=[f"epoch {epoch}" for epoch in run.epochs],
        key=f"{SLUG}_film",
        start=0,
    )
    deep = hidden(run.layers)[-1]
    line, accuracy = steep[:, deep], run.test_accuracy.astype(float)
    half = run.epochs[_half(line)], run.epochs[_half(accuracy)]
    st.markdown(
        f"At **{run.layers[deep]}** the tenth direction has **{line[0]:.2f}** of the first one's strength before "
        f"training, {line[1]:.2f} after {_epochs(run.epochs[1])} and **{line[-1]:.2f}** after "
        f"{_epochs(run.epochs[-1])}. Half of that change is done by epoch **{half[0]}**; half of the rise in test "
        f"accuracy ({accuracy[0]:.0%} to {accuracy[-1]:.0%}) by epoch **{half[1]}**. "
        f"Means over {run.values.shape[2]} test pictures that the trained net names correctly."
    )


def _epochs(count: int) -> str:
    return f"{count} epoch{'' if count == 1 else 's'}"


def _half(values: np.ndarray) -> int:
    """The first moment at which half of the way from the first to the last value is made."""
    way = values[-1] - values[0]
    return int(np.argmax((values - values[0]) / (way or 1) >= 0.5))


def _spectrum(values: np.ndarray, layers: tuple[str, ...], colours: list[str], scale: str) -> Points:
    """A moving chart: the mean spectrum of each layer as a line, with ticks that stand still."""
    mean = values.mean(2)  # moments, layers, k
    count = mean.shape[2]
    if scale == SCALES[0]:
        heights = (values / values[..., :1]).mean(2)
        ticks = {f"{tick:g}": tick for tick in (0, 0.25, 0.5, 0.75, 1)}
        low, high = -0.08, 1.1
    else:
        floor = 1e-3 * mean[..., 0].min()
        heights = np.log10(np.maximum(mean, floor))
        powers = np.arange(np.floor(np.nanmin(heights)), np.ceil(np.nanmax(heights)) + 1)
        ticks = {f"{10.0**power:g}": power for power in powers}
        low, high = powers[0] - 0.1 * len(powers), powers[-1] + 0.1 * len(powers)
    moving = np.stack(np.broadcast_arrays(np.arange(1, count + 1), heights), -1)  # moments, layers, k, 2
    moving = moving.reshape(len(mean), -1, 2)
    marks = [(name, (0.1, tick)) for name, tick in ticks.items()] + [("", (count + 0.4, t)) for t in ticks.values()]
    marks += [(str(i), (i - 0.25, low + 0.02 * (high - low))) for i in (1, 5, count)]
    still = np.broadcast_to(np.array([place for _, place in marks]), (len(mean), len(marks), 2))
    lines = [list(range(t * count, (t + 1) * count)) for t in range(len(layers))]
    first = len(layers) * count
    grid = [[first + i, first + len(ticks) + i] for i in range(len(ticks))]
    return Points(
        title=f"Spectrum ({scale}) of the Jacobian from the picture to each layer",
        positions=np.concatenate([moving, still], 1),
        colours=[colour for colour in colours for _ in range(count)] + [theme.NEUTRAL] * len(marks),
        labels=[""] * first + [name for name, _ in marks],
        lines=[*lines, *grid],
        line_colours=[*colours, *["#8a8f9855"] * len(grid)],
        dashed=(),
        radius=[4.0] * first + [0.0] * len(marks),
        extent=(0.0, count + 0.5, low, high),
        axes=("index", ""),
        font=17,
        alt="Mean singular values against the index at each layer; they move with the epoch.",
    )


def layerwise(params: JacobianParams) -> None:
    """Single-layer Jacobians, their product, and how much of their strength adds up."""
    run = runs.offer(jacobian_layerwise.request(params), "Train and take the Jacobian apart", AGAIN)
    if run is None:
        return
    if run.failure:
        st.warning(run.failure)
    left, right = st.columns(2)
    names = [f"picture {i + 1}" for i in range(run.single.shape[2])]
    chosen = left.segmented_control(
        "Input", names, default=names[0], required=True, key=f"{SLUG}_chain_input", bind="query-params"
    )
    state = right.segmented_control(
        "Weights", ramp.STATES, default=ramp.STATES[0], required=True, key=f"{SLUG}_chain_state", bind="query-params"
    )
    at, when = names.index(str(chosen)), ramp.STATES.index(str(state))
    layout.chart(charts.chain(run.single[when, :, at], run.cumulative[when, :, at], run.layers))
    actual, bounds = run.cumulative[..., 0][:, :, at].astype(float), run.bounds[:, :, at]
    layout.chart(charts.bound(actual, bounds, run.layers))
    kept = actual[:, -1] / bounds[:, -1]
    st.markdown(
        f"If every layer's strongest direction met the next one's, the net would stretch by "
        f"**{_plain(bounds[0, -1])}** at {run.layers[-1]}; its s₁ is **{_plain(actual[0, -1])}**, **{kept[0]:.1%}** "
        f"of that (before training {kept[1]:.1%}): "
        f"{'training lines the layers up' if kept[0] > kept[1] else 'training does not line them up'}. "
        f"Multiplied out, the layers' Jacobians J({len(run.layers)}) … J(1) equal the whole one to a relative error of "
        f"{run.mismatch.max():.0e} (32-bit floats have 1e-07)."
    )


def _plain(value: float) -> str:
    return f"{value:,.0f}" if 100 <= value < 1e9 else f"{value:.3g}"


def steepness(run: JacobianRun) -> None:
    """Steepness against accuracy over nets that differ in one setting each."""
    params = SteepnessParams()
    study: SteepnessStudy = runs.ask(jacobian_steepness.request(params))
    values = run.values[:, hidden(run.layers)[-1]].astype(float)
    here = (np.nan_to_num(values[..., TENTH]) / values[..., 0]).mean(1)
    present = (float(here[0]), float(here[1]), float(run.test_accuracy[-1]))
    layout.chart(charts.steepness(study.steepness, study.test_accuracy, study.varied, study.settings, present))
    after, before = (jacobian_steepness.rank(steep, study.test_accuracy) for steep in study.steepness)
    best = float(study.test_accuracy.max())
    sure = "more than chance makes" if after.p_value < 0.05 else "no more than chance makes"
    st.markdown(
        f"Over {len(study.varied)} dense nets on digits, Spearman's correlation of s₁₀/s₁ after training with the test "
        f"accuracy is **{after.correlation:+.2f}** (p = {after.p_value:.2g}: {sure}); of s₁₀/s₁ before training "
        f"**{before.correlation:+.2f}** (p = {before.p_value:.2g}). Whoever took the steepest trained net would get "
        f"**{after.picked:.1%}**, number {after.place} of {len(study.varied)}; the best has {best:.1%}."
    )
    st.markdown(_guide(study, after, best))


def _guide(study: SteepnessStudy, after: jacobian_steepness.Rank, best: float) -> str:
    """Whether steepness tells which setting to take."""
    if best - after.picked < 0.005:
        return "Here it is a guide: the steepest net is as good as the best."
    middle = study.steepness[0][study.test_accuracy > best - 0.01]
    return (
        "So it is **no guide to hyper-parameters by itself**: the nets within a point of the best have s₁₀/s₁ from "
        f"{middle.min():.2f} to {middle.max():.2f}, and the steepest of all is not one of them."
    )


def tabs(run: JacobianRun) -> dict[str, Callable[[], None]]:
    """These sections by the questions they answer."""
    return {
        "When does it get steep?": partial(epochs, run),
        "Does steepness tell a good net?": partial(steepness, run),
        "Can one ask for steepness?": jacobian_contractive.tab,
        "What does each layer do?": partial(layerwise, run.params),
    }
