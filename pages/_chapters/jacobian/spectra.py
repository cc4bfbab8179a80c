"""The sections of Jacobian Spectra: one function a tab."""

import numpy as np
import pandas as pd
import streamlit as st

from core.charts import images
from core.jacobian import isometry
from core.jacobian.charts import spectra as charts
from core.jacobian.experiments import JacobianRun, compute
from core.jacobian.measurement import SHOWN_INPUTS, SHOWN_RANKS, TOP, WHOLE
from core.jacobian.measures import MEASURES, RANDOM_PARTICIPATION, finite_mean
from core.jacobian.networks import hidden
from core.runs import script
from pages._shared import layout
from pages._shared.player import Pictures, player

SLUG = "jacobian"
SCALES = ("s / s₁", "s", "gain s‖x‖/‖h‖")
TENTH = 9

COMPUTED = """
- **Jacobian**: J = ∂h/∂x from the input x to the output h of a layer, in inference mode, with h(t+1) = f(W h(t) + b).
  A singular triplet says: a small change along v (a picture) moves the layer s times as far, along u.
- **Without the matrix**: at a given x, a net of convolutions, ReLUs and max pools is a fixed linear map. Its masks and
  pool winners are frozen and directions are pushed through; other layers are differentiated automatically. Block
  Golub-Kahan bidiagonalisation finds the top 50 triplets of all 16 inputs at once; few outputs are done exactly.
- **Inputs**: 16 test pictures that the trained net names correctly. The untrained control is the same net with its
  first weights, before its first step. Bands are ± one SD over inputs, bars ± one SEM.
- **Localisation**: e is the energy of v at a position, summed over channels. Participation ratio 1/(N Σe²), entropy
  share exp(H)/N, RMS distance from the centre of e in picture heights, mean radial frequency in cycles a pixel.
- **Contractive**: a sigmoid encoder with tied weights and the penalty λ‖∂h/∂x‖² in closed form (Rifai et al.).
- **Layer by layer**: the Jacobian of each layer alone; their product is the one from the picture.
- The paper prints the bias outside f and the product of the Jacobians in the other order; here it is as above.
"""


def spectra(run: JacobianRun) -> None:
    """The large picture: spectra from the input to each layer, and the untrained control beside them."""
    if run.failure:
        st.warning(run.failure)
    left, right = st.columns([3, 1])
    scale = left.segmented_control(
        "Scale", SCALES, default=SCALES[0], required=True, key=f"{SLUG}_scale", bind="query-params"
    )
    log = right.toggle("Logarithmic", key=f"{SLUG}_log", bind="query-params")
    values = run.values.astype(float)
    if scale == SCALES[0]:
        values = values / values[..., :1]
    elif scale == SCALES[2]:
        values = values * run.gains[..., None]
    title = "Spectra of the Jacobians from the picture to each layer (mean ± SD over inputs)"
    layout.chart(charts.by_index(values, run.layers, title, str(scale), log=log))
    steep = steepness(run)
    deep = hidden(run.layers)[-1]
    st.markdown(
        f"At **{run.layers[deep]}** the tenth direction still has **{steep[0, deep]:.2f}** of the first one's strength "
        f"after training and **{steep[1, deep]:.2f}** before; at **{run.layers[0]}** it is {steep[0, 0]:.2f} and "
        f"{steep[1, 0]:.2f}. The net names {run.test_accuracy[-1]:.1%} of the test pictures correctly "
        f"({run.test_accuracy[0]:.1%} before training). Not converged: {run.unconverged:.1%} of the triplets."
    )


def steepness(run: JacobianRun) -> np.ndarray:
    """Mean s₁₀/s₁ (2, layers); a layer with fewer outputs than ten uses its last."""
    values = run.values.astype(float)
    tenth = np.where(np.isfinite(values[..., TENTH]), values[..., TENTH], np.nanmin(values, axis=3))
    return (tenth / values[..., 0]).mean(2)


def _alive(run: JacobianRun, measure: np.ndarray) -> np.ndarray:
    """A measure (2, layers, inputs, k) without the vectors of vanishing singular values, which are arbitrary."""
    values = run.values.astype(float)
    return np.where(values > 1e-3 * values[..., :1], measure.astype(float), np.nan)


