"""Amplified directions against direct evaluation of the network, and their maps against the vectors."""

import numpy as np
import pytest

from core.jacobian import imagenet as directions
from core.jacobian import imagenet_amplify as amplify
from core.jacobian import imagenet_maps as maps
from core.networks import imagenet
from core.runs import archive
from core.runs.progress import drain

SIDE = 32
LAYER = "block4"


@pytest.fixture(scope="module")
def network():
    return imagenet.network(side=SIDE)


@pytest.fixture(scope="module")
def run(network):
    return drain(directions.compute(directions.DirectionParams(layer=LAYER), network=lambda: network))


@pytest.fixture(scope="module")
def amplified(network, run):
    return drain(amplify.compute(amplify.AmplifyParams(layer=LAYER), run=run, network=lambda: network))


def said(network, run, length, vector=None):
    """Class and probabilities at a step of `length` times the photograph's SD, by hand."""
    x = imagenet.network_input(run.photograph).astype(np.float64)
    line = run.vectors[0] if vector is None else vector
    moved = x + length * x.std() * np.sqrt(x.size) * line.astype(np.float64) / np.linalg.norm(line)
    logits = np.asarray(network(moved[None].astype(np.float32), training=False), np.float64)[0]
    return logits.argmax(), np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum()


def test_probabilities_along_the_direction_are_those_of_single_images(network, run, amplified):
    assert amplified.epsilons[len(amplify.STEPS)] == 0
    np.testing.assert_array_equal(amplified.epsilons, -amplified.epsilons[::-1])
    for step in (0, 9, 14, 27):
        best, probabilities = said(network, run, amplified.epsilons[step])
        assert amplified.predicted[0, step] == best
        # float32, in batches of another size
        np.testing.assert_allclose(amplified.probabilities[0, step], probabilities[amplified.classes], atol=1e-4)
    start = amplified.probabilities[:, len(amplify.STEPS)]
    np.testing.assert_allclose(start, np.broadcast_to(start[0], start.shape), atol=1e-4)


def test_the_prediction_changes_within_the_interval_and_nowhere_before(network, run, amplified):
    now = amplified.predicted[0, len(amplify.STEPS)]
    assert np.isfinite(amplified.change[..., 1]).any()
    for column, sign in enumerate((-1, 1)):
        same, other = amplified.change[0, column]
        assert said(network, run, sign * same)[0] == now
        tried = [epsilon for epsilon in amplify.STEPS if epsilon <= same]
        assert all(said(network, run, sign * epsilon)[0] == now for epsilon in tried)
        if np.isfinite(other):
            assert said(network, run, sign * other)[0] == amplified.becomes[0, column] != now
            assert other / same < 2 ** (1 / 2 / 2**amplify.BISECTIONS) * 1.02  # half an octave, halved four times
        else:
            assert same == amplify.STEPS[-1]
            assert amplified.becomes[0, column] == -1


def test_along_the_gradient_the_probability_grows_and_against_it_falls(amplified):
    """Of the predicted class, over the smallest steps."""
    zero, best = len(amplify.STEPS), list(amplified.classes).index(amplified.predicted[0, len(amplify.STEPS)])
    below, here, above = amplified.probabilities[2, [zero - 1, zero, zero + 1], best]
    assert below < here < above


def test_pixels_are_not_clipped_where_the_network_sees_them(run, amplified):
    """The step has its full length in every image, though some pixels leave 0 to 255; only the drawing is clipped."""
    pixels = run.photograph.astype(float)
    moved = pixels + 255 * 0  # the photograph itself is inside
    assert amplified.outside[:, len(amplify.STEPS)].max() == 0
    line = run.vectors[0].astype(np.float64) * np.sqrt(pixels.size) * pixels.std()
    moved = pixels + amplify.STEPS[-1] * line / np.linalg.norm(run.vectors[0])
    assert amplified.outside[0, -1] == pytest.approx(((moved < 0) | (moved > 255)).mean())
    assert amplified.outside[0, -1] > 0
    assert amplified.contrast == pytest.approx(pixels.std(), rel=1e-6)
    drawn = amplify.shown(amplified, run.photograph)
    assert drawn.shape == (len(amplified.epsilons), SIDE // 2, SIDE // 2, 3)
    small = moved.reshape(SIDE // 2, 2, SIDE // 2, 2, 3).mean((1, 3))
    np.testing.assert_allclose(drawn[-1], np.clip(small, 0, 255), atol=1.01)  # the step and the pixels are rounded


def test_without_its_run_the_direction_is_found_first(network, amplified):
    again = drain(amplify.compute(amplify.AmplifyParams(layer=LAYER), network=lambda: network))
    np.testing.assert_allclose(again.probabilities, amplified.probabilities, atol=1e-3)
    own = amplify.AmplifyParams(photograph="cat", digest="d", rank=3)
    assert own.canonical() == amplify.AmplifyParams(digest="d", rank=3)
    with pytest.raises(ValueError, match="needs its pixels"):
        next(amplify.compute(own))
    with pytest.raises(ValueError, match="All pixels of this square are equal"):
        next(amplify.compute(own, np.full((8, 8, 3), 200, np.uint8)))


def test_maps_hold_the_largest_of_each_cell_and_the_pixels_around_the_peak(run, monkeypatch, tmp_path):
    monkeypatch.setattr(maps, "CROP", 8)
    found = maps.of(run, (0, 4))
    energy = (run.vectors[[0, 4]] ** 2).sum(-1)
    for map_, crop, corner, held, one, vector in zip(
        found.heat, found.crop, found.corner, found.held, energy, run.vectors[[0, 4]], strict=True
    ):
        row, column = np.unravel_index(one.argmax(), one.shape)
        assert map_[row // 2, column // 2] == maps.LEVELS == map_.max()
        top, left = corner
        assert top <= row < top + 8
        assert left <= column < left + 8
        assert min(top, left) >= 0
        assert max(top, left) + 8 <= SIDE
        np.testing.assert_allclose(held, one[top : top + 8, left : left + 8].sum(), rtol=1e-5)
        part = vector[top : top + 8, left : left + 8]
        np.testing.assert_allclose((crop.astype(float) - 128) / 127, part / np.abs(part).max(), atol=0.005)
    archive.save(tmp_path / "m.npz", found, half=("residuals", "participation", "held"))
    again = archive.load(tmp_path / "m.npz", maps.Maps, params=directions.DirectionParams)
    assert again.params == run.params
    assert maps.over_photograph(again, run.photograph).shape == (2, SIDE // 2, SIDE // 2, 3)
    drawn = maps.crops(again, run.photograph)
    assert drawn.shape == (2, 3, 8, 8, 3)
    row, column = again.corner[0]
    np.testing.assert_array_equal(drawn[0, 0], run.photograph[row : row + 8, column : column + 8])
