"""core.compression.svd and compression_quality: the mathematics of the low-rank picture and its measures."""

import numpy as np
import pytest
from PIL import Image

from core.compression import quality as q
from core.compression import svd as c
from core.data import pictures
from core.runs.progress import drain


@pytest.fixture(scope="module")
def camera():
    return c.decompose(pictures.load("camera"))


@pytest.fixture(scope="module")
def small_colour():
    """A colour picture with structure, wider than high, 60 x 90."""
    return np.asarray(Image.fromarray(pictures.load("cat")).resize((90, 60)))


def test_eckart_young(camera):
    """The error of every truncation is the root of the dropped squares, to float precision."""
    pixels = camera.pixels.astype(float)
    for k in (1, 5, 50, 300, 511):
        error = np.linalg.norm(pixels - c.approximate(camera, k))
        # float64 rounding over 512 layers of a matrix of norm 76,000 stays near 1e-9
        assert error == pytest.approx(c.frobenius_error(camera, k), rel=1e-9, abs=1e-7)
    assert c.frobenius_error(camera, camera.full) == 0


def test_no_other_projection_of_the_same_rank_is_better(camera):
    pixels = camera.pixels.astype(float)
    rng = np.random.default_rng(0)
    columns = np.linalg.qr(pixels @ rng.normal(size=(512, 10)))[0]  # a good basis: the picture's own range
    other = np.linalg.norm(pixels - columns @ (columns.T @ pixels))
    assert c.frobenius_error(camera, 10) < other


def test_camera_reference_numbers(camera):
    """shared/science.md §3."""
    assert camera.singular_values[0][0] == pytest.approx(70966, abs=0.5)
    kept = c.energy(camera)
    assert kept[[0, 4, 9, 19, 49]] == pytest.approx([0.870, 0.970, 0.982, 0.990, 0.996], abs=5e-4)  # three decimals
    shown = c.to_pixels(c.approximate(camera, 50))
    assert q.psnr(camera.pixels, shown) == pytest.approx(28.6, abs=0.05)  # one decimal
    assert c.break_even(camera) == 512 * 512 // (512 + 512 + 1)


def test_energy_rises_to_one_in_every_scheme(small_colour):
    for scheme in c.SCHEMES:
        kept = c.energy(c.decompose(small_colour, scheme))
        assert (np.diff(kept) >= 0).all()
        assert kept[-1] == pytest.approx(1, abs=1e-12)


def test_fewer_chroma_ranks_never_reach_all_energy(small_colour):
    kept = c.energy(c.decompose(small_colour, "YCbCr", 8))
    assert (np.diff(kept) >= 0).all()
    assert 0.9 < kept[-1] < 1


def test_psnr_follows_from_the_singular_values(camera):
    """Before rounding and cutting, MSE = Σ_{i>k} s_i² / mn; what is shown can be nearer, never much further."""
    for k in (5, 50, 150):
        mean_square = c.frobenius_error(camera, k) ** 2 / camera.pixels.size
        predicted = 10 * np.log10(255**2 / mean_square)
        shown = q.psnr(camera.pixels, c.to_pixels(c.approximate(camera, k)))
        assert predicted - 0.05 < shown < predicted + 0.3  # dB: rounding costs at most 1/12 in the mean square


def test_ssim_of_flat_pictures_is_the_luminance_term():
    """Without variance SSIM is (2ab + C1) / (a² + b² + C1) with C1 = (.01·255)²."""
    a, b, constant = 100, 140, 2.55**2
    flat = np.full((16, 16), a, np.uint8)
    expected = (2 * a * b + constant) / (a**2 + b**2 + constant)
    assert q.ssim(flat, np.full_like(flat, b)) == pytest.approx(expected, rel=1e-9)
    assert q.ssim(flat, flat) == 1
    assert q.psnr(flat, flat) == np.inf
    assert q.psnr(flat, np.full_like(flat, b)) == pytest.approx(20 * np.log10(255 / 40), rel=1e-9)


