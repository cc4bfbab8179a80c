"""A minute of the random walk (tests/load/walk.py); thirty minutes of it are `make walk`."""

import pytest

from tests.load.walk import walked

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_minute_at_random_raises_nothing(browser, data_folder):
    tally = walked(seed=1, seconds=60)
    assert tally.faults == []
    assert tally.counts["actions"] > 5
