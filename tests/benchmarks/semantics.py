"""Semantic Development: the article's loop against ours, and twenty seeds at once against twenty loops."""

from collections.abc import Callable, Iterator

import numpy as np

from core.data import concepts
from core.semantics.dynamics import advance, first_weights
from tests.benchmarks.compare import Case, compare

CORRELATIONS = concepts.kingdom().correlations
STEP, STEPS, SIGMA, HIDDEN = 0.005, 1500, 0.01, 16


def article_loop(seed: int) -> np.ndarray:
    """The loop of the article's code: one network, one step and one full SVD at a time."""
    rng = np.random.default_rng(seed)
    w1, w2 = SIGMA * rng.random((HIDDEN, 4)), SIGMA * rng.random((7, HIDDEN))
    identity, values = np.eye(4), []
    for _ in range(STEPS):
        values.append(np.linalg.svd(w2 @ w1)[1])
        change1 = w2.T @ (CORRELATIONS - w2 @ w1 @ identity)
        change2 = (CORRELATIONS - w2 @ w1 @ identity) @ w1.T
        w1, w2 = w1 + STEP * change1, w2 + STEP * change2
    return np.array(values)


def ours(seeds: range) -> np.ndarray:
    """All networks at once, every map kept, and all SVDs in one call."""
    weights = first_weights(CORRELATIONS, start="uniform", sigma=SIGMA, seeds=seeds, hidden=HIDDEN)
    maps, _ = advance(weights, CORRELATIONS, step=STEP, steps=STEPS)
    return np.linalg.svd(maps, compute_uv=False)


def cases(wanted: Callable[[str], bool]) -> Iterator[Case]:
    """1,500 steps with an SVD each, for one network and for twenty."""
    for count in (1, 20):
        name = f"semantics: {STEPS} steps with SVDs, {count} network{'s' if count > 1 else ''}"
        if not wanted(name):
            continue
        # They end at the same numbers, or the comparison means nothing.
        assert np.allclose(ours(range(count))[-1, -1], article_loop(count - 1)[-1], atol=1e-9)
        yield compare(
            name,
            lambda count=count: ours(range(count)),
            lambda count=count: [article_loop(seed) for seed in range(count)],
            f"the article's loop, {count} time{'s' if count > 1 else ''}",
        )
