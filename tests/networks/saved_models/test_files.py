"""Files that are no usable model are refused by what they say of themselves, without Keras."""

import zipfile

import pytest

from core.networks.saved_models import ModelRefused, files
from tests.networks.saved_models.keras_files import good, rewritten, with_part, without  # noqa: F401 a fixture


def layer_of(config, number, **values):
    config["config"]["layers"][number].update(values)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda c: layer_of(c, 1, class_name="Lambda"), "a Lambda layer"),
        (lambda c: layer_of(c, 1, module="os", class_name="system"), "Keras does not come with"),
        (lambda c: layer_of(c, 1, module="keras.utils", class_name="get_file"), "Keras does not come with"),
        (lambda c: layer_of(c, 1, module=None, class_name="Mine", registered_name="me>Mine"), "does not come with"),
        (lambda c: c["config"]["layers"][1]["config"].update(activation={"class_name": "__lambda__"}), "Lambda"),
        (lambda c: c["config"]["layers"][0]["config"].update(batch_shape=[None, 784]), "one image"),
        (lambda c: c["config"]["layers"][0]["config"].update(batch_shape=[None, None, 8, 3]), "open x 8 x 3"),
        (lambda c: c["config"]["layers"][0]["config"].update(batch_shape=[None, 8, [8], 3]), "8 x open x 3"),
        (lambda c: c["config"]["layers"][0]["config"].update(batch_shape=[None, 8, 10**9, 3]), "2 to 512"),
        (lambda c: c["config"]["layers"].append(c["config"]["layers"][0]), "2 inputs"),
        (lambda c: c.pop("config"), "damaged"),
    ],
)
def test_files_that_are_refused(good, tmp_path, change, reason):  # noqa: F811
    with pytest.raises(ModelRefused, match=reason):
        files.describe(rewritten(good, tmp_path / "bad.keras", change))


def test_damaged_and_oversized_files_are_refused(good, tmp_path, monkeypatch):  # noqa: F811
    torn = tmp_path / "torn.keras"
    torn.write_bytes(good.read_bytes()[:2000])
    with pytest.raises(ModelRefused, match="damaged"):
        files.describe(torn)
    with zipfile.ZipFile(torn, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("config.json", bytes(50_000_000))
    with pytest.raises(ModelRefused, match="unpacks to far more"):
        files.describe(torn)
    for part in ("config.json", "model.weights.h5"):
        with pytest.raises(ModelRefused, match="no whole model"):
            files.describe(without(good, torn, part))
    with pytest.raises(ModelRefused, match="damaged"):
        files.describe(with_part(good, torn, "config.json", b"[" * 200_000))
    monkeypatch.setattr(files, "MAX_BYTES", 1000)
    with pytest.raises(ModelRefused, match="MB are read"):
        files.describe(good)


def test_a_file_is_taken_apart_into_two_files_and_no_others(good, tmp_path):  # noqa: F811
    more = with_part(good, tmp_path / "more.keras", "metadata.json", b"{}")
    with zipfile.ZipFile(more, "a") as archive:
        archive.writestr("../outside", b"x")
        archive.writestr("assets/vocabulary.txt", b"x")
    folder = tmp_path / "folder"
    folder.mkdir()
    described = files.unpack(more.read_bytes(), folder)
    assert described == files.Description((8, 8, 3), described.layers)
    assert described.layers[0] == "conv"
    assert sorted(path.name for path in folder.iterdir()) == [files.CONFIG, files.WEIGHTS]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "more.keras"]


def test_weights_whose_bytes_do_not_match_their_sum_are_refused(good, tmp_path):  # noqa: F811
    content = bytearray(good.read_bytes())
    at = content.index(b"\x89HDF")
    content[at + 100] ^= 255
    with pytest.raises(ModelRefused, match="damaged"):
        files.unpack(bytes(content), tmp_path)


def test_the_hosts_folder_is_read_in_order(tmp_path, monkeypatch):
    monkeypatch.setenv("NBB_MODELS_DIR", str(tmp_path))
    for name in ("b.keras", "a.keras", "c.txt"):
        (tmp_path / name).touch()
    assert files.saved_models(files.models_folder()) == ("a.keras", "b.keras")
    assert files.saved_models(tmp_path / "nowhere") == files.saved_models(None) == ()
