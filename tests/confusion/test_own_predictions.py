"""Own predictions: files are read however they are written, against independent computations, and sixty bad ones."""

import math
import runpy
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.confusion import own_predictions, prediction_examples, prediction_files, prediction_images
from core.confusion.calibration import reliability
from core.confusion.disagreement import compare
from core.confusion.matrix import margins
from core.runs.archive import nbytes
from core.runs.progress import drain
from tests.confusion import own_files
from tests.confusion.own_files import GOOD, PIXELS, archive, npz


def read(content, name="predictions.csv", images=b""):
    return drain(own_predictions.read(content, name, images))


def good(content, name="predictions.csv", images=b""):
    reading = read(content, name, images)
    assert reading.problem == ""
    return reading.predictions


def labels(found):
    names = np.array(found.class_names)
    return names[found.samples.actual].tolist(), names[found.samples.predicted].tolist()


def test_sixty_bad_files_end_in_a_message():
    files = [
        *((content, "a.csv", b"", said) for content, said in own_files.bad_tables()),
        *((content, "a.npz", b"", said) for content, said in own_files.bad_arrays()),
        *((GOOD, "a.csv", images, said) for images, said in own_files.bad_images()),
        (b"actual,predicted\na,b\n", "a.csv", archive(**{"1_dot_png": PIXELS}), "need a column"),
        (GOOD, "a.xlsx", b"", "A .csv or .npz file is expected"),
    ]
    assert len(files) >= 60
    for content, name, images, said in files:
        reading = read(content, name, images)
        assert reading.predictions is None, (content[:80], said)
        assert said in reading.problem, (content[:80], reading.problem)
        assert len(reading.problem) < 500


def test_too_large_a_file_is_refused_unread(monkeypatch):
    monkeypatch.setattr(prediction_files, "MAX_FILE_BYTES", 10)
    assert "at most 0 MB" in read(b"actual,predicted\na,b\n").problem


@pytest.mark.parametrize(
    "content",
    [
        b"actual,predicted\ncat,dog\ndog,dog\n",
        b"y_true;y_pred\r\ncat;dog\r\ndog;dog\r\n",
        b"\xef\xbb\xbfTarget\tPrediction\ncat\tdog\ndog\tdog",
        "label,pred\ncat,dog\ndog,dog\n".encode("utf-16"),
        b'id,"Ground truth", "Predicted class"\n7,"cat", "dog"\n8,dog,dog\n',
        b"actual,cat,dog\ncat,0.3,0.7\ndog,0.2,0.8\n",
        b"actual,p_cat,p_dog\ncat,0.3,0.7\ndog,0.2,0.8\n",
        b"actual,p(cat),p(dog)\ncat,0.3,0.7\ndog,0.2,0.8\n",
        b"actual,prob_dog,prob_cat\ncat,0.7,0.3\ndog,0.8,0.2\n",
        b'actual,predicted,confidence\ncat,dog,"0,7"\ndog,dog,"0,8"\n',
        b"actual,predicted,score\ncat,dog,70\ndog,dog,80\n",
    ],
)
def test_tables_are_read_however_they_are_written(content):
    found = good(content)
    assert labels(found) == (["cat", "dog"], ["dog", "dog"])
    if found.samples.doubt is not None:
        np.testing.assert_allclose(found.samples.confidence, [0.7, 0.8], atol=1e-6)


@pytest.mark.parametrize(
    "arrays",
    [
        {"actual": np.array([0, 1]), "predicted": np.array([1, 1]), "class_names": np.array(["cat", "dog"])},
        {"y_true": np.array(["cat", "dog"]), "y_pred": np.array(["dog", "dog"])},
        {"y_true": np.array([b"cat", b"dog"]), "prediction": np.array([b"dog", b"dog"])},
        {
            "y_test": np.array([0.0, 1.0]),
            "predictions": np.array([[0.3, 0.7], [0.2, 0.8]]),
            "classes": np.array(["cat", "dog"]),
        },
    ],
)
def test_arrays_are_read_however_they_are_written(arrays):
    assert labels(good(npz(**arrays), "x.npz")) == (["cat", "dog"], ["dog", "dog"])


def test_classes_are_in_order_and_whole_numbers_stay_numbers():
    assert good(b"actual,predicted\n10,9\n9,2\n2,2\n").class_names == ("2", "9", "10")
    assert good(b"actual,predicted\n1.0,0.0\n0.0,0.0\n").class_names == ("0", "1")
    assert good(b"actual,p_z,p_a\nz,1,0\na,0,1\n").class_names == ("z", "a")


def test_notes_say_what_was_done_and_only_then():
    plain = read(b"actual,predicted,p_a,p_b\na,a,0.7,0.3\nb,b,0.2,0.8\n")
    assert plain.notes == ()
    assert any("percent" in note for note in read(b"actual,predicted,conf\na,b,70\nb,b,80\n").notes)
    assert any(
        "In 1 row another" in note for note in read(b"actual,predicted,p_a,p_b\na,b,0.7,0.3\nb,b,0.2,0.8\n").notes
    )
    assert any("highest probability" in note for note in read(b"actual,p_a,p_b\na,0.7,0.3\nb,0.2,0.8\n").notes)


