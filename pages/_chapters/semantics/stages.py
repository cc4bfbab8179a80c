"""Chapter: the stages of learning: half-times against theory, the modes, the initial scale, and images."""

from functools import partial

import streamlit as st

from core.data.concepts import World
from core.semantics import similarity, theory
from core.semantics.charts import learning as charts
from core.semantics.findings import learning as findings
from core.semantics.naming import mode_names
from core.semantics.params import SemanticsParams
from core.semantics.run import SemanticsRun
from core.semantics.similarity import SigmaSweep, sweep_params
from pages._chapters.semantics import cached, sections
from pages._chapters.semantics.images import show_images
from pages._chapters.semantics.modes import show_modes
from pages._shared import layout, runs
from pages._shared.sweeps import TITLE, Repeated, section

COMPUTED = """
- **World.** Items are one-hot inputs, so the table of facts is the correlation matrix Σʸˣ = U·S·Vᵀ, and Σˣ = 1.
- **Training.** Full-batch gradient descent on half the squared error, summed over the table, in steps dt. Time is
  t = steps · dt in units of τ. Keras' `mse` over a batch of P items with learning rate η has dt/τ = 2η/(N_out·P).
- **Strength** of mode k: uₖᵀ·map·vₖ. Theory: a(t) = s/(1 + (s/a₀ − 1)e^(−2st)) with one hidden layer,
  s(1 − e^(−t)) + a₀e^(−t) without. From random initial weights a₀ = ‖W₁v + W₂ᵀu‖²/4. With D matrices
  da/dt = D·a^(2−2/D)·(s − a); from random initial weights of more than two matrices only the shape is predicted, and
  drawn at the measured half-time. The theory is that of a linear network, whatever activation is chosen.
- **Half-time**: the moment at which a mode passes s/2. **Rise**: from 10 % to 90 % of s.
- **Names of modes**: the items with at least 60 % of the mode's largest weight, on either side.
- **Hidden similarity**: inner products of the items in the last hidden layer (without one: of the answers).
- Networks are trained in double precision, side by side; those of one run differ in their random seeds.
"""
SHOWN_HALF_TIMES = 12


def warn(params: SemanticsParams, world: World) -> None:
    """Say before a run what will go wrong in it."""
    for words in theory.step_warnings(params, world.correlations):
        st.warning(words)


def show_stages(run: SemanticsRun, world: World, repeated: Repeated[SemanticsRun]) -> None:
    """Show the half-times of this run, its modes, half-times for other initial weights or on images, or more runs."""
    sections.choose(
        sections.STAGES,
        {
            "Half-times": partial(_half_times, run, world),
            "Modes": partial(show_modes, run, world),
            "Initial scale": partial(_initial_scale, run, world),
            "Handwritten digits": show_images,
            TITLE: partial(section, repeated),
        },
    )


def _half_times(run: SemanticsRun, world: World) -> None:
    """Show half-times against theory."""
    kind = cached.kind_of(run, "semantics_stages_kind")
    found = cached.stages_of(run, kind)
    layout.chart(charts.half_times(mode_names(world)[:SHOWN_HALF_TIMES], found, run.params.seeds))
    layout.findings(findings.stages(run, kind, found))
    if (short := findings.too_short(run, kind, found)) is not None:
        st.info(short.text)


def _initial_scale(run: SemanticsRun, world: World) -> None:
    """Show how long initial weights of each scale wait, and judge why shallow networks are faster."""
    result: SigmaSweep = runs.ask(similarity.request(sweep_params(run.params)))
    measured, foreseen = similarity.mean_waits(result)
    names = mode_names(world)[:4]
    count = len(names)
    layout.chart(charts.waits(result.sigmas, measured[:, :count], foreseen[:, :count], names, findings.LN2))
    st.markdown(
        "In theory a mode waits ln(s/a₀ − 1)/2s near zero, where each of the two layers grows only as fast as the "
        "other is large. The initial strength a₀ is proportional to σ², so initial weights a tenth as large wait about "
        "ln 100/2s longer."
    )
    layout.judged([("The shallow network converges sooner because it has fewer parameters", findings.plateau(result))])
