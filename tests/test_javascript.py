"""The scripts of pages/_shared: their unit tests run in node, and what Python packs is what player.js unpacks."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from pages._shared import player

TESTS = sorted((Path(__file__).parent / "javascript").glob("*.test.mjs"))


@pytest.fixture(scope="module")
def node() -> str:
    """The node program; without one these tests skip, but fail on CI."""
    found = shutil.which("node")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("node is not installed")
        pytest.skip("node is not installed")
    return found


def test_the_unit_tests_of_the_scripts_pass(node):
    assert TESTS
    done = subprocess.run([node, "--test", *map(str, TESTS)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


UNPACK = """
import { readFileSync } from "node:fs";
const [script, film] = process.argv.slice(1);
const { unpack } = await import(`data:text/javascript,${encodeURIComponent(readFileSync(script, "utf8"))}`);
const { payload, ...header } = unpack(new Uint8Array(readFileSync(film)));
console.log(JSON.stringify({ ...header, payload: [...new Uint8Array(payload)] }));
"""


def test_a_film_that_python_packs_is_the_one_that_the_player_unpacks(node, tmp_path):
    rng = np.random.default_rng(0)
    frames = rng.integers(0, 256, (3, 2, 4, 5), dtype=np.uint8)
    panels = [
        player.Pictures(title="<b>é", frames=frames, labels=("a", "b")),
        player.Curves(title="c", series={"x": np.array([1.0, np.nan, 3.0])}, colours=["#fff"]),
    ]
    film = tmp_path / "film"
    film.write_bytes(player.pack(panels, ["one", "two", "three"], 1, 2.5, name="n", usual=2))
    command = [node, "--input-type=module", "-e", UNPACK, "--", str(player.HERE / "player.js"), str(film)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["moments"], found["start"], found["seconds"]) == (["one", "two", "three"], 1, 2.5)
    assert (found["name"], found["usual"]) == ("n", 2)
    pictures, curves = found["panels"]
    assert pictures["title"] == "<b>é"
    assert pictures["shape"] == [3, 2, 4, 5]
    at = pictures["at"]
    assert found["payload"][at : at + frames.size] == frames.ravel().tolist()
    assert curves["series"][0]["values"] == [1.0, None, 3.0]
