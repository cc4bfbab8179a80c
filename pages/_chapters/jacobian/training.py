"""Chapters of Jacobian Spectra about training: spectra by epoch and by layer, and steepness against accuracy."""

from functools import partial

import streamlit as st

from core.charts import theme
from core.gallery.findings import Verdict
from core.gallery.topic import Topic
from core.jacobian import epochs as by_epoch
from core.jacobian import steepness as study
from core.jacobian.charts import spectra as ramp
from core.jacobian.charts import training as charts
from core.jacobian.comparison import view
from core.jacobian.epochs import EpochSpectra
from core.jacobian.experiments import JacobianRun, request
from core.jacobian.findings import claims as claims_of_a_run
from core.jacobian.findings import training as findings
from core.jacobian.moving_spectrum import moving_spectrum
from core.jacobian.steepness import SteepnessParams
from pages._chapters.jacobian import bundled, parts
from pages._shared import layout, runs, sweeps
from pages._shared.multiples import multiples
from pages._shared.player import Curves, Points, chance, player

SLUG = "jacobian"
SCALES = ("s / s₁", "s, logarithmic")
AGAIN = "This needs the network's weights at more epochs than the last, so the network is trained once more."


def epochs(page: JacobianRun) -> None:
    """Show the spectrum at each layer against the epoch, scrubbed in the browser."""
    run = bundled.run_or_nearest(by_epoch.request, page.params, "Train and measure at several epochs", AGAIN)
    if run is None:
        return
    if run.failure:
        st.warning(run.failure)
    scale = st.segmented_control(
        "Spectrum", SCALES, default=SCALES[0], required=True, key=f"{SLUG}_epoch_scale", bind="query-params"
    )
    layers = page.layers if set(run.layers) <= set(page.layers) else run.layers
    shades = dict(zip(layers, ramp.layer_colours(layers), strict=True))  # those of the first chapter
    colours = [shades[layer] for layer in run.layers]
    name, steep = run.steepness()
    player(
        [
            _spectrum(run, colours, str(scale)),
            Curves(
                title=f"Steepness 1 − {name} at each layer",
                series=dict(zip(run.layers, 1 - steep.T, strict=True)),
                colours=colours,
                alt=f"1 − {name} against the epoch, at each layer.",
            ),
            Curves(
                title="Accuracy",
                series={"training": run.accuracy, "test": run.test_accuracy},
                colours=(theme.TRAINING, theme.TEST),
                unit="%",
                reference=chance(int(page.outputs[-1])),
                alt="Training and test accuracy against the epoch.",
            ),
        ],
        moments=[f"epoch {epoch}" for epoch in run.epochs],
        key=f"{SLUG}_film",
        start=0,
    )
    st.markdown(findings.epochs(run).text)


def _spectrum(run: EpochSpectra, colours: list[str], scale: str) -> Points:
    """Return a moving chart: the mean spectrum of each layer as a line, with ticks that stand still."""
    drawn = moving_spectrum(run.values, as_ratio=scale == SCALES[0])
    per_layer, ticks = drawn.moving // len(colours), len(drawn.labels) - drawn.moving
    return Points(
        title=f"Spectrum ({scale}) by direction (1 = strongest) at each layer",
        positions=drawn.positions,
        colours=[colour for colour in colours for _ in range(per_layer)] + [theme.NEUTRAL] * ticks,
        labels=drawn.labels,
        lines=[*drawn.lines, *drawn.grid],
        line_colours=[*colours, *["#8a8f9855"] * len(drawn.grid)],
        dashed=(),
        radius=[4.0] * drawn.moving + [0.0] * ticks,
        extent=drawn.extent,
        axes=("", ""),
        font=17,
        alt="Mean singular values, strongest first, at each layer; they move with the epoch.",
    )


def steepness(run: JacobianRun) -> None:
    """Show steepness against accuracy over networks that differ in one setting each."""
    found = runs.ask(study.request(SteepnessParams()))
    alike = study.comparable(run.params)
    st.markdown("**Steepness at the last hidden layer against test accuracy, one point per network**")
    present = study.present(run) if alike else None
    multiples(charts.steepness(found.steepness, found.test_accuracy, found.varied, found.settings, present))
    if not alike:
        st.caption(
            "All points are dense networks on digits with true labels. The network of this page is another kind and is "
            "not drawn: its accuracy has another meaning."
        )
    layout.judged([("Spectra could guide the search for hyper-parameters", findings.steepness_study(found))])


def _verdicts(run: JacobianRun) -> dict[str, Verdict]:
    return {claim: found.verdict for claim, found in claims_of_a_run.claims(run) if found.verdict is not None}


def chapter(topic: Topic, run: JacobianRun) -> None:
    """Show spectra by epoch, steepness against accuracy, or the run of the page repeated."""
    repeated = sweeps.Repeated(topic, run.params, request, view, judge=_verdicts, without=("net",))
    shown = {
        "By epoch": partial(epochs, run),
        "Steepness and accuracy": partial(steepness, run),
        sweeps.TITLE: partial(sweeps.section, repeated),
    }
    parts.choose("Part", parts.TRAINING, shown)
