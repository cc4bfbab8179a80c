"""A small .keras file, and copies of it that are changed in one part."""

import json
import warnings
import zipfile

import pytest

LAYER = {"module": "keras.layers", "registered_name": None}


@pytest.fixture(scope="session")
def good(tmp_path_factory):
    """8 x 8 x 3 pixels, a convolution, a sum with the input and four answers."""
    import keras

    x = keras.Input((8, 8, 3))
    y = keras.layers.Conv2D(3, 3, padding="same", activation="relu", name="conv")(x)
    model = keras.Model(x, keras.layers.Dense(4, name="answer")(keras.layers.Flatten()(y + x)))
    path = tmp_path_factory.mktemp("models") / "good.keras"
    saved(model, path)
    return path


def saved(model, path):
    with warnings.catch_warnings():  # Keras 3.15 converts its variables in a way that NumPy 2 warns of
        warnings.simplefilter("ignore", DeprecationWarning)
        model.save(path)


def config_of(path):
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("config.json"))


def rewritten(path, target, change):
    """A copy of a .keras file with its description changed by `change`."""
    config = config_of(path)
    change(config)
    return with_part(path, target, "config.json", json.dumps(config).encode())


def with_part(path, target, name, content):
    """A copy of a .keras file with one of its parts replaced."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            new.writestr(item.filename, content if item.filename == name else old.read(item.filename))
    return target


def without(path, target, left_out):
    """A copy of a .keras file without one of its parts."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            if item.filename != left_out:
                new.writestr(item.filename, old.read(item.filename))
    return target


def with_layer(path, target, **changed):
    """A copy of a .keras file whose convolution is another layer."""
    return rewritten(path, target, lambda config: config["config"]["layers"][1].update(LAYER | changed))


def chain(layers, side=8):
    """The description of a Sequential model with these layers, (class name, config) each, behind an 8 x 8 input."""
    first = ("InputLayer", {"batch_shape": [None, side, side], "dtype": "float32", "name": "image"})
    described = [
        LAYER | {"class_name": name, "config": {"name": f"layer{i}"} | config}
        for i, (name, config) in enumerate((first, *layers))
    ]
    return {
        "module": "keras",
        "class_name": "Sequential",
        "registered_name": None,
        "config": {"name": "chain", "trainable": True, "dtype": "float32", "layers": described},
    }
