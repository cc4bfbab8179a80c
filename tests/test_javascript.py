"""The scripts of pages/_shared: their unit tests run in node, and what Python packs is what player.js unpacks."""

import dataclasses
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

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


def packed(panel: player.Panel) -> dict[str, Any]:
    """Return what the player reads about one panel."""
    content = player.pack([panel], ["a", "b"], 0, 1.0)
    found: dict[str, Any] = json.loads(content[4 : 4 + int.from_bytes(content[:4], "little")])["panels"][0]
    return found


@pytest.mark.parametrize(
    ("log", "values", "unit", "drawn"),
    [
        ("auto", [1e-5, 1.0], "nats", True),
        ("auto", [0.02, 1.0], "nats", False),
        ("auto", [0.0, 1.0], "nats", False),
        ("auto", [-1.0, 1e3], "", False),
        ("auto", [1e-5, 1.0], "%", False),
        ("auto", [np.nan, np.nan], "", False),
        ("auto", [np.nan, 1e-5, 1.0], "", True),
        (True, [1.0, 2.0], "", True),
        (False, [1e-5, 1.0], "", False),
    ],
)
def test_a_scale_is_logarithmic_where_positive_values_span_decades(log, values, unit, drawn):
    panel = player.Curves(title="", series={"x": np.array(values)}, colours=["#fff"], log=log, unit=unit)
    assert packed(panel)["log"] is drawn


def test_an_accuracy_says_its_chance():
    found = packed(player.Curves(title="", series={}, colours=[], unit="%", reference=player.chance(3)))
    assert found["reference"] == {"value": pytest.approx(1 / 3), "label": "chance 33%"}


def test_a_table_has_a_colour_bar_unless_it_is_read_out_otherwise():
    frames = np.zeros((1, 1, 2), np.uint8)
    table = player.Matrix(title="", frames=frames, rows=["r"], columns=["a", "b"], limit=0.123456, unit="g")
    assert packed(table)["scale"] == {"low": -0.123, "high": 0.123, "unit": "g"}
    assert packed(dataclasses.replace(table, palette="sequential"))["scale"]["low"] == 0
    assert "scale" not in packed(dataclasses.replace(table, readings=np.ones((1, 1, 2))))
    own = dataclasses.replace(table, readings=np.ones((1, 1, 2)), scale=(0.0, 9.0, "images"))
    assert packed(own)["scale"] == {"low": 0, "high": 9, "unit": "images"}


def test_signed_panels_bring_the_colours_of_both_themes():
    frames = np.zeros((1, 1, 2, 2), np.uint8)
    signed = packed(player.Pictures(title="", frames=frames))
    assert len(signed["palette_on_dark"]) == len(signed["palette"]) == 3 * 256
    assert "palette_on_dark" not in packed(player.Pictures(title="", frames=frames, palette="grey"))