@pytest.mark.parametrize("scheme", c.SCHEMES)
@pytest.mark.parametrize("turn", [False, True])
def test_full_rank_gives_the_picture_back(small_colour, scheme, turn):
    pixels = small_colour.transpose(1, 0, 2).copy() if turn else small_colour
    factors = c.decompose(pixels, scheme)
    assert np.array_equal(c.to_pixels(c.approximate(factors, factors.full)), factors.pixels)
    if scheme != "grey":
        assert np.array_equal(factors.pixels, pixels)


def test_brightness_and_chroma_are_those_of_jpeg(small_colour):
    """Pillow's own conversion, which cuts each of the three to a level, after fixed-point arithmetic of its own."""
    ours = np.stack(c.to_planes(small_colour, "YCbCr"), axis=-1) + np.array([0, 128, 128])
    theirs = np.asarray(Image.fromarray(small_colour).convert("YCbCr"), float)
    assert np.abs(ours - theirs).max() < 1.01


def test_grey_pictures_are_one_plane_in_every_scheme():
    grey = pictures.load("microaneurysms")
    for scheme in c.SCHEMES:
        (plane,) = c.to_planes(grey, scheme)
        assert np.array_equal(plane, grey)


def test_stacked_channels_share_the_basis_of_the_shorter_side(small_colour):
    wide = c.decompose(small_colour, "stacked")
    assert wide.left[0].shape == (60, 60)
    assert wide.right[0].shape == (60, 270)
    assert c.stored_numbers(wide, 7) == 7 * (60 + 270 + 1)


def test_sweep_equals_each_approximation(small_colour):
    factors = c.decompose(small_colour, "YCbCr", 4)
    ranks = [1, 2, 9, 30, 60]
    for k, values in zip(ranks, list(c.sweep(factors, ranks)), strict=True):  # none changes when the next is made
        assert values == pytest.approx(c.approximate(factors, k), abs=1e-9)


def test_sweep_leaves_earlier_grey_images_as_they_were(small_colour):
    factors = c.decompose(small_colour, "grey")
    first, *_ = c.sweep(factors, [1, 2, 3])
    assert first == pytest.approx(c.approximate(factors, 1), abs=1e-9)


@pytest.mark.parametrize("scheme", c.SCHEMES)
def test_layers_add_up_to_the_brightness(small_colour, scheme):
    factors = c.decompose(small_colour, scheme, 4)
    whole = c.approximate(factors, 12)
    brightness = whole @ c.LUMA if whole.ndim == 3 else whole
    assert sum(c.layer(factors, i) for i in range(1, 13)) == pytest.approx(brightness, abs=1e-8)


def test_chroma_ranks_and_stored_numbers(small_colour):
    factors = c.decompose(small_colour, "YCbCr", 4)
    assert factors.ranks(1) == (1, 1, 1)
    assert factors.ranks(40) == (40, 10, 10)
    assert c.stored_numbers(factors, 40) == 60 * (60 + 90 + 1)
    assert c.decompose(small_colour, "RGB", 4).ranks(40) == (40, 40, 40)


def test_known_decomposition():
    """A block of 200 in the corner of a black picture is one layer: s = 200·√(area)."""
    block = np.zeros((20, 30), np.uint8)
    block[:6, :10] = 200
    factors = c.decompose(block)
    assert factors.singular_values[0][0] == pytest.approx(200 * np.sqrt(60), rel=1e-12)
    assert np.abs(factors.singular_values[0][1:]).max() < 1e-9
    assert factors.left[0][:6, 0] == pytest.approx(np.full(6, 1 / np.sqrt(6)))  # u is signed to a positive sum
    assert c.to_pixels(c.approximate(factors, 1)).tolist() == block.tolist()


def test_chessboard_has_rank_two():
    rows, columns = np.indices((64, 96)) // 8
    board = c.decompose(((rows + columns) % 2 * 255).astype(np.uint8))
    assert np.array_equal(c.to_pixels(c.approximate(board, 2)), board.pixels)
    assert q.rank_for(board, "PSNR", 60) == 2
    assert q.rank_for(board, "energy", 100) == 2


def test_black_picture():
    black = c.decompose(np.zeros((10, 12), np.uint8))
    assert (c.energy(black) == 1).all()
    assert q.rank_for(black, "energy", 99) == 1
    assert (c.to_pixels(c.approximate(black, 3)) == 0).all()