def directions(run: JacobianRun) -> None:
    """Figure 4: singular vectors on the input side as pictures, scrubbed over the index, and how local they are."""
    names = [f"picture {i + 1}" for i in range(SHOWN_INPUTS)]
    chosen = st.segmented_control(
        "Input", names, default=names[0], required=True, key=f"{SLUG}_input", bind="query-params"
    )
    index = names.index(str(chosen))
    left, right = st.columns([1, 4])
    with left:
        layout.picture(run.pictures[index], "The input", f"Test picture {index + 1}.", side=192)
    with right:
        player(
            [_vectors(run, index, state, title) for state, title in enumerate(("After training", "Before training"))],
            moments=[*(f"direction {rank + 1}" for rank in SHOWN_RANKS), "weakest direction"],
            key=f"{SLUG}_vectors",
            start=0,
        )
    st.caption(_weakest(run, index))
    measure = st.segmented_control(
        "Measure",
        tuple(MEASURES),
        default=next(iter(MEASURES)),
        required=True,
        key=f"{SLUG}_measure",
        bind="query-params",
    )
    row = list(MEASURES).index(str(measure))
    channels = run.vectors.shape[-1]
    level = RANDOM_PARTICIPATION.get(channels) if row == 0 else None
    title = f"{str(measure).capitalize()} of the singular vectors" + (" (dashed: a random vector)" if level else "")
    layout.chart(charts.by_index(_alive(run, run.measures[:, row]), run.layers, title, str(measure), level=level))
    deep = hidden(run.layers)[-1]
    ratio = finite_mean(_alive(run, run.measures[:, 0])[:, deep, :, :5], (1, 2))
    frequency = finite_mean(_alive(run, run.measures[:, 3])[:, deep, :, :5], (1, 2))
    st.markdown(
        f"The five strongest directions at **{run.layers[deep]}** cover **{ratio[0]:.2f}** of the picture after "
        f"training and {ratio[1]:.2f} before (random: {RANDOM_PARTICIPATION[channels]:.2f}). Their mean frequency is "
        f"**{frequency[0]:.2f}** cycles a pixel after training and {frequency[1]:.2f} before."
    )


def _weakest(run: JacobianRun, index: int) -> str:
    """What the film's last picture of each layer is: the true end of a whole spectrum, or the last one found."""
    whole, found = [], []
    for layer, outputs, last in zip(run.layers, run.outputs, run.weakest[0, :, index], strict=True):
        if outputs <= WHOLE:
            whole.append(f"{layer} {last + 1} of {outputs}")
        else:
            found.append(f"{layer} {last + 1} of {outputs:,}")
    ends = "The weakest direction, after training, is the last that is not erased"
    said = f"{ends}: {', '.join(whole)}; what comes after has s = 0." if whole else ""
    if found:
        said += f" Where there are many outputs it is only the last of the {TOP} found: {', '.join(found)}."
    return said


def _vectors(run: JacobianRun, index: int, state: int, title: str) -> Pictures:
    vectors = run.vectors[state, :, index].astype(np.float32)
    limits = np.abs(vectors).max((2, 3, 4), keepdims=True)
    scaled = np.swapaxes(vectors / np.where(limits > 0, limits, 1), 0, 1)
    grey = scaled.shape[-1] == 1
    frames = images.signed(scaled[..., 0], 1.0) if grey else images.signed_rgb(scaled, 1.0)
    return Pictures(title=title, frames=frames, labels=run.layers, columns=8)


