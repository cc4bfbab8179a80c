"""What must hold for every topic alike."""

import importlib
import inspect
import pkgutil
import subprocess
import sys
import typing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import core
from core import bake
from core.catalog import ROOT, TOPICS
from core.gallery.topic import THUMBNAIL_RATIO
from core.runs import archive, travel
from core.runs.jobs import Jobs
from core.runs.params import Params

# These are imported only where a computation begins: a command, and a class that extends one of Keras's.
LATE = ("core.data.download", "core.networks.adam")
MODULES = sorted(m.name for m in pkgutil.walk_packages(core.__path__, "core.") if m.name not in LATE)
ALONE = f"""
import sys, importlib
sys.modules["streamlit"] = None  # an import of it now raises
for name in {MODULES!r}:
    importlib.import_module(name)
heavy = [name for name in ("tensorflow", "keras", "sklearn", "matplotlib") if name in sys.modules]
assert not heavy, heavy
"""


def test_core_imports_without_streamlit_and_without_tensorflow():
    done = subprocess.run([sys.executable, "-c", ALONE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_params_round_trip_through_their_address(topic):
    kind = topic.params
    for name, control in kind.controls().items():
        values = (
            control.options
            or {
                bool: (True, False),
                int: (control.low, control.high),
                float: (control.low, control.high),
                str: ("", "a=b&c d/é"),
            }[control.kind]
        )
        for value in values:
            params = kind(**{name: value})
            again = kind.from_query(params.to_query())
            assert again == params
            assert hash(again) == hash(params)
            assert again.canonical() == params.canonical()


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
@pytest.mark.parametrize("junk", ["", "nan", "1e999", "-1e9", "[]", "None", "<script>", "9" * 400, "\x00"])
def test_junk_in_an_address_falls_back_to_the_default(topic, junk):
    kind = topic.params
    for name, control in kind.controls().items():
        if control.kind is not str:
            assert kind.from_query({name: junk}) == kind()


def test_catalog_and_pages_match():
    listed = {topic.page for topic in TOPICS}
    there = {f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py")}
    assert listed == there
    assert len({topic.slug for topic in TOPICS}) == len(TOPICS)
    for topic in TOPICS:
        named = topic.page.removesuffix(".py").split("_", 1)[1].replace("_", " ")
        assert topic.title == named, "Streamlit names the page in the sidebar after its file"


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_presets_are_valid_and_have_pictures(topic):
    assert topic.presets
    with Image.open(topic.thumbnail) as picture:
        width, height = picture.size
    assert width / height == pytest.approx(THUMBNAIL_RATIO, abs=0.005), "cards of equal build"
    for preset in topic.presets:
        params = topic.params(**preset.here())
        query = {name.removeprefix(f"{topic.slug}_"): value for name, value in topic.query(preset).items()}
        assert topic.params.from_query(query) == params


def requests_of_params():
    """Every function `request` of core that takes params alone, by its module's name."""
    for name in MODULES:
        make = vars(importlib.import_module(name)).get("request")
        if not inspect.isfunction(make) or make.__module__ != name:
            continue
        needed = [one for one in inspect.signature(make).parameters.values() if one.default is one.empty]
        kind = typing.get_type_hints(make).get(needed[0].name) if len(needed) == 1 else None
        if inspect.isclass(kind) and issubclass(kind, Params):
            yield name, make, kind


def test_every_request_can_be_sent_to_a_worker():
    found = list(requests_of_params())
    assert len(found) > 15
    for name, make, kind in found:
        request = make(kind())
        again = travel.unpacked(travel.packed(request.start)).__self__
        assert (again.key, again.lane) == (request.key, request.lane), name


def result_class(recipe):
    """The class that a recipe's computation returns, from its annotation."""
    return typing.get_args(typing.get_type_hints(recipe.compute)["return"])[-1]


def test_every_recipe_is_baked_and_loads_into_its_class_frozen_and_counted():
    jobs = Jobs(budget=0)
    for recipe in bake.recipes():
        assert recipe.path.is_file(), f"run make bake: {recipe.path.name} is missing"
        assert recipe.path.stat().st_size < 5_000_000
        result = archive.load(recipe.path, result_class(recipe), params=type(recipe.params))
        assert result.params == recipe.params.canonical()
        jobs.keep(recipe.path, result)
        stored = archive.read_npz(recipe.path)
        numbers = sum(array.size for name, array in stored.items() if name != "plain")
        assert sum(array.size for array in archive.arrays_of(result)) == numbers > 0
        assert not any(array.flags.writeable for array in archive.arrays_of(result))
    baked = set(bake.RUNS.glob("*/*.npz"))
    assert baked == {recipe.path for recipe in bake.recipes()}, "assets/runs holds files that nothing makes"


def test_archives_of_a_result_round_trip(tmp_path: Path):
    recipe = bake.recipes()[0]
    kind = result_class(recipe)
    run = archive.load(recipe.path, kind, params=type(recipe.params))
    archive.save(tmp_path / "again.npz", run)
    again = archive.load(tmp_path / "again.npz", kind, params=type(recipe.params))
    assert again.params == run.params
    for a, b in zip(archive.arrays_of(run), archive.arrays_of(again), strict=True):
        np.testing.assert_array_equal(a, b)
