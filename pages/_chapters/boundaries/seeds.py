"""Decision Boundaries, twenty networks from different random seeds on the same points, and the atlas of the spiral."""

import numpy as np
import streamlit as st

from core.boundaries import atlas, charts, seed_findings, seeds
from core.boundaries.params import BoundaryParams
from core.boundaries.seeds import SeedsRun
from core.boundaries.training import BoundaryRun
from core.charts import images
from pages._shared import layout, runs
from pages._shared.player import Pictures, player

GROUND_BYTES = 1_300_000


def success_rate(run: BoundaryRun) -> None:
    """Show twenty networks with other first weights, how many learn the points, and the atlas."""
    many: SeedsRun = runs.ask(seeds.request(run.params))
    nets = len(many.reached)
    panel = Pictures(
        title=f"{nets} networks from different random initialisations, with their accuracy after the last step",
        frames=_grounds(many.params, many),
        labels=[f"{number + 1}: {share:.1%}" for number, share in enumerate(many.accuracy[-1])],
        columns=10,
        palette="two classes",
        smooth=True,
    )
    player([panel], moments=[f"step {step:,}" for step in many.film_steps], key="boundaries_luck")
    layout.findings(seed_findings.success(many, run.params.start))
    layout.chart(charts.success_curves(many.steps, many.accuracy, seeds.GOAL))
    _atlas()


def _atlas() -> None:
    found = runs.find(atlas.request(BoundaryParams()))
    if found is None:
        return
    st.markdown(f"##### Spiral: how many of {found.nets} tanh networks reach 99 %, by depth, width and turns")
    for i, (column, turns) in enumerate(zip(st.columns(len(found.turns)), found.turns, strict=True)):
        with column:
            share, median = found.share[..., i], found.median_steps[..., i]
            layout.chart(charts.success_map(share, median, found.depths, found.widths, float(turns), found.nets))
    layout.findings(seed_findings.width_and_depth(found))


@st.cache_data(max_entries=6, show_spinner=False)
def _grounds(params: BoundaryParams, _many: SeedsRun) -> np.ndarray:
    """The answer of each network at each frame, small: (frames, nets, r, r) or colours."""
    return images.class_ground(seeds.probabilities(_many, seeds.resolution_for(_many, GROUND_BYTES)))