def start() -> None:
    """Orthogonal against Gaussian weights in wide random nets, computed while one looks."""
    left, middle, right = st.columns(3)
    activation = left.segmented_control(
        "Activation",
        ("linear", "tanh", "relu"),
        default="linear",
        required=True,
        key=f"{SLUG}_iso_act",
        bind="query-params",
    )
    depth = middle.slider("Layers", 2, 50, 20, key=f"{SLUG}_iso_depth", bind="query-params")
    sigma = right.slider("σ of the weights", 0.5, 2.0, 1.0, 0.05, key=f"{SLUG}_iso_sigma", bind="query-params")
    found = _isometry(str(activation), depth, sigma)
    layout.chart(charts.isometry(found))
    ends = {name: values[-1] for name, values in found.items()}
    median = {name: f"{np.median(s):.3g}" if np.median(s) > 1e-12 else "0 to rounding" for name, s in ends.items()}
    spread = {name: float((s**2).sum() ** 2 / (len(s) * (s**4).sum())) for name, s in ends.items()}
    st.markdown(
        f"After {depth} layers of 100 units the median singular value is **{median['orthogonal']}** with orthogonal "
        f"weights and **{median['Gaussian']}** with Gaussian ones. The share of directions "
        f"that take part (participation ratio of s²) is {spread['orthogonal']:.2f} and {spread['Gaussian']:.2f}."
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _isometry(activation: str, depth: int, sigma: float) -> dict[str, np.ndarray]:
    return {
        name: isometry.spectra(100, depth, activation, name == "orthogonal", sigma, 0)
        for name in ("orthogonal", "Gaussian")
    }


def findings(run: JacobianRun) -> None:
    """What came out against what the paper says."""
    deep = hidden(run.layers)[-1]
    steep = steepness(run)
    ratio = finite_mean(_alive(run, run.measures[:, 0])[:, deep], 1)
    ratio = ratio[:, np.isfinite(ratio).all(0)]
    local = ratio[1, :5].mean() < ratio[1, -5:].mean()
    first = run.noise_values.astype(float).mean(3)
    mean_flips = run.flips.astype(float).mean(2)[:, -1]
    contrast = (run.contrast[:, 1] / run.contrast[:, 0]).astype(float).mean(2)
    layout.claims(
        [
            (
                "The spectrum gets steeper with depth in a trained net",
                f"s₁₀/s₁ {steep[0, 0]:.2f} at {run.layers[0]}, {steep[0, deep]:.2f} at {run.layers[deep]}",
                bool(steep[0, deep] < steep[0, 0]),
            ),
            (
                "Steepness comes with training",
                f"at {run.layers[deep]} {steep[0, deep]:.2f} after, {steep[1, deep]:.2f} before",
                bool(steep[0, deep] < steep[1, deep]),
            ),
            (
                "Strong directions are local, and already before training",
                f"untrained: top five cover {ratio[1, :5].mean():.2f}, the last five {ratio[1, -5:].mean():.2f}",
                bool(local),
            ),
            (
                "Noise shrinks the deep spectrum of a trained net",
                f"s₁ {first[0, 1, 0]:.2f} → {first[0, 1, -1]:.2f}",
                bool(first[0, 1, -1] < first[0, 1, 0]),
            ),
            (
                "Top directions change answers, random ones don't",
                f"top 1 {mean_flips[0]:.0%}, random {mean_flips[3]:.0%}, loss gradient {mean_flips[4]:.0%}",
                bool(mean_flips[0] > mean_flips[3]),
            ),
            (
                "Differences between classes are kept, within a class they are erased",
                f"ratio {contrast[0, -1]:.2f} at {run.layers[-1]}, {contrast[1, -1]:.2f} untrained",
                bool(contrast[0, -1] > max(1.0, contrast[1, -1])),
            ),
        ]
    )


def take_away(run: JacobianRun) -> None:
    """Spectra as CSV, vectors as .npz, as pictures and as an animation."""
    rows = [
        {"state": state, "layer": layer, "input": b, "index": i + 1, "singular_value": float(run.values[s, t, b, i])}
        for s, state in enumerate(charts.STATES)
        for t, layer in enumerate(run.layers)
        for b in range(run.values.shape[2])
        for i in range(run.values.shape[3])
        if np.isfinite(run.values[s, t, b, i])
    ]
    name = f"jacobian_{run.params.slug()}"
    arrays = {"vectors": run.vectors, "pictures": run.pictures, "ranks": np.array(SHOWN_RANKS), "weakest": run.weakest}
    sheets = [images.tile(layers, columns=len(run.layers)) for layers in _vectors(run, 0, 0, "").frames]
    film = np.stack([images.enlarge(sheet if sheet.ndim == 3 else images.colour(sheet), 3) for sheet in sheets])
    first = images.png(np.concatenate(film[:4]))
    with st.container(horizontal=True):
        layout.download("Spectra (CSV)", layout.csv(pd.DataFrame(rows)), f"{name}.csv", "text/csv", f"{SLUG}_csv")
        vectors = layout.npz(**arrays)
        layout.download("Singular vectors (.npz)", vectors, f"{name}.npz", "application/zip", f"{SLUG}_npz")
        layout.download("First four directions, every layer (PNG)", first, f"{name}.png", "image/png", f"{SLUG}_png")
        layout.download(
            "Directions, strongest first (GIF)", images.gif(film, 6.0), f"{name}.gif", "image/gif", f"{SLUG}_gif"
        )
    layout.code(SLUG, script.as_script(compute, run.params, "run.test_accuracy[-1]", f"{name}.py"), name)
