"""Chapter: beliefs that rise above the truth and fall back, and the modes that push them."""

import pandas as pd
import streamlit as st

from core.data.concepts import World
from core.semantics import illusions
from core.semantics.charts import learning as charts
from core.semantics.dynamics import modes
from core.semantics.findings import learning as findings
from core.semantics.run import SemanticsRun
from pages._chapters.semantics import cached
from pages._shared import layout

LISTED, SHOWN_SHARES = 40, 8


def show_illusions(run: SemanticsRun, world: World) -> None:
    """Show one belief that overshoots, what pushes it, and the list of all."""
    if "deep" not in run.kinds:
        st.markdown(findings.no_illusion(run, world).text)
        return
    found = illusions.illusions(world, run.peaks[0, 0], run.peak_times[0, 0], run.maps[0, 0])
    if not found:
        st.info("No belief of this network rises noticeably above the truth. Try a smaller σ, or the world “worms”.")
        return
    options = {f"{world.items[i.item]} × {world.properties[i.prop]}": i for i in illusions.bones_first(world, found)}
    listed = list(options)[:LISTED]
    name = st.selectbox(f"A belief that rises above the truth ({len(listed)} of {len(found)})", listed, width=380)
    one = options[name]
    shown = cached.film_of(run, "deep")
    belief = shown.beliefs[:, one.prop, one.item]
    shares = illusions.contributions(world, shown.strengths, one.item, one.prop)[:, :SHOWN_SHARES]
    shallow = illusions.shallow_belief(shown.times, belief[0], one.truth)
    s = modes(world.correlations)[1][:SHOWN_SHARES]
    layout.chart(charts.belief(shown.times, belief, shallow, shares, s, one.truth, name))
    st.markdown(findings.illusion(run, world, one, float(belief[-1])).text)
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
