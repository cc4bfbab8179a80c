"""The run as a script that ends at the same numbers."""

import ast
import subprocess
import sys

import numpy as np
import pytest

from core.runs.notebook import as_script
from core.runs.progress import drain
from core.semantics.notebook import TITLE, cells
from core.semantics.params import SemanticsParams
from core.semantics.run import train


@pytest.mark.parametrize(
    "params",
    [
        SemanticsParams(seeds=1, steps=300),
        SemanticsParams(seeds=1, steps=300, network="shallow", start="gaussian"),
        SemanticsParams(seeds=1, steps=300, depth=3, start="balanced", sigma=0.3, activation="tanh", seed=4),
        SemanticsParams(seeds=1, steps=300, activation="relu", start="gaussian", world="sampled tree", sigma=0.1),
    ],
)
def test_the_run_as_code_reproduces_it(params):
    run = drain(train(params))
    script = as_script(TITLE, cells(params, run.kinds[0]))
    printed = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=True)
    lines = printed.stdout.replace("[", " ").replace("]", " ").split()
    assert float(lines[1]) == pytest.approx(float(run.losses[0, 0, -1]), rel=1e-5)  # stored as float32
    values = np.array(lines[4:], float)
    np.testing.assert_allclose(values[: run.strengths.shape[-1]], run.singular_values[0, 0, -1], atol=1e-5)


def test_hostile_names_stay_in_their_texts():
    table = ',"""x",{y}\n"a\nimport os",1,0\n#b,0,1'
    params = SemanticsParams(world="my own", table=table, seeds=1, steps=50)
    tree = ast.parse(as_script(TITLE, cells(params)))
    assert [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names] == ["numpy"]
