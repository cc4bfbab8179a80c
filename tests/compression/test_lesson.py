"""The lesson on compression says what its images give."""

import numpy as np
import pytest

from core.compression import quiz
from core.compression.imagenet_ranks import KERNELS, ImagenetRanks, ImagenetRanksParams, full_rank, in_words
from core.compression.lesson import KERNEL, LESSON
from core.compression.quality import psnr_at, rank_for
from core.compression.storage import half_floats
from core.compression.svd import decompose, energy, stored_numbers
from core.data import pictures
from tests.gallery import lesson_checks
from tests.gallery.lesson_checks import baked, params, percent, right, says

FIRST, GRASS, COMPONENTS, SIZES, LAYERS = LESSON.steps


@pytest.fixture(scope="module")
def camera():
    return decompose(pictures.load("camera"))


def test_it_opens():
    lesson_checks.holds(LESSON, "compression", elsewhere=("kernel",))
    assert KERNEL in map(in_words, KERNELS)


def test_one_component_keeps_most_of_the_energy(camera):
    kept = energy(camera)
    right(FIRST, int(np.searchsorted([0.2, 0.5, 0.8], kept[0])))
    says(FIRST, percent(kept[49]), f"{psnr_at(camera, 50):.1f} dB")


def test_grass_needs_many_more(camera):
    grass = decompose(pictures.load(params(GRASS).picture))
    right(GRASS, int(np.searchsorted([20.5, 60.5, 100.5], rank_for(grass, "energy", 99.0))))
    says(GRASS, f"rank {rank_for(camera, 'energy', 99.0)} of {camera.full}")
    assert grass.pixels.shape == camera.pixels.shape


def test_a_chessboard_needs_two():
    board = decompose(pictures.load(params(COMPONENTS).picture))
    needed = next(k for k in range(1, board.full) if psnr_at(board, k) > 50)
    right(COMPONENTS, COMPONENTS.guess.options.index(str(needed)))
    says(COMPONENTS, f"{psnr_at(board, 2):.0f} dB")
    assert psnr_at(board, 3) > 100


def test_a_jpeg_is_smaller(camera):
    rank = params(SIZES).rank
    right(SIZES, quiz.SIZES.index(quiz.jpeg_share(camera, rank)[0]))
    says(
        SIZES,
        f"{stored_numbers(camera, rank):,}",
        f"{camera.pixels.size:,}",
        f"{half_floats(camera, rank) / 1000:.1f} kB",
        f"rank {rank}",
    )


def test_one_layer_has_a_low_rank_and_another_has_not():
    found = baked("imagenet_ranks", ImagenetRanksParams(), ImagenetRanks)
    kernel = next(kernel for kernel in KERNELS if in_words(kernel) == KERNEL)
    needed = found.needed(kernel)
    right(LAYERS, int(np.abs(np.array([10, 50, full_rank(kernel)]) - needed).argmin()))
    says(LAYERS, f"Rank {needed}", f"rank {full_rank(kernel)}", f"below {found.needed('head/conv')}", "16")
    assert found.needed("head/conv") == full_rank("head/conv")
    assert found.predictions.shape[2] == 16
