"""Upper bounds of the memory that training and measuring a network of Jacobian Spectra takes, from its settings."""

from itertools import pairwise

from core.data.image_sets import Size, size_of
from core.jacobian.networks import CHANNELS, CONVOLUTIONS, POOLED
from core.networks import memory

FLOAT = 4
INPUTS = 16
TOP, WHOLE = 50, 360  # triplets of a layer with many outputs; layers with no more outputs are taken whole
PASSES = 120_000_000  # bytes: the tensors of one pass of directions through the network, and their copies


def network_size(net: str, depth: int, width: int, size: Size) -> tuple[int, list[int]]:
    """Return the parameters of a network, and how many outputs each of its layers has."""
    if net == "mlp":
        widths = [size.values, *[width] * depth, size.classes]
        return memory.dense(tuple(widths))[0], widths[1:]
    side, channels = size.shape[0], size.channels
    parameters, outputs = 0, []
    for index in range(1, min(depth, CONVOLUTIONS) + 1):
        filters = CHANNELS[index - 1] * width
        parameters += filters * (channels * (5 if index < 3 else 3) ** 2 + 1)
        outputs.append(side * side * filters)
        channels = filters
        if index in POOLED:
            side = -(-side // 2)
            outputs.append(side * side * filters)
    dense = [side * side * channels, 8 * width, 8 * width, size.classes]
    return parameters + sum((a + 1) * b for a, b in pairwise(dense)), [*outputs, *dense[1:]]


def spectra_bytes(values: int, outputs: int, budget: int) -> int:
    """Return an upper bound of the triplets of all inputs at one layer, with the basis they are found in."""
    smaller = min(values, outputs)
    count = min(outputs if outputs <= WHOLE else TOP, smaller)
    basis = min(4 * count + 160, smaller)
    matrix = max(2 * values * outputs * FLOAT if smaller <= 4 * count + 160 else 0, FLOAT * basis * smaller)
    triplets = count * (values + outputs)
    each = matrix + 16 * basis**2 + 2 * FLOAT * triplets
    # The groups of inputs that fit the budget; then all joined, and what is measured of them in double precision.
    return min(budget, INPUTS * each) + INPUTS * (2 * FLOAT * triplets + 3 * 8 * min(count, TOP) * values)


def bound(dataset: str, net: str, depth: int, width: int, batch_size: int, epochs: int, budget: int) -> int:
    """Return an upper bound for a training, and what is measured after it."""
    size = size_of(dataset)
    parameters, outputs = network_size(net, depth, width, size)
    numbers = size.values + 3 * sum(outputs)
    trained = memory.training_bytes(dataset, parameters, numbers, batch_size, epochs, widest=max(outputs), kept=4)
    return trained + PASSES + max(spectra_bytes(size.values, count, budget) for count in outputs)
