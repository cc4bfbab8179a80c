"""Decision Boundaries, beyond the data: accuracy by distance from the middle, and the spiral's phase as a feature."""

import numpy as np
import streamlit as st

from core.boundaries import charts, drawing, findings, geometry, planes
from core.boundaries.params import BoundaryParams, with_phase
from core.boundaries.training import BoundaryRun, request
from core.charts import images, theme
from pages._chapters.boundaries.parts import colours_of, moments, switch
from pages._shared import layout, runs
from pages._shared.player import Points, player

FAR_FRAMES = 31


def beyond(run: BoundaryRun) -> None:
    """Show what the network predicts far out, and its accuracy there where the set's rule goes on."""
    far = geometry.FAR
    places, lines = drawing.continued_arms(run, far)
    panel = Points(
        title=f"The network on [-{far:g}, {far:g}]²" + (", with the arms of the spiral continued" if lines else ""),
        positions=np.concatenate([run.points, places])[None],
        colours=colours_of(run.labels) + ["#000"] * len(places),
        radius=[1.5] * len(run.labels) + [0.0] * len(places),
        lines=lines,
        line_colours=theme.CATEGORICAL[: len(lines)],
        dashed=range(len(lines)),
        extent=(-far, far, -far, far),
        backdrop=_far_ground(run.params, run),
        palette="two classes",
        axes=("x", "y"),
        alt="The class that the network predicts far beyond its points.",
    )
    left, right = st.columns([2, 3])
    with left:
        player([panel], moments=moments(run, planes.pick_frames(run, FAR_FRAMES)), key="boundaries_far")
    with right:
        _accuracy(run)


def _accuracy(run: BoundaryRun) -> None:
    mine = geometry.reach_of(run)
    if mine is None:
        switch(
            "No rule says which class is correct beyond the points of this set. The bundled run of the spiral with ten "
            "tanh units is shown instead.",
            "Switch to the spiral",
            {},
        )
        run = runs.ask(request(BoundaryParams()))
        mine = geometry.reach_of(run)
        if mine is None:
            return
    p = run.params
    curves = {findings.shape(run): mine.accuracy}
    phase = None
    if p.dataset == "spiral" and not p.f_phase:
        phase = geometry.reach_of(runs.ask(request(with_phase(p))))
        if phase is not None:
            curves["linear, receives the phase"] = phase.accuracy
    layout.chart(charts.reach(mine.radius, curves, mine.limit, 1 / len(run.names)))
    layout.findings(findings.extrapolation(run, mine, phase))


@st.cache_data(max_entries=8, show_spinner=False)
def _far_ground(params: BoundaryParams, _run: BoundaryRun) -> np.ndarray:
    frames = planes.pick_frames(_run, FAR_FRAMES)
    resolution = min(planes.resolution_for(_run), 96 if len(_run.names) == 2 else 64)
    return images.class_ground(planes.probability_film(_run, frames, geometry.FAR, resolution))
