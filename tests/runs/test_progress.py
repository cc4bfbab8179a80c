"""Draining generators, and ending them."""

import pytest

from core.runs.progress import Step, drain


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
