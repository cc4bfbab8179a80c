"""Archives: whole or not at all, and nothing in them runs."""

import os
from dataclasses import dataclass

import numpy as np
import pytest

from core.runs import archive
from core.runs.params import Params, integer


@dataclass(frozen=True, kw_only=True)
class Settings(Params):
    size: int = integer(1, 1, 9, label="Size")


@dataclass(frozen=True)
class Result:
    params: Settings
    array: np.ndarray
    parts: tuple[np.ndarray, ...]
    words: str
    numbers: tuple[float, ...]


def example(**changes):
    values = {
        "params": Settings(size=4),
        "array": np.linspace(0, 1, 7, dtype=np.float32),
        "parts": (np.arange(3), np.ones((2, 2))),
        "words": "naïve",
        "numbers": (1.5, 2.0),
    }
    return Result(**(values | changes))


def test_what_is_saved_is_read(tmp_path):
    archive.save(tmp_path / "run.npz", example())
    back = archive.load(tmp_path / "run.npz", Result, params=Settings)
    assert (back.params, back.words, back.numbers) == (Settings(size=4), "naïve", (1.5, 2.0))
    np.testing.assert_array_equal(back.array, example().array)
    np.testing.assert_array_equal(back.parts[1], np.ones((2, 2)))


def test_half_precision_is_within_half_an_ulp_of_float16(tmp_path):
    values = np.random.default_rng(0).normal(size=100).astype(np.float32)
    archive.save(tmp_path / "run.npz", example(array=values), half=("array",))
    back = archive.load(tmp_path / "run.npz", Result, params=Settings)
    assert back.array.dtype == np.float32
    np.testing.assert_allclose(back.array, values, rtol=2**-11, atol=2**-24)  # float16 has 11 significant bits


@pytest.mark.parametrize("keep", [0, 10, 0.5, 0.98])
def test_a_truncated_archive_says_so(tmp_path, keep):
    path = tmp_path / "run.npz"
    archive.save(path, example())
    whole = path.read_bytes()
    path.write_bytes(whole[: int(keep * len(whole)) if keep < 1 else keep])
    with pytest.raises(archive.ArchiveError, match=r"run\.npz"):
        archive.load(path, Result, params=Settings)


def test_an_archive_of_something_else_says_so(tmp_path):
    archive.write_npz(tmp_path / "run.npz", {"array": np.zeros(2)})
    with pytest.raises(archive.ArchiveError):
        archive.load(tmp_path / "run.npz", Result, params=Settings)


def test_pickled_objects_are_refused(tmp_path):
    np.savez(tmp_path / "run.npz", array=np.array([{}], dtype=object), plain=np.array("{}"))
    with pytest.raises(archive.ArchiveError):
        archive.load(tmp_path / "run.npz", Result, params=Settings)


def test_a_write_that_fails_leaves_the_old_file_and_no_rest(tmp_path):
    archive.save(tmp_path / "run.npz", example())
    before = (tmp_path / "run.npz").read_bytes()
    with pytest.raises(ValueError, match="Object arrays"):
        archive.write_npz(tmp_path / "run.npz", {"x": np.array([{}], dtype=object)})
    assert [path.name for path in tmp_path.iterdir()] == ["run.npz"]
    assert (tmp_path / "run.npz").read_bytes() == before


def test_every_flipped_bit_is_noticed_or_does_no_harm(tmp_path):
    """Many damaged archives (every seventh bit): each raises an ArchiveError, or is read as what was saved."""
    path = tmp_path / "run.npz"
    archive.save(path, example())
    whole, told = path.read_bytes(), 0
    for bit in range(0, 8 * len(whole), 7):
        damaged = bytearray(whole)
        damaged[bit // 8] ^= 1 << bit % 8
        path.write_bytes(damaged)
        try:
            back = archive.load(path, Result, params=Settings)
        except archive.ArchiveError:
            told += 1
            continue
        assert (back.params, back.words, back.numbers) == (example().params, "naïve", (1.5, 2.0))
        for a, b in zip(archive.arrays_of(back), archive.arrays_of(example()), strict=True):
            np.testing.assert_array_equal(a, b)
    assert told > 600


@pytest.mark.parametrize(
    "plain", ["[1, 2]", "null", "3", '"words"', "{}", '{"params": [1], "words": "", "numbers": []}']
)
def test_plain_values_of_another_kind_are_refused(tmp_path, plain):
    arrays = {"array": np.zeros(2), "parts.0": np.zeros(2), "plain": np.array(plain)}
    archive.write_npz(tmp_path / "run.npz", arrays)
    with pytest.raises(archive.ArchiveError):
        archive.load(tmp_path / "run.npz", Result, params=Settings)


def test_a_named_pipe_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "run.npz")
    with pytest.raises(archive.ArchiveError, match="no regular file"):
        archive.read_npz(tmp_path / "run.npz")


@dataclass(frozen=True)
class Inner:
    deep: np.ndarray


@dataclass(frozen=True)
class Nested:
    part: Inner
    parts: tuple[tuple[np.ndarray, ...], ...]
    named: dict[str, np.ndarray]
    listed: list[Inner]
    word: str


def test_arrays_are_found_frozen_and_counted_at_any_depth():
    a, b, c, d = (np.zeros(size) for size in (1, 2, 3, 4))
    nested = Nested(Inner(a), ((b,), ()), {"c": c}, [Inner(d)], "word")
    assert archive.nbytes(nested) == 8 * (1 + 2 + 3 + 4)
    assert archive.freeze(nested) is nested
    assert not any(array.flags.writeable for array in (a, b, c, d))
