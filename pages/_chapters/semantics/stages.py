"""The sections of Semantic Development: the stages, the illusions and the tree."""

import numpy as np
import pandas as pd
import streamlit as st

from core.data.concepts import World
from core.semantics import development, illusions, similarity, stages, theory
from core.semantics.charts import film as charts
from core.semantics.dynamics import modes
from core.semantics.film import SHOWN_MODES, predicted
from core.semantics.params import SemanticsParams
from core.semantics.run import SemanticsRun
from core.semantics.similarity import SigmaSweep, sweep_params
from pages._chapters.semantics.film import film_of, kind_of
from pages._shared import layout, runs

COMPUTED = """
- **World.** Items are one-hot inputs, so that the table of facts is the correlation matrix Σʸˣ = U·S·Vᵀ, and Σˣ = 1.
- **Learning.** Full-batch gradient descent on half the squared error, summed over the table, in steps dt; time is
  t = steps · dt in units of τ. Keras' `mse` over a batch of P items with learning rate η has dt/τ = 2η/(N_out·P).
- **Strength** of mode k: uₖᵀ·map·vₖ. Theory: a(t) = s/(1 + (s/a₀ − 1)e^(−2st)) with one hidden layer,
  s(1 − e^(−t)) + a₀e^(−t) without. A random start grows from a₀ = ‖W₁v + W₂ᵀu‖²/4. With D matrices
  da/dt = D·a^(2−2/D)·(s − a); from a random start of more than two, only its shape is foretold, hung on the
  measured half-time.
- **Half-time**: the moment a mode passes s/2. **Rise**: from 10 % to 90 % of s.
- **Hidden similarity**: inner products of the items in the last hidden layer (without one: in the map).
- Everything is NumPy in double precision; networks of one run learn side by side and differ in their seeds.
"""


def warn(params: SemanticsParams, world: World) -> None:
    """Say before a run what will go wrong in it."""
    largest = float(modes(world.correlations)[1][0])
    depths = {"deep": (params.depth,), "shallow": (1,), "both": (params.depth, 1)}[params.network]
    warnings = [theory.step_warning(largest, depth, params.step) for depth in depths]
    for words in filter(None, warnings):
        st.warning(words)


def show_stages(run: SemanticsRun) -> None:
    """Half-times and rises against theory, and why the deep network waits."""
    kind = kind_of(run, "semantics_stages_kind")
    found = stages.stages(run, kind)
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
    if kind == "deep":
        st.markdown(
            f"A stage is a wait, ln(s/a₀ − 1)/2s, and then a rise, ln 81/2s = {theory.LN81:.2f}/2s, "
            f"that does not depend on the start. Mean of {strengths.shape[0]} networks."
        )
    else:
        st.markdown(
            "Without a hidden layer every mode keeps one pace: half-time ln 2 = "
            f"{np.log(2):.3f} from zero, whatever its s. Nothing comes first, so nothing is learned in stages."
        )
    _plateau(run)


def _plateau(run: SemanticsRun) -> None:
    st.subheader("Is the shallow network faster because it has fewer parameters?", anchor=False)
    chosen = sweep_params(run.params)
    result: SigmaSweep = runs.ask(similarity.request(chosen))
    measured, foretold = similarity.mean_waits(result)
    s = modes(stages.build_world(run.params).correlations)[1]
    count = min(4, len(s))
    layout.chart(charts.waits(result.sigmas, measured[:, :count], foretold[:, :count], s[:count], float(np.log(2))))
    deep, shallow = stages.parameters(chosen)
    wins = similarity.faster_than_shallow(result)
    st.markdown(
        f"The article says so. Here the deep network has **{deep:,}** weights and the shallow one **{shallow:,}**, at "
        f"every σ. Yet the first mode's half-time falls from **{measured[0, 0]:.2f}** at σ = {result.sigmas[0]:g} to "
        f"**{np.nanmin(measured[:, 0]):.2f}**, with not one weight less. The delay is the plateau ln(s/a₀ − 1)/2s near "
        "zero, where each layer must wait for the other; "
        + (f"from σ = **{wins:g}** on the deep network is the faster of the two." if wins else "it shrinks as σ grows.")
    )


