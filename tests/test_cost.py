"""Rough costs: for every kind of settings, at the corners, and refused with the numbers before a run begins."""

import pytest

from core import bake, catalog
from core.boundaries import atlas, seeds
from core.boundaries.params import BoundaryParams
from core.gallery.claims import MeasurementParams
from core.jacobian import epochs, layerwise
from core.jacobian.imagenet_spectra import SpectrumParams
from core.jacobian.training import JacobianParams
from core.networks import cost
from core.networks.training import TrainingParams, request
from core.runs import settings
from core.runs.params import Params
from core.runs.progress import Step
from core.runs.request import MARGIN, Request, TooLarge
from core.semantics import similarity
from core.semantics.params import SemanticsParams
from tests.test_faults import every_kind
from tests.test_memory import GROWING, ONLY_BAKED, corners

bake.recipes()  # imports every class
NEVER_ASKED = (MeasurementParams, SpectrumParams)  # no Request is made of them
KINDS = [kind for kind in every_kind() if kind.__module__.startswith("core") and kind not in NEVER_ASKED]
ALLOWED = float(next(s.default for s in settings.SETTINGS if s.name == "NBB_RUN_SECONDS"))
REQUESTS = [
    (seeds.request, BoundaryParams),
    (epochs.request, JacobianParams),
    (layerwise.request, JacobianParams),
    (similarity.request, SemanticsParams),
    (request, TrainingParams),
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_that_is_asked_for_has_a_cost_at_every_corner(kind):
    smallest = kind().seconds()
    assert smallest > 0
    assert max(params.seconds() for params in corners(kind)) >= smallest


def growing(kind):
    for name, control in kind.controls().items():
        if name in GROWING and name != "batch_size":
            yield name, sorted(control.options) or (control.low, (control.low + control.high) // 2, control.high)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_more_of_anything_never_takes_less(kind):
    for name, values in growing(kind):
        found = [kind(**{name: value}).seconds() for value in values]
        assert found == sorted(found), name


@pytest.mark.parametrize(("ask", "kind"), REQUESTS, ids=lambda part: getattr(part, "__module__", ""))
def test_a_request_with_a_formula_of_its_own_grows_too(ask, kind):
    for name, values in growing(kind):
        found = [ask(kind(**{name: value})).seconds() for value in values]
        assert found[0] > 0
        assert found == sorted(found), name


def test_larger_batches_take_fewer_steps_and_twice_the_epochs_twice_the_time():
    """Beyond the start, which is paid once."""

    def seconds(**changes):
        return TrainingParams(architecture="hidden", **changes).seconds() - cost.START

    assert seconds(batch_size=10) > seconds(batch_size=50) > seconds(batch_size=500)
    assert seconds(epochs=20) == pytest.approx(2 * seconds(epochs=10))


def test_twenty_networks_cost_more_than_one_and_less_than_twenty_runs():
    one = BoundaryParams()
    assert one.seconds() < seeds.request(one).seconds() < 20 * one.seconds()
    assert atlas.request(one).seconds() > seeds.request(one).seconds()


def test_defaults_presets_and_baked_runs_of_pages_are_within_the_limit():
    for topic in catalog.TOPICS:
        for values in ({}, *(preset.values for preset in topic.presets)):
            assert topic.params(**values).seconds() <= ALLOWED, (topic.slug, values)
            if topic.params is BoundaryParams:
                assert seeds.request(BoundaryParams(**values)).seconds() <= ALLOWED
    for kind in KINDS:
        assert kind in ONLY_BAKED or kind().seconds() <= ALLOWED
    for recipe in bake.recipes():
        if not isinstance(recipe.params, (*ONLY_BAKED, *NEVER_ASKED)):
            assert recipe.params.seconds() <= ALLOWED, recipe.path


@pytest.mark.parametrize(
    ("seconds", "limit", "said"),
    [
        (2400, 700, "may take about 40 minutes, and this server allows 12 minutes"),
        (91, 30, "may take about 91 seconds, and this server allows 30 seconds"),
        (7 * 3600, 3600, "may take about 7 hours, and this server allows 60 minutes"),
    ],
)
def test_a_run_far_over_the_limit_is_refused_with_both_numbers_before_it_begins(monkeypatch, seconds, limit, said):
    begun = []

    def compute(params):
        begun.append(params)
        yield Step(0, 1)

    run = Request("fake", TrainingParams(), compute, Params, cost=lambda params: seconds)
    monkeypatch.setenv("NBB_RUN_SECONDS", str(limit))
    with pytest.raises(TooLarge, match=said):
        run.start()
    monkeypatch.setenv("NBB_RUN_SECONDS", str(seconds / MARGIN))
    next(run.start())
    assert len(begun) == 1


def test_what_surely_takes_longer_is_refused_and_a_long_evening_is_not():
    """A CNN on 60,000 images: a hundred epochs in steps of ten images take hours, ten epochs some minutes."""
    cnn = TrainingParams(dataset="mnist", architecture="cnn", hidden=512, epochs=100, batch_size=10)
    with pytest.raises(TooLarge, match="may take about"):
        request(cnn).admit()
    request(TrainingParams(dataset="mnist", architecture="cnn", hidden=64, epochs=10)).admit()
