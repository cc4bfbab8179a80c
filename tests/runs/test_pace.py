"""Work in pieces: every unit once and in order, and no piece longer than it may be."""

import pytest

from core.runs import pace
from core.runs.pace import PIECE_SECONDS, Pace


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still unless a test moves it."""

    class Clock:
        now = 0.0

    monkeypatch.setattr(pace, "clock", lambda: Clock.now)
    return Clock


def run(clock, count, seconds_a_unit, overhead=0.0, idle=0.0):
    """The pieces (start, stop) of `count` units on a machine of this speed."""
    done = []

    def work(start, stop):
        clock.now += overhead + seconds_a_unit * (stop - start)
        done.append((start, stop))
        return stop

    for stop, result in Pace().pieces(count, work):
        assert stop == result
        clock.now += idle
    return done


@pytest.mark.parametrize("seconds_a_unit", [0.0, 1e-6, 0.01, 0.2, 1.0, 50.0])
def test_every_unit_is_done_once_and_in_order(clock, seconds_a_unit):
    done = run(clock, 1000, seconds_a_unit)
    assert done[0][0] == 0
    assert done[-1][1] == 1000
    assert [stop for _, stop in done[:-1]] == [start for start, _ in done[1:]]


@pytest.mark.parametrize("seconds_a_unit", [0.01, 0.2, 1.0])
def test_no_piece_takes_longer_than_it_may(clock, seconds_a_unit):
    done = run(clock, 1000, seconds_a_unit)
    longest = max(stop - start for start, stop in done)
    assert longest == max(1, int(PIECE_SECONDS / seconds_a_unit))


def test_fast_work_is_not_cut_into_many_pieces(clock):
    assert len(run(clock, 10_000, 1e-6)) <= 8  # 1, 4, 16 … and the rest


def test_a_slow_beginning_does_not_stay(clock):
    """The first call of a compiled function builds its graph."""
    sizes = []
    pace_of_all = Pace()

    def work(start, stop):
        clock.now += (2.0 if start == 0 else 0.0) + 0.001 * (stop - start)
        sizes.append(stop - start)

    list(pace_of_all.pieces(2000, work))
    assert sizes[:2] == [1, 1]
    assert max(sizes) == pytest.approx(250, abs=1)  # differences of a clock are rounded


def test_what_the_caller_does_meanwhile_does_not_count(clock):
    assert run(clock, 1000, 0.01, idle=100.0) == run(clock, 1000, 0.01)


def test_a_machine_that_slows_down_gets_shorter_pieces(clock):
    sizes = []

    def work(start, stop):
        clock.now += (0.001 if start < 500 else 0.1) * (stop - start)
        sizes.append(stop - start)

    list(Pace().pieces(1000, work))
    assert sizes[-2] == 2
