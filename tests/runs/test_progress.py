"""Draining generators, and ending them."""

import pytest

from core.runs.progress import Step, drain, relay, share


def work(log):
    try:
        for i in range(3):
            yield Step(i, 3)
    finally:
        log.append("released")
    return "result"


def test_drain_returns_the_result_and_shows_every_step():
    log, seen = [], []
    assert drain(work(log), seen.append) == "result"
    assert [step.index for step in seen] == [0, 1, 2]
    assert log == ["released"]


def test_a_hook_that_raises_ends_the_work_and_releases_what_it_held():
    log = []

    def stop(step):
        if step.index == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        drain(work(log), stop)
    assert log == ["released"]


def test_relay_changes_steps_and_returns_the_result():
    log, seen = [], []
    relayed = relay(work(log), lambda step: Step(step.index + 10, 20, message="part"))
    assert drain(relayed, seen.append) == "result"
    assert [(step.index, step.total, step.message) for step in seen] == [(i, 20, "part") for i in (10, 11, 12)]
    assert log == ["released"]


def test_closing_relayed_work_releases_what_the_part_held():
    log = []
    relayed = relay(work(log), lambda step: step)
    next(relayed)
    relayed.close()
    assert log == ["released"]


def test_share_spreads_a_part_over_its_percent():
    seen = []
    drain(share(work([]), 40, 70, "part"), seen.append)
    assert [(step.index, step.total, step.message) for step in seen] == [(i, 100, "part") for i in (40, 50, 60)]
