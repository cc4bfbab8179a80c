"""A run as a notebook: valid by nbformat's own schema, and its cells print the run's numbers and end in charts."""

import json
import os
import re
import subprocess
import sys

import numpy as np
import pytest

from core.boundaries import notebook as boundaries
from core.boundaries import training as boundary_training
from core.boundaries.params import BoundaryParams, switches
from core.catalog import ROOT
from core.compression import notebook as compression
from core.compression.quality import psnr_at
from core.compression.svd import CompressionParams, decompose, energy
from core.confusion import notebook as confusion
from core.data import pictures
from core.jacobian import experiments
from core.jacobian import notebook as jacobian
from core.jacobian.training import JacobianParams
from core.networks.training import TrainingParams, train
from core.runs import notebook
from core.runs.notebook import Cell
from core.runs.progress import drain
from core.semantics import notebook as semantics
from core.semantics import run as semantics_run
from core.semantics.params import SemanticsParams
from core.templates import notebook as templates

nbformat = pytest.importorskip("nbformat")

# Runs the code cells of a notebook in one namespace; what Jupyter would show below a cell is drawn as Vega-Lite or PNG.
EXECUTE = """
import ast, json, sys
names = {"__name__": "__main__"}
for cell in json.load(open(sys.argv[1]))["cells"]:
    if cell["cell_type"] != "code":
        continue
    body = ast.parse("".join(cell["source"])).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), names)
    shown = None if last is None else eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    if shown is not None:
        drawn = shown._repr_png_() if hasattr(shown, "_repr_png_") else shown.to_json()
        print("shown", type(shown).__name__, len(drawn))
"""
SMALL = TrainingParams(epochs=1)
JACOBIAN = JacobianParams(net="mlp", depth=1, width=16, dataset="mnist-5k", epochs=1)
PLANE = BoundaryParams(steps=20, n=100, **switches("x", "y", "xy"), batch=30)
WORLD = SemanticsParams(seeds=1, steps=300)


def executed(cells, folder, alone=False):
    """Run the cells, `alone` without this project on the path; return what they print and what they show."""
    file = folder / "run.ipynb"
    file.write_text(notebook.as_notebook("# Title", cells))
    nbformat.validate(nbformat.read(file, 4))
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": "" if alone else str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", EXECUTE, str(file)],
        capture_output=True, text=True, check=False, cwd=folder, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    lines = done.stdout.splitlines()
    return [line for line in lines if not line.startswith("shown")], [
        line for line in lines if line.startswith("shown")
    ]


def test_a_notebook_has_a_line_above_each_cell_and_a_script_leaves_charts_out():
    cells = [Cell("First.", "a = 1\n"), Cell("Then.", "print(a)\n\n"), Cell("Look.", "chart(a)", True)]
    written = json.loads(notebook.as_notebook("# Title", cells))
    assert [cell["cell_type"] for cell in written["cells"]] == ["markdown", *["markdown", "code"] * 3]
    assert ["".join(cell["source"]) for cell in written["cells"]][:3] == ["# Title", "First.", "a = 1"]
    nbformat.validate(nbformat.from_dict(written))
    assert notebook.as_script("Title", cells) == '"""Title"""\n\n# First.\na = 1\n\n# Then.\nprint(a)\n'


def test_semantic_development_runs_anywhere_and_ends_at_the_runs_numbers(tmp_path):
    run = drain(semantics_run.train(WORLD))
    printed, shown = executed(semantics.cells(WORLD), tmp_path, alone=True)
    assert float(printed[0].split()[1]) == pytest.approx(float(run.losses[0, 0, -1]), rel=1e-5)  # stored as float32
    values = np.array(re.findall(r"[\d.e+-]+\d|\d\.", " ".join(printed[1:])), float)
    np.testing.assert_allclose(values[: run.strengths.shape[-1]], run.singular_values[0, 0, -1], atol=1e-5)
    assert len(shown) == 2


def test_svd_compression_prints_energy_and_psnr_of_the_rank(tmp_path):
    params = CompressionParams(picture="cat", colour="YCbCr")
    factors = decompose(pictures.load("cat"), "YCbCr", params.chroma)
    printed, shown = executed(compression.cells(params, 20, ["brightness", "blue", "red"]), tmp_path)
    assert printed[0].startswith(f"energy kept {energy(factors)[19]:.2%}, PSNR {psnr_at(factors, 20):.1f} dB")
    assert [line.split()[1] for line in shown] == ["Image", "LayerChart"]


@pytest.mark.slow
def test_decision_boundaries_runs_anywhere_with_keras(tmp_path):
    run = drain(boundary_training.train(PLANE))
    printed, shown = executed(boundaries.cells(PLANE), tmp_path, alone=True)
    assert float(printed[-1].split()[-1]) == pytest.approx(run.accuracy[-1], abs=0.03)  # rounding moves a point or two
    assert [line.split()[1] for line in shown] == ["LayerChart"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cells", "compute", "params", "kinds"),
    [
        (templates.cells, train, SMALL, ["Image", "Chart"]),
        (confusion.cells, train, SMALL, ["LayerChart"]),
        (jacobian.cells, experiments.compute, JACOBIAN, ["HConcatChart"]),
    ],
    ids=["templates", "confusion", "jacobian"],
)
def test_a_notebook_in_the_projects_folder_trains_the_run(tmp_path, cells, compute, params, kinds):
    run = drain(compute(params))
    printed, shown = executed(cells(params), tmp_path)
    assert float(printed[-1]) == pytest.approx(run.test_accuracy[-1], abs=0.005)
    assert [line.split()[1] for line in shown] == kinds
