"""Every sentence on both sides of its conditions, on photographs and on images that are nothing of the kind."""

import numpy as np
import pytest
from PIL import Image

from core.compression import findings, quality, storage
from core.compression import svd as c
from core.compression.quiz import SIZES, quiz
from core.compression.trained_layers import LayerStudy
from core.data import pictures
from core.runs.progress import drain


def small(name, size=(60, 40)):
    return np.asarray(Image.fromarray(pictures.load(name)).resize(size))


def board():
    rows, columns = np.indices((64, 96)) // 8
    return ((rows + columns) % 2 * 255).astype(np.uint8)


IMAGES = {
    "grey": lambda: small("camera"),
    "colour": lambda: small("cat"),
    "tall colour": lambda: small("rocket", (24, 50)),
    "smallest": lambda: np.random.default_rng(0).integers(0, 256, (8, 8, 3), dtype=np.uint8),
    "noise": lambda: np.random.default_rng(1).integers(0, 256, (40, 40), dtype=np.uint8),
    "chessboard": board,
    "black": lambda: np.zeros((10, 12), np.uint8),
    "white": lambda: np.full((10, 12, 3), 255, np.uint8),
    "a gradient": lambda: np.tile(np.arange(0, 240, 5, dtype=np.uint8), (16, 1)),
}


@pytest.fixture(scope="module", params=IMAGES)
def pixels(request):
    return IMAGES[request.param]()


