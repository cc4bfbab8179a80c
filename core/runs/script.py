"""A run as a short script over this project's own core: the same params, the same computation, the same numbers."""

from collections.abc import Callable
from typing import Any

from core.runs.params import Params
from core.runs.progress import Work

SCRIPT = '''"""This exact run of Not a Black Box. Save it in the project's folder and start it there: python {file}"""

import numpy as np

from {params_module} import {params_name}
from {module} import {function}
from core.runs.progress import drain
{images}
params = {params_name}(
{settings}
)
run = drain({function}(params), lambda step: print(step.message, step.index, "of", step.total))
print({report})
np.savez("run.npz", **{{name: value for name, value in vars(run).items() if isinstance(value, np.ndarray)}})
'''

OWN_IMAGES = """
from pathlib import Path

from core.data import own_sets

# The images are your own: name the file that was uploaded, and the side if one was chosen (0: as in the file).
file, side = Path("own.zip"), 0
reading = drain(own_sets.read(file.read_bytes(), file.name, side))
assert reading.name == {name!r}, reading.problem or "This is another image set, or it was read with another side."
"""


def as_script(compute: Callable[[Any], Work[Any]], params: Params, report: str, file: str) -> str:
    """Python source that computes the run of `params`, prints `report` (an expression in `run`) and saves its arrays.

    Every setting is written out, so that a later change of a default changes nothing.
    """
    canonical = params.canonical()
    name = getattr(canonical, "dataset", "")
    settings = "\n".join(f"    {name}={getattr(canonical, name)!r}," for name in canonical.controls())
    return SCRIPT.format(
        file=file,
        params_module=type(canonical).__module__,
        params_name=type(canonical).__name__,
        module=compute.__module__,
        function=compute.__name__,
        settings=settings,
        images=OWN_IMAGES.format(name=name) if name.startswith("own-") else "",
        report=report,
    )
