"""Numbers that no control can hold, in the address of every control that is not a field of params."""

import pytest

from core.catalog import topic
from tests.opening import opened

# Every other kind is tried on the smallest page that has such a field (test_controls).
HOSTILE = ("1e309", "junk<>")
# topic -> the address that shows the fields, and their names
SHOWN = {
    "templates": ({"tab": "Evidence in one image"}, ("picture",)),
    "boundaries": ({"tab": "Layers and neurons", "basis": "two units"}, ("unit_first", "unit_second")),
    "confusion": ({}, ("page", "sample")),
}


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("slug", SHOWN)
def test_a_number_that_does_not_fit_gives_the_default(slug, value):
    shown, names = SHOWN[slug]
    app = opened(topic(slug).page, f"{slug}_", **shown, **dict.fromkeys(names, value))
    assert not app.exception
    for name in names:
        field = app.number_input(key=f"{slug}_{name}")
        assert field.value is None or field.min <= field.value <= field.max


def test_a_number_that_fits_is_taken():
    app = opened(topic("templates").page, "templates_", tab="Evidence in one image", picture="7")
    assert app.number_input(key="templates_picture").value == 7


def test_the_page_of_samples_in_the_address_is_the_page_that_is_shown():
    first, second = (opened(topic("confusion").page, confusion_page=page) for page in "12")
    assert second.number_input(key="confusion_page").value == 2
    charts = [[chart.proto.spec for chart in app.get("vega_lite_chart")] for app in (first, second)]
    assert charts[0] != charts[1]
