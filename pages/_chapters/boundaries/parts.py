"""Decision Boundaries, what its chapters share."""

import numpy as np

from core.boundaries.training import BoundaryRun
from core.charts import theme


def colours_of(labels: np.ndarray) -> list[str]:
    """Return the class colour of each point."""
    return [theme.CATEGORICAL[label] for label in labels]


def moments(run: BoundaryRun, frames: np.ndarray) -> list[str]:
    """Return the names of some frames."""
    return [f"step {step:,}" for step in run.steps[frames]]
