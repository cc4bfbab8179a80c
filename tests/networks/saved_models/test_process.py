"""What is checked of a model before it may take memory: declared weights, every tensor, and their sum."""

import json
import time

import h5py
import numpy as np
import pytest

from core.networks.saved_models import ModelRefused, files, process
from core.networks.saved_models.safe_config import cleaned
from tests.networks.saved_models.keras_files import chain, config_of, good, rewritten, saved, with_part  # noqa: F401 a fixture


def claims_gigabytes(file):
    """6 kB that claim 4.2 GB."""
    file.create_dataset("layers/dense/vars/0", (32_000, 32_768), "f4", chunks=(1000, 1000), fillvalue=1.0)


def claims_in_sum(file):
    for i in range(40):
        file.create_dataset(f"layers/{i}", (2000, 2000), "f4", chunks=(100, 100), fillvalue=1.0)


def points_elsewhere(file):
    file["layers"] = h5py.ExternalLink("/etc/weights.h5", "/")


def points_softly(file):
    file["here"] = h5py.SoftLink("/there")


def lies_elsewhere(file):
    file.create_dataset("vars", (4,), "u1", external=[("/etc/hostname", 0, 4)])


def is_virtual(file):
    layout = h5py.VirtualLayout((4,), "f4")
    layout[:] = h5py.VirtualSource("/etc/other.h5", "x", (4,))
    file.create_virtual_dataset("vars", layout)


def holds_text(file):
    file["vars"] = ["a", "b"]


def circles(file):
    file.create_group("layers")["again"] = file["/"]


HDF5 = {
    "claims gigabytes": (claims_gigabytes, "1,048,576,000 weights"),
    "claims in sum": (claims_in_sum, "160,000,000 weights"),
    "points elsewhere": (points_elsewhere, "other files"),
    "points softly": (points_softly, "other files"),
    "lies elsewhere": (lies_elsewhere, "other files"),
    "is virtual": (is_virtual, "other files"),
    "holds text": (holds_text, "no plain numbers"),
    "circles": (circles, "too many"),
}


@pytest.mark.parametrize(("write", "said"), HDF5.values(), ids=HDF5)
def test_weights_that_claim_too_much_or_lie_elsewhere_are_refused_unread(tmp_path, write, said):
    path = tmp_path / "model.weights.h5"
    with h5py.File(path, "w") as file:
        write(file)
    assert path.stat().st_size < 100_000  # bytes
    started = time.perf_counter()
    with pytest.raises(ModelRefused, match=said):
        process.check_weights(path)
    assert time.perf_counter() - started < 5  # seconds, on a busy machine; nothing is read


UPSAMPLED = [
    ("Reshape", {"target_shape": [8, 8, 1]}),
    ("UpSampling2D", {"size": [480, 480]}),
    *[("Activation", {"activation": "relu"})] * 40,
]
GRAPHS = {
    "upsampled and 40 times activated": (UPSAMPLED, "in all layers together"),
    "repeated a thousand million times": (
        [("Flatten", {}), ("RepeatVector", {"n": 10**9})],
        "64,000,000,000 numbers in one layer",
    ),
    "many weights": ([("Flatten", {}), ("Dense", {"units": 10**9})], r"65,000,000,000 weights"),
    "many weights together": ([("Flatten", {}), *[("Dense", {"units": 5000})] * 4], r"75,\d{3},000 weights"),
}  # fmt: skip


@pytest.mark.parametrize(("layers", "said"), GRAPHS.values(), ids=GRAPHS)
def test_models_that_need_too_much_are_refused_without_building_them(layers, said):
    with pytest.raises(ModelRefused, match=said):
        process.measure(cleaned(chain(layers)), (8, 8))


