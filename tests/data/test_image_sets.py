"""Image sets: bundled, kept, damaged, fetched."""

import hashlib
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from core.data import fetching, patches
from core.data import image_sets as images
from core.runs.archive import read_npz, write_npz
from core.runs.progress import drain


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty data folder, and caches that know nothing of others."""
    monkeypatch.setenv("NBB_DATA_DIR", str(tmp_path))
    images._load_bundled.cache_clear()
    images._load_remote.cache_clear()
    yield tmp_path
    images._load_bundled.cache_clear()
    images._load_remote.cache_clear()


@pytest.fixture
def few_patches(monkeypatch):
    """Instead of the ten photographs two of noise, and a handful of patches of each: in milliseconds."""
    noise = np.random.default_rng(0).integers(0, 256, (2, 130, 140, 3), dtype=np.uint8)
    monkeypatch.setattr(patches, "PHOTOGRAPHS", (lambda: noise[0], lambda: noise[1]))
    monkeypatch.setattr(patches, "PER_CLASS", {"train": 5, "test": 3})


def keys(pictures: np.ndarray) -> set[bytes]:
    return {hashlib.sha256(picture.tobytes()).digest() for picture in pictures}


def test_mnist_5k_is_whole_stratified_and_the_same_every_time():
    data = images.load("mnist-5k")
    assert data.x_train.shape == (4000, 28, 28)
    assert data.x_test.shape == (1000, 28, 28)
    np.testing.assert_array_equal(np.bincount(data.y_train), [400] * 10)
    np.testing.assert_array_equal(np.bincount(data.y_test), [100] * 10)
    assert not keys(data.x_train) & keys(data.x_test)
    images._load_bundled.cache_clear()
    np.testing.assert_array_equal(images.load("mnist-5k").y_test, data.y_test)


def test_mnist_5k_is_part_of_mnist(full_data):
    small, full = images.load("mnist-5k"), images.load("mnist")
    assert keys(small.x_train) | keys(small.x_test) <= keys(full.x_train)


def test_sets_cannot_be_written_to():
    data = images.load("mnist-5k")
    with pytest.raises(ValueError, match="read-only"):
        data.x_train[0] = 0


def test_photo_patches_come_from_different_parts_of_ten_pictures():
    for row in range(patches.TILES):
        assert sum(patches.is_test_tile(row, column) for column in range(patches.TILES)) == 1
        assert sum(patches.is_test_tile(column, row) for column in range(patches.TILES)) == 1
    data = images.load("photo-patches")
    assert data.x_train.shape == (4000, 32, 32, 3)
    np.testing.assert_array_equal(np.bincount(data.y_train), [400] * 10)
    np.testing.assert_array_equal(np.bincount(data.y_test), [100] * 10)


def test_no_pixel_of_a_photograph_is_in_both_parts():
    """Cut from a picture whose pixels are their own coordinates: every patch tells where it came from."""
    rows, columns = np.mgrid[0:200, 0:240]
    picture = np.stack([rows, columns, np.zeros_like(rows)], -1).astype(np.uint8)
    seen = {}
    for part in ("train", "test"):
        rng = np.random.default_rng(0)
        found = set()
        for _ in range(300):
            patch = patches._patch(picture, part, rng).astype(int)
            # Corners of a resized patch lie within a pixel of the cut's own corners.
            found |= {(r // 50, c // 60) for r, c in (patch[2, 2, :2], patch[-3, -3, :2])}
        seen[part] = found
    assert not seen["train"] & seen["test"]
    assert len(seen["train"]) == 12
    assert len(seen["test"]) == 4


@pytest.mark.usefixtures("few_patches")
@pytest.mark.parametrize("damage", [b"", b"no archive", b"PK\x03\x04 cut off"])
def test_a_damaged_cache_of_patches_is_built_again(folder, damage):
    before = images.load("photo-patches")
    images._load_bundled.cache_clear()
    (folder / "photo_patches.npz").write_bytes(damage)
    np.testing.assert_array_equal(images.load("photo-patches").x_test, before.x_test)
    np.testing.assert_array_equal(read_npz(folder / "photo_patches.npz")["arr_2"], before.x_test)


@pytest.mark.usefixtures("folder", "few_patches")
def test_patches_are_built_where_nothing_can_be_written(monkeypatch):
    monkeypatch.setenv("NBB_DATA_DIR", "/proc/no-such-folder")  # nobody, not even root, can make this folder
    assert images.load("photo-patches").x_test.shape == (6, 32, 32, 3)


def whole_mnist(**changes):
    rng = np.random.default_rng(0)
    parts = {
        "x_train": np.zeros((60000, 28, 28), np.uint8),
        "y_train": rng.integers(0, 10, 60000, dtype=np.uint8),
        "x_test": np.zeros((10000, 28, 28), np.uint8),
        "y_test": rng.integers(0, 10, 10000, dtype=np.uint8),
    }
    return parts | changes


def test_a_file_in_the_data_folder_is_used(folder):
    parts = whole_mnist()
    write_npz(folder / "mnist.npz", parts)
    np.testing.assert_array_equal(images.load("mnist").y_test, parts["y_test"])


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"x_train": np.zeros((100, 28, 28), np.uint8)}, r"found uint8 \(100, 28, 28\)"),
        ({"x_test": np.zeros((10000, 28, 28), np.float32)}, "found float32"),
        ({"y_test": np.full(10000, 10, np.uint8)}, "labels above 9"),
    ],
)
def test_a_wrong_file_is_named_and_not_used(folder, changes, says):
    write_npz(folder / "mnist.npz", whole_mnist(**changes))
    with pytest.raises(images.DataUnavailable, match=rf"mnist\.npz.*{says}"):
        images.load("mnist")


@pytest.mark.parametrize("keep", [0, 100, -100])
def test_a_truncated_file_is_named_and_not_used(folder, keep):
    write_npz(folder / "mnist.npz", whole_mnist())
    whole = (folder / "mnist.npz").read_bytes()
    (folder / "mnist.npz").write_bytes(whole[:keep])
    with pytest.raises(images.DataUnavailable, match=r"mnist\.npz .*cannot be read"):
        images.load("mnist")


def test_a_file_that_changes_is_read_again(folder):
    write_npz(folder / "mnist.npz", whole_mnist())
    first = images.load("mnist").y_test
    other = whole_mnist(y_test=np.roll(first, 1))
    write_npz(folder / "mnist.npz", other)
    os.utime(folder / "mnist.npz", ns=(1, 1))  # the clock may not have moved between the two writes
    np.testing.assert_array_equal(images.load("mnist").y_test, other["y_test"])


@pytest.mark.slow  # a real process that imports TensorFlow
def test_fetching_replaces_a_damaged_file_with_what_keras_has_checked(folder, tmp_path, monkeypatch):
    """Keras finds the official file in its own folder, so that its checksum is really put to the test."""
    official = Path(__file__).resolve().parents[3] / "shared" / "data" / "mnist" / "mnist.npz"
    if not official.is_file():
        pytest.skip("needs the official mnist.npz beside the repository")
    (tmp_path / "keras" / "datasets").mkdir(parents=True)
    shutil.copy(official, tmp_path / "keras" / "datasets" / "mnist.npz")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    (folder / "mnist.npz").write_bytes(b"damaged")
    steps = []
    try:
        drain(images.fetch("mnist", stall_seconds=30), steps.append)
    except images.DataUnavailable as problem:
        pytest.skip(f"the file there is packed otherwise than the official one: {problem}")
    assert steps
    assert images.load("mnist").x_train.shape == (60000, 28, 28)
    assert {path.name for path in folder.iterdir()} == {"mnist.npz", "keras"}


@pytest.mark.slow  # a real process that imports TensorFlow
def test_a_download_that_fails_says_so_and_leaves_nothing(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # nothing listens there: no network, on any machine
    with pytest.raises(images.DataUnavailable, match=r"mnist could not be downloaded .* use mnist-5k"):
        drain(images.fetch("mnist", stall_seconds=60))
    assert [path.name for path in folder.iterdir() if path.name != "keras"] == []


def test_leaving_ends_the_download_at_once(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    work = images.fetch("cifar10")
    assert next(work).total == images.REMOTE["cifar10"].download_bytes
    work.close()
    assert [path.name for path in folder.iterdir() if path.name != "keras"] == []
    assert not images.is_local("cifar10")


def test_a_download_that_stalls_is_ended_and_counts_what_came(tmp_path):
    writes = f"open({str(tmp_path / 'part')!r}, 'wb').write(bytes(7)); import time; time.sleep(60)"
    steps = []
    work = fetching.fetch("a set", ["timeit", "-n", "1", "-r", "1", writes], tmp_path, 10, stall_seconds=3)
    assert drain(work, steps.append) == "no answer"
    assert (steps[-1].index, steps[-1].total) == (7, 10)