def show_illusions(run: SemanticsRun, world: World) -> None:
    """Beliefs that rise above the truth and fall back, and the modes that push them."""
    if "deep" not in run.kinds:
        excess = illusions.largest_overshoot(world, run.peaks[0], run.maps[0, 0])
        st.markdown(
            f"**None.** In this shallow network the largest belief beyond both its start and the truth is "
            f"**{excess:.1g}**: every mode keeps the same pace; none runs ahead of the one that corrects it. "
            "Choose “deep”, or the preset “Worms have bones”."
        )
        return
    found = illusions.illusions(world, run.peaks[0, 0], run.peak_times[0, 0], run.maps[0, 0])
    if not found:
        st.info("No belief of this network rises noticeably above the truth. Try a smaller σ, or the world “worms”.")
        return
    first = [i for i in found if "bones" in world.properties[i.prop] and world.items[i.item] == "worm"]
    ordered = [*first, *(i for i in found if i not in first)][:40]
    options = {f"{world.items[i.item]} × {world.properties[i.prop]}": i for i in ordered}
    name = st.selectbox(f"One of {len(found)} illusions, strongest first", list(options), width=380)
    one = options[name]
    shown = film_of(run.params, "deep", run)
    shares = illusions.contributions(world, shown.strengths, one.item, one.prop)
    s = modes(world.correlations)[1]
    shallow = illusions.shallow_belief(shown.times, shown.beliefs[0, one.prop, one.item], one.truth)
    count = min(8, len(s))
    layout.chart(
        charts.belief(
            shown.times, shown.beliefs[:, one.prop, one.item], shallow, shares[:, :count], s[:count], one.truth, name
        )
    )
    up, down = illusions.pushers(world, one.item, one.prop)
    st.markdown(
        f"**{name}** is {'true' if one.truth > 0 else 'false'}, yet the network comes to believe it to "
        f"**{one.peak:.2f}** at t = **{one.time:.2f}**, and ends at {shown.beliefs[-1, one.prop, one.item]:.3f}. "
        f"Mode {up + 1} (s = {s[up]:.2f}) pushes the belief up, mode {down + 1} (s = {s[down]:.2f}) pulls it down, and "
        "the stronger one comes first. A shallow network learns both at one pace: its line goes straight to the truth."
    )
    st.dataframe(
        pd.DataFrame(
            {
                "item": [world.items[i.item] for i in found],
                "property": [world.properties[i.prop] for i in found],
                "truth": [i.truth for i in found],
                "highest belief": [round(i.peak, 3) for i in found],
                "at t": [round(i.time, 2) for i in found],
            }
        ),
        hide_index=True,
        height=240,
    )


def show_unfolding(run: SemanticsRun, world: World) -> None:
    """When each branching of the world's own tree opens."""
    kind = kind_of(run, "semantics_tree_kind")
    vectors = run.hidden if kind == "deep" else run.maps[run.kinds.index(kind)]
    tree = development.world_tree(world.table)
    found = development.splits(tree, vectors, run.frame_times)[:8]
    names = [_named(split.left, world) + "  |  " + _named(split.right, world) for split in found]
    names = [f"{k + 1}. {name}" for k, name in enumerate(names)]
    halves = np.array([split.time for split in found])
    across = development.across(found, vectors)
    layout.chart(charts.splits(run.frame_times, across, names, halves))
    r = development.order_of_splits(found)
    shown = film_of(run.params, kind, run)
    held = ", ".join(f"{value:.0%}" for value in shown.held[:4])
    where = "hidden layer" if kind == "deep" else "map"
    verdict = (
        f"Spearman's correlation of breadth and earliness over {len(found)} branchings is **{r:+.2f}**. "
        if np.isfinite(r)
        else ""
    )
    st.markdown(
        f"Branchings are those of the facts themselves (average linkage); a dot is the moment at which the {where} "
        f"holds its two sides half as far apart as in the end. {verdict}One, two, three and four dimensions hold "
        f"**{held}** of the paths in the picture above: read distances in it with care."
    )
    if kind == "shallow":
        st.info("All curves rise together: without a hidden layer there is no order of development.")


def _named(members: tuple[int, ...], world: World) -> str:
    names = [world.items[i] for i in members]
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
