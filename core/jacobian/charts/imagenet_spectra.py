"""Charts of EfficientNet-Lite0's spectra."""

import altair as alt
import numpy as np

from core.jacobian.charts.spectra import by_index
from core.jacobian.imagenet_bundle import LAYERS, Bundle
from core.jacobian.spectrum_shape import scaled

SHOWN = 500  # as many as the paper's Figure 3 shows
POINTS = 60  # of a line; a line through all 500 looks the same and is ten times as large


def spectra(bundle: Bundle, photographs: np.ndarray, scale: str, *, log: bool) -> list[alt.LayerChart]:
    """Return the paper's Figure 3: mean ± SD over photographs for each layer, trained and untrained on the same axes.

    Parameters
    ----------
    photographs
        Numbers of the photographs to average over.
    scale
        One of `spectrum_shape.SCALES`.
    """
    values = scaled(bundle.values[:, :, photographs], bundle.gains[:, :, photographs], scale)[..., :SHOWN]
    left_out = np.ones(values.shape[-1], bool)
    left_out[drawn(bundle)] = False
    known = np.flatnonzero(np.isfinite(values[..., 0]).any((0, 2)))
    return by_index(np.where(left_out, np.nan, values)[:, known], tuple(LAYERS[t] for t in known), scale, log=log)


def drawn(bundle: Bundle) -> np.ndarray:
    """Return the numbers, from 0, of the directions that are drawn: dense where spectra fall fast, and every last."""
    spaced = np.geomspace(1, SHOWN, POINTS).round().astype(int)
    even = np.linspace(1, SHOWN, 26).round().astype(int)
    last = [min(bundle.top(state, t), SHOWN) for state in range(2) for t in range(len(LAYERS))]
    return np.unique([*spaced, *even, *(end for end in last if end)]) - 1
