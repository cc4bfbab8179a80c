"""A visitor's own points: everything that a table, a file or an address can hold."""

import csv
import io

import numpy as np
import pytest

from core.data import own_points
from core.data.own_points import OwnPointsError


@pytest.mark.parametrize(
    ("text", "separator", "decimal_comma", "header"),
    [
        ("0.5 1 a\n2 -3 b", " ", False, False),
        ("x,y,class\n0.5,1,a\n2,-3,b\n", ",", False, True),
        ("0.5;1;a\r\n\r\n2;-3;b", ";", False, False),
        ("0.5\t1\t'a'\n2\t-3\t\"b\"", "\t", False, False),
        ("0,5;1;a\n2;-3;b", ";", True, False),
        ("0,5\t1,0\ta\n2\t-3\tb", "\t", True, False),
        ("0,5 1,0 a\n2 -3,0 b", " ", True, False),
        ('"0,5","1","a"\n2,-3,"b"', ",", True, False),
        ("\ufeffx;y;class;held out\n0,5;1,0;a;no\n2;-3;b;yes", ";", True, True),
        ("0.5, 1, a,,\n2, -3, b", ",", False, False),
    ],
)
def test_tables_are_read_however_they_are_written(text, separator, decimal_comma, header):
    table = own_points.read_table(text)
    assert table.points.tolist() == [[0.5, 1], [2, -3]]
    assert table.labels == ["a", "b"]
    assert (table.separator, table.decimal_comma, table.header) == (separator, decimal_comma, header)


@pytest.mark.parametrize("separator", own_points.SEPARATORS)
@pytest.mark.parametrize("decimal", [".", ","])
def test_a_table_that_a_csv_writer_made_is_read_back(separator, decimal):
    rng = np.random.default_rng(9)
    rows = [(*rng.normal(size=2).round(4), name) for name in ("red", "dark red", "red, or so", "a;b", "7")]
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator)
    writer.writerows([str(x).replace(".", decimal), str(y).replace(".", decimal), name] for x, y, name in rows)
    table = own_points.read_table(file.getvalue())
    assert table.points.tolist() == [[x, y] for x, y, _ in rows]
    assert table.labels == [name for _, _, name in rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_are_decoded_however_they_were_saved(encoding):
    assert own_points.read_table(own_points.text_of("0;1;Größe".encode(encoding))).labels == ["Größe"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no points yet"),
        ("x,y,class", "no points yet"),
        ("0,1,a\n2,b", "Line 2"),
        ("0,1", "Line 1"),
        ("0,nan,a", "NaN"),
        ("1e999,0,a", "infinity"),
        ("0,0,b\n1e39,1,a", "Line 2 holds '1e39,1,a'; coordinates must lie within"),
        ("0,1,", "Line 1"),
        ("0,5,0,1,a", "Line 1 .* read as 5 columns separated by commas"),
        ("x,y,class\n0,5,0,1,a", "Line 2 .* read as 5 columns"),
        ("0.5;0,1;a", "Line 1"),
        ("1.000,5;2;a", "Line 1"),
        ("0,1," + "a" * 200_000, "200,004 characters"),
        ("0,1,a\n" * 1_000_000, "1,000,000 rows"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(text, said):
    with pytest.raises(OwnPointsError, match=said):
        own_points.read_table(text)


@pytest.mark.parametrize(
    ("places", "labels", "said"),
    [
        ([], [], "no points yet"),
        ([[0, 0], [1, 1]], ["a", "a"], "one class"),
        ([[0, 0], [0, 0]], ["a", "b"], "one place"),
        ([[0, np.nan], [0, 0]], ["a", "b"], "NaN"),
        ([[1e31, 0], [0, 0]], ["a", "b"], "farther out"),
        (np.eye(7, 2), list("abcdefg"), "7 classes"),
        (np.zeros((1001, 2)), ["a"] * 1001, "1,001 points"),
    ],
)
def test_what_no_net_can_learn_is_said(places, labels, said):
    with pytest.raises(OwnPointsError, match=said):
        own_points.own_set(np.array(places, float), labels)


def test_duplicates_and_contested_places_are_counted():
    data = own_points.own_set(np.array([[0, 0], [0, 0], [1, 1], [1, 1], [2, 0]]), list("aabab"))
    assert own_points.duplicates(data) == (2, 2)


def test_points_far_out_are_fitted_and_near_ones_left_alone():
    near = np.array([[-1.9, 0.3], [0.0, 2.0]])
    assert own_points.fit_to_plane(near) == (pytest.approx(near), False)
    fitted, moved = own_points.fit_to_plane(np.array([[150.0, 5.0], [190.0, 5.0], [170.0, 5.0]]))
    assert moved
    assert fitted.tolist() == [[-1, 0], [1, 0], [0, 0]]


def test_the_address_gives_points_back():
    rng = np.random.default_rng(8)
    places = np.concatenate([rng.uniform(-2, 2, (500, 2)), [[-2, -2], [2, 2], [-2, 2], [0, 0]]])
    classes = rng.integers(6, size=len(places))
    back, labels = own_points.decode(own_points.encode(places, classes))
    assert labels == list(map(str, classes))
    assert np.abs(back - places).max() <= 4 / 4095 / 2 + 1e-12  # half a grid step
    assert own_points.decode("")[1] == []


@pytest.mark.parametrize("text", ["abc", "AAAA9", "AAAA0" * 1001, "????0", "AAAA0\n"])
def test_a_damaged_address_is_said_to_be_one(text):
    with pytest.raises(OwnPointsError, match="address"):
        own_points.decode(text)
