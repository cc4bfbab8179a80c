"""Networks whose weights were changed by hand: which changes fit, and the changed network as a run of one frame."""

from dataclasses import replace

from core.boundaries import edits
from core.boundaries.edits import Edit
from core.boundaries.params import BoundaryParams
from core.boundaries.training import BoundaryRun, architecture, frame_of, score
from core.data import own_points, points
from core.data.points import PointSet


def fitting(params: BoundaryParams) -> tuple[BoundaryParams, tuple[str, ...]]:
    """Return the settings without the changed weights that do not fit the network, and a sentence for each of those."""
    if not params.start and not params.edit:
        return params, ()
    classes = params.classes
    if params.dataset == points.OWN:
        try:
            classes = len(set(own_points.decode(params.own)[1]))
        except own_points.OwnPointsError:  # the run says what is wrong with them
            return params.untouched(), ()
    net = architecture(params, classes)
    wrong = edits.problems(params.start, net)
    edit, left_out = edits.read(params.edit, net)
    start = params.start
    if wrong:
        start, wrong = "", (*wrong, "The run starts from random weights instead.")
    return replace(params, start=start, edit=edit.text()), (*wrong, *left_out)


def edited(run: BoundaryRun, edit: Edit) -> BoundaryRun | None:
    """Return a run of one frame, the network of `run` with an edit; None where its step is not stored.

    It is what every view of a run can show without training.
    """
    frame = frame_of(run, edit)
    if frame is None:
        return None
    weights = edits.apply(run.weights[frame], run.net, edit)[None]
    params = replace(run.params, edit=edit.text())
    loss, accuracy = score(params, run.net, weights, PointSet(run.points, run.labels, run.names))
    held_loss, held_accuracy = score(params, run.net, weights, PointSet(run.held_points, run.held_labels, run.names))
    return replace(
        run,
        params=params,
        steps=run.steps[frame : frame + 1],
        weights=weights,
        loss=loss,
        accuracy=accuracy,
        held_loss=held_loss,
        held_accuracy=held_accuracy,
        diverged_step=None,
    )
