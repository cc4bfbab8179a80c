"""The house's colours: seen on both themes' pages, and told apart by eyes of all kinds."""

import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, rgb2lab

from core.charts import theme
from core.compression import charts as compression
from core.jacobian.charts import spectra as jacobian
from tests.contrast import THEMES, contrast, linear, rgb

MARKS = {
    *theme.CATEGORICAL,
    *(theme.POSITIVE, theme.NEGATIVE, theme.NEUTRAL),
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


@pytest.mark.parametrize("eye", EYES)
def test_classes_are_told_apart(eye):
    light = np.array([linear(rgb(colour)) for colour in theme.CATEGORICAL]) @ np.array(EYES[eye]).T
    lab = rgb2lab(np.clip(np.where(light > 0.0031308, 1.055 * np.abs(light) ** (1 / 2.4) - 0.055, 12.92 * light), 0, 1))
    first, second = np.triu_indices(len(lab), 1)
    # CIEDE2000: 2.3 is just noticed side by side; four times that is seen apart.
    assert deltaE_ciede2000(lab[first], lab[second]).min() > 4 * 2.3
