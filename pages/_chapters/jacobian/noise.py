"""Chapters of Jacobian Spectra about changes of the image: noise, steps along directions, images of other classes."""

from functools import partial

import numpy as np
import streamlit as st

from core.charts import theme
from core.jacobian import noise as image_noise
from core.jacobian.charts import noise as noise_charts
from core.jacobian.charts import spectra as charts
from core.jacobian.directional_noise import NAMES, SPECTRUM_STRENGTHS, STRENGTHS
from core.jacobian.experiments import JacobianRun
from core.jacobian.findings import perturbations as findings
from core.jacobian.measurement import NOISE_LEVELS
from core.jacobian.networks import hidden
from pages._chapters.jacobian import parts
from pages._shared import layout, runs
from pages._shared.multiples import multiples
from pages._shared.player import Curves, Pictures, player

SLUG = "jacobian"
RANKS = (0, 1, 4, 9)
SHOWN = 8


def chapter(run: JacobianRun) -> None:
    """Show random noise, or noise along singular directions."""
    shown = {"Random noise": partial(noise, run), "Along singular directions": partial(steps, run)}
    parts.choose("Part", parts.NOISE, shown)


def noise(run: JacobianRun) -> None:
    """Show figure 5: noisy images, the predictions that stay, and the largest singular values."""
    maps = hidden(run.layers)
    layers = run.layers[maps[0]], run.layers[maps[-1]]
    shades = charts.layer_colours(run.layers)
    noisy = image_noise.noisy_images(run, SHOWN)
    player(
        [
            Pictures(
                title=f"{len(noisy[0])} of the {len(run.pictures)} test images, with noise",
                frames=noisy,
                palette="grey" if noisy.ndim == 4 else "diverging",
                columns=4,
                alt="Test images with noise.",
            ),
            Curves(
                title="Images that keep their prediction",
                series={"after training": run.noise_right[0], "before training": run.noise_right[1]},
                colours=(theme.A, theme.NEUTRAL),
                unit="%",
                alt="Share of images that keep their prediction against noise.",
            ),
            Curves(
                title="Largest singular value, after training",
                series={layer: run.noise_values[0, t].astype(float).mean(1) for t, layer in enumerate(layers)},
                colours=(shades[maps[0]], shades[maps[-1]]),
                alt=f"Mean largest singular value at {' and '.join(layers)} against noise.",
            ),
        ],
        moments=[f"noise {level:g} SD" for level in NOISE_LEVELS],
        key=f"{SLUG}_noise",
        start=0,
    )
    st.markdown(findings.noise(run).text)
    st.markdown("**Largest singular value under input noise** (mean ± standard error)")
    colours = shades[maps[0]], shades[maps[-1]]
    multiples(noise_charts.under_noise(run.noise_values.astype(float), NOISE_LEVELS, layers, colours))
    one_image(run)


def one_image(run: JacobianRun) -> None:
    """Offer one image under growing noise, computed on request, then scrubbed in the browser."""
    st.subheader("Noise on one image", anchor=False)
    left, middle = st.columns([3, 1], vertical_alignment="bottom")
    picture = left.slider("Image", 1, len(run.pictures), 1, key=f"{SLUG}_noise_picture", bind="query-params")
    drawn = f"{SLUG}_noise_draw"
    seed = st.session_state.setdefault(drawn, 0)
    middle.button("Draw other noise", on_click=st.session_state.update, args=({drawn: seed + 1},), width="stretch")
    settings = {name: getattr(run.params, name) for name in run.params.defaults()}
    params = image_noise.NoiseParams(**settings, picture=picture, noise_seed=seed)
    found = runs.offer(
        image_noise.request(run, params),
        "Compute for this image",
        "The prediction and the spectra at two layers, at 21 levels of noise. This takes some seconds.",
    )
    if found is not None:
        _film(found)
        st.markdown(findings.noise_film(found).text)


def _film(found: image_noise.NoiseRun) -> None:
    probable = found.likely_classes()
    panels: list[Pictures | Curves] = [
        Pictures(
            title="Input with noise",
            frames=found.noisy[:, None],
            palette="grey" if found.noisy.ndim == 3 else "diverging",
            columns=1,
            alt="The image with noise.",
        ),
        Curves(
            title="Probability of the most likely classes",
            series={found.class_names[c]: found.probabilities[:, c].round(3) for c in probable},
            colours=theme.CATEGORICAL[: len(probable)],
            unit="%",
            alt="Probability of the most likely classes against noise.",
        ),
    ]
    ranks = [rank for rank in RANKS if np.isfinite(found.values[:, :, rank]).all()]
    for row, layer in enumerate(found.layers):
        panels.append(
            Curves(
                title=f"Singular values at {layer}",
                series={f"s{rank + 1}": found.values[row, :, rank] for rank in ranks},
                colours=[charts.LAYER_RANGE[i] for i in (4, 3, 2, 1)],
                log="auto",
                alt=f"Singular values {', '.join(str(rank + 1) for rank in ranks)} at {layer} against noise.",
            )
        )
    levels = [f"σ = {level:g} SD" for level in image_noise.LEVELS]
    player(panels, moments=levels, key=f"{SLUG}_noise_film", start=0)


def steps(run: JacobianRun) -> None:
    """Show what steps of equal length along singular directions do, which is the paper's plan."""
    layout.chart(noise_charts.flips(run.flips.astype(float), NAMES, STRENGTHS))
    st.markdown(findings.flips(run).text)
    deep = run.layers[hidden(run.layers)[-1]]
    st.markdown(f"**Change of the spectrum at {deep} after such steps** (mean ± standard error)")
    multiples(noise_charts.moved(run.moved.astype(float), NAMES, SPECTRUM_STRENGTHS))
    st.markdown(findings.spectrum_changes(run).text)


def classes(run: JacobianRun) -> None:
    """Show whether differences between classes are stretched more than differences within one."""
    st.markdown(
        "Does a layer tell classes apart? At each test image x we take its difference Δ to another image, of its own "
        "or of another class, and measure how much the Jacobian stretches it: ‖JΔ‖/‖Δ‖."
    )
    layout.chart(charts.contrast(findings.mean_class_ratios(run), run.layers))
    st.markdown(findings.class_contrast(run).text)
