"""Data folders that a host has set wrongly: each ends in a sentence."""

import os
import sys

import numpy as np
import pytest

from core.data import image_sets, patches
from core.runs.progress import drain
from tests.opening import opened


@pytest.fixture
def folder(monkeypatch, tmp_path):
    image_sets._load_bundled.cache_clear()
    yield lambda path: monkeypatch.setenv("NBB_DATA_DIR", str(path))
    image_sets._load_bundled.cache_clear()


def test_a_named_pipe_in_place_of_the_patches_does_not_hang(folder, tmp_path, monkeypatch):
    built = tuple(np.zeros((count, *shape), np.uint8) for count in (4000, 1000) for shape in ((32, 32, 3), ()))
    monkeypatch.setattr(patches, "build", lambda: built)
    os.mkfifo(tmp_path / "photo_patches.npz")
    folder(tmp_path)
    assert image_sets.load("photo-patches").x_train is built[0]


def test_a_named_pipe_in_place_of_a_download_counts_as_absent(folder, tmp_path):
    os.mkfifo(tmp_path / "mnist.npz")
    folder(tmp_path)
    assert not image_sets.is_local("mnist")
    with pytest.raises(image_sets.DataUnavailable, match="has not been downloaded"):
        image_sets.load("mnist")


@pytest.mark.parametrize("name", ["mnist", "photo-patches"])
def test_the_home_of_an_unknown_user(folder, name):
    folder("~no-such-user/data")
    with pytest.raises(image_sets.DataUnavailable, match=r"unknown user: ~no-such-user/data\.$"):
        image_sets.load(name)
    assert not image_sets.is_local("mnist")


@pytest.mark.parametrize(
    "path", [pytest.param("/proc/nbb", marks=pytest.mark.skipif(sys.platform != "linux", reason="has no /proc")), None]
)
def test_a_folder_that_cannot_be_made(folder, tmp_path, path):
    (tmp_path / "file").write_text("")
    folder(path or tmp_path / "file" / "below")
    assert not image_sets.is_local("mnist")
    with pytest.raises(image_sets.DataUnavailable, match=r"takes no files \(.+\)\. .* can write to\.$"):
        drain(image_sets.fetch("mnist"))


def test_a_page_says_what_is_wrong_with_the_setting(folder):
    folder("~no-such-user/data")
    app = opened("pages/1_Weight_Templates.py", "templates_", dataset="photo-patches", seed="5")
    assert not app.exception
    assert ["unknown user" in error.value for error in app.error] == [True]


def test_the_default_folder_is_where_it_was(monkeypatch, tmp_path):
    monkeypatch.delenv("NBB_DATA_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    if sys.platform == "linux":
        assert image_sets.data_dir() == tmp_path / "not-a-black-box"
