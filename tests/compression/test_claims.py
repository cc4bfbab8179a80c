"""The criterion of the claim on the camera image, on both sides; and a measurement with a known answer."""

import numpy as np
import pytest

from core.compression.claims import CLAIMS, MEASURES, OTHERS, RANKS, curve, present
from core.compression.svd import decompose
from core.data import pictures
from core.gallery.claims import baked
from tests.gallery.judged import verdict

HOLDS, PART, NOT = "holds", "holds in part", "does not hold"


def rows(energy: float, psnr: float, dip: float = 0.0) -> np.ndarray:
    """Energy and PSNR that end at these values and rise evenly; the first PSNR is higher by `dip`."""
    found = np.stack([np.linspace(energy - 0.1, energy, len(RANKS)), np.linspace(psnr - 10, psnr, len(RANKS))], 1)
    found[0, 1] += dip
    return found


@pytest.mark.parametrize(
    ("camera", "expected"),
    [
        (rows(0.995, 28), HOLDS),
        (rows(0.98, 28), PART),
        (rows(0.995, 22), PART),
        (rows(0.995, 28, dip=5), PART),
        (rows(0.995, 15), NOT),
    ],
)
def test_the_criterion_decides_on_both_sides(camera, expected):
    others = np.array([rows(0.99, 30), rows(0.99, 32)])
    assert verdict(CLAIMS, "D15", camera=camera, others=others, shuffled=rows(0.8, 12)) == expected


def test_structure_is_only_named_where_noise_needs_more_ranks():
    (claim,) = CLAIMS
    numbers = {"camera": rows(0.995, 28), "others": np.array([rows(0.99, 30), rows(0.99, 32)])}
    assert "structure" in claim.judge(numbers | {"shuffled": rows(0.8, 12)}).why
    assert "structure" not in claim.judge(numbers | {"shuffled": rows(0.99, 40)}).why


def test_an_image_of_rank_two_is_whole_at_rank_two():
    image = (np.outer([0, 1, 1, 0], [0, 1, 2, 3]) * 10 + np.outer([1, 0, 1, 2], [3, 1, 0, 0]) * 10).astype(np.uint8)
    image = np.kron(image, np.ones((16, 16), np.uint8))
    energy, psnr = curve(decompose(image)).T
    assert energy[0] < 1
    np.testing.assert_allclose(energy[1:], 1)
    assert psnr[0] < 50
    assert np.isinf(psnr[1:]).all()


def test_the_present_image_is_judged_by_the_same_criterion():
    camera = present(decompose(pictures.load("camera")))["D15"]
    noise = present(decompose(np.random.default_rng(0).integers(0, 256, (200, 200), dtype=np.uint8)))["D15"]
    assert (camera.verdict, noise.verdict) == (HOLDS, NOT)
    bundled = CLAIMS[0].judge(baked("compression", "camera"))
    assert bundled.numbers.startswith(camera.numbers.replace("this image", "the camera image"))


def test_an_image_of_few_ranks_or_without_error_is_not_judged():
    small = np.random.default_rng(0).integers(0, 256, (40, 64), dtype=np.uint8)
    assert present(decompose(small)) == {}
    assert present(decompose(np.full((60, 60), 9, np.uint8))) == {}


def test_the_baked_measurement_is_of_every_rank_and_photograph():
    assert set(MEASURES) == {"camera"}
    numbers = baked("compression", "camera")
    assert numbers["camera"].shape == (len(RANKS), 2)
    assert numbers["others"].shape == (len(OTHERS), len(RANKS), 2)
    assert 28 < numbers["camera"][-1, 1] < 29  # dB: by other code, 28.6
