"""A layer of a Keras model at low rank: predictions against a truncation by eigenvectors, and every sentence."""

import numpy as np
import pytest

from core.compression import layer_findings as findings
from core.compression import model_ranks
from core.compression.model_ranks import ModelRanks, ModelRanksParams
from core.networks.saved_models import ModelRefused
from core.runs.progress import drain

PARAMS = ModelRanksParams(name="m", layer="conv", classes=3)
LABELS = np.array([0, 1, 2, 0, 1, 2, 0, 1, 2, 0])


def truncated(weights, k):
    """The best approximation of rank k: projected on the k leading eigenvectors of its Gram matrix."""
    leading = np.linalg.eigh(weights.T @ weights)[1][:, ::-1][:, :k]
    return weights @ leading @ leading.T


def test_a_convolution_is_cut_as_a_matrix_and_all_else_stays():
    import keras

    keras.utils.set_random_seed(4)
    layers = keras.layers
    model = keras.Sequential(
        [keras.Input((6, 6)), layers.Reshape((6, 6, 1)), layers.Conv2D(5, 3, name="conv"), layers.Flatten()]
    )
    model.add(layers.Dense(3))
    images = np.random.default_rng(0).integers(0, 256, (40, 6, 6), dtype=np.uint8)
    kernel, rest = model.layers[1].kernel.numpy(), model.get_weights()[1:]
    found = drain(model_ranks.predict(PARAMS, model, images))
    assert found.ranks.tolist() == [0, 1, 2, 3, 4, 5]
    for k, predicted in zip(found.ranks, found.predictions, strict=True):
        model.set_weights([truncated(kernel.reshape(9, 5), k).reshape(kernel.shape), *rest])
        logits = np.sort(model(images / np.float32(255)).numpy(), axis=1)
        sure = logits[:, -1] - logits[:, -2] > 1e-4  # float32: what is closer may fall on either side
        assert sure.sum() > 30 or k == 0
        again = model(images / np.float32(255)).numpy().argmax(1)
        np.testing.assert_array_equal(predicted[sure], again[sure])
    assert found.agreement[-1] == 1


def test_what_has_no_matrix_to_cut_is_refused(monkeypatch):
    import keras

    layers = keras.layers
    model = keras.Sequential([keras.Input((6, 6)), layers.Flatten(name="flat"), layers.Dense(3, name="dense")])
    for layer in ("gone", "flat"):
        params = ModelRanksParams(layer=layer, classes=3)
        with pytest.raises(ModelRefused, match=f"no layer {layer} with a matrix"):
            drain(model_ranks.predict(params, model, np.zeros((1, 6, 6), np.uint8)))
    monkeypatch.setattr("core.networks.saved_models.weights.MAX_NUMBERS", 10)
    with pytest.raises(ModelRefused, match="too large"):
        drain(model_ranks.predict(ModelRanksParams(layer="dense", classes=3), model, np.zeros((1, 6, 6), np.uint8)))


def ranks_with(*right):
    """Predictions of which so many are right at ranks 0, 1 and 2."""
    rows = [np.where(np.arange(10) < count, LABELS, (LABELS + 1) % 3) for count in right]
    return ModelRanks(PARAMS, np.array([0, 1, 2]), np.array(rows))


@pytest.mark.parametrize(
    ("right", "said"),
    [
        ((9, 9, 9), "Even without this layer's weights"),
        ((3, 9, 9), "From rank **1** of 2 on"),
        ((9, 3, 9), "only the full rank 2"),  # better at rank 0 does not count: it is not kept at rank 1
        ((3, 3, 9), "only the full rank 2"),
    ],
)
def test_the_rank_that_a_model_needs_is_said(right, said):
    text = findings.model_ranks(ranks_with(*right), LABELS, np.array([3.0, 4.0])).text
    assert said in text
    assert "90.0 % on 10 test images of mnist-5k" in text
    assert ("36 % of the energy" in text) == ("From rank" in said)


def test_the_spread_of_the_energy_is_said_and_zeros_have_none():
    text = findings.model_spectrum(np.array([10.0, 1.0, 0.1]), (30, 3)).text
    assert "30 × 3 weights, so its rank is at most 3" in text
    assert "kept at rank **1** and 99 % at rank **1**" in text  # 100 of 101.01
    assert "99 % at rank **2**" in findings.model_spectrum(np.array([4.0, 3.0]), (2, 2)).text
    assert findings.model_spectrum(np.zeros(2), (3, 2)).text == "All 6 weights of this layer are 0."
