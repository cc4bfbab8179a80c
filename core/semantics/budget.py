"""How much of a run is kept and computed at once, so that its memory is bounded and it can be stopped at any time."""

import math
from collections.abc import Sequence
from itertools import pairwise

FRAMES = 100
RECORDS = 1500
FEWEST_RECORDS = 120
# Of the SVDs of all records: networks x properties x items x modes, about a second's worth.
SVD_WORK = 1.2e8
# A block of steps is computed between two looks at the Stop button. Its maps fill at most so many bytes …
BLOCK_BYTES = 2**24
# … and its matrix products take at most so many multiplications, about a quarter of a second on one core.
BLOCK_WORK = 2.5e9
DOUBLE = 8
OVERHEAD = 2**20  # of Python's own objects
# Seconds, fitted to runs of 100 to 20,000 steps on one core of a cloud machine (AMD EPYC, AVX-512): a step; one weight
# times one item, forward and backward; one cell of a map and its peak; one cell times one mode in the SVD of a record.
STEP, MULTIPLY, CELL, DECOMPOSE = 1e-5, 1e-10, 4e-9, 1.6e-9


def stride(steps: int, networks: int, properties: int, items: int, modes: int) -> int:
    """Return how many steps lie between two records."""
    affordable = SVD_WORK / (networks * properties * items * modes)
    return max(1, -(-steps // int(min(max(affordable, FEWEST_RECORDS), RECORDS))))


def weights(widths: Sequence[int]) -> int:
    """Return the number of weights of a network without biases."""
    return sum(before * after for before, after in pairwise(widths))


def block_steps(widths: Sequence[int], networks: int) -> int:
    """Return how many steps fit in a block; at least one.

    Parameters
    ----------
    widths
        Items, hidden units of each layer, properties.
    """
    items, properties = widths[0], widths[-1]
    by_memory = BLOCK_BYTES / (DOUBLE * networks * properties * items)
    # The map, the gradient of every matrix and the errors passed back are three products of each matrix with all items.
    by_work = BLOCK_WORK / (3 * networks * weights(widths) * items)
    return max(1, int(min(by_memory, by_work)))


def memory_bytes(widths: Sequence[Sequence[int]], networks: int, steps: int) -> int:
    """Return an upper bound of the memory that `run.train` holds at its peak, result included.

    Parameters
    ----------
    widths
        Of each kind of network, as in `block_steps`.
    """
    items, properties = widths[0][0], widths[0][-1]
    modes, cells = min(items, properties), items * properties
    records = math.ceil(steps / stride(steps, networks, properties, items, modes)) + 1
    frames = min(FRAMES, steps) + 1
    kept, work = 0, 0
    for shape in widths:
        units = sum(shape[1:-1])
        # Doubles while it learns, doubles once more when joined, and half as much in single precision.
        kept += records * networks * (3 * modes + 2) * 5 // 2
        kept += frames * (cells + (shape[-2] if units else 0) * items) * 5 // 2
        # First, previous, present and next weights; highest beliefs, their times and the final map, twice.
        kept += 4 * networks * weights(shape) + 6 * networks * cells
        between = math.ceil(steps / min(FRAMES, steps)) + 1
        block = min(block_steps(shape, networks), between) * networks * cells
        layers = networks * items * (3 * units + 2 * max(shape))
        stacks = networks * (4 * weights(shape) + 2 * (items + properties) ** 2)
        # Of a block: its maps and up to three arrays of their size (|maps|, errors, products with the modes).
        work = max(work, 4 * block + 4 * networks * cells + layers + stacks)
    return OVERHEAD + DOUBLE * (kept + work)


def seconds(widths: Sequence[Sequence[int]], networks: int, steps: int, *, recorded: bool = True) -> float:
    """Return a rough estimate of the seconds of `run.train`: steps x networks x weights x items, and SVDs of maps.

    Parameters
    ----------
    widths
        Of each kind of network, as in `block_steps`.
    recorded
        Whether the maps' singular values are kept.
    """
    total = 0.0
    for shape in widths:
        items, properties = shape[0], shape[-1]
        modes, cells = min(items, properties), networks * items * properties
        multiplied = 3 * networks * weights(shape) * items
        total += steps * (STEP * (len(shape) - 1) + MULTIPLY * multiplied + CELL * cells)
        if recorded:
            records = steps / stride(steps, networks, properties, items, modes)
            total += DECOMPOSE * records * cells * modes
    return total
