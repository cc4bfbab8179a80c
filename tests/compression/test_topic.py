"""The quiz, the comparison, the numbers in the presets' notes, and the recipe, which is baked once again."""

import io
import re

import numpy as np
import pytest
from PIL import Image
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from core.compression import quality, svd
from core.compression.baking import recipes
from core.compression.comparison import view
from core.compression.quality import Quality
from core.compression.quiz import SIZES, quiz
from core.compression.topic import TOPIC
from core.data import pictures
from core.runs import archive
from core.runs.progress import drain


def by_numpy(pixels, k):
    """The rank-k image as it is shown, by NumPy's SVD of each channel alone."""
    planes = pixels[..., None] if pixels.ndim == 2 else pixels
    shown = np.empty(planes.shape)
    for channel in range(planes.shape[2]):
        u, s, v = np.linalg.svd(planes[..., channel].astype(float), full_matrices=False)
        shown[..., channel] = u[:, :k] @ np.diag(s[:k]) @ v[:k]
    return np.clip(np.round(shown), 0, 255).astype(np.uint8).reshape(pixels.shape)


def test_a_recipe_baked_again_is_what_lies_there_and_what_other_code_computes():
    recipe = next(r for r in recipes() if r.params == svd.CompressionParams(picture="microaneurysms"))
    fresh = drain(recipe.compute(recipe.params))
    baked = archive.load(recipe.path, Quality, params=svd.CompressionParams)
    assert baked.params == fresh.params == recipe.params
    np.testing.assert_array_equal(fresh.ranks, baked.ranks)
    pixels = pictures.load("microaneurysms")
    for i, k in enumerate(fresh.ranks):
        shown = by_numpy(pixels, k)
        # Where two libraries round one pixel at .5 apart, PSNR moves by less than .01 dB until it is nearly infinite.
        near = np.inf if np.array_equal(shown, pixels) else peak_signal_noise_ratio(pixels, shown)
        for run in (fresh, baked):
            assert run.psnr[i] == pytest.approx(near, abs=0.01) or near > 55
            assert run.ssim[i] == pytest.approx(structural_similarity(pixels, shown), abs=1e-4)
    assert np.isposinf(fresh.psnr[-1])


def needed_for_99(pixels):
    """The smallest rank with 99 % of Σ s², by eigenvalues of A Aᵀ."""
    squares = np.sort(np.linalg.eigvalsh(pixels.astype(float) @ pixels.T.astype(float)))[::-1]
    return int(np.argmax(np.cumsum(squares) >= 0.99 * squares.sum())) + 1


def by_pillow(pixels, wish):
    """Bytes of the JPEG of lowest quality that comes within `wish` dB, of all 95."""
    for level in range(1, 96):
        file = io.BytesIO()
        Image.fromarray(pixels).save(file, "JPEG", quality=level, optimize=True)
        if peak_signal_noise_ratio(pixels, np.asarray(Image.open(file))) >= wish:
            return len(file.getvalue())
    return None


@pytest.mark.parametrize(("name", "k"), [("microaneurysms", 5), ("coins", 2)])
def test_the_quiz_compares_with_the_smallest_jpeg(name, k):
    pixels = pictures.load(name)
    asked = quiz(svd.decompose(pixels), k)
    option, why = asked.answer()
    floats = 2 * k * (sum(pixels.shape) + 1)
    size = by_pillow(pixels, peak_signal_noise_ratio(pixels, by_numpy(pixels, k)))
    low, high = {SIZES[0]: (0, 0.1), SIZES[1]: (0.1, 0.5), SIZES[2]: (0.5, 1), SIZES[3]: (1, np.inf)}[option]
    assert f"rank {k} takes {floats / 1000:.1f} kB" in asked.question
    assert low < size / floats <= high
    assert f"takes {size / 1000:.1f} kB: {size / floats:.2f} times as much" in why


def test_the_quiz_says_when_no_jpeg_is_as_close():
    noise = np.random.default_rng(0).integers(0, 256, (40, 40), dtype=np.uint8)
    option, why = quiz(svd.decompose(noise), 40).answer()
    assert option == SIZES[-1]
    assert why == "No JPEG up to quality 95 reaches a PSNR of ∞ dB."


def test_notes_of_presets_quote_their_images():
    notes = {preset.title: preset.note for preset in TOPIC.presets}
    ranks = [int(n) for n in re.findall(r"rank (\d+)", notes["Grass"])]
    assert ranks == [needed_for_99(pictures.load("grass")), needed_for_99(pictures.load("camera"))]
    chessboard = svd.decompose(pictures.load("chessboard"))
    assert np.isfinite(quality.psnr_at(chessboard, 2))  # drawn a little off,
    assert np.isposinf(quality.psnr_at(chessboard, 3))  # which the third repairs
    colour = next(preset for preset in TOPIC.presets if preset.title == "Fewer colour components").values
    assert colour["rank"] // colour["chroma"] == 8


@pytest.mark.parametrize("name", ["microaneurysms", "cat"])
def test_the_comparison_measures_the_image_that_is_shown(name):
    pixels = pictures.load(name)
    shown = view(svd.decompose(pixels), 7)
    mine = by_numpy(pixels, 7)
    assert shown.measures["mean absolute error (of 255)"] == pytest.approx(np.abs(pixels - mine.astype(float)).mean())
    assert shown.measures["PSNR (dB)"] == pytest.approx(peak_signal_noise_ratio(pixels, mine))
    sides = sum(pixels.shape[:2]) + 1
    assert shown.measures["numbers stored"] == 7 * sides * (1 if pixels.ndim == 2 else 3)
    assert shown.measures["rank"] == 7
    assert shown.curve[6].tolist() == [7, shown.measures["energy kept"]]
    assert np.abs(shown.pictures).max() <= 1
    assert shown.pictures.shape == (1, *pixels.shape[:2])


def test_psnr_can_fall_near_full_rank_and_the_rank_for_a_wish_still_reaches_it():
    """One pixel is wrong at one rank and two at the next: 10 log₁₀ 2 dB."""
    factors = svd.decompose(np.random.default_rng(33).integers(0, 2, (16, 16), dtype=np.uint8))
    curve = np.array([quality.psnr_at(factors, k) for k in range(1, factors.full + 1)])
    finite = curve[np.isfinite(curve)]
    assert np.diff(finite).min() == pytest.approx(-10 * np.log10(2))
    for wish in (finite.max(), finite.min() + 1, 60):
        k = quality.rank_for(factors, "PSNR", wish)
        assert curve[k - 1] >= wish > curve[k - 2]
