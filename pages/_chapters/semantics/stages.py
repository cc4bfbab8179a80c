"""Chapter: the stages of learning, and how long a start of each scale waits."""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from core.data.concepts import World
from core.semantics import similarity, theory
from core.semantics.charts import learning as charts
from core.semantics.dynamics import modes
from core.semantics.film import SHOWN_MODES, predicted
from core.semantics.findings import learning as findings
from core.semantics.params import SemanticsParams
from core.semantics.run import SemanticsRun
from core.semantics.similarity import SigmaSweep, sweep_params
from pages._chapters.semantics import cached, sections
from pages._chapters.semantics.images import show_images
from pages._shared import layout, runs

COMPUTED = """
- **World.** Items are one-hot inputs, so that the table of facts is the correlation matrix Σʸˣ = U·S·Vᵀ, and Σˣ = 1.
- **Learning.** Full-batch gradient descent on half the squared error, summed over the table, in steps dt; time is
  t = steps · dt in units of τ. Keras' `mse` over a batch of P items with learning rate η has dt/τ = 2η/(N_out·P).
- **Strength** of mode k: uₖᵀ·map·vₖ. Theory: a(t) = s/(1 + (s/a₀ − 1)e^(−2st)) with one hidden layer,
  s(1 − e^(−t)) + a₀e^(−t) without. A random start grows from a₀ = ‖W₁v + W₂ᵀu‖²/4. With D matrices
  da/dt = D·a^(2−2/D)·(s − a); from a random start of more than two, only its shape is predicted, placed at the
  measured half-time. The theory is that of a linear network, whatever activation is chosen.
- **Half-time**: the moment a mode passes s/2. **Rise**: from 10 % to 90 % of s.
- **Hidden similarity**: inner products of the items in the last hidden layer (without one: in the map).
- Networks learn in double precision, side by side; those of one run differ in their seeds.
"""


def warn(params: SemanticsParams, world: World) -> None:
    """Say before a run what will go wrong in it."""
    for words in theory.step_warnings(params, world.correlations):
        st.warning(words)


def show_stages(run: SemanticsRun, world: World) -> None:
    """Show the half-times of this run, those for initial weights of other sizes, or those on images."""
    sections.choose(
        sections.STAGES,
        {
            "Half-times": partial(_half_times, run),
            "Initial scale": partial(_plateau, run, world),
            "Handwritten digits": show_images,
        },
    )


def _half_times(run: SemanticsRun) -> None:
    """Show half-times and rises against theory."""
    kind = cached.kind_of(run, "semantics_stages_kind")
    found = cached.stages_of(run, kind)
    count = min(SHOWN_MODES, len(found.s))
    strengths = run.strengths[run.kinds.index(kind)]
    line = predicted(run, kind)
    layout.chart(charts.stages(run.times, strengths[:, :, :count], line[:, :count], found.s[:count], kind))
    table = pd.DataFrame(
        {
            "mode": np.arange(1, len(found.s) + 1),
            "s": found.s,
            "half-time": found.half,
            "± over networks": found.half_sd,
            "half-time, theory": found.half_theory,
            "10–90 % rise": found.rise,
            "rise, theory": found.rise_theory,
            "max |a − theory| / s": found.error,
        }
    )
    st.dataframe(table.round(3), hide_index=True)
    st.markdown(findings.stages(run, kind, found).text)


def _plateau(run: SemanticsRun, world: World) -> None:
    st.subheader("Is the shallow network faster because it has fewer parameters?", anchor=False)
    chosen = sweep_params(run.params)
    result: SigmaSweep = runs.ask(similarity.request(chosen))
    measured, foreseen = similarity.mean_waits(result)
    s = modes(world.correlations)[1]
    count = min(4, len(s))
    layout.chart(charts.waits(result.sigmas, measured[:, :count], foreseen[:, :count], s[:count], findings.LN2))
    st.markdown(
        "In theory the wait is the plateau ln(s/a₀ − 1)/2s near zero, where each of the two layers grows only as fast "
        "as the other is large. a₀ is proportional to σ², so a start ten times smaller waits about ln 100/2s longer."
    )
    layout.judged([("The shallow network converges sooner because it has fewer parameters", findings.plateau(result))])
