"""What leaves core for elsewhere: the message to the browser, file sizes, exports; drawings; layers; the game."""

import csv
import io
import itertools
import struct

import numpy as np
import pytest
from PIL import Image

from core.charts import images, video
from core.compression import drawings, export, game, quality, storage, wire
from core.compression import svd as c
from core.compression import trained_layers as layers
from core.data import pictures
from core.runs.progress import drain

MEGABYTES = 1e6


@pytest.fixture(scope="module")
def cat():
    """A colour picture wider than high, 100 x 150."""
    return np.asarray(Image.fromarray(pictures.load("cat")).resize((150, 100)))


# Square and grey, square and colour in each scheme, wide, tall, exact rank two, tiny.
SENT = [
    ("camera", "RGB", 1),
    ("astronaut", "RGB", 1),
    ("astronaut", "YCbCr", 4),
    ("cat", "stacked", 1),
    ("rocket", "YCbCr", 2),
    ("cell", "RGB", 1),
    ("chessboard", "RGB", 1),
    ("microaneurysms", "RGB", 1),
]


@pytest.mark.parametrize(("name", "scheme", "chroma"), SENT)
def test_the_message_gives_every_rank_to_the_stated_error(name, scheme, chroma):
    factors = c.decompose(pictures.load(name), scheme, chroma)
    content = wire.message(factors, {})
    assert len(content) < 1.5 * MEGABYTES
    assert wire.unpack(content)[0]["error"] == 1
    ranks = [1, 12, 60, 150] if min(factors.pixels.shape[:2]) > 200 else [1, 40, factors.full]
    for k, values in zip(ranks, wire.rebuild(content, ranks), strict=True):
        shown = c.to_pixels(values).astype(int)
        assert np.abs(shown - c.to_pixels(c.approximate(factors, k))).max() <= 1


def test_noise_is_sent_coarser_and_says_so():
    noise = np.random.default_rng(0).integers(0, 256, (512, 512, 3), dtype=np.uint8)
    factors = c.decompose(noise)
    content = wire.message(factors, {"note": "x"})
    header, _ = wire.unpack(content)
    assert len(content) < 1.6 * MEGABYTES  # incompressible pixels and vectors: 2 x 512·512·3 bytes are the least
    assert (header["error"], header["note"]) == (4, "x")
    shown = c.to_pixels(wire.rebuild(content, [40])[0]).astype(int)
    assert 1 < np.abs(shown - c.to_pixels(c.approximate(factors, 40))).max() <= header["error"]


def test_transposed_picture_sends_as_many_vectors(cat):
    upright = cat.transpose(1, 0, 2).copy()
    for pixels in (cat, upright):
        factors = c.decompose(pixels)
        content = wire.message(factors, {})
        assert wire.unpack(content)[0]["tall"] == (pixels is upright)
        shown = c.to_pixels(wire.rebuild(content, [20])[0]).astype(int)
        assert np.abs(shown - c.to_pixels(c.approximate(factors, 20))).max() <= 1


def test_header_numbers(cat):
    factors = c.decompose(cat)
    header, _ = wire.unpack(wire.message(factors, {}))
    assert (header["height"], header["width"], header["channels"], header["tall"]) == (100, 150, 3, False)
    assert (header["stops"][0], header["stops"][-1]) == (1, factors.full)


def test_curves_have_gaps_where_they_are_infinite():
    sent = wire.curve("PSNR", np.array([1, 2]), np.array([12.3456789, np.inf]), digits=1)
    assert sent == {"title": "PSNR", "ranks": [1, 2], "values": [12.3457, None], "digits": 1}


def test_a_message_starts_with_its_headers_length(cat):
    content = wire.message(c.decompose(cat), {})
    (length,) = struct.unpack_from("<I", content)
    assert content[4:5] == b"{"
    assert content[3 + length : 4 + length] == b"}"


def test_jpeg_at_is_the_lowest_quality_that_reaches_the_wish(cat):
    found = storage.jpeg_at(cat, 30)
    assert found.psnr >= 30
    assert storage.jpeg(cat, found.setting - 1).psnr < 30
    assert storage.jpeg_at(cat, 90) is None


def test_png_size_is_that_of_a_file_that_loses_nothing(cat, tmp_path):
    path = tmp_path / "cat.png"
    Image.fromarray(cat).save(path, optimize=True)
    assert storage.png_size(cat) == path.stat().st_size
    assert np.array_equal(np.asarray(Image.open(path)), cat)


def test_packed_factors_weigh_less_and_nearly_keep_the_picture(cat):
    factors = c.decompose(cat)
    packed = storage.packed(factors, 20)
    exact = quality.psnr(cat, c.to_pixels(c.approximate(factors, 20)))
    assert storage.half_floats(factors, 20) == 2 * c.stored_numbers(factors, 20) == 2 * 3 * 20 * 251
    assert packed.size < storage.half_floats(factors, 20)
    assert exact - 0.3 < packed.psnr <= exact + 0.01  # dB; 8 bit cost little at this rank, but never help for long


