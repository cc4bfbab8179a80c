"""What is drawn of a model's weights: filters of its first layer, spectra of its matrices, and why there are none."""

import re

import numpy as np
import pytest

from core.networks.saved_models import ModelRefused, weights
from core.networks.saved_models.weights import ModelParams
from core.runs.progress import drain


def read(model):
    return drain(weights.read(ModelParams(name="m"), model, None))


def sequential(*layers, shape=(6, 6)):
    import keras

    return keras.Sequential([keras.Input(shape), *layers])


def test_a_dense_first_layer_is_drawn_as_images_and_every_matrix_has_its_singular_values():
    from keras import layers

    inner = sequential(layers.Dense(5, name="inside"), layers.BatchNormalization(name="norm"), shape=(7,))
    inner.name = "block"
    model = sequential(layers.Rescaling(2.0), layers.Flatten(), layers.Dense(7, name="first"), inner, layers.Dense(3))
    found = read(model)
    kernel = model.get_layer("first").kernel.numpy()
    assert found.first == "first"
    np.testing.assert_array_equal(found.filters[2, :, :, 0], kernel[:, 2].reshape(6, 6))
    assert found.units == len(found.filters) == 7
    assert found.layers[:2] == ("first", "block/inside")
    assert found.others == ("block/norm",)
    assert found.sizes.tolist() == [[36, 7], [7, 5], [5, 3]]
    # The squared singular values are the eigenvalues of the smaller Gram matrix.
    np.testing.assert_allclose(found.spectra[0] ** 2, np.linalg.eigvalsh(kernel.T @ kernel)[::-1], rtol=1e-4)


def test_kernels_of_a_convolution_in_colour_are_drawn_and_only_the_strongest_of_many(monkeypatch):
    from keras import layers

    model = sequential(layers.Conv2D(9, (2, 3), name="conv"), shape=(8, 8, 3))
    kernel = model.layers[0].kernel.numpy()
    monkeypatch.setattr(weights, "MAX_FILTERS", 4)
    found = read(model)
    strongest = sorted(np.argsort(-np.linalg.norm(kernel.reshape(-1, 9), axis=0))[:4])
    assert found.chosen.tolist() == strongest
    np.testing.assert_array_equal(found.filters, np.moveaxis(kernel, 3, 0)[strongest])
    assert found.units == 9
    assert found.sizes.tolist() == [[18, 9]]


def unusual():
    from keras import layers

    return {
        "no colours": ([layers.Reshape((3, 6, 2)), layers.Conv2D(2, 2)], "see 2 channels"),
        "not one by one": ([layers.Dense(4)], "does not receive the image's pixels"),
        "another order": ([layers.Permute((2, 1)), layers.Flatten(), layers.Dense(4)], "passes .* .Permute."),
        "another kind": ([layers.LSTM(3), layers.Dense(2)], "passes .* .LSTM."),
        "only normalised": ([layers.BatchNormalization()], "No dense or convolutional layer"),
    }


def test_where_no_filters_can_be_drawn_the_reason_is_a_sentence():
    for kind, (layers, said) in unusual().items():
        found = read(sequential(*layers))
        assert found.first == "", kind
        assert len(found.filters) == 0
        assert re.search(f"{said}.*[.]$", found.why), found.why


def test_a_flip_before_the_first_layer_is_noticed_though_it_is_no_layer():
    import keras

    x = keras.Input((6, 6))
    model = keras.Model(x, keras.layers.Dense(2)(keras.layers.Flatten()(keras.ops.flip(x, axis=1))))
    assert "Flip" in read(model).why


def test_models_without_usable_weights_are_refused(monkeypatch):
    from keras import layers

    with pytest.raises(ModelRefused, match="No layer of the model has weights"):
        read(sequential(layers.Flatten()))
    model = sequential(layers.Flatten(), layers.Dense(3, name="broken"))
    monkeypatch.setattr(weights, "MAX_SIDE", 2)
    assert [len(values) for values in read(model).spectra] == [0]
    model.layers[-1].kernel.assign(np.full((36, 3), np.nan))
    with pytest.raises(ModelRefused, match="broken hold NaN"):
        read(model)
