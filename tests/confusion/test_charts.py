"""The confusion matrix as a chart."""

import numpy as np

from core.confusion.charts import matrix as charts


def test_a_new_frame_gives_what_building_the_chart_again_gives():
    counts, names = np.array([[3, 1], [0, 2]]), ("4", "9")
    kept = charts.confusion_matrix(counts, names).to_dict()
    for selected in (("4", "9"), ("9", "any"), ("any", "4"), ("any", "any")):
        built = charts.confusion_matrix(counts, names, selected=selected).to_dict()
        framed = charts.with_frame(kept, names, selected)
        rows = [sorted(map(str, spec["datasets"].values())) for spec in (built, framed)]
        assert rows[0] == rows[1]
