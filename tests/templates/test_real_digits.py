"""The article's networks on real digits: accuracies and correlations over seeds, and on the full set."""

import pytest

from core.data import image_sets
from core.networks import dense
from core.networks.training import Training, TrainingParams, train
from core.runs.progress import drain
from core.templates.hidden_units import activity, filter_change
from core.templates.winners import winner_match

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def runs() -> dict[str, Training]:
    """Real nets on the bundled digits, with a seed that no range below was made from."""
    kinds = {
        "one layer": TrainingParams(seed=11),
        "hidden": TrainingParams(seed=11, architecture="hidden"),
        "images": TrainingParams(seed=11, architecture="hidden from images", hidden=512),
        "unit norm": TrainingParams(seed=11, architecture="hidden from images", hidden=512, unit_norm=True),
    }
    return {name: drain(train(params)) for name, params in kinds.items()}


# Mean and SD over seeds 0 to 4 (image-started nets: 0 to 9); each range is the mean plus or minus five SD.
RANGES = {
    "one layer": {"accuracy": (0.899, 0.002), "own": (0.269, 0.0024), "other": (0.057, 0.0023)},
    "hidden": {"accuracy": (0.930, 0.0037), "own": (0.210, 0.003), "other": (0.041, 0.012)},
    "images": {"accuracy": (0.856, 0.0210), "own": (0.653, 0.0196), "other": (0.379, 0.0133)},
    "unit norm": {"accuracy": (0.887, 0.0091), "own": (0.450, 0.0042), "other": (0.161, 0.0045)},
}


@pytest.mark.parametrize("name", RANGES)
def test_accuracies_and_correlations_on_real_digits(runs, name):
    run, data = runs[name], image_sets.load("mnist-5k")
    match = winner_match(run.final(), dense.rows(data.x_test))[0]
    found = {
        "accuracy": run.test_accuracy[-1],
        "own": match.own.pearson.mean(),
        "other": match.other.pearson.mean(),
    }
    for measure, (mean, deviation) in RANGES[name].items():
        assert abs(found[measure] - mean) < 5 * deviation, measure


def test_what_the_article_found_about_image_started_nets(runs):
    data = image_sets.load("mnist-5k")
    x = dense.rows(data.x_test)
    run = runs["images"]
    units = activity(run.final(), x)
    assert units.always > 0.98
    assert units.linear_agreement > 0.99
    change = filter_change(run.weights[0][0], run.weights[0][-1])
    assert change.mean() > 0.97
    assert run.test_accuracy[-1] < runs["one layer"].test_accuracy[-1]
    assert runs["unit norm"].test_accuracy[-1] > run.test_accuracy[-1]
    assert runs["hidden"].test_accuracy[-1] > runs["one layer"].test_accuracy[-1]


def test_the_articles_own_numbers_on_full_mnist(full_data):
    """Winner weight and input: r .261 on average, .393 for x_train[1]; .097 with another picture's winner."""
    run, data = drain(train(TrainingParams(dataset="mnist", batch_size=500))), image_sets.load("mnist")
    match = winner_match(run.final(), dense.rows(data.x_test[:2000]))[0]
    assert match.own.pearson.mean() == pytest.approx(0.261, abs=0.005)  # five SD over seeds of the reference
    assert match.other.pearson.mean() == pytest.approx(0.097, abs=0.01)
    first = winner_match(run.final(), dense.rows(data.x_train[1:2]))[0]
    assert first.own.pearson[0] == pytest.approx(0.393, abs=0.02)
