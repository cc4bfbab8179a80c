"""Rough seconds that training and measuring a network of Jacobian Spectra takes, from its settings.

The constants were fitted to runs of 1 to 20 epochs on two cores of a cloud machine (AMD EPYC, AVX-512) with TensorFlow
imported, as those of `core.networks.cost`.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from core.data.image_sets import size_of
from core.jacobian.memory import TOP, WHOLE, network_size
from core.jacobian.networks import CHANNELS, CONVOLUTIONS, POOLED
from core.networks import cost

PROGRAM = 0.3  # the graphs of one layer
DECOMPOSE = 8e-10  # one number of the smaller side, times directions squared
# Settings of the Krylov method as in `spectra`, and which share of its largest basis it takes as a rule.
BASIS_PER_TRIPLET, SPARE_BASIS, TAKEN = 4, 160, 0.5


class Network(Protocol):
    """What has to be known of a network and its training."""

    @property
    def dataset(self) -> str: ...
    @property
    def net(self) -> str: ...
    @property
    def depth(self) -> int: ...
    @property
    def width(self) -> int: ...
    @property
    def epochs(self) -> int: ...
    @property
    def batch_size(self) -> int: ...


def multiplications(network: Network) -> tuple[int, list[int]]:
    """Return the multiplications of one image on its way forward, and the outputs of each of the network's stages."""
    size = size_of(network.dataset)
    if network.net == "mlp":
        return network_size("mlp", network.depth, network.width, size)
    width, side, channels = min(network.width, 32), size.shape[0], size.channels
    side = side // 2 if side >= 64 else side
    total, outputs = 0, []
    for index in range(1, min(network.depth, CONVOLUTIONS) + 1):
        filters = CHANNELS[index - 1] * width
        total += side * side * filters * channels * (5 if index < 3 else 3) ** 2
        side, channels = -(-side // 2) if index in POOLED else side, filters
        outputs.append(side * side * filters)
    dense = [side * side * channels, 8 * width, 8 * width, size.classes]
    return total + sum(a * b for a, b in pairwise(dense)), [*outputs, *dense[1:]]


def training(network: Network) -> float:
    """Return an estimate of the seconds of the training alone."""
    forward, _ = multiplications(network)
    parameters, _ = network_size(network.net, network.depth, network.width, size_of(network.dataset))
    return cost.training_seconds(network.dataset, parameters, forward, network.batch_size, network.epochs)


def triplets(network: Network, outputs: int, k: int, inputs: int) -> float:
    """Return an estimate of the seconds of the top `k` triplets at so many inputs of a layer with so many outputs."""
    forward, _ = multiplications(network)
    smaller, larger = sorted((size_of(network.dataset).values, outputs))
    kept = BASIS_PER_TRIPLET * min(k, smaller) + SPARE_BASIS
    if smaller <= kept:  # the matrix is formed from its smaller side and decomposed
        return inputs * smaller * (DECOMPOSE * smaller * larger + cost.MULTIPLY * forward)
    directions = TAKEN * kept
    return inputs * directions * (DECOMPOSE * directions * smaller + 2 * cost.MULTIPLY * forward)


def of_layers(network: Network, layers: Sequence[int], k: int, inputs: int, *, whole: int = 0) -> float:
    """Return an estimate for the top `k` triplets of several layers; all of those with at most `whole` outputs."""
    return sum(triplets(network, outputs, outputs if outputs <= whole else k, inputs) for outputs in layers)


def programs(network: Network, count: int = 1) -> float:
    """Return an estimate of the seconds for the graphs of every stage, `count` of each."""
    return PROGRAM * count * len(multiplications(network)[1])


def experiment(network: Network, inputs: int) -> float:
    """Return an estimate for a run of `experiments`: all layers before and after, with noise and along directions."""
    outputs = multiplications(network)[1]
    convolutions = min(network.depth, CONVOLUTIONS) if network.net == "cnn" else network.depth
    low, high = outputs[0], outputs[convolutions - 1]
    measured = 2 * of_layers(network, outputs, TOP, inputs, whole=WHOLE)
    noise = 2 * 5 * of_layers(network, (low, high), 4, inputs)  # five levels, two states
    moved = 40 * triplets(network, high, 10, inputs)  # five directions, four strengths, two signs
    return training(network) + programs(network) + measured + noise + moved