def test_files_of_one_picture(cat):
    steps = []
    files = drain(storage.compare_files(c.decompose(cat)), steps.append)
    assert steps[-1].index == steps[-1].total == len(files.kind)
    assert set(files.kind) == {"JPEG", storage.SVD_FLOATS, storage.SVD_BYTES}
    for kind in ("JPEG", storage.SVD_FLOATS):  # at 8 bit PSNR meets a ceiling
        of_kind = np.array(files.kind) == kind
        assert (np.diff(files.size[of_kind]) > 0).all()
        assert (np.diff(files.psnr[of_kind]) > 0).all()


@pytest.mark.parametrize("k", [1, 20, 100])
def test_the_files_of_the_present_rank(cat, k):
    factors = c.decompose(cat)
    eight, floats, *near = storage.present(factors, k)
    shown = c.to_pixels(c.approximate(factors, k))
    assert (floats.size, floats.psnr) == (2 * c.stored_numbers(factors, k), quality.psnr(cat, shown))
    assert eight == storage.packed(factors, k)
    assert all(file.psnr >= eight.psnr for file in near)
    assert bool(near) == (storage.jpeg(cat, 95).psnr >= eight.psnr)


def test_the_shown_ranks_are_those_that_the_image_has(cat):
    found = quality.shown_at(c.decompose(cat))
    assert [k for k, _, _ in found] == [1, 5, 20, 50]
    assert found[2][2] == quality.psnr(cat, found[2][1])


def test_a_component_is_drawn_with_its_column_and_its_row():
    u, v = np.array([0.0, 1.0, -1.0]), np.array([1.0, 0.5, 0.0, -1.0])
    drawn = drawings.component(u, 2.0, v)
    depth, gap = 9, 3
    assert drawn.shape == (3 + depth + gap, 4 + depth + gap, 4)
    body = drawn[depth + gap :, depth + gap :]
    np.testing.assert_array_equal(body[..., :3], images.colour(images.signed(2.0 * np.outer(u, v))))
    # Bars start at the middle of the strip, and are as long as their values: u to the right, v upwards.
    assert drawn[depth + gap :, :depth, 3].astype(bool).sum(axis=1).tolist() == [1, 5, 5]
    assert drawn[depth + gap + 1, 4:9, 3].all()
    assert drawn[depth + gap + 2, 0:5, 3].all()
    above = drawn[:depth, depth + gap :, 3].astype(bool)
    assert above.sum(axis=0).tolist() == [5, 3, 1, 5]
    assert above[:5, 0].all()
    assert above[4:, 3].all()


def test_schemes_are_compared_over_equal_ground(cat):
    compared = drain(storage.compare_schemes(cat, 4))
    rank, stored, psnr, ssim = compared.curves[compared.names.index("YCbCr")][3]
    factors = c.decompose(cat, "YCbCr", 4)
    assert stored == c.stored_numbers(factors, int(rank))
    shown = c.to_pixels(c.approximate(factors, int(rank)))
    assert (psnr, ssim) == pytest.approx((quality.psnr(cat, shown), quality.ssim(cat, shown)))
    assert all(curve[:, 1].max() <= cat.size for curve in compared.curves)


@pytest.mark.parametrize("share", storage.SHARES)
def test_a_share_of_the_numbers_is_filled_as_far_as_ranks_allow(cat, share):
    compared = drain(storage.compare_schemes(cat, 16))
    for name, row in zip(compared.names, compared.within(share * cat.size), strict=True):
        factors = c.decompose(cat, name, 16)
        fits = [k for k in range(1, factors.full + 1) if c.stored_numbers(factors, k) <= share * cat.size]
        assert row[0] == fits[-1]
    assert compared.within(1) == [None, None, None]


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_animation_shows_the_ranks_in_order(kind):
    coins = c.decompose(pictures.load("coins")[:120, :160])
    steps = []
    film = Image.open(io.BytesIO(drain(export.animation(coins, kind, top=30), steps.append).content))
    assert film.n_frames == len(c.rank_stops(30, 40)) == len(steps) - 1
    assert film.size == (160, 142)
    errors = []
    for k, frame in ((1, 0), (30, film.n_frames - 1)):
        film.seek(frame)
        shown = np.asarray(film.convert("L"), float)[:120]
        errors.append(np.abs(shown - c.to_pixels(c.approximate(coins, k))).mean())
    assert max(errors) < 3  # grey levels: GIF is exact for grey, WebP at quality 80 is not


@pytest.mark.skipif(video.encoder() is None, reason="neither imageio-ffmpeg nor ffmpeg is installed")
def test_animation_as_a_video():
    coins = c.decompose(pictures.load("coins")[:120, :161])
    assert bytes(drain(export.animation(coins, "MP4", top=5)).content[4:8]) == b"ftyp"


