"""Every chart function, drawn from its example in tests/TOPIC/chart_examples."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest

import core.charts
from core import catalog

NO_CHARTS = ("core.charts.theme", "core.charts.images", "core.charts.video")

PACKAGES = [core.charts, *(importlib.import_module(f"core.{slug}") for slug in catalog.SLUGS)]
CHARTS = sorted(
    module.name
    for package in PACKAGES
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if "charts" in module.name.split(".") and not module.ispkg and module.name not in NO_CHARTS
)


def examples_of(module: str) -> str:
    """core.TOPIC.charts.NAME has its examples in tests.TOPIC.chart_examples.NAME."""
    _, topic, *rest = module.split(".")
    return f"tests.{topic}.chart_examples.{rest[-1]}"


EXAMPLES = {
    (module, name): example
    for module in CHARTS
    for name, example in importlib.import_module(examples_of(module)).EXAMPLES.items()
}
# What Vega-Lite's transforms and marks make of themselves.
MADE = {"datum"}


def public(module: str) -> list[str]:
    """Names of a module's functions that return a chart."""
    loaded = importlib.import_module(module)
    functions = inspect.getmembers(loaded, lambda f: inspect.isfunction(f) and f.__module__ == loaded.__name__)
    return [name for name, f in functions if not name.startswith("_") and "Chart" in str(f.__annotations__["return"])]


@pytest.mark.parametrize("module", CHARTS)
def test_every_chart_has_an_example(module):
    assert public(module)
    assert set(public(module)) == {name for owner, name in EXAMPLES if owner == module}


@pytest.mark.parametrize(("module", "name"), EXAMPLES)
def test_a_chart_is_valid_titled_described_and_names_columns_that_exist(module, name):
    drawn = EXAMPLES[module, name]()
    for chart in drawn if isinstance(drawn, list) else [drawn]:  # small multiples are a list of charts
        spec = chart.to_dict()  # validates against the schema of Vega-Lite
        assert spec.get("title")
        assert len(spec.get("description", "")) > 20
        missing = list(unknown_fields(spec, spec.get("datasets", {}), frozenset()))
        assert missing == []


def unknown_fields(node: Any, datasets: dict[str, list[dict]], columns: frozenset[str]) -> Iterator[str]:
    """Yield the fields that encodings name and that neither the data nor a transform has."""
    if isinstance(node, list):
        for item in node:
            yield from unknown_fields(item, datasets, columns)
        return
    if not isinstance(node, dict):
        return
    data = node.get("data") or {}
    rows = datasets.get(data.get("name"), data.get("values"))
    if rows:
        columns = frozenset().union(*(row.keys() for row in rows))
    for transform in node.get("transform", []):
        made = transform.get("as", [])
        columns |= frozenset([made] if isinstance(made, str) else made)
        columns |= frozenset((transform.get("fold") and ("key", "value")) or ())
        for part in ("aggregate", "joinaggregate", "window"):
            columns |= frozenset(item["as"] for item in transform.get(part, []))
    field = node.get("field")
    if isinstance(field, str) and field.replace("\\", "") not in columns | MADE:
        yield field
    for name, child in node.items():
        if name not in ("datasets", "data", "params", "transform"):
            yield from unknown_fields(child, datasets, columns)
