"""The paper's Figure 5 on EfficientNet-Lite0, and steps along directions, which the paper plans."""

from functools import partial

import numpy as np
import streamlit as st

from core.charts import theme
from core.jacobian import imagenet_noise, imagenet_noise_bundle, imagenet_steps
from core.jacobian.charts import imagenet_noise as charts
from core.jacobian.charts.spectra import LAYER_RANGE
from core.jacobian.findings import imagenet_noise as findings
from core.jacobian.imagenet_noise import DRAWS, LEVELS, NoiseParams, NoiseRun
from core.jacobian.imagenet_noise_bundle import NoiseBundle
from core.networks.imagenet import class_names
from pages._chapters.jacobian import parts
from pages._chapters.jacobian.imagenet.photograph import Photograph
from pages._shared import layout, runs
from pages._shared.multiples import multiples
from pages._shared.player import Curves, Pictures, player

SLUG = "jacobian_imagenet_noise"
PARTS = f"{SLUG}_part"
RANKS = (1, 5, 10, 20)
SIDE = 112  # pixels of a frame


@st.cache_resource(show_spinner=False)
def bundle() -> NoiseBundle:
    """Return what is bundled, read once a server."""
    return imagenet_noise_bundle.load()


def chapter(photograph: Photograph) -> None:
    """Show random noise, or steps along directions."""
    shown = {
        "Random noise": partial(_random, photograph),
        "Along singular directions": partial(_steps, photograph),
    }
    parts.choose("Part", PARTS, shown)


def _random(photograph: Photograph) -> None:
    _one(photograph)
    found = bundle()
    if found.count() < 2:
        return
    st.subheader(f"Noise on {findings.photographs(found.count())}", anchor=False)
    multiples([charts.predictions(found), *charts.spectra(found), charts.by_outcome(found)])
    st.caption(
        f"Means over photographs with 95 % intervals. Predictions are those of {DRAWS} draws of the noise at each "
        "level, spectra those of the first draw. A photograph counts as keeping its prediction when it does in at "
        "least half of the draws. The layers were chosen beforehand: block2 is the first block whose twenty strongest "
        "directions all converge, block15 is the last one."
    )
    for said in (findings.predictions, findings.spectra, findings.groups):
        layout.findings(said(found))


def _one(photograph: Photograph) -> None:
    """Draw the film of the chosen photograph, or offer to compute it."""
    params = NoiseParams(**photograph.params)
    run = runs.offer(
        imagenet_noise.request(params, photograph.own),
        "Compute noise on this photograph",
        f"Predictions and spectra at two layers, at {len(LEVELS)} levels of noise. This takes about a minute on two "
        "cores.",
    )
    if run is not None:
        _film(run, photograph.pixels)
        layout.findings(findings.film(run))


def _film(run: NoiseRun, pixels: np.ndarray) -> None:
    frames = imagenet_noise.shown(run.params, pixels)
    factor = frames.shape[1] // SIDE
    small = frames.reshape(len(frames), SIDE, factor, SIDE, factor, 3).mean((2, 4)).round().astype(np.uint8)
    names = class_names()
    panels: list[Pictures | Curves] = [
        Pictures(title="Photograph with noise", frames=small[:, None], columns=1, alt="The photograph with noise."),
        Curves(
            title="Probability of the most likely classes",
            series={names[c]: run.probabilities[:, at].round(3) for at, c in enumerate(run.classes)},
            colours=theme.CATEGORICAL[: len(run.classes)],
            unit="%",
            alt="Probability of the most likely classes against noise.",
        ),
    ]
    panels += [
        Curves(
            title=f"Singular values at {layer}",
            series={f"s{rank}": values[:, rank - 1].round(2) for rank in RANKS},
            colours=[LAYER_RANGE[at] for at in (4, 3, 2, 1)],
            log=True,
            alt=f"Singular values {', '.join(map(str, RANKS))} at {layer} against noise.",
        )
        for layer, values in zip(run.params.layers, run.values, strict=True)
    ]
    player(panels, moments=[f"noise {level:g} SD" for level in LEVELS], key=f"{SLUG}_film", start=0)


def _steps(photograph: Photograph) -> None:
    st.markdown(
        "The photograph is moved by steps of equal length: along the strongest, the tenth and the twentieth singular "
        f"direction of the Jacobian to {imagenet_noise.HIGH}, along a random direction, and along the gradient of the "
        "loss. A step of 1 SD is as long as Gaussian noise with the photograph's standard deviation. The paper plans "
        "this experiment; the results are ours."
    )
    found = bundle()
    if np.isfinite(found.changed[:, 0, 0]).sum() > 1:
        multiples([charts.flips(found), charts.stepped(found)])
        st.caption(
            "Changed predictions: one counts as changed when it changes after the step or after its opposite; exact "
            "95 % intervals over photographs. Sum of the top 20: after one step of "
            f"{imagenet_steps.SPECTRUM_LENGTH:g} SD; geometric means with 95 % intervals. Along the gradient it is "
            "the step that makes the predicted class less probable."
        )
        layout.findings(findings.flips(found))
        layout.findings(findings.stepped(found))
    if photograph.digest:
        _own_steps(photograph)


def _own_steps(photograph: Photograph) -> None:
    run = runs.offer(
        imagenet_steps.request(imagenet_steps.StepParams(**photograph.params), photograph.own),
        "Compute steps for this photograph",
        "Directions, predictions after steps along them and spectra. This takes about half a minute on two cores.",
    )
    if run is not None:
        layout.findings(findings.own_steps(run))
