"""Bounds of memory and of the work between two looks at the Stop button."""

import tracemalloc

import numpy as np
import pytest

from core.semantics import budget, similarity
from core.semantics.params import SemanticsParams
from core.semantics.run import _blocks, train

LARGE = {"world": "random", "items": 40, "properties": 100, "seeds": 50, "hidden": 128}


def peak(work, steps):
    """Bytes at the peak of work that is left after so many steps (as much is kept of each frame as of the next)."""
    tracemalloc.start()
    try:
        for _, _ in zip(range(steps), work, strict=False):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        work.close()


@pytest.mark.parametrize(
    "params",
    [
        SemanticsParams(),
        SemanticsParams(steps=50, seeds=1, network="shallow"),
        SemanticsParams(network="both", steps=50, seeds=50, depth=6),
        SemanticsParams(network="both", steps=1000, **{**LARGE, "seeds": 1}),
        SemanticsParams(network="shallow", steps=100, **LARGE),
        *(
            pytest.param(SemanticsParams(**settings), marks=pytest.mark.slow)
            for settings in (
                {"network": "both", "steps": 3000, "seeds": 50, "hidden": 1},
                {"network": "both", "steps": 3000, "seeds": 50, "hidden": 128},
                {"network": "shallow", "steps": 2000, **LARGE},
                {"network": "both", "steps": 400, "depth": 3, **LARGE, "items": 4, "hidden": 16},
                {"network": "both", "steps": 50, **LARGE},
                {"network": "both", "steps": 50, "depth": 6, **LARGE},
                {"steps": 50, "depth": 6, "activation": "tanh", "sigma": 0.1, **LARGE},
            )
        ),
    ],
)
def test_the_bound_of_memory_holds_and_is_not_ten_times_too_large(params):
    measured, bound = peak(train(params), 10**6), params.memory_bytes()
    assert measured <= bound
    assert bound <= 10 * measured + budget.OVERHEAD


@pytest.mark.slow
def test_the_largest_address_stays_within_a_gigabyte():
    """It took 23 GB after 90 seconds, as every frame held the maps of its whole block."""
    params = SemanticsParams(network="both", steps=20_000, depth=6, **LARGE)
    assert params.memory_bytes() < 2**30
    assert peak(train(params), 12) < 300e6


@pytest.mark.parametrize(
    "settings",
    [
        {"hidden": 4},
        {"world": "binary tree", "hidden": 32},
        pytest.param({**LARGE, "seeds": 1}, marks=pytest.mark.slow),
    ],
)
def test_the_bound_of_a_sweep_holds(settings):
    params = similarity.sweep_params(SemanticsParams(**settings))
    bound = similarity.request(params).memory_bytes()
    measured = peak(similarity.sweep(params), 4)
    assert measured <= bound <= 12 * measured + budget.OVERHEAD


@pytest.mark.parametrize(("size", "count"), [(1, 11), (3, 6), (100, 4)])
def test_blocks_begin_at_marks_and_the_last_is_one_step(size, count):
    blocks = list(_blocks([0, 1, 5, 10], size))
    assert np.concatenate([np.arange(*block) for block in blocks]).tolist() == list(range(11))
    assert {0, 1, 5, 10} <= {begin for begin, _ in blocks}
    assert blocks[-1] == (10, 11)
    assert max(end - begin for begin, end in blocks) <= size
    assert len(blocks) == count


def test_a_block_takes_neither_more_memory_nor_more_work_than_it_may():
    for widths, networks in (([40, 128, 128, 128, 128, 128, 100], 50), ([4, 16, 7], 5), ([40, 100], 50)):
        steps = budget.block_steps(widths, networks)
        items, properties = widths[0], widths[-1]
        assert steps * networks * items * properties * 8 <= budget.BLOCK_BYTES
        assert steps * 3 * networks * budget.weights(widths) * items <= budget.BLOCK_WORK


def test_weights_are_counted():
    assert budget.weights([4, 16, 7]) == 4 * 16 + 16 * 7
