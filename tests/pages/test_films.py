"""Films for a file: what draws them is what draws them on their page, and long ones have fewer moments."""

import json
import struct
from dataclasses import replace

import numpy as np
import pytest

from core.gallery.film_page import EXPORT, MOST_BYTES, encoded
from pages._chapters.boundaries import component
from pages._shared import layers, player, thinning
from pages._shared.player import Curves, Matrix, Pictures, Points

RNG = np.random.default_rng(0)
MOMENTS = [f"epoch {i}" for i in range(9)]
PANELS = [
    Pictures(title="all", frames=RNG.integers(0, 256, (9, 2, 4, 4), dtype=np.uint8)),
    Pictures(
        title="some", frames=np.arange(3, dtype=np.uint8).reshape(3, 1, 1, 1), frame_of=[0, 0, 0, 1, 1, 1, 2, 2, 2]
    ),
    Curves(title="loss", series={"a": np.arange(9.0)}, colours=["#000000"]),
    Points(title="still", positions=RNG.random((1, 3, 2)), colours=["#000000"], backdrop=np.zeros((9, 2, 2), np.uint8)),
    Matrix(title="table", frames=np.arange(9, dtype=np.uint8).reshape(9, 1, 1), rows="a", columns="b", limit=1.0),
]


def read_film(content):
    (length,) = struct.unpack_from("<I", content)
    return json.loads(content[4 : 4 + length]), content[4 + length :]


@pytest.mark.parametrize("drawing", [player.drawing, layers.drawing, component.view])
def test_a_module_has_one_default_export_and_nothing_that_ends_a_script(drawing):
    assert drawing().js.count(EXPORT) == drawing().js.count("export default") == 1
    assert "</script" not in drawing().js
    assert "</style" not in drawing().css


def test_a_film_that_fits_keeps_every_moment():
    content, left_out = thinning.packed(PANELS, MOMENTS, start=8, seconds=2.0)
    assert content == player.pack(_with_frames(PANELS), MOMENTS, 8, 2.0)
    assert left_out == ""


def _with_frames(panels):
    """Return the panels as thinning gives them: those that move name a frame for each moment."""
    return [
        p if isinstance(p, Curves) or p.frame_of is not None else replace(p, frame_of=list(range(9))) for p in panels
    ]


def test_a_long_film_keeps_its_first_and_last_moment_and_shows_at_each_what_it_showed():
    noise = replace(PANELS[0], frames=RNG.integers(0, 256, (9, 9, 40, 40), dtype=np.uint8))
    whole = thinning.packed([noise, *PANELS[1:]], MOMENTS, start=8, most=10**9)[0]
    most = thinning.SHELL_BYTES + len(encoded(whole)) // 2
    content, left_out = thinning.packed([noise, *PANELS[1:]], MOMENTS, start=8, most=most)
    assert left_out == "This file has 3 of the film's 9 moments, so that it stays small."
    header, payload = read_film(content)
    assert header["moments"] == ["epoch 0", "epoch 4", "epoch 8"]
    assert header["start"] == 2
    pictures, some, curve, still, table = header["panels"]
    shown = np.frombuffer(payload, np.uint8, 3 * 9 * 1600, pictures["at"]).reshape(3, 9, 40, 40)
    np.testing.assert_array_equal(shown[pictures["frame_of"]], noise.frames[[0, 4, 8]])
    of_some = np.frombuffer(payload, np.uint8, 3, some["at"])
    assert of_some[some["frame_of"]].tolist() == [0, 1, 2]
    assert curve["series"][0]["values"] == [0.0, 4.0, 8.0]
    assert (still["shape"][0], still["backdrop"][0]) == (1, 3)
    assert np.frombuffer(payload, np.uint8, 3, table["at"])[table["frame_of"]].tolist() == [0, 4, 8]


def test_two_moments_are_the_fewest():
    content, left_out = thinning.packed(PANELS, MOMENTS, start=0, most=0)
    assert read_film(content)[0]["moments"] == ["epoch 0", "epoch 8"]
    assert "2 of the film's 9" in left_out
    assert MOST_BYTES <= 5_000_000