@pytest.mark.parametrize("by", ["energy", "PSNR", "SSIM"])
def test_the_rank_for_a_wish_is_the_first_that_reaches_it(camera, by):
    wish = {"energy": 98.5, "PSNR": 27.0, "SSIM": 0.7}[by]
    k = q.rank_for(camera, by, wish)
    reached = {
        "energy": lambda k: 100 * c.energy(camera)[k - 1],
        "PSNR": lambda k: q.psnr(camera.pixels, c.to_pixels(c.approximate(camera, k))),
        "SSIM": lambda k: q.ssim(camera.pixels, c.to_pixels(c.approximate(camera, k))),
    }[by]
    assert reached(k - 1) < wish <= reached(k)


def test_the_rank_for_bytes_is_the_last_that_fits(camera):
    k = q.rank_for(camera, "kilobytes", 100)
    assert 2 * c.stored_numbers(camera, k) <= 100_000 < 2 * c.stored_numbers(camera, k + 1)


def test_wishes_out_of_reach_end_at_the_ends(small_colour):
    factors = c.decompose(small_colour, "YCbCr", 16)
    assert q.rank_for(factors, "PSNR", 60) == factors.full
    assert q.rank_for(factors, "energy", 100) <= factors.full
    assert q.rank_for(factors, "kilobytes", 0.01) == 1
    assert q.rank_for(factors, "rank", 512) == factors.full
    with pytest.raises(ValueError, match="'beauty'"):
        q.rank_for(factors, "beauty", 1)


def test_all_energy_means_every_layer_that_adds_something(camera):
    assert q.rank_for(camera, "energy", 100) > 500


def test_measured_curves(small_colour):
    factors = c.decompose(small_colour, "RGB")
    steps = []
    quality = drain(q.measure(factors, c.CompressionParams()), steps.append)
    assert len(steps) == len(quality.ranks) == steps[-1].total
    assert (np.diff(quality.psnr) > 0).all()
    assert (quality.psnr[-1], quality.ssim[-1]) == (np.inf, 1)
    i = 5
    shown = c.to_pixels(c.approximate(factors, int(quality.ranks[i])))
    squares = (small_colour.astype(float) - shown) ** 2
    assert quality.psnr[i] == pytest.approx(10 * np.log10(255**2 / squares.mean()), rel=1e-12)


def test_rank_stops_start_one_by_one_and_end_at_full():
    stops = c.rank_stops(512)
    assert stops[:6].tolist() == [1, 2, 3, 4, 5, 6]
    assert stops[-1] == 512
    assert (np.diff(stops) > 0).all()
    assert c.rank_stops(1).tolist() == [1]
    assert c.rank_stops(8).tolist() == list(range(1, 9))


def test_what_is_no_picture_or_scheme_is_refused(small_colour):
    with pytest.raises(ValueError, match="scheme must be"):
        c.decompose(small_colour, "hsv")
    with pytest.raises(ValueError, match="float64"):
        c.decompose(small_colour / 255)
    with pytest.raises(ValueError, match=r"\(60, 90, 2\)"):
        c.decompose(small_colour[..., :2])


def test_params_follow_the_address():
    params = c.CompressionParams.from_query(
        {"picture": "page", "rank": "7", "colour": "cmyk", "by": "PSNR", "psnr": "35.5"}
    )
    assert (params.picture, params.rank, params.colour, params.by, params.wish) == ("page", 7, "RGB", "PSNR", 35.5)
    assert c.CompressionParams.from_query({"picture": "../../etc/passwd"}).picture == "camera"


def test_one_decomposition_is_one_run():
    """Whatever does not change the SVD is not part of the run's key."""
    assert (
        c.CompressionParams(rank=9, by="SSIM", top="50", seed=4, colour="stacked").canonical() == c.CompressionParams()
    )
    astronaut = c.CompressionParams(picture="astronaut", chroma=8)
    assert astronaut.canonical() == c.CompressionParams(picture="astronaut")
    halves = c.CompressionParams(picture="astronaut", colour="YCbCr", chroma=8)
    assert halves.canonical() == halves


def test_named_pictures_are_measured_from_their_params():
    run = drain(q.compute(c.CompressionParams(picture="microaneurysms")))
    assert run.params.picture == "microaneurysms"
    assert run.ranks[-1] == 102
