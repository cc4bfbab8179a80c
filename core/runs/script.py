"""A run as cells of code over this project's own core: the same params, the same computation, the same numbers."""

from collections.abc import Callable
from typing import Any

from core.runs.notebook import Cell
from core.runs.params import Params
from core.runs.progress import Work

OWN_IMAGES = """from pathlib import Path

from core.data import own_sets
from core.runs.progress import drain

file, side = Path("own.zip"), 0
reading = drain(own_sets.read(file.read_bytes(), file.name, side))
assert reading.name == {name!r}, reading.problem or "This is another image set, or it was read with another side."
"""

SETTINGS = """from {module} import {name}

params = {name}(
{settings}
)
"""

RUN = """import numpy as np

from {module} import {function}
from core.runs.progress import drain

run = drain({function}(params), lambda step: print(step.message, step.index, "of", step.total))
"""

RESULT = """np.savez("run.npz", **{{name: value for name, value in vars(run).items() if isinstance(value, np.ndarray)}})
print({report})
"""


def cells(compute: Callable[[Any], Work[Any]], params: Params, report: str) -> list[Cell]:
    """Return cells that compute the run of `params`, save its arrays and print `report` (an expression in `run`).

    Every setting is written out, so that a later change of a default changes nothing.
    """
    canonical = params.canonical()
    dataset = getattr(canonical, "dataset", "")
    settings = "\n".join(f"    {name}={getattr(canonical, name)!r}," for name in canonical.controls())
    own = (
        "The images are your own: name the file that was uploaded, and the side if one was chosen (0: as in the file)."
    )
    kind = type(canonical)
    return [
        *([Cell(own, OWN_IMAGES.format(name=dataset))] if dataset.startswith("own-") else []),
        Cell(
            "The settings of the run, all of them.",
            SETTINGS.format(module=kind.__module__, name=kind.__name__, settings=settings),
        ),
        Cell(
            "The computation. It reports its progress and returns the result.",
            RUN.format(module=compute.__module__, function=compute.__name__),
        ),
        Cell(
            "All arrays of the run go into a file; the number printed last is on the page.",
            RESULT.format(report=report),
        ),
    ]


def title(file: str) -> str:
    """Return what a script says it is, and how it is started."""
    return f"This exact run of Not a Black Box. Save it in the project's folder and start it there: python {file}"
