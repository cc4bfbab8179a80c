"""Names at the ends of curves over size do not overprint each other."""

import numpy as np
import pandas as pd
import pytest

from core.templates.charts import size


@pytest.mark.parametrize(("y", "gap"), [("accuracy", 0.065), ("seconds", 0.11)])
def test_labels_of_curves_that_meet_stand_apart_and_in_their_order(y, gap):
    ends = np.array([0.9, 0.899, 0.89, 0.2])
    rows = [
        {
            "dataset": f"set {i}",
            "series": f"set {i}",
            "width": width,
            "depth": 1,
            "accuracy": end,
            "parameters": i + 1,
            "seconds": end,
        }
        for i, end in enumerate(ends)
        for width in (1, 10)
    ]
    points = pd.DataFrame(rows)
    chart = size.capacity(points, "width", y, points[:0]).to_dict()
    labels = {row["series"]: row["label"] for data in chart["datasets"].values() for row in data if "label" in row}
    heights = np.array([labels[f"set {i}"] for i in range(len(ends))])
    heights = heights if y == "accuracy" else np.log10(heights)
    assert heights[0] == pytest.approx(0.9 if y == "accuracy" else np.log10(0.9))  # the highest keeps its place
    assert (-np.diff(heights) > gap - 1e-9).all()
    assert heights[-1] == pytest.approx(0.2 if y == "accuracy" else np.log10(0.2))  # one that is alone, too
