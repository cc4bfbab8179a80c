"""The matrix and the samples as files."""

import io
import xml.etree.ElementTree as ET

import numpy as np
from PIL import Image

from core.confusion.export import matrix_png, matrix_svg, matrix_table, sample_table
from core.confusion.matrix import confusion_matrix, margins
from core.confusion.samples import scored
from core.data.image_sets import DIGITS


def test_tables_hold_the_matrix_and_every_sample(run, data):
    samples = scored(data.y_test, run.predictions[-1], run.probabilities)
    counts = confusion_matrix(samples.actual, samples.predicted, 10)
    table = matrix_table(counts, DIGITS)
    np.testing.assert_array_equal(table.iloc[:10, 1:11].to_numpy(int), counts)
    assert table.iloc[10, 11] == margins(counts).accuracy
    rows = sample_table(samples, DIGITS)
    assert (rows["actual"].astype(int) == data.y_test).all()
    np.testing.assert_allclose(rows[[f"p({d})" for d in DIGITS]].sum(axis=1), 1, atol=1e-5)  # six decimals


def test_drawings_are_valid_and_say_the_counts():
    counts = np.array([[7, 3], [1, 9]])
    drawing = ET.fromstring(matrix_svg(counts, ("a<b", "&")))
    said = [node.text for node in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert {"a<b", "&", "7", "3", "1", "9", "80.0%"} <= set(said)
    picture = Image.open(io.BytesIO(matrix_png(counts, ("a<b", "&"))))
    assert picture.width == picture.height