def test_matrix_calibration_and_mcnemar_agree_with_computations_of_their_own():
    rng = np.random.default_rng(3)
    actual = rng.integers(0, 4, 500)
    files, rows = [], []
    for strength in (0.7, 0.5):
        predicted = np.where(rng.random(500) < strength, actual, rng.integers(0, 4, 500))
        confidence = rng.uniform(0.25, 1, 500).round(3)
        frame = pd.DataFrame({"actual": actual, "predicted": predicted, "confidence": confidence})
        files.append(good(frame.to_csv(index=False).encode()))
        rows.append(list(zip(actual.tolist(), predicted.tolist(), confidence.tolist(), strict=True)))
    found = files[0]
    for i in range(4):
        for j in range(4):
            assert found.counts[i, j] == sum(a == i and p == j for a, p, _ in rows[0])
    of_two = [r for r in rows[0] if r[0] == 2]
    assert margins(found.counts).recall[2] == pytest.approx(sum(a == p for a, p, _ in of_two) / len(of_two))
    error = 0.0
    for low in range(10):
        members = [(a == p, c) for a, p, c in rows[0] if low / 10 < c <= (low + 1) / 10]
        if members:
            error += abs(sum(right for right, _ in members) - sum(c for _, c in members)) / 500
    measured = reliability(found.samples.confidence, found.samples.right)
    assert measured.error == pytest.approx(error, abs=1e-9)
    tested = compare(found.samples.actual, found.samples.predicted, files[1].samples.predicted)
    pairs = list(zip(*rows, strict=True))
    only = [sum(a[0] == a[1] and b[0] != b[1] for a, b in pairs), sum(a[0] != a[1] and b[0] == b[1] for a, b in pairs)]
    n, k = sum(only), max(only)
    exact = min(1.0, 2 * sum(math.comb(n, i) for i in range(k, n + 1)) / 2**n)
    assert [len(tested.only_a), len(tested.only_b)] == only
    assert tested.p_value == pytest.approx(exact)


def test_images_are_matched_by_name_and_those_that_are_missing_are_blank():
    white = np.full((20, 10), 255, np.uint8)
    colour = np.zeros((12, 12, 3), np.uint8)
    colour[..., 0] = 200
    from core.charts import images

    table = b"actual,predicted,image\na,b,one.png\nb,b,deep/two.png\na,a,none.png\nb,a,../../one.png\nb,b,bad.png\n"
    packed = archive(
        folder__one_dot_png=images.png(white),
        deep__two_dot_png=images.png(colour),
        bad_dot_png=b"no image",
        other_dot_zip=b"PK",
    )
    reading = read(table, images=packed)
    found = reading.predictions
    assert found.images.ndim == 4
    assert found.images.shape[1] == found.images.shape[2]
    shown = found.pixels([0, 1, 2, 3, 4])
    assert shown[0].max() == 255
    assert shown[1][..., 0].max() == 200
    assert shown[2].max() == shown[4].max() == 0
    np.testing.assert_array_equal(shown[0], shown[3])
    assert "3 of 5 rows have an image." in reading.notes
    assert "1 image cannot be read." in reading.notes
    assert nbytes(found) > found.images.nbytes


def test_further_columns_are_cut_and_kept():
    found = good(b"actual,predicted,note,age\na,b," + b"x" * 99 + b",7\nb,b,short,8\n")
    assert found.columns["note"].tolist() == ["x" * 40, "short"]
    assert found.columns["age"].tolist() == [7, 8]


def test_equal_contents_have_equal_names():
    assert own_predictions.key_of(GOOD) == own_predictions.key_of(bytes(GOOD))
    assert own_predictions.key_of(GOOD) != own_predictions.key_of(GOOD, PIXELS)
    assert own_predictions.key_of(b"a", b"b") != own_predictions.key_of(b"ab")


def test_the_examples_give_the_matrix_of_the_run_that_they_are_made_from(evaluation):
    for form in prediction_examples.FORMATS:
        table, *more = [prediction_examples.example(name, evaluation.predictions) for name in form.files]
        found = good(table, form.files[0], *more)
        count = len(found.samples.actual)
        expected = np.zeros((10, 10), int)
        np.add.at(expected, (evaluation.samples.actual[:count], evaluation.samples.predicted[:count]), 1)
        np.testing.assert_array_equal(found.counts, expected)
        np.testing.assert_allclose(found.samples.confidence, evaluation.samples.confidence[:count], atol=1e-3)
        if more:
            np.testing.assert_array_equal(found.pixels([3])[0], evaluation.images.x_test[3])


def test_the_lines_of_python_write_files_that_are_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("folder_of_images").mkdir()
    Path("folder_of_images/1.png").write_bytes(PIXELS)
    probabilities = np.array([[0.6, 0.4], [0.2, 0.8]])
    given = {
        "y_true": ["cat", "dog"],
        "y_pred": ["cat", "dog"],
        "confidence": [0.6, 0.8],
        "probabilities": probabilities,
        "class_names": ["cat", "dog"],
        "file_names": ["1.png", "2.png"],
        "table": pd.DataFrame({"actual": ["cat", "dog"], "predicted": ["cat", "dog"]}),
    }
    for form in prediction_examples.FORMATS:
        Path("script.py").write_text(form.script)
        runpy.run_path("script.py", init_globals=given)
        written = "predictions.npz" if form.files[0].endswith(".npz") else "predictions.csv"
        packed = Path("images.zip").read_bytes() if "images.zip" in form.files else b""
        found = good(Path(written).read_bytes(), written, packed)
        assert labels(found)[0] == ["cat", "dog"]
        assert (found.images is not None) == bool(packed)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    def unpacked(*_):
        raise AssertionError("unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "read", unpacked)
    monkeypatch.setattr(prediction_images, "MAX_UNPACKED_BYTES", 2_000_000)
    bomb = archive(**{"1_dot_png": bytes(3_000_000)})
    assert len(bomb) < 10_000
    assert "take 3 MB unpacked; at most 2 MB" in read(GOOD, images=bomb).problem
