"""forward.js against core: the same network gives the same outputs, scores and edits in the browser as in NumPy."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from core.boundaries import changed, edits, planes
from core.boundaries.engine import ACTIVATIONS
from core.boundaries.forward import forward, predict
from core.boundaries.geometry import plane_grid
from pages._chapters.boundaries import component
from tests.boundaries.examples import random_run

PROGRAM = """
import { readFileSync } from "node:fs";
const [folder, messages] = process.argv.slice(1);
const source = readFileSync(`${folder}/forward.js`, "utf8") + readFileSync(`${folder}/network.js`, "utf8")
  + "\\nexport { unpackNetwork };";
const js = await import(`data:text/javascript,${encodeURIComponent(source)}`);
const found = JSON.parse(messages).map((file) => {
  const header = js.unpackNetwork(new Uint8Array(readFileSync(file)));
  const run = header.runs[0];
  const edit = js.readEdit(header.edit);
  const weights = js.edited(run.sizes, run.weights.subarray(run.parameters), edit.changes);
  const outputs = js.forward(run.sizes, run.activation, weights, run.inputs, run.labels.length);
  return {
    edit: js.writeEdit(edit),
    sizes: js.layout(run.sizes).map(({ kernel, bias }) => [kernel, bias]),
    outputs: outputs.map((layer) => [...layer]),
    shares: [...js.softmax(outputs.at(-1), run.sizes.at(-1), run.labels.length)],
    score: js.score(outputs.at(-1), run.labels, run.sizes.at(-1), 0, run.trained),
    grid: [...run.grid],
  };
});
console.log(JSON.stringify(found));
"""
EDIT = "0.w.1.0=-1.25;1.b.1=0.5"


def in_node(tmp_path, cases):
    """What the script makes of runs whose last frame is edited."""
    node = shutil.which("node") or pytest.skip("node is not installed")
    files = []
    for i, run in enumerate(cases):
        files.append(tmp_path / f"{i}")
        files[-1].write_bytes(component.pack(run, EDIT))
    command = [node, "--input-type=module", "-e", PROGRAM, "--", str(Path(component.__file__).parent)]
    done = subprocess.run([*command, json.dumps(list(map(str, files)))], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_browser_computes_what_core_computes(tmp_path):
    settings = [{"activation": name, "layers": 2, "units": 5} for name in ACTIVATIONS]
    settings += [{"f_r": True, "f_phase": True, "layers": 1, "units": 3}]
    runs = [random_run(names=("0", "1", "2"), **one) for one in settings]
    for run, found in zip(runs, in_node(tmp_path, runs), strict=True):
        edit, problems = edits.read(EDIT, run.net)
        assert not problems
        assert found["edit"] == edit.text() == EDIT
        (one,) = (changed.edited(run, edit),)
        x = planes.columns(run, run.points)
        *hidden, last = forward(one.weights[0], run.net, x)
        expected = [after for _, after in hidden] + [last[0]]
        for mine, theirs in zip(found["outputs"], expected, strict=True):
            # the browser sums in float64, NumPy in float32
            np.testing.assert_allclose(np.reshape(mine, theirs.shape), theirs, rtol=1e-5, atol=1e-5)
        np.testing.assert_allclose(np.reshape(found["shares"], last[1].shape), last[1], atol=1e-6)
        assert found["score"]["accuracy"] == pytest.approx(one.accuracy[0])
        assert found["score"]["loss"] == pytest.approx(one.loss[0], rel=1e-5)
        grid = planes.columns(run, plane_grid(planes.half_width(run), planes.resolution_for(run)))
        np.testing.assert_array_equal(np.float32(found["grid"]), grid.ravel())
        assert np.isfinite(predict(one.weights[0], run.net, grid)).all()


def test_lines_can_be_dragged_only_where_a_unit_has_one():
    def header(**settings):
        data = component.pack(random_run(**settings), "")
        return json.loads(data[4 : 4 + int.from_bytes(data[:4], "little")])

    assert header(layers=1, units=3)["lines"]
    assert header(layers=0)["lines"]
    assert not header(layers=0, names=("0", "1", "2"))["lines"]
    assert not header(layers=1, units=3, f_r=True)["lines"]
    assert header(f_y=False, units=2)["runs"][0]["axes"] == [0, -1]