@pytest.mark.parametrize(("scheme", "chroma"), [("RGB", 1), ("YCbCr", 16), ("stacked", 1), ("grey", 1)])
def test_no_sentence_holds_nan_or_infinity_at_any_rank(pixels, scheme, chroma):
    factors = c.decompose(pixels, scheme, chroma)
    for k in sorted({1, 2, factors.full // 2, factors.full}):
        said = [
            findings.at_rank(factors, k, storage.at_rank(factors, k)),
            findings.energy_and_error(factors, k, *findings.good_rank(factors)),
            findings.sizes(factors, k, storage.present(factors, k)),
            *(findings.component_shares(factors, p, min(8, factors.full)) for p in range(len(factors.left))),
        ]
        for finding in said:
            assert not {"nan", "inf"} & set(finding.text.replace("(", " ").replace("*", " ").split())
            assert finding.text.endswith(".")


def test_a_share_says_100_percent_of_all_alone_and_0_of_nothing():
    assert findings.share(1.0) == "100.00 %"
    assert findings.share(0.999996) == "more than 99.99 %"
    assert findings.share(0.9999) == "99.99 %"
    assert findings.share(0.9996, 1) == "more than 99.9 %"
    assert findings.share(0.996, 0) == "more than 99 %"
    assert findings.share(0.0, 1) == "0.0 %"
    assert findings.share(0.0004, 1) == "less than 0.1 %"
    assert findings.share(0.0006, 1) == "0.1 %"


def test_what_a_rank_costs_on_both_sides():
    photograph, chessboard = c.decompose(small("camera")), c.decompose(board())
    text = findings.at_rank(photograph, 5, storage.at_rank(photograph, 5)).text
    found = storage.at_rank(photograph, 5)
    assert f"reaches a PSNR of {found.psnr:.1f} dB" in text
    assert f"{5 * (40 + 60 + 1):,} numbers instead of 2,400" in text
    assert f"A JPEG of at least this PSNR takes **{found.jpeg / 1000:.1f} kB**" in text
    assert "Above rank 23 the factors" in text  # 40·60 / 101
    exact = findings.at_rank(chessboard, 2, storage.at_rank(chessboard, 2)).text
    assert "shows exactly the pixels" in exact
    assert "dB" not in exact


def test_every_rank_fits_where_colour_has_few():
    factors = c.decompose(small("cat", (64, 64)), "YCbCr", 16)
    assert c.break_even(factors) == factors.full
    assert "Above rank" not in findings.at_rank(factors, 3, storage.at_rank(factors, 3)).text


def test_energy_and_the_rank_for_40_db():
    factors = c.decompose(small("camera"))
    rank, reached, first = findings.good_rank(factors)
    text = findings.energy_and_error(factors, 7, rank, reached, first).text
    assert reached >= 40 > quality.psnr_at(factors, rank - 1)
    assert f"reached at rank **{rank}** of 40" in text
    assert "root mean square error of 2.55 grey levels" in text  # 255 / 100
    error = np.linalg.norm(factors.pixels.astype(float) - c.approximate(factors, 7))
    assert f"root mean square error is {error / np.sqrt(2400):.2f} grey levels" in text
    assert "times the 2,400 pixel values" in text


def test_40_db_that_are_never_reached_are_not_claimed():
    noise = c.decompose(np.random.default_rng(0).integers(0, 256, (40, 40, 3), dtype=np.uint8), "YCbCr", 16)
    rank, reached, first = findings.good_rank(noise)
    assert reached < 40
    text = findings.energy_and_error(noise, 3, rank, reached, first).text
    assert "No rank that was tried reaches 40 dB" in text
    assert "is reached at" not in text
    assert "over brightness and colour differences" in text


def test_shares_of_components():
    factors = c.decompose(small("cat"))
    squares = [values**2 for values in factors.singular_values]
    total = sum(part.sum() for part in squares)
    text = findings.component_shares(factors, 1, 8).text
    assert f"first holds {100 * squares[1][0] / total:.1f} % of the energy of all channels" in text
    assert f"8 shown together hold {100 * squares[1][:8].sum() / total:.1f} %" in text
    assert "is black" in findings.component_shares(c.decompose(np.zeros((9, 9), np.uint8)), 0, 8).text


def test_bytes_on_both_sides():
    photograph, chessboard = c.decompose(small("camera", (200, 200))), c.decompose(board())
    eight, floats, jpeg = storage.present(photograph, 20)
    assert jpeg.size < eight.size
    text = findings.sizes(photograph, 20, (eight, floats, jpeg)).text
    assert f"**{eight.size / jpeg.size:.1f} times** the bytes of a JPEG" in text
    assert f"32.1 kB as 32-bit floats, 16.0 kB as 16-bit floats, and {eight.size / 1000:.1f} kB" in text  # 20·401·4
    eight, floats, *_ = storage.present(chessboard, 2)
    larger = storage.File("JPEG", 90, 2 * eight.size, eight.psnr)
    text = findings.sizes(chessboard, 2, (eight, floats, larger)).text
    assert "**2.0 times** the bytes of the 8-bit factors: few products" in text
    assert "not restricted" not in text
    same = storage.File("JPEG", 90, eight.size, eight.psnr)
    assert "as many bytes as" in findings.sizes(chessboard, 2, (eight, floats, same)).text
    assert "No JPEG up to quality 95" in findings.sizes(chessboard, 2, (eight, floats)).text


def schemes(*rows, chroma=4):
    curves = tuple(np.array(part, float) for part in rows)
    return storage.Schemes(("RGB", "YCbCr", "stacked"), curves, chroma)


NAMES = ["RGB", "YCbCr", "stacked"]


def test_the_leader_is_never_compared_with_itself():
    found = schemes([[1, 90, 30.0, 0.8]], [[1, 80, 50.4, 0.9]], [[1, 70, 40.0, 0.9]])
    text = findings.colour_schemes(found, NAMES, 1000).text
    assert "By PSNR **YCbCr** is ahead with 50.4 dB, before stacked with 40.0 dB." in text
    assert "By SSIM YCbCr and stacked are equal (0.900)." in text
    assert "missing at every rank" not in text


def test_ties_as_shown_are_ties_and_colour_that_was_dropped_is_named_where_it_costs():
    rows = [[1, 90, 30.01, 0.8], [9, 900, 60.0, 1.0]]
    found = schemes(rows, [[1, 90, 30.04, 0.7], [9, 900, 41.0, 0.9]], [[1, 2000, 9.0, 0.1]])
    text = findings.colour_schemes(found, NAMES, 1000).text
    assert "By PSNR YCbCr and RGB are equal (30.0 dB)." in text
    assert "With at most nine tenths of them: by PSNR **RGB** is ahead with 60.0 dB, before YCbCr with 41.0 dB." in text
    assert "missing at every rank" in text
    assert "stacked" not in text
    assert "missing at every rank" not in findings.colour_schemes(schemes(rows, rows, rows, chroma=1), NAMES, 1000).text


def test_a_tenth_that_holds_no_rank_is_said():
    factors = IMAGES["smallest"]()
    found = drain(storage.compare_schemes(factors, 4))
    assert "is less than rank 1 takes" in findings.colour_schemes(found, NAMES, factors.size).text


def study(values, accuracy):
    size = len(values)
    weights = np.diag(np.array(values, float))
    return LayerStudy(
        weights, np.eye(size), np.array(values, float), np.eye(size), np.array(accuracy), np.array(accuracy)
    )


def test_what_a_trained_layer_needs_on_every_side():
    start = np.array([1.0, 0.5, 0.25])
    some = findings.trained_layer(study([3, 2, 1], [0.1, 0.5, 0.895, 0.9]), start, "mnist-5k", 2000).text
    assert "From rank **2** on" in some
    assert "keeps 93 % of the energy" in some  # (9 + 4) / 14
    assert "14 numbers instead of 9" in some
    assert "largest singular value went from 1.00 to 3.00, the median from 0.50 to 2.00" in some
    assert "every component" not in some
    assert (
        "every component"
        in findings.trained_layer(study([3, 2, 1], [0.1, 0.5, 0.6, 0.9]), start, "mnist-5k", 2000).text
    )
    none = findings.trained_layer(study([3, 2, 1], [0.9, 0.9, 0.9, 0.9]), start, "mnist-5k", 2000).text
    assert "Even without its weights" in none
    assert "From rank" not in none
    assert (
        "keeps 100 % of" in findings.trained_layer(study([3, 0, 0], [0.1, 0.9, 0.9, 0.9]), start, "mnist-5k", 2000).text
    )


def test_the_exact_sentence_is_about_images_whose_rank_one_is_exact():
    for pixels, exact in ((np.full((20, 30), 77, np.uint8), True), (board(), False)):
        measured = drain(quality.measure(c.decompose(pixels), c.CompressionParams()))
        assert (not np.isfinite(measured.psnr).any()) == exact


def test_no_sentence_stands_outside_its_condition_on_random_images():
    """Twenty images of random rank, size, contrast and colour; every condition is computed again by other means."""
    rng = np.random.default_rng(7)
    for _ in range(20):
        height, width, channels = (int(n) for n in (*rng.integers(8, 40, 2), rng.choice([1, 3])))
        inner = int(rng.integers(1, 9))
        pixels = rng.normal(size=(channels, height, inner)) @ rng.normal(size=(channels, inner, width))
        pixels = np.clip(128 + rng.choice([5, 40, 200]) * pixels, 0, 255).astype(np.uint8).transpose(1, 2, 0).squeeze()
        factors = c.decompose(pixels, str(rng.choice(c.SCHEMES)), int(rng.choice(c.CHROMA_SHARES)))
        k = int(rng.integers(1, factors.full + 1))
        shown, pixels = c.to_pixels(c.approximate(factors, k)), factors.pixels
        exact = bool((shown == pixels).all())
        text = findings.at_rank(factors, k, storage.at_rank(factors, k)).text
        assert ("exactly the pixels" in text) == exact
        assert ("a PSNR of" in text) != exact
        assert ("No JPEG" in text) == (storage.jpeg(pixels, 95).psnr < quality.psnr(pixels, shown))
        assert ("Above rank" in text) == (c.stored_numbers(factors, factors.full) > pixels.size)
        present = storage.present(factors, k)
        text = findings.sizes(factors, k, present).text
        assert ("No JPEG" in text) == (storage.jpeg(pixels, 95).psnr < present[0].psnr)
        assert ("not restricted" in text) == (len(present) == 3 and present[2].size < present[0].size)
        assert ("few products" in text) == (len(present) == 3 and present[2].size > present[0].size)
        good, reached, first = findings.good_rank(factors)
        text = findings.energy_and_error(factors, k, good, reached, first).text
        best = max(quality.psnr_at(factors, rank) for rank in range(1, factors.full + 1))
        assert ("is reached at rank" in text) == (reached >= 40)
        assert best >= 40 or "No rank that was tried" in text
        option, _ = quiz(factors, k).answer()
        near = storage.jpeg_at(pixels, quality.psnr(pixels, shown))
        assert (option == SIZES[-1]) == (near is None or near.size > 2 * c.stored_numbers(factors, k))
        for finding in (text, findings.component_shares(factors, 0, 8).text):
            assert "nan" not in finding
            assert " 0.0 %" not in finding