def test_factors_file_rebuilds_the_picture(cat):
    factors = c.decompose(cat, "YCbCr", 4)
    with np.load(io.BytesIO(export.factors_npz(factors, 16))) as archive:
        planes = tuple(
            (archive[f"left_{p}"] * archive[f"singular_values_{p}"]) @ archive[f"right_{p}"] for p in range(3)
        )
        assert str(archive["scheme"]) == "YCbCr"
    assert planes[1].shape == (100, 150)
    # float32 factors of values up to 255
    assert c.from_planes(planes, cat.shape, "YCbCr") == pytest.approx(c.approximate(factors, 16), abs=1e-3)


def test_curves_file(cat):
    factors = c.decompose(cat)
    measured = drain(quality.measure(factors, c.CompressionParams()))
    rows = list(csv.DictReader(io.StringIO(export.curves_csv(factors, measured))))
    assert len(rows) == factors.full
    assert float(rows[4]["singular_value_1"]) == pytest.approx(factors.singular_values[1][4], rel=1e-8)
    assert float(rows[-1]["energy"]) == pytest.approx(1)
    assert rows[-1]["psnr_db"] == "inf"
    unmeasured = set(range(1, factors.full + 1)) - set(measured.ranks.tolist())
    assert all(rows[k - 1]["ssim"] == "" for k in unmeasured)


@pytest.fixture(scope="module")
def net():
    """A net of 20-12-8-3 units whose random weights matter, and pictures with the labels that it gives."""
    rng = np.random.default_rng(0)
    sizes = (20, 12, 8, 3)
    parts = [(rng.normal(size=(a, b)), rng.normal(size=b)) for a, b in itertools.pairwise(sizes)]
    x = rng.normal(size=(200, 20))
    return parts, x, layers.logits(parts, x).argmax(axis=1)


@pytest.mark.parametrize("index", [0, 1, 2])
def test_accuracy_by_rank_equals_running_the_cut_net(net, index):
    parts, x, labels = net
    study = layers.accuracy_by_rank(parts, index, x, labels)
    assert len(study.accuracy) == min(parts[index][0].shape) + 1
    for k in range(len(study.accuracy)):
        cut = list(parts)
        cut[index] = ((study.left[:, :k] * study.singular_values[:k]) @ study.right[:k], parts[index][1])
        expected = (layers.logits(cut, x).argmax(axis=1) == labels).mean()
        assert study.accuracy[k] == pytest.approx(expected, abs=1 / 200)  # one tie may fall the other way
    assert study.accuracy[-1] == study.agreement[-1] == 1


def test_weights_at_full_rank_are_drawn_as_they_are(net):
    parts, x, labels = net
    study = layers.accuracy_by_rank(parts, 0, x, labels)
    assert study.shown_ranks == (1, 2, 3, 6, 12)
    np.testing.assert_allclose(study.cut(12), parts[0][0], atol=1e-12)
    assert np.linalg.matrix_rank(study.cut(3)) == 3
    whole = drawings.units(study, 12, None)
    limit = np.quantile(np.abs(parts[0][0]), 0.997)
    np.testing.assert_array_equal(whole, images.colour(images.signed(parts[0][0].T, limit)))
    assert drawings.units(study, 12, (4, 5)).shape == (4, 8 * 5 + 7 * 2, 3)
    assert drawings.units(study, 12, (2, 10)).shape == (2, 8 * 10 + 7 * 2, 3)


def test_a_layer_of_rank_two_needs_two(net):
    parts, x, labels = net
    weights = parts[0][0][:, :1] @ np.ones((1, 12)) + parts[0][0][:, 1:2] @ np.arange(12.0)[None, :]
    study = layers.accuracy_by_rank([(weights, parts[0][1]), *parts[1:]], 0, x, labels)
    assert study.singular_values[2:] == pytest.approx(0, abs=1e-10)
    assert study.agreement[1] < 1
    assert study.agreement[2:] == pytest.approx(1)
    assert study.needed <= 2


def test_a_diverged_layer_says_so(net):
    parts, x, labels = net
    with pytest.raises(ValueError, match="diverged"):
        layers.accuracy_by_rank([(parts[0][0] * np.nan, parts[0][1]), *parts[1:]], 0, x, labels)


def test_game_asks_every_picture_once():
    asked = game.questions(3)
    answers = [question.answer for question in asked]
    assert len(set(answers)) == len(answers) > 15
    for question in asked:
        assert question.answer in question.choices
        assert len(set(question.choices)) == game.CHOICES
    assert game.questions(3) == asked
    assert game.questions(4) != asked
    places = [question.choices.index(question.answer) for seed in range(20) for question in game.questions(seed)]
    assert np.bincount(places).min() > len(places) / 6  # the right name stands in no favourite place


def test_points_fall_with_ranks_and_mistakes():
    assert game.points(0, 0) == 10
    assert game.points(4, 0) == 6
    assert game.points(4, 1) == 3
    assert game.points(9, 3) == 0
