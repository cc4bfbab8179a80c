"""Where the names at the ends of lines stand, and where axes are ticked."""

import numpy as np
import pytest

from core.jacobian.charts import spectra


@pytest.mark.parametrize("seed", range(20))
def test_names_stand_apart_in_order_and_inside(seed):
    rng = np.random.default_rng(seed)
    places = rng.uniform(-0.1, 1.1, int(rng.integers(1, 9)))
    found = spectra.apart(places, 0.1, 0.0, 1.0)
    assert (np.argsort(found, kind="stable") == np.argsort(places, kind="stable")).all()
    assert np.diff(np.sort(found)).min(initial=1) >= 0.1 - 1e-9
    assert found.min() >= -1e-9
    assert found.max() <= 1 + 1e-9


def test_places_that_are_apart_stay():
    places = np.array([0.9, 0.1, 0.5])
    np.testing.assert_allclose(spectra.apart(places, 0.1, 0.0, 1.0), places)


def test_lines_that_end_close_together_share_a_column_of_names():
    values = np.full((2, 3, 4, 50), np.nan)
    for layer, count in enumerate((50, 46, 10)):
        values[:, layer, :, :count] = 0.5
    charts = spectra.by_index(values, ("a", "b", "c"), "s")
    assert [chart.title.text for chart in charts] == ["After training", "Before training"]
    names = charts[0].layer[2].data.set_index("layer")
    assert abs(names.loc["a", "place"] - names.loc["b", "place"]) > 0.02
    assert names.loc["c", "place"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.05, 1.0, [0.05, 0.1, 0.2, 0.5, 1.0]),
        (0.5, 2000.0, [1.0, 10.0, 100.0, 1000.0]),
        (1e-12, 10.0, [1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2, 1.0]),
    ],
)
def test_logarithmic_axes_are_ticked_at_round_numbers(low, high, ticks):
    assert spectra.log_axis(low, high).values == pytest.approx(ticks)


@pytest.mark.parametrize("log", [True, False])
def test_a_network_that_nothing_passes_has_empty_charts(log):
    for value in (0.0, np.nan):
        for chart in spectra.by_index(np.full((2, 2, 3, 10), value), ("a", "b"), "s", log=log):
            assert chart.to_dict()["title"]
