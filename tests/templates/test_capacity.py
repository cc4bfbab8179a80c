"""Capacity: parameters by hand, networks that learn, and where curves stay near their best."""

import numpy as np
import pandas as pd
import pytest

from core.runs.progress import drain
from core.templates import capacity
from core.templates.capacity import Capacity, CapacityParams


def test_capacity_counts_parameters_and_learns():
    wide = drain(capacity.compute(CapacityParams(width=30, depth=2, epochs=3, batch_size=50, nets=2)))
    assert wide.parameters == 784 * 30 + 30 + 30 * 30 + 30 + 30 * 10 + 10
    assert wide.accuracy.shape == (2,)
    assert wide.accuracy.min() > 0.75  # .85 to .88 over seeds; chance is .1
    narrow = drain(capacity.compute(CapacityParams(width=1, depth=1, epochs=3, batch_size=50, nets=2)))
    assert narrow.accuracy.max() < 0.5  # one number can't hold ten classes
    assert CapacityParams(depth=0, width=77).canonical() == CapacityParams(depth=0)


@pytest.mark.parametrize(
    ("accuracies", "within", "value"),
    [
        ((0.3, 0.895, 0.901, 0.9), 0.01, 5),
        ((0.3, 0.895, 0.901, 0.9), 0.001, 10),
        ((0.3, 0.900, 0.85, 0.901), 0.01, 100),  # near the best at 5 already, but not at 10
        ((0.3, 0.900, 0.901, 0.85), 0.01, None),  # the curve falls again
        ((0.9, 0.900, 0.900, 0.9), 0.01, 1),
    ],
)
def test_saturation_is_where_the_accuracy_stays_near_its_best(accuracies, within, value):
    assert capacity.saturation(np.array([1, 5, 10, 100]), np.array(accuracies), within) == value


def point(width: int, depth: int, *accuracy: float, dataset: str = "mnist-5k") -> Capacity:
    params = CapacityParams(dataset=dataset, width=width, depth=depth, epochs=7)
    return Capacity(params, np.array(accuracy), np.array(accuracy), 1 - np.array(accuracy), 100 * width, 0.5)


def test_a_table_has_a_row_a_seed_and_curves_pick_theirs():
    table = capacity.table([point(1, 1, 0.3, 0.4), point(10, 1, 0.9), point(10, 2, 0.8), point(30, 0, 0.85)])
    assert table["accuracy"].tolist() == [0.3, 0.4, 0.9, 0.8, 0.85]
    assert table["loss"].tolist() == pytest.approx([0.7, 0.6, 0.1, 0.2, 0.15])
    assert capacity.curves(table, "width")["width"].tolist() == [1, 1, 10]
    deep = capacity.curves(table, "depth")  # width 1 has one depth only
    assert deep["depth"].tolist() == [1, 2]
    assert set(deep["series"]) == {"mnist-5k, width 10"}
    assert capacity.curves(pd.DataFrame(), "depth").empty


def test_a_network_with_lost_weights_has_no_capacity(monkeypatch):
    """Its accuracy would be a number: NaN logits name class 0."""
    real = capacity.batched.glorot_start

    def losing(sizes, seed):
        weights = real(sizes, seed)
        weights[0][3, 1] = np.nan if seed == 1 else weights[0][3, 1]
        return weights

    drain(capacity.compute(CapacityParams(width=4, epochs=1, nets=2, seed=5)))
    monkeypatch.setattr(capacity.batched, "glorot_start", losing)
    with pytest.raises(ValueError, match="diverged in epoch 0: the loss or the weights of a network"):
        drain(capacity.compute(CapacityParams(width=4, epochs=1, nets=2)))
