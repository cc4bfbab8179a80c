"""Chapter: beliefs that rise above the truth and fall back, and the modes that push them."""

import streamlit as st

from core.data.concepts import World
from core.semantics import illusions
from core.semantics.charts import learning as charts
from core.semantics.findings import learning as findings
from core.semantics.illusions import Illusion
from core.semantics.naming import mode_names
from core.semantics.params import build_world
from core.semantics.run import SemanticsRun
from pages._chapters.semantics import cached
from pages._chapters.semantics.nearest import instead
from pages._shared import layout
from pages._shared.multiples import multiples

LISTED, SHOWN_SHARES = 40, 6


def show_illusions(run: SemanticsRun, world: World) -> None:
    """Show one belief that overshoots and what pushes it; of a bundled run where the present one has none."""
    found = _found(run)
    if not found:
        other = instead(run.params, findings.no_illusion(run, world).text, lambda one: bool(_found(one)))
        if other is None:
            return
        run, world = other, build_world(other.params)
        found = _found(run)
    first = illusions.bones_first(world, found)[:LISTED]
    options = {f"{world.items[i.item]} × {world.properties[i.prop]} (highest: {i.peak:.2f})": i for i in first}
    some = f"first {len(first)} of {len(found)}" if len(first) < len(found) else f"{len(found)}"
    one = options[st.selectbox(f"Belief that rises above the truth ({some})", list(options), width=380)]
    shown = cached.film_of(run, "deep")
    belief = shown.beliefs[:, one.prop, one.item]
    shares = illusions.contributions(world, shown.strengths, one.item, one.prop)
    kept = illusions.strongest(shares, SHOWN_SHARES)
    names = mode_names(world)
    shallow = illusions.shallow_belief(shown.times, belief[0], one.truth)
    pair, until = f"{world.items[one.item]} × {world.properties[one.prop]}", float(shown.times[-1])
    multiples(
        [
            charts.belief(shown.times, belief, shallow, one.truth, pair, until),
            charts.contributions(shown.times, shares[:, kept], [names[k] for k in kept], until),
        ],
        width=340,
    )
    layout.findings(findings.illusion(run, world, one, float(belief[-1])))


def _found(run: SemanticsRun) -> list[Illusion]:
    if "deep" not in run.kinds:
        return []
    return illusions.illusions(build_world(run.params), run.peaks[0, 0], run.peak_times[0, 0], run.maps[0, 0])
