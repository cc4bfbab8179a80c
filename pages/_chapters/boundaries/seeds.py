"""Decision Boundaries, twenty nets at once: luck, rings that two units can't close, and the article's cases."""

from dataclasses import replace

import numpy as np
import streamlit as st

from core import catalog
from core.boundaries import charts, geometry
from core.boundaries import seeds as many
from core.boundaries.atlas import in_words
from core.boundaries.atlas import request as atlas_request
from core.boundaries.seeds import SeedsRun
from core.boundaries.training import BoundaryParams, BoundaryRun, request
from core.charts import images
from pages._shared import layout, runs
from pages._shared.player import Pictures, player

RUNS = "boundaries_seeds"
GROUND_BYTES = 1_300_000
DONUT_WIDTHS = (2, 3, 10)

# What the article shows in each of its cases, under the preset's title, and what must come out for it to hold:
# the least and the most nets of twenty that reach 99 %.
CASES = {
    "Two blobs, one line": ("One line parts what is linearly separable", (20, 20)),
    "Spiral, linear": ("A linear net can't part the spiral", (0, 0)),
    "Spiral, 2 tanh": ("Two tanh units are not enough to rely on", (1, 19)),
    "Spiral, 6 layers": ("The deep, narrow net converges at once", (20, 20)),
    "Spiral, 10 tanh": ("Ten tanh units part the spiral", (20, 20)),
    "Donut, 2 tanh": ("Two tanh units can't part the donut", (0, 0)),
    "Donut, 10 tanh": ("Ten tanh units part the donut", (20, 20)),
    "Donut, polar": ("In polar coordinates a line parts the donut", (20, 20)),
}


def _grounds(seeds: SeedsRun) -> np.ndarray:
    """What each net says of the plane at each frame, small: (frames, nets, r, r) or colours."""
    frames, nets = seeds.film.shape[:2]
    channels = 1 if len(seeds.names) == 2 else 3
    resolution = int(np.clip(np.sqrt(GROUND_BYTES / (frames * nets * channels)), 16, 48))
    return _cached_grounds(seeds.params, resolution, seeds)


@st.cache_data(max_entries=6, show_spinner=False)
def _cached_grounds(params: BoundaryParams, resolution: int, _seeds: SeedsRun) -> np.ndarray:
    return images.class_ground(many.probabilities(_seeds, resolution))


def luck(run: BoundaryRun) -> None:
    """Twenty nets from other first weights on the same points, and the atlas of the spiral."""
    seeds: SeedsRun = runs.ask(many.request(run.params))
    nets = len(seeds.reached)
    final = seeds.accuracy[-1]
    panel = Pictures(
        title=f"{nets} nets, the same points, {nets} random starts",
        frames=_grounds(seeds),
        labels=[f"{number + 1}: {share:.1%}" for number, share in enumerate(final)],
        columns=10,
        palette="two classes",
        smooth=True,
    )
    player([panel], moments=[f"step {step:,}" for step in seeds.film_steps], key="boundaries_luck")
    low, high = many.interval(seeds.successes, nets)
    when = f"; the median of those needs {seeds.median_steps:,.0f} steps" if seeds.successes else ""
    st.markdown(
        f"**{seeds.successes} of {nets}** reach 99 % of the training points (a share of {low:.0%} to {high:.0%} with "
        f"95 % confidence){when}. At the end the worst net gets {final.min():.1%} right, the median "
        f"{np.median(final):.1%}, the best {final.max():.1%}.{_fresh_text(seeds)} Net 1 is the one in the large "
        f"picture."
    )
    layout.chart(charts.success_curves(seeds.steps, seeds.accuracy, many.GOAL))
    atlas = runs.find(atlas_request(BoundaryParams()))
    if atlas is None:
        return
    st.markdown(f"##### How many of {atlas.nets} tanh nets reach 99 % on the spiral?")
    for i, (column, turns) in enumerate(zip(st.columns(len(atlas.turns)), atlas.turns, strict=True)):
        with column:
            share, median = atlas.share[..., i], atlas.median_steps[..., i]
            layout.chart(charts.success_map(share, median, atlas.depths, atlas.widths, float(turns), atlas.nets))
    st.markdown(in_words(atlas))


