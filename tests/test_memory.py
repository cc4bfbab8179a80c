"""Upper bounds of memory: for every kind of settings, at the corners, and refused with the numbers."""

import itertools

import pytest

from core import bake, catalog
from core.boundaries import seeds
from core.boundaries.params import BoundaryParams
from core.compression.svd import CompressionParams
from core.gallery.claims import MeasurementParams
from core.jacobian.imagenet_spectra import SpectrumParams
from core.jacobian.pretrained import PretrainedParams
from core.networks.training import TrainingParams, request
from core.runs import settings
from core.runs.request import TooLarge
from core.semantics.scaling import ScalingParams
from core.templates.capacity import CapacityParams
from core.templates.cifar import CifarParams
from tests.test_faults import every_kind

bake.recipes()  # imports every class
KINDS = [kind for kind in every_kind() if kind.__module__.startswith("core")]
ONLY_BAKED = (MeasurementParams, CifarParams, ScalingParams, PretrainedParams, SpectrumParams)
ALLOWED = 1e6 * float(next(s.default for s in settings.SETTINGS if s.name == "NBB_RUN_MEMORY"))


def corners(kind):
    """Settings with every number at its largest, and with each other choice in turn."""
    controls = kind.controls()
    high = {
        name: max(control.options) if control.options else control.high
        for name, control in controls.items()
        if control.kind in (int, float)
    }
    words = {name: control.options for name, control in controls.items() if control.kind is str and control.options}
    for chosen in itertools.product(*words.values()):
        yield kind(**high, **dict(zip(words, chosen, strict=True)))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_has_a_bound_of_its_own_at_every_corner(kind):
    smallest = kind().memory_bytes()
    assert smallest > 0
    largest = max(params.memory_bytes() for params in corners(kind))
    assert largest >= smallest


GROWING = ("hidden", "epochs", "nets", "seeds", "units", "n", "steps", "layers", "width", "batch_size")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_more_of_anything_never_needs_less(kind):
    for name, control in kind.controls().items():
        if name in GROWING:
            values = sorted(control.options) or (control.low, (control.low + control.high) // 2, control.high)
            bounds = [kind(**{name: value}).memory_bytes() for value in values]
            assert bounds == sorted(bounds), name


def test_presets_defaults_and_all_baked_runs_of_pages_are_allowed():
    for topic in catalog.TOPICS:
        for values in ({}, *(preset.values for preset in topic.presets)):
            assert topic.params(**values).memory_bytes() <= ALLOWED, (topic.slug, values)
            if topic.params is BoundaryParams:
                assert seeds.request(BoundaryParams(**values)).memory_bytes() <= ALLOWED
    for kind in KINDS:
        assert kind in ONLY_BAKED or kind().memory_bytes() <= ALLOWED
    for recipe in bake.recipes():
        if not isinstance(recipe.params, ONLY_BAKED):
            assert recipe.params.memory_bytes() <= ALLOWED, recipe.path


def test_a_run_over_the_limit_is_refused_with_both_numbers_before_it_begins(monkeypatch):
    params = TrainingParams(architecture="hidden", hidden=512)
    needed = params.memory_bytes() / 1e6
    monkeypatch.setenv("NBB_RUN_MEMORY", "100")
    with pytest.raises(TooLarge, match=f"may need {needed:,.0f} MB of memory, and this server allows 100 MB"):
        request(params).start()
    monkeypatch.setenv("NBB_RUN_MEMORY", str(needed + 1))
    request(params).start().close()


def test_what_is_known_to_be_too_large_is_refused():
    """Ten networks of eight wide layers: 45 million weights with gradients and moments."""
    assert CapacityParams(width=800, depth=8, nets=10).memory_bytes() > ALLOWED


def test_the_bound_of_compression_covers_its_largest_image():
    assert CompressionParams().memory_bytes() > 8 * 3 * 512 * 512
