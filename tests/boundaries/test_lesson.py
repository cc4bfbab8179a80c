"""The lesson on decision boundaries says what its bundled runs show."""

import re

import numpy as np

from core.boundaries import geometry
from core.boundaries.lesson import LESSON
from core.boundaries.params import BoundaryParams, with_phase
from core.boundaries.seed_findings import fisher
from core.boundaries.seeds import NETS, SeedsRun
from core.boundaries.training import BoundaryRun
from tests.gallery import lesson_checks
from tests.gallery.lesson_checks import baked, params, percent, right, says

BLOBS, LINE, TWO, DEEP, DONUT, BEYOND = LESSON.steps


def run_of(step) -> BoundaryRun:
    return baked("boundaries", params(step), BoundaryRun)


def learned(settings: BoundaryParams) -> int:
    """Return how many of twenty networks reach 99 % of the training points."""
    found = baked("boundaries_seeds", settings, SeedsRun)
    assert found.successes_at_end == found.successes
    return int(found.successes)


def test_it_opens():
    lesson_checks.holds(LESSON, "boundaries")
    assert NETS == 20


def test_blobs_need_one_line():
    assert run_of(BLOBS).accuracy[-1] == 1
    assert learned(params(BLOBS)) == NETS
    says(BLOBS, f"all {NETS}")


def test_the_line_on_the_spiral():
    accuracy = run_of(LINE).accuracy[-1]
    right(LINE, int(np.abs(np.array([0.5, 0.7, 0.9]) - accuracy).argmin()))
    says(LINE, percent(accuracy))


def test_two_units():
    count = learned(params(TWO))
    right(TWO, int(np.searchsorted([0, NETS / 2 - 0.5, NETS - 0.5], count)))
    says(TWO, f"{count} networks", f"{NETS}")


def test_five_layers():
    deep, shallow = learned(params(DEEP)), learned(params(TWO))
    right(DEEP, int(np.searchsorted([8.5, 16.5], deep)))
    says(DEEP, f"{deep} of {NETS}", f"against {shallow}", f"{shallow} of {NETS}")
    assert shallow == 8  # the first option
    says(DEEP, re.search(r"p = [\d.]+\d", fisher(deep, shallow, NETS))[0])


def test_the_donut():
    count = learned(params(DONUT))
    right(DONUT, int(np.searchsorted([0.5, 9.5], count)))
    assert learned(BoundaryParams(dataset="donut", units=3)) == NETS
    assert geometry.island_counts(*island_arguments(run_of(DONUT)))[0] == 0


def island_arguments(run: BoundaryRun) -> tuple:
    return run.weights[-1:], run.net, run.params.feature_names, run.params.turns


def test_beyond_the_data():
    run = run_of(BEYOND)
    phase = baked("boundaries", with_phase(run.params), BoundaryRun)
    own, given = (geometry.reach_of(one).beyond() for one in (run, phase))
    assert run.accuracy[-1] == 1
    right(BEYOND, 0 if own > 0.9 else 1 if own > 0.5 else 2)
    says(BEYOND, percent(own, 0), percent(given, 0))
