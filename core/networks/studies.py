"""Studies over random seeds: one dense network several times at once, and the controls that it is compared with."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from core.data import image_sets
from core.data.image_sets import ImageSet
from core.networks import batched
from core.networks.batched import Epoch
from core.networks.training import TrainingParams
from core.runs.progress import Step, Work

SEEDS = 10
SAMPLE = 2000  # test images on which a seed's numbers are means
RECIPE = TrainingParams(dataset="mnist", batch_size=500, epochs=20)

Weights = list[np.ndarray]


def train(
    recipe: TrainingParams,
    seeds: int,
    data: ImageSet | None = None,
    starts: list[Weights] | None = None,
    shuffles: list[int] | None = None,
) -> Work[tuple[Epoch, Epoch]]:
    """Train one dense network a seed, all at once.

    Parameters
    ----------
    recipe
        Everything but the seed, which runs from 0.
    data
        Takes the place of the recipe's data set.
    starts
        Take the place of Keras's initial weights; then also of the architecture.

    Returns
    -------
    (Epoch, Epoch)
        Before and after training.
    """
    yield Step(0, recipe.epochs, message="Starting TensorFlow")
    data = data or image_sets.load(recipe.dataset)
    starts = starts or [batched.keras_start(replace(recipe, seed=seed), data) for seed in range(seeds)]
    moments: list[Epoch] = []
    for item in batched.train(starts, shuffles or list(range(seeds)), data, recipe):
        if isinstance(item, Epoch):
            moments = [*moments[:1], item]
        yield Step(0, recipe.epochs, message=f"{seeds} networks: {recipe.architecture} on {recipe.dataset}")
    return moments[0], moments[-1]


def each(epoch: Epoch, measured: Callable[[Weights], float | np.ndarray]) -> np.ndarray:
    """Return what `measured` gives for the weights of each network, stacked."""
    return np.stack([np.asarray(measured(epoch.net(i))) for i in range(len(epoch.test_accuracy))])


def readout(codes: np.ndarray, labels: np.ndarray, codes_test: np.ndarray, labels_test: np.ndarray) -> float:
    """Return the test accuracy of a linear readout: ridge regression of the one-hot labels on standardised codes.

    The same readout for every representation, so that only the representations differ. The penalty is .001 of the
    number of training rows.
    """
    centre, scale = codes.mean(0), codes.std(0) + 1e-6
    a = np.column_stack([(codes - centre) / scale, np.ones(len(codes))]).astype(np.float64)
    b = np.column_stack([(codes_test - centre) / scale, np.ones(len(codes_test))]).astype(np.float64)
    targets = np.eye(int(labels.max()) + 1)[labels]
    solved = np.linalg.solve(a.T @ a + 1e-3 * len(a) * np.eye(a.shape[1]), a.T @ targets)
    return float(((b @ solved).argmax(1) == labels_test).mean())


def disjoint_pairs(count: int) -> list[tuple[int, int]]:
    """Return (0, 1), (2, 3) ...: pairs that share no member, so that what is measured on them is independent."""
    return [(i, i + 1) for i in range(0, count - 1, 2)]