def _fresh_text(seeds: SeedsRun) -> str:
    if not len(seeds.fresh_accuracy):
        return ""
    return f" On 20,000 new points the best net gets {seeds.fresh_accuracy.max():.2%}."


def rings(run: BoundaryRun) -> None:
    """Islands: why a net of width two and an invertible activation can't close a ring."""
    st.markdown(
        "An invertible 2 x 2 weight and tanh move the plane without tearing or folding it: a homeomorphism. The last "
        "layer cuts with one straight line, which runs to infinity on both sides. Pulled back through the layers it "
        "still does, so no region of a net of width two is bounded (Beise et al. 2018). A third unit lifts the plane "
        "into space, and there a flat cut can slice off a cap."
    )
    rows, panels = [], []
    for units in DONUT_WIDTHS:
        seeds: SeedsRun = runs.ask(many.request(BoundaryParams(dataset="donut", units=units)))
        rows.append(
            f"| {units} | {int((seeds.islands > 0).sum())} of {len(seeds.islands)} | {seeds.successes} of "
            f"{len(seeds.reached)} | {seeds.fresh_accuracy.max():.2%} |"
        )
        far = geometry.class_picture(seeds.film[-1], seeds.net, ("x", "y"), seeds.params.turns, geometry.FAR, 64)
        panels.append(
            Pictures(
                title=f"{units} tanh units: 20 nets on the donut, seen on [-4, 4]²",
                frames=255 * far[None],
                columns=10,
                palette="two classes",
            )
        )
    player([*panels], moments=["the end"], key="boundaries_rings")
    deep: SeedsRun = runs.ask(many.request(BoundaryParams(dataset="donut", units=2, layers=5)))
    rows.append(
        f"| 5 layers of 2 | {int((deep.islands > 0).sum())} of {len(deep.islands)} | {deep.successes} of "
        f"{len(deep.reached)} | {deep.fresh_accuracy.max():.2%} |"
    )
    st.markdown(
        "\n".join(
            [
                "| tanh units | nets with an island | reach 99 % of 400 points | best on 20,000 new ones |",
                "|---|---|---|---|",
                *rows,
            ]
        )
    )
    here = int(geometry.island_counts(run.weights[-1:], run.net, run.params.feature_names, run.params.turns)[0])
    st.markdown(
        f"Depth doesn't help: a corridor through the ring can be so thin that 99 % of 400 points miss it, as in "
        f"{deep.successes} of {len(deep.reached)} nets of five layers, but it is there, and a dense ring finds it. "
        f"The net of this page has **{here}** island{'' if here == 1 else 's'} on [-4, 4]²."
    )


def article(run: BoundaryRun) -> None:
    """The article's eight cases: what it says, and what came out for twenty nets each."""
    rows: list[tuple[str, str, bool | None]] = []
    found: dict[str, SeedsRun] = {}
    for preset in catalog.topic("boundaries").presets:
        claim, (least, most) = CASES[preset.title]
        seeds = runs.find(many.request(BoundaryParams(**preset.values)))
        if seeds is None:
            rows.append((f"{preset.title}: {claim}", "not computed on this machine", None))
            continue
        found[preset.title] = seeds
        median = f", median step {seeds.median_steps:,.0f}" if seeds.successes else f", best {seeds.accuracy.max():.1%}"
        came = f"{seeds.successes} of {len(seeds.reached)} nets reach 99 %{median}"
        rows.append((f"{preset.title}: {claim}", came, least <= seeds.successes <= most))
    layout.claims(rows)
    shallow, deep = found.get("Spiral, 2 tanh"), found.get("Spiral, 6 layers")
    if shallow and deep:
        st.markdown(
            f"“Converges at once” is one lucky seed. Over {len(deep.reached)} starts the deep, narrow net is more "
            f"reliable ({deep.successes} against {shallow.successes}); its successes need {deep.median_steps:,.0f} "
            f"steps in the median, those of two units in one layer {shallow.median_steps:,.0f}."
        )
    phase = runs.find(request(replace(BoundaryParams(), layers=0, f_x=False, f_y=False, f_phase=True)))
    if phase is not None:
        st.markdown(
            f"The article ends with the question how a net could know the spiral beyond its data. With the spiral's "
            f"own phase as its feature a linear net gets {phase.accuracy[-1]:.1%} of the points; “How far does it "
            f"hold?” shows the rest."
        )
