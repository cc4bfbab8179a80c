"""The pieces of EfficientNet-Lite0's spectra, its untrained control, and the baking that can be resumed."""

from dataclasses import replace

import numpy as np
import pytest

from core import bake
from core.gallery.topic import Recipe
from core.jacobian import imagenet_spectra as pieces
from core.networks import imagenet
from core.runs import archive
from core.runs.progress import drain
from tests.jacobian import oracle

SIDE = 32


def test_there_is_one_file_for_each_layer_and_photograph():
    found = list(pieces.recipes())
    assert len(found) == len({recipe.path for recipe in found}) == 9 * (16 + 4)
    for photograph in pieces.PHOTOGRAPHS:
        assert pieces.load(photograph).shape == (224, 224, 3)
    assert {recipe.params.top for recipe in found if not recipe.params.trained} == {200}


@pytest.mark.slow  # a whole matrix by reverse mode
def test_a_piece_is_computed_stored_and_read_again(tmp_path):
    model = imagenet.network(side=SIDE)
    params = pieces.SpectrumParams(photograph="beagle", layer="block10")
    run = drain(pieces.compute(params, lambda: model))
    archive.save(tmp_path / "piece.npz", run, half=("residuals", "participation"))
    again = archive.load(tmp_path / "piece.npz", pieces.Spectrum, params=pieces.SpectrumParams)
    assert again.params == params
    x = imagenet.network_input(pieces.load("beagle", SIDE))[None]
    expected = oracle.singular_values(model, "block10", x)[0]
    np.testing.assert_allclose(again.values[:100], expected[:100], rtol=1e-4)
    h = imagenet.up_to(model, "block10")(x, training=False)
    assert again.gain == pytest.approx(np.linalg.norm(x) / np.linalg.norm(h), rel=1e-5)


@pytest.mark.slow  # builds 50 layers and their graph twice
def test_the_untrained_control_normalises_every_channel_on_the_photographs():
    import keras

    model = pieces.untrained(SIDE)
    x = imagenet.network_input(np.stack([pieces.load(name, SIDE) for name in pieces.PHOTOGRAPHS]))
    layers = [layer for layer in model.layers if layer.weights and layer.name != "logits"]
    assert len(layers) == 49
    outputs = keras.Model(model.inputs[0], [layer.output for layer in layers])(x, training=False)
    for layer, output in zip(layers, outputs, strict=True):
        values = np.asarray(output, np.float64).reshape(-1, output.shape[-1])
        # float32, through up to 50 layers
        np.testing.assert_allclose(values.mean(0), 0, atol=1e-2, err_msg=layer.name)
        np.testing.assert_allclose(values.std(0), 1, rtol=1e-2, err_msg=layer.name)


def test_baking_is_resumed_where_it_ended(tmp_path, monkeypatch):
    monkeypatch.setattr("core.gallery.topic.RUNS", tmp_path)
    stem, head = (Recipe("t", pieces.SpectrumParams(layer=layer), pieces.compute) for layer in ("stem", "head"))
    other = replace(stem, topic="u")
    stem.path.parent.mkdir()
    stem.path.touch()
    found = [stem, head, other]
    assert bake.chosen(found, []) == found
    assert bake.chosen(found, ["t/"]) == [stem, head]
    assert bake.chosen(found, ["--missing"]) == [head, other]
    assert bake.chosen(found, ["--missing", "t/"]) == [head]
