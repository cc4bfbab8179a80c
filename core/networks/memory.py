"""Upper bounds of the memory that a training takes, from its settings alone."""

from itertools import pairwise

from core.data.image_sets import size_of

FLOAT = 4
EVALUATED = 1000  # images at once
# Graphs, kernels, TensorFlow's scratch space, and what Python holds.
FIXED = 150_000_000


def dense(widths: tuple[int, ...]) -> tuple[int, int]:
    """Return the parameters of a dense network of `widths` (inputs ... outputs), and its numbers for each image."""
    return sum((a + 1) * b for a, b in pairwise(widths)), widths[0] + 2 * sum(widths[1:])


def training_bytes(
    dataset: str,
    parameters: int,
    activations: int,
    batch_size: int,
    epochs: int,
    *,
    widest: int = 0,
    networks: int = 1,
    kept: int = 2,
) -> int:
    """Return an upper bound for a training of `networks` equal networks side by side.

    Parameters
    ----------
    activations
        Numbers that one image makes in one network.
    widest
        The largest number of them in one layer, where that is known: an evaluation holds three layers at most.
    kept
        Parameters that are kept over all epochs, as multiples of one network.
    """
    size = size_of(dataset)
    images = (size.train + size.test) * size.values
    # Weights, their copies on the way in and out, gradients and two moments; then what is kept, and once more joined.
    weights = FLOAT * parameters * (8 * networks + 2 * kept)
    # A batch with its activations, their gradients and one temporary; or the evaluation.
    evaluated = min(activations, 3 * widest) if widest else activations
    work = FLOAT * networks * max(3 * batch_size * activations, EVALUATED * evaluated)
    order = 16 * networks * size.train
    answers = 2 * networks * (epochs + 1) * size.test + 8 * size.classes * size.test
    return FIXED + images + weights + work + order + answers
