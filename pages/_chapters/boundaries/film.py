"""Decision Boundaries, the large picture: the boundary, its loss and accuracy, and another run beside it."""

import numpy as np
import streamlit as st

from core import catalog
from core.boundaries import planes
from core.boundaries.training import BoundaryParams, BoundaryRun, explain_divergence, request
from core.charts import images, theme
from core.data import own_points
from core.data.points import PointSet
from pages._shared import runs, share
from pages._shared.player import Curves, Panel, Points, player

SLUG = "boundaries"
FILM_FRAMES = 61
GOAL = 0.99
ALONE, PINNED = "nothing", "the pinned run"

COMPUTED = """
- **Net**: dense layers, softmax over the classes, mean cross-entropy. Every step of the optimizer is on all training
  points (or on a batch, in a new order every epoch), in one compiled TensorFlow graph; its updates equal Keras's.
  First weights are Glorot or He uniform, biases 0.
- **Time**: 121 moments of the run are kept, close together at the start. All pictures come from these weights.
- **Planes**: a 21 x 21 grid, the points and the border (where the two largest logits are equal) go through the layers.
  A cell's colour is its signed area over its area in the input, the mean of det J in it: red where the plane keeps its
  orientation, blue where it is turned over. Of a layer with more than two units you see the plane that holds most of
  the points' variance.
- **Islands**: regions of one class that touch no edge of [-4, 4]², corners joined, on 201² places (801² where a piece
  is small).
- **20 nets**: the same points, other first weights; bounds of a share are Clopper–Pearson's at 95 %.
- **Phase**: φ = θ − 2πT (r − .15)/.85 for T turns: the spiral's own winding taken off.
"""


def colours_of(labels: np.ndarray) -> list[str]:
    """The class colour of each point."""
    return [theme.CATEGORICAL[label] for label in labels]


def moments(run: BoundaryRun, frames: np.ndarray) -> list[str]:
    """The names of some frames."""
    return [f"step {step:,}" for step in run.steps[frames]]


def film(run: BoundaryRun) -> None:
    """The large picture: boundary, points, loss and accuracy under one time slider."""
    if explained := explain_divergence(run):
        st.warning(explained)
    frames = planes.pick_frames(run, FILM_FRAMES)
    half = planes.half_width(run)
    held = len(run.held_labels)
    places = np.concatenate([run.points, run.held_points])[None]
    colours = colours_of(np.concatenate([run.labels, run.held_labels]))
    series = {"training": run.loss[frames]} | ({"held out": run.held_loss[frames]} if held else {})
    shares = {"training": run.accuracy[frames]} | ({"held out": run.held_accuracy[frames]} if held else {})
    accuracy = f"{run.accuracy[-1]:.1%}"
    panels: list[Panel] = [
        Points(
            title="Which class the net gives to every place" + (" (small dots: held out)" if held else ""),
            positions=places,
            colours=colours,
            radius=[4.0] * len(run.labels) + [2.5] * held,
            extent=(-half, half, -half, half),
            backdrop=_ground(run.params, run),
            palette="two classes",
            axes=("x", "y"),
            alt=f"{len(run.names)} classes of points over the net's answer; {accuracy} of them are right.",
        ),
        Curves(title="Accuracy", series=shares, colours=(theme.TRAIN, theme.TEST), alt=f"Accuracy ends at {accuracy}."),
        Curves(
            title="Loss (nats)",
            series=series,
            colours=(theme.TRAIN, theme.TEST),
            log=True,
            alt=f"Loss ends at {run.loss[-1]:.3g}.",
        ),
    ]
    place = st.container()
    if (other := _beside(run)) is not None:
        panels.insert(1, other)
    with place:
        player(panels, moments=moments(run, frames), key="boundaries_film")
        unseen = f" and **{run.held_accuracy[-1]:.1%}** of {held} held-out ones" if held else ""
        good = run.accuracy >= GOAL
        when = f"first passes 99 % by step {run.steps[good.argmax()]:,}" if good.any() else "never reaches 99 %"
        st.markdown(
            f"After {run.steps[-1]:,} steps the net of {_shape(run)} gets **{accuracy}** of {len(run.labels)} training "
            f"points{unseen} right; it {when}. Press play, or drag the slider back to step 0.{_duplicates(run)}"
        )


def _beside(run: BoundaryRun) -> Panel | None:
    """Another run that moves under the same slider: a preset's, or one that the visitor has pinned."""
    titles = [preset.title for preset in catalog.topic(SLUG).presets]
    chosen = st.selectbox("Beside it", [ALONE, PINNED, *titles], key=f"{SLUG}_beside", bind="query-params", width=220)
    if chosen == ALONE:
        return None
    params = share.pinned(catalog.topic(SLUG))
    if chosen != PINNED:
        params = BoundaryParams(**catalog.topic(SLUG).presets[titles.index(chosen)].values)
    if not isinstance(params, BoundaryParams):
        st.info("No run is pinned yet. Press Pin above, then change a setting.")
        return None
    other: BoundaryRun = runs.ask(request(params))
    kept = planes.pick_frames(other, FILM_FRAMES)
    steps = run.steps[planes.pick_frames(run, FILM_FRAMES)]
    half = planes.half_width(other)
    last = f"{other.accuracy[-1]:.1%} right after {other.steps[-1]:,} steps"
    return Points(
        title=f"{chosen}: {_shape(other)}, {last}",
        positions=other.points[None],
        colours=colours_of(other.labels),
        radius=4.0,
        extent=(-half, half, -half, half),
        backdrop=_ground(other.params, other),
        palette="two classes",
        frame_of=np.minimum(np.searchsorted(other.steps[kept], steps), len(kept) - 1).tolist(),
        axes=("x", "y"),
        alt=f"The boundary of {chosen}.",
    )


def _shape(run: BoundaryRun) -> str:
    p = run.params
    hidden = f"{p.layers} x {p.units} {p.activation} units" if p.layers else "no hidden units"
    return f"{hidden} ({run.net.parameters:,} parameters)"


def _duplicates(run: BoundaryRun) -> str:
    """A sentence about points that lie on each other."""
    data = PointSet(
        np.concatenate([run.points, run.held_points]), np.concatenate([run.labels, run.held_labels]), run.names
    )
    repeated, contested = own_points.duplicates(data)
    said = f" {repeated} points repeat the place of another." if repeated else ""
    if contested:
        said += f" {contested} share their place with another class, so 100 % is out of reach."
    return said


@st.cache_data(max_entries=16, show_spinner=False)
def _ground(params: BoundaryParams, _run: BoundaryRun) -> np.ndarray:
    frames = planes.pick_frames(_run, FILM_FRAMES)
    resolution = min(planes.resolution_for(_run), 96 if len(_run.names) == 2 else 64)
    return images.class_ground(planes.probability_film(_run, frames, planes.half_width(_run), resolution))
