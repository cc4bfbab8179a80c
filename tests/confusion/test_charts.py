"""The confusion matrix as a chart."""

import numpy as np
import pytest

from core.confusion.charts import matrix as charts


def test_a_new_frame_gives_what_building_the_chart_again_gives():
    counts, names = np.array([[3, 1], [0, 2]]), ("4", "9")
    kept = charts.confusion_matrix(counts, names).to_dict()
    for selected in (("4", "9"), ("9", "any"), ("any", "4"), ("any", "any")):
        built = charts.confusion_matrix(counts, names, selected=selected).to_dict()
        framed = charts.with_frame(kept, names, selected)
        rows = [sorted(map(str, spec["datasets"].values())) for spec in (built, framed)]
        assert rows[0] == rows[1]


@pytest.mark.parametrize(("classes", "angle"), [(12, 0), (13, 270)])
def test_precision_stands_upright_where_columns_are_narrow(classes, angle):
    counts, names = np.eye(classes, dtype=int), [str(i) for i in range(classes)]
    layers = charts.confusion_matrix(counts, names).to_dict()["layer"]
    texts = [layer["mark"] for layer in layers if "'precision'" in str(layer.get("transform"))]
    assert len(texts) == 2  # the values and their name
    assert [mark["angle"] for mark in texts] == [angle, angle]


def test_narrow_columns_are_named_at_every_second_one():
    """The filter is an expression of Vega that Python reads as well, once its "or" is written out."""
    plane = charts._Plane([str(i) for i in range(20)])
    rule = plane.legible("x").replace("||", "or")
    units = 20 + plane.head + plane.right
    for width, shown in ((charts.NARROW * units - 1, range(0, 20, 2)), (charts.NARROW * units + 1, range(20))):
        assert [x for x in range(20) if eval(rule, {"width": width, "x": x})] == list(shown)
