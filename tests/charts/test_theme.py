"""The house's colours: seen on both themes' pages, and told apart by eyes of all kinds."""

import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, rgb2lab

from core.charts import theme
from core.compression.charts import low_rank as compression
from core.jacobian.charts import spectra as jacobian
from tests.contrast import THEMES, contrast, linear, rgb

MARKS = {
    *theme.CATEGORICAL,
    *(theme.POSITIVE, theme.NEGATIVE, theme.NEUTRAL),
    *(theme.TRAINING, theme.TEST, theme.BETTER, theme.WORSE, theme.A, theme.B),
    *jacobian.LAYER_RANGE,
    *compression.CHANNEL_COLOURS.values(),
}
# What eyes without one kind of cone see of linear RGB: Machado, Oliveira & Fernandes (2009), severity 1.
EYES = {
    "trichromat": np.eye(3),
    "protanope": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "deuteranope": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
}


def test_the_worked_example_of_the_definition():
    assert contrast("#ffffff", "rgb(0, 0, 0)") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # the grey that just fails, to two places


@pytest.mark.parametrize("name", ["light", "dark"])
def test_marks_and_text_stand_out_from_the_page(name):
    page = THEMES[name]
    for ground in (page["backgroundColor"], page["secondaryBackgroundColor"]):
        for text in ("textColor", "linkColor"):
            assert contrast(page[text], ground) >= 4.5
    assert [mark for mark in MARKS if contrast(mark, page["backgroundColor"]) < 3] == []


def test_ink_in_charts_is_the_pages():
    assert (THEMES["light"]["textColor"], THEMES["dark"]["textColor"]) == (theme.INK, theme.INK_ON_DARK)


APART = 4 * 2.3  # CIEDE2000: 2.3 is just noticed side by side; four times that is seen apart
PAIRS = {"sets": (theme.TRAINING, theme.TEST), "verdicts": (theme.BETTER, theme.WORSE), "runs": (theme.A, theme.B)}


def seen(colours, eye: str) -> np.ndarray:
    """Return what an eye sees of colours, (n, 3) in CIELAB."""
    light = np.array([linear(rgb(colour)) for colour in colours]) @ np.array(EYES[eye]).T
    encoded = np.where(light > 0.0031308, 1.055 * np.abs(light) ** (1 / 2.4) - 0.055, 12.92 * light)
    return rgb2lab(np.clip(encoded, 0, 1))


@pytest.mark.parametrize("eye", EYES)
def test_classes_are_told_apart(eye):
    lab = seen(theme.CATEGORICAL, eye)
    first, second = np.triu_indices(len(lab), 1)
    assert deltaE_ciede2000(lab[first], lab[second]).min() > APART


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_the_two_of_a_pair_are_told_apart(pair, eye):
    one, other = seen(pair, eye)
    assert deltaE_ciede2000(one, other) > 3 * APART


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_a_pair_takes_no_colour_that_means_a_class_or_a_sign(pair):
    taken = seen([*theme.CATEGORICAL, theme.POSITIVE, theme.NEGATIVE, theme.NEUTRAL], "trichromat")
    assert deltaE_ciede2000(seen(pair, "trichromat")[:, None], taken[None]).min() > APART


@pytest.mark.parametrize("name", ["light", "dark"])
def test_zero_is_near_the_page_and_the_signs_leave_it(name):
    scale = {"light": theme.DIVERGING, "dark": theme.DIVERGING_ON_DARK}[name]
    away = np.array([contrast(colour, THEMES[name]["backgroundColor"]) for colour in scale])
    middle = len(scale) // 2
    assert away[middle] < 1.5
    assert (np.diff(away[middle:]) > 0).all()
    assert (np.diff(away[: middle + 1]) < 0).all()


@pytest.mark.parametrize("axis", [theme.axis(), theme.percent_axis()])
def test_axes_write_numbers_without_prefixes(axis):
    assert "s" not in axis.to_dict()["format"]
