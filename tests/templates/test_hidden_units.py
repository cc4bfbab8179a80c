"""Hidden units: activity of networks with known ReLUs, and the strongest units."""

import numpy as np

from core.templates.hidden_units import activity, filter_change, strongest_units


def random_net(rng, pixels=12, hidden=9, classes=4):
    shapes = [(pixels, hidden), (hidden,), (hidden, classes), (classes,)]
    return [rng.normal(size=shape).astype(np.float32) for shape in shapes]


def test_always_active_units_make_the_net_linear_and_others_do_not():
    rng = np.random.default_rng(0)
    weights = random_net(rng)
    x = rng.random((40, 12)).astype(np.float32)
    assert activity(weights, x).linear_error > 0.1
    weights[1] = weights[1] + 100
    open_net = activity(weights, x)
    assert open_net.always == 1
    assert open_net.linear_agreement == 1
    assert open_net.linear_error < 1e-5  # float32
    weights[1] = weights[1] - 200
    closed = activity(weights, x)
    assert (closed.ever, closed.always) == (0, 0)


def test_strongest_units():
    kernel = np.array([[1.0, 0.0], [-3.0, 0.1], [0.0, 2.0]])
    np.testing.assert_array_equal(strongest_units(kernel, 2), [1, 2])
    np.testing.assert_array_equal(strongest_units(kernel, 3, label=1), [2, 1, 0])


def test_change_is_the_correlation_of_a_units_weights_before_and_after():
    rng = np.random.default_rng(0)
    before, after = rng.normal(size=(2, 12, 5))
    expected = [np.corrcoef(before[:, unit], after[:, unit])[0, 1] for unit in range(5)]
    np.testing.assert_allclose(filter_change(before, after), expected)
