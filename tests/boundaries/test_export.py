"""What leaves the page: tables that give points and weights back, and an animation with all its frames."""

from dataclasses import replace

import numpy as np
import pytest

from core.boundaries import export
from core.boundaries.forward import predict
from core.charts import theme
from tests.boundaries.examples import random_run, run_of


def test_the_table_has_all_points_and_says_which_are_held_out():
    run = random_run(layers=1, units=2)
    run = replace(run, held_points=run.points[:3] + 5, held_labels=run.labels[:3])
    table = export.point_table(run)
    assert {len(column) for column in table.values()} == {43}
    assert table["held_out"].tolist() == [False] * 40 + [True] * 3
    np.testing.assert_array_equal(np.stack([table["x"], table["y"]], axis=1)[:40], run.points)
    np.testing.assert_array_equal(table["class"][40:], run.held_labels)


def test_the_weights_make_the_networks_answer():
    run = random_run(layers=1, units=5, activation="linear")
    arrays = export.weight_arrays(run)
    hidden = run.points @ arrays["kernel_1"][1] + arrays["bias_1"][1]
    logits = hidden @ arrays["kernel_2"][1] + arrays["bias_2"][1]
    np.testing.assert_allclose(predict(run.weights[1], run.net, run.points.T), logits.T, rtol=1e-4, atol=1e-5)
    assert set(arrays) == {"steps", "loss", "accuracy", "kernel_1", "bias_1", "kernel_2", "bias_2"}


@pytest.mark.parametrize("names", [("0", "1"), ("0", "1", "2")])
def test_the_animation_has_a_frame_a_step_and_ends_in_its_image(names):
    steep = np.zeros((2, 3 * len(names)))  # logits 0 at first; at the end class 0 wins where x > 0
    steep[1, 0] = 50
    run = run_of(steep, names, layers=0)
    frames = export.frames(run).astype(int)
    assert frames.shape == (2, export.SIDE, export.SIDE, 3)
    end = frames[-1]
    colour = np.array([int(theme.CATEGORICAL[0][i : i + 2], 16) for i in (1, 3, 5)])
    corner = end[2, -3]  # outside all points
    other = end[2, 2]
    assert np.abs(corner - colour).sum() < np.abs(other - colour).sum()