def test_a_matrix_of_7000_by_7000_is_not_made_orthogonal():
    """Left to itself Keras spends most of a minute on the initial values, which the file's weights replace."""
    layers = [
        ("Flatten", {}),
        ("Dense", {"units": 7000}),
        ("Dense", {"units": 7000, "kernel_initializer": "orthogonal"}),
    ]
    started = time.perf_counter()
    process.measure(cleaned(chain(layers)), (8, 8))
    assert time.perf_counter() - started < 10  # seconds, with TensorFlow's import


def unpacked(path, folder):
    folder.mkdir()
    return folder, files.unpack(path, folder).shape


def test_loading_gives_the_model_of_keras_itself(good, tmp_path):  # noqa: F811
    import keras

    ours, theirs = process.load(*unpacked(good, tmp_path / "a")), keras.saving.load_model(good)
    x = np.random.default_rng(0).random((2, 8, 8, 3), np.float32)
    for mine, keras_own in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, keras_own)
    np.testing.assert_allclose(ours(x), theirs(x), rtol=1e-6)  # one graph may fuse what the other does not


def test_many_kinds_of_honest_layers_load_and_answer_as_before(tmp_path):
    import keras

    layers = keras.layers
    x = keras.Input((8, 8, 3))
    y = layers.Normalization(mean=[0.1, 0.2, 0.3], variance=[1.0, 2.0, 3.0])(layers.Rescaling(2.0)(x))
    y = layers.BatchNormalization()(layers.SeparableConv2D(4, 3, activation=keras.activations.swish)(y))
    y = layers.PReLU()(keras.activations.gelu(y))
    y = keras.ops.concatenate([y, keras.ops.maximum(y, 0.1 * y)[:, 1:3]], 1)
    y = layers.MultiHeadAttention(2, 3)(y, y)
    y = layers.Dense(4, activation=layers.LeakyReLU(), kernel_regularizer="l2")(y)
    y = layers.Bidirectional(layers.LSTM(3))(layers.Reshape((-1, 4))(y))
    model = keras.Sequential([keras.Input((8, 8, 3)), keras.Model(x, y), layers.Dense(2, "softmax")])
    model.compile("adam", "mse")
    saved(model, tmp_path / "many.keras")
    again = process.load(*unpacked(tmp_path / "many.keras", tmp_path / "folder"))
    x = np.random.default_rng(0).random((2, 8, 8, 3), np.float32)
    np.testing.assert_allclose(again(x), model(x), rtol=1e-5, atol=1e-6)  # float32


@pytest.mark.parametrize(
    "change",
    [
        lambda config: config["config"]["layers"][-1]["config"].update(units=5),  # other weights than the file has
        lambda config: config["config"]["layers"][-1]["config"].update(units=-4),
        lambda config: config["config"]["layers"][-1]["config"].update(activation="get_file"),
    ],
)
def test_what_keras_cannot_load_is_one_sentence(good, tmp_path, change):  # noqa: F811
    bad = rewritten(good, tmp_path / "bad.keras", change)
    with pytest.raises(ModelRefused, match="can't load"):
        process.load(*unpacked(bad, tmp_path / "folder"))


def test_weights_that_are_no_hdf5_are_one_sentence(good, tmp_path):  # noqa: F811
    bad = with_part(good, tmp_path / "bad.keras", "model.weights.h5", b"\x89HDF\r\n\x1a\n")
    with pytest.raises(ModelRefused, match="can't load"):
        process.load(*unpacked(bad, tmp_path / "folder"))


def test_instructions_for_training_at_the_root_do_not_reach_keras(good, tmp_path):  # noqa: F811
    evil = {"compile_config": {"optimizer": {"module": "keras", "class_name": "utils.get_file", "config": {}}}}
    path = rewritten(good, tmp_path / "evil.keras", lambda config: config.update(evil))
    assert "compile_config" in config_of(path)
    folder, shape = unpacked(path, tmp_path / "folder")
    assert "compile_config" not in json.loads((folder / files.CONFIG).read_text())
    process.load(folder, shape)
