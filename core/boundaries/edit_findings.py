"""What weights that were changed by hand do, in sentences, and how a visitor changes them."""

import numpy as np

from core.boundaries import edits
from core.boundaries.findings import NOTHING
from core.boundaries.training import BoundaryRun
from core.gallery.findings import Finding


def started(run: BoundaryRun) -> Finding:
    """From which weights a run was trained on; nothing for one that started from random weights."""
    if not run.params.start:
        return NOTHING
    return Finding(
        f"This run did not start from random weights but from those of an earlier run, with "
        f"{edits.counted(run.params.start)}; there it classified {run.accuracy[0]:.1%} correctly."
    )


def changed(run: BoundaryRun, one: BoundaryRun) -> Finding:
    """What weights that were changed by hand do, without training; `one` is the changed network."""
    at, step = int(np.searchsorted(run.steps, one.steps[0])), int(one.steps[0])
    held = f" and {one.held_accuracy[0]:.1%} of the held-out points" if len(one.held_labels) else ""
    return Finding(
        f"With {edits.counted(one.params.edit)} the network of step {step:,} classifies **{one.accuracy[0]:.1%}** of "
        f"the training points{held} correctly. Before the change it classified {run.accuracy[at]:.1%} of the training "
        f"points correctly. The loss was {run.loss[at]:.3g} nats and is {one.loss[0]:.3g} nats. The other "
        "chapters, except those on random seeds and on claims, show the changed network, too."
    )


def how_to_change(run: BoundaryRun) -> str:
    """How a visitor changes the network by hand, as far as this one allows it."""
    said = "Click a weight in the network to choose it, then move its slider."
    if not set(run.params.feature_names) <= {"x", "y"}:
        return said
    if run.params.layers:
        return (
            f"{said} Or drag one of the numbered lines, where a unit of layer 1 has the sum 0: in the middle it moves, "
            "near its end it turns."
        )
    if len(run.names) == 2:
        return f"{said} Or drag the border: in the middle it moves, near its end it turns."
    return said
