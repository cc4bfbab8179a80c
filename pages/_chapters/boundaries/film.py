"""Decision Boundaries, the large image: the boundary, its loss and accuracy, and a second run next to it."""

import numpy as np
import streamlit as st

from core import catalog
from core.boundaries import findings, planes
from core.boundaries.params import BoundaryParams
from core.boundaries.training import BoundaryRun, request
from core.charts import images, theme
from pages._shared import layout, runs, share
from pages._shared.player import Curves, Panel, Points, chance, player

SLUG = "boundaries"
FILM_FRAMES = 61
ALONE, PINNED = "nothing", "the pinned run"

COMPUTED = """
- **Network**: dense layers, softmax over the classes, mean cross-entropy. Every step of the optimizer uses all training
  points, or a batch of them in a new order every epoch, without the last short batch. All steps run in one compiled
  TensorFlow graph; after ten of them the weights equal Keras's to 2e-5. The first weights are Glorot or He uniform, the
  first biases 0.
- **Time**: at most 121 steps of a run are stored, close together at the start. All images come from these weights.
- **Planes**: a grid of 21 x 21 places, the points and the border (where the two largest logits are equal) go through
  the layers. A cell's colour is its signed area over its area in the input: red where it keeps its orientation, blue
  where it is turned over. For a layer of two units this is the mean of det J in the cell. Of a layer with more than two
  units you see the plane that holds most of the points' variance, or the two units that you choose.
- **Islands**: regions of one class that touch no edge of [-4, 4]², corners joined, on 201² places. Where a region is
  small, networks of up to 2,000 parameters are sampled on 801² places, and regions below .0016 in area are left out.
- **20 networks**: the same points, other first weights; the interval of a share is the exact binomial one (Clopper and
  Pearson) at 95 %.
- **Phase**: φ = θ − 2πT (r − .15)/.85 for T turns: the angle without the spiral's own winding.
"""


def colours_of(labels: np.ndarray) -> list[str]:
    """Return the class colour of each point."""
    return [theme.CATEGORICAL[label] for label in labels]


def moments(run: BoundaryRun, frames: np.ndarray) -> list[str]:
    """Return the names of some frames."""
    return [f"step {step:,}" for step in run.steps[frames]]


def film(run: BoundaryRun) -> None:
    """Show boundary, points, loss and accuracy under one time slider."""
    if explained := findings.divergence(run).text:
        st.warning(explained)
    frames = planes.pick_frames(run, FILM_FRAMES)
    panels = [_boundary(run), *_curves(run, frames)]
    place = st.container()
    if (other := _second_run(run)) is not None:
        panels.insert(1, other)
    with place:
        player(panels, moments=moments(run, frames), key="boundaries_film")
        layout.findings(findings.outcome(run), findings.shared_places(run))


def _boundary(run: BoundaryRun) -> Panel:
    half, held = planes.half_width(run), len(run.held_labels)
    return Points(
        title="Which class the network gives to every place" + (" (small dots: held out)" if held else ""),
        positions=run.all_points[None],
        colours=colours_of(run.all_labels),
        radius=[4.0] * len(run.labels) + [2.5] * held,
        extent=(-half, half, -half, half),
        backdrop=_ground(run.params, run),
        palette="two classes",
        axes=("x", "y"),
        alt=f"Points of {len(run.names)} classes over the network's answer at every place; at the end "
        f"{run.accuracy[-1]:.1%} of the training points are classified correctly.",
    )


def _curves(run: BoundaryRun, frames: np.ndarray) -> list[Panel]:
    held = len(run.held_labels)
    losses = {"training": run.loss[frames]} | ({"held out": run.held_loss[frames]} if held else {})
    shares = {"training": run.accuracy[frames]} | ({"held out": run.held_accuracy[frames]} if held else {})
    colours = (theme.TRAINING, theme.TEST)
    return [
        Curves(
            title="Accuracy",
            series=shares,
            colours=colours,
            unit="%",
            reference=chance(len(run.names)),
            alt=f"Accuracy ends at {run.accuracy[-1]:.1%}.",
        ),
        Curves(
            title="Loss",
            series=losses,
            colours=colours,
            unit="nats",
            log="auto",
            alt=f"Loss ends at {run.loss[-1]:.3g}.",
        ),
    ]


def _second_run(run: BoundaryRun) -> Panel | None:
    """Return another run that moves under the same slider: a preset's, or the one that the visitor has pinned."""
    presets = {preset.title: preset for preset in catalog.topic(SLUG).presets}
    chosen = st.selectbox(
        "Compare with", [ALONE, PINNED, *presets], key=f"{SLUG}_beside", bind="query-params", width=220
    )
    if chosen == ALONE:
        return None
    params = share.pinned(catalog.topic(SLUG)) if chosen == PINNED else BoundaryParams(**presets[chosen].values)
    if not isinstance(params, BoundaryParams):
        st.info("No run is pinned yet. Press Pin above, then change a setting.")
        return None
    other: BoundaryRun = runs.ask(request(params))
    half, kept = planes.half_width(other), planes.pick_frames(other, FILM_FRAMES)
    steps = run.steps[planes.pick_frames(run, FILM_FRAMES)]
    last = f"{other.accuracy[-1]:.1%} correct after {findings.count(int(other.steps[-1]), 'step')}"
    return Points(
        title=f"{chosen}: {findings.shape(other)}, {last}",
        positions=other.points[None],
        colours=colours_of(other.labels),
        radius=4.0,
        extent=(-half, half, -half, half),
        backdrop=_ground(other.params, other),
        palette="two classes",
        frame_of=planes.frames_at(other, kept, steps).tolist(),
        axes=("x", "y"),
        alt=f"The boundary of {chosen}.",
    )


@st.cache_data(max_entries=16, show_spinner=False)
def _ground(params: BoundaryParams, _run: BoundaryRun) -> np.ndarray:
    frames = planes.pick_frames(_run, FILM_FRAMES)
    resolution = min(planes.resolution_for(_run), 96 if len(_run.names) == 2 else 64)
    return images.class_ground(planes.probability_film(_run, frames, planes.half_width(_run), resolution))
