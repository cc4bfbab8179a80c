"""Files of predictions as others write them: in every format and spelling, and sixty that cannot be used."""

import io
import zipfile
from collections.abc import Iterator

import numpy as np

from core.charts import images
from core.confusion.own_predictions import MAX_ROWS


def npz(**arrays: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def archive(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


PIXELS = images.png(np.arange(144, dtype=np.uint8).reshape(12, 12))
GOOD = b"actual,predicted,image\na,b,1.png\nb,b,2.png\n"
LABELS = np.array([0, 1, 1])
P = np.array([[0.6, 0.4], [0.2, 0.8], [0.5, 0.5]])


def bad_tables() -> Iterator[tuple[bytes, str]]:
    """Yield tables with a part of what is said about them."""
    yield b"", "empty"
    yield b"\n\n", "first line names"
    yield b"\0\1\2\3", "no text"
    yield b"actual,predicted", "no rows"
    yield b"a,b\n1,2", "no actual class"
    yield b"actual,other\n1,2\n2,1", "no predicted class"
    yield b"y_pred\n1", "no actual class"
    yield b"actual,predicted\na,a\na,a", "1 class"
    yield b"actual,predicted\na,b\n,a", "Line 3 has no actual class"
    yield b"actual,predicted\na,b\nb,", "Line 3 has no predicted class"
    yield b"actual,predicted\na,b\n  ,a", "Line 3 has no actual class"
    yield b"actual,predicted\na,b\n" + b"x" * 61 + b",a", "61 characters"
    yield b"actual,predicted\na,b,c\n", "Line 2 has more cells"
    yield b"actual,predicted\na,b\na,b,c\n", "Line 3 has 3 cells"
    yield b'actual,predicted\n"a,b\na,b\n', "Line 2 opens a quote"
    yield b"actual,predicted,confidence\na,b,high", "Line 2"
    yield b"actual,predicted,confidence\na,b,0.5\nb,a,", "Line 3"
    yield b"actual,predicted,confidence\na,b,0.5\nb,a,nan", "Line 3"
    yield b"actual,predicted,confidence\na,b,0.5\nb,a,inf", "Line 3"
    yield b"actual,predicted,confidence\na,b,0.5\nb,a,-0.1", "Line 3: the confidence is -0.1"
    yield b"actual,predicted,confidence\na,b,0.5\nb,a,0.4\na,a,1.5", "Line 4: the confidence is 1.5"
    yield b"actual,predicted,confidence\na,b,50\nb,a,101", "Line 3: the confidence is 101"
    yield b"actual,p_a,p_b\na,0.5,0.4\nb,0.5,0.5", "Line 2: the probabilities sum to 0.9"
    yield b"actual,p_a,p_b\na,0.5,0.5\nb,-0.5,1.5", "Line 3: the probabilities include -0.5"
    yield b"actual,p_a,p_b\na,0.5,0.5\nb,3.1,-2.2", "softmax"
    yield b"actual,p_a,p_b\na,0.5,x\nb,1,0", "in the column"
    yield b"actual,p_a,p_b\na,0.5,\nb,1,0", "Line 2"
    yield b"actual,p_a,p_b\na,0.5,0.5\nc,1,0", "none of class"
    yield b"actual,p_a,prob_a\na,0.5,0.5\na,1,0", "two columns"
    yield b"actual,p_a\na,1\na,1", "1 class"
    yield b"actual,predicted\n" + b"".join(b"c%d,c0\n" % i for i in range(51)), "51 classes"
    yield b",".join(b"c%d" % i for i in range(300)) + b"\n", "more than 200 columns"
    yield b"actual,predicted\n" + b"a,b\n" * (MAX_ROWS + 1), "more than 100,000 rows"
    yield PIXELS, "no text"
    yield b"\xff\xfea", "actual class"
    yield b"<html><body>Not found</body></html>", "no actual class"
    yield b'{"actual": [1], "predicted": [2]}', "no actual class"


def bad_arrays() -> Iterator[tuple[bytes, str]]:
    """Yield archives of arrays with a part of what is said about them."""
    good = npz(actual=LABELS, predicted=LABELS)
    yield b"PK", "damaged"
    yield good[:-40], "damaged"
    yield good[:60] + b"\0" * 40 + good[100:], "damaged"
    yield npz(), "no actual class: found are no names"
    yield npz(x=LABELS), "no actual class"
    yield npz(actual=LABELS), "no predicted class"
    yield npz(actual=LABELS, predicted=LABELS[:2]), "predicted has the shape (2,)"
    yield npz(actual=np.array(1), predicted=LABELS), "actual has the shape ()"
    yield npz(actual=P, predicted=LABELS), "actual has the shape (3, 2)"
    yield npz(actual=LABELS[:0], predicted=LABELS[:0]), "no rows"
    yield npz(actual=np.array([0, 1, None], object), predicted=LABELS), "no Python objects"
    yield npz(actual=LABELS + 0.5, predicted=LABELS), "Row 0: actual is 0.5"
    yield npz(actual=np.array([0, np.nan, 1]), predicted=LABELS), "Row 1: actual is nan"
    yield npz(actual=LABELS, predicted=LABELS, confidence=np.array([0.1, np.nan, 0.2])), "Row 1"
    yield npz(actual=LABELS, predicted=LABELS, confidence=np.array(["a", "b", "c"])), "expected are numbers"
    yield npz(actual=LABELS, probabilities=P[:2]), "shape (2, 2)"
    yield npz(actual=LABELS, probabilities=np.ones((3, 1))), "shape (3, 1)"
    yield npz(actual=LABELS, probabilities=np.ones((3, 60)) / 60), "shape (3, 60)"
    yield npz(actual=LABELS, probabilities=P * 2), "Row 0: the probabilities sum to 2"
    yield npz(actual=LABELS + 5, probabilities=P), "none of class"
    yield npz(actual=LABELS, probabilities=P, class_names=np.array(["a", "b", "c"])), "3 class names"
    yield npz(actual=LABELS, predicted=LABELS, class_names=np.array(["a", "a"])), "same name twice"
    yield npz(actual=LABELS, predicted=LABELS + 1, class_names=np.array(["a", "b"])), "Row 1: predicted is 2"
    yield npz(actual=LABELS, predicted=LABELS, class_names=np.array([1, 2])), "expected are strings"
    yield archive(actual_dot_npy=b"no array", predicted_dot_npy=b"none"), "damaged"


def bad_images() -> Iterator[tuple[bytes, str]]:
    """Yield archives of images for `GOOD` with a part of what is said about them."""
    yield b"no archive", "no readable .zip"
    yield archive(**{"1_dot_png": PIXELS})[:-30], "no readable .zip"
    yield archive(), "No row names an image"
    yield archive(**{"9_dot_png": PIXELS}), "No row names an image"
    yield archive(**{"1_dot_zip": archive(**{"1_dot_png": PIXELS})}), "No row names an image"
    yield archive(**{"1_dot_png": b"no image"}), "None of the images can be read"
    yield b"PK\x01\x02" * 20_001, "more than 20,000 files"
