"""Jacobian Spectra: files that are no usable model end in a sentence, and nothing of them is run or kept."""

import pickle
import re
import tempfile
import zipfile
from pathlib import Path

import pytest

from core.catalog import topic
from tests.networks.saved_models.keras_files import good, rewritten, with_layer, with_part, without  # noqa: F401 a fixture
from tests.opening import app_of


class Trap:
    """Unpickling it would write a file."""

    def __reduce__(self):
        return Path.touch, (Path("trapped"),)


def dense(units):
    return lambda config: config["config"]["layers"][-1]["config"].update(units=units)


def text_model(config):
    config["config"]["layers"][0]["config"].update(batch_shape=[None, 40], dtype="int32")


def bomb(_, target):
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", bytes(50_000_000))


def written(content):
    return lambda _, target: target.write_bytes(content)


def changed(change):
    return lambda path, target: rewritten(path, target, change)


# Seen without Keras.
BAD = {
    "empty": (written(b""), "damaged"),
    "text": (written(b"I am no model."), "damaged"),
    "a pickle": (written(pickle.dumps(Trap())), "damaged"),
    "an .h5 file": (written(b"\x89HDF\r\n\x1a\n" + bytes(2000)), "damaged"),
    "cut": (lambda path, target: target.write_bytes(path.read_bytes()[:3000]), "damaged"),
    "endless nesting": (lambda path, target: with_part(path, target, "config.json", b"[" * 200_000), "damaged"),
    "no description": (lambda path, target: without(path, target, "config.json"), "no whole model"),
    "no weights": (lambda path, target: without(path, target, "model.weights.h5"), "no whole model"),
    "a Lambda layer": (lambda path, target: with_layer(path, target, class_name="Lambda"), "a Lambda layer"),
    "someone's layer": (
        lambda path, target: with_layer(path, target, module="mine", class_name="Mine", registered_name="mine>Mine"),
        "Keras does not come with",
    ),
    "a dotted name": (
        lambda path, target: with_layer(path, target, module="keras", class_name="utils.get_file"),
        "needs utils.get_file",
    ),
    "text as input": (changed(text_model), "it must be one image"),
    "a bomb": (bomb, "unpacks to far more"),
}
# Seen in the model's own process.
LOADED = {
    "other weights": (
        lambda path, target: with_part(path, target, "model.weights.h5", b"\x89HDF\r\n\x1a\n"),
        "can't load",
    ),
    "a huge layer": (changed(dense(10**9)), "193,.* weights"),
}


@pytest.fixture
def shown(good, tmp_path, monkeypatch):  # noqa: F811
    """Upload a bad file; what the page says of it."""
    here, temporary = tmp_path / "here", tmp_path / "temporary"
    here.mkdir()
    temporary.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setenv("NBB_ALLOW_MODEL_UPLOADS", "1")
    app = app_of(topic("jacobian").page)
    app.query_params["jacobian_tab"] = "And a net for photographs?"
    app.query_params["jacobian_elsewhere"] = "Your own file"
    app.run()

    def upload(make, *, press):
        make(good, tmp_path / "bad.keras")
        app.file_uploader[0].upload("bad.keras", (tmp_path / "bad.keras").read_bytes()).run()
        if press:
            assert not app.warning
            next(button for button in app.button if button.label == "Look at it").click().run()
        assert not app.exception
        assert not list(here.iterdir())
        assert not list(temporary.iterdir())
        # As a browser shows them: without the escapes.
        return [re.sub(r"\\(?=[^a-zA-Z0-9])|\u2060", "", message.value) for message in (*app.warning, *app.error)]

    return upload


@pytest.mark.parametrize(
    ("kinds", "press"), [(BAD, False), pytest.param(LOADED, True, marks=pytest.mark.slow)], ids=["described", "loaded"]
)
def test_every_bad_upload_is_one_sentence_and_nothing_of_it_is_run_or_stays(shown, kinds, press):
    for kind, (make, said) in kinds.items():
        messages = shown(make, press=press)
        assert len(messages) == 1, kind
        assert re.fullmatch(f".*{said}.*[.]", messages[0]), f"{kind}: {messages[0]}"
