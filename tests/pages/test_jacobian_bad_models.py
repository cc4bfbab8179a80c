"""Jacobian Spectra: files that are no usable model end in a sentence, and nothing of them is run or kept."""

import pickle
import re
import tempfile
import zipfile
from pathlib import Path

from core.catalog import topic
from core.jacobian import model_files as jacobian_files
from tests.jacobian.test_pretrained import good, rewritten  # noqa: F401 a fixture
from tests.opening import app_of

LAYER = {"module": "keras.layers", "registered_name": None}


class Trap:
    """Unpickling it would write a file."""

    def __reduce__(self):
        return Path.touch, (Path("trapped"),)


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


def dense(path, target, units):
    def change(config):
        config["config"]["layers"][-1]["config"]["units"] = units

    return rewritten(path, target, change)


def text_model(path, target):
    def change(config):
        config["config"]["layers"][0]["config"].update(batch_shape=[None, 40], dtype="int32")

    return rewritten(path, target, change)


def with_part(path, target, name, content):
    """A copy of a .keras file with one of its parts replaced."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            new.writestr(item.filename, content if item.filename == name else old.read(item.filename))


def repeated(path, target):
    """A layer without weights whose answer alone would need 800 GB."""

    def change(config):
        many = {"class_name": "RepeatVector", "config": {"name": "answer", "n": 10**9, "dtype": "float32"}}
        config["config"]["layers"][-1].update(LAYER | many)

    return rewritten(path, target, change)


def written(content):
    def write(_, target):
        target.write_bytes(content)

    return write


BAD = {
    "empty": (written(b""), "damaged"),
    "text": (written(b"I am no model."), "damaged"),
    "a pickle": (written(pickle.dumps(Trap())), "damaged"),
    "an .h5 file": (written(b"\x89HDF\r\n\x1a\n" + bytes(2000)), "damaged"),
    "cut": (lambda path, target: target.write_bytes(path.read_bytes()[:3000]), "damaged"),
    "endless nesting": (lambda path, target: with_part(path, target, "config.json", b"[" * 200_000), "damaged"),
    "no description": (lambda path, target: without(path, target, "config.json"), "no whole model"),
    "no weights": (lambda path, target: without(path, target, "model.weights.h5"), "no whole model"),
    "other weights": (
        lambda path, target: with_part(path, target, "model.weights.h5", b"\x89HDF\r\n\x1a\n"),
        "can't load",
    ),
    "a Lambda layer": (lambda path, target: with_layer(path, target, class_name="Lambda"), "a Lambda layer"),
    "someone's layer": (
        lambda path, target: with_layer(path, target, module="mine", class_name="Mine", registered_name="mine>Mine"),
        "Keras does not come with",
    ),
    "text as input": (text_model, "it must be one picture"),
    "a huge layer": (lambda path, target: dense(path, target, 10**9), "193,.* weights"),
    "a negative layer": (lambda path, target: dense(path, target, -4), "can't load"),
    "a huge answer": (repeated, "numbers in one layer"),
    "a bomb": (lambda _, target: bomb(target), "unpacks to far more"),
}


def bomb(target):
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", bytes(50_000_000))


def test_every_bad_upload_is_one_sentence_and_nothing_of_it_is_run_or_stays(good, tmp_path, monkeypatch):  # noqa: F811
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
    for kind, (make, said) in BAD.items():
        make(good, tmp_path / "bad.keras")
        app.file_uploader[0].upload("bad.keras", (tmp_path / "bad.keras").read_bytes()).run()
        if not app.warning:  # the description is fine, so it takes Keras to see what is wrong
            app.button(key="jacobian_elsewhere_go").click().run()
        assert not app.exception, kind
        shown = [message.value for message in (*app.warning, *app.error)]
        assert len(shown) == 1, kind
        assert re.fullmatch(f".*{said}.*[.]", shown[0]), f"{kind}: {shown[0]}"
        assert not list(here.iterdir()), kind
        assert not list(temporary.iterdir()), kind


def test_a_good_upload_loads_and_leaves_nothing_on_the_disk(good, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    model = jacobian_files.load_saved(good.read_bytes())
    assert model.count_params() == jacobian_files.load_saved(good).count_params()
    assert not list(tmp_path.iterdir())
