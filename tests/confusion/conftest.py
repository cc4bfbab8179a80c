"""The bundled default run and its image set, shared by the tests of this topic."""

import pytest

from core import bake
from core.confusion.evaluation import Evaluation, evaluate
from core.data import image_sets
from core.data.image_sets import ImageSet
from core.networks.training import Training, TrainingParams, train
from core.runs import archive


@pytest.fixture(scope="session")
def run() -> Training:
    """One layer on the bundled digits."""
    recipe = bake.Recipe("training", TrainingParams(), train)
    return archive.load(recipe.path, Training, params=TrainingParams)


@pytest.fixture(scope="session")
def data() -> ImageSet:
    """The bundled digits."""
    return image_sets.load("mnist-5k")


@pytest.fixture(scope="session")
def evaluation(run: Training, data: ImageSet) -> Evaluation:
    """The default run on its test set."""
    return evaluate(run, data.y_test, data)
