"""The bundled pieces of imagenet_spectra.py as one set of arrays, whichever pieces there are."""

from dataclasses import dataclass

import numpy as np

from core.jacobian.imagenet_spectra import CONTROLS, PHOTOGRAPHS, TOLERANCE, TOP, Spectrum, SpectrumParams, recipes
from core.runs import archive

LAYERS = tuple(TOP)
TRAINED, UNTRAINED = 0, 1


@dataclass(frozen=True)
class Bundle:
    """Spectra in states (0 trained, 1 untrained) at LAYERS and PHOTOGRAPHS; NaN where nothing is bundled.

    Attributes
    ----------
    values : (2, 9, 16, 1000) float64
        Singular values in descending order.
    participation : (2, 9, 16, 1000) float64
        Participation ratio of the input-side vectors.
    converged : (2, 9, 16) float64
        Share of the triplets whose residual is at most TOLERANCE x s₁.
    gains : (2, 9, 16) float64
        ‖x‖/‖h‖: times a singular value, the relative change of the layer.
    """

    values: np.ndarray
    participation: np.ndarray
    converged: np.ndarray
    gains: np.ndarray

    def measured(self) -> np.ndarray:
        """Return where there is a spectrum, (2, 9, 16)."""
        return np.isfinite(self.gains)

    def top(self, state: int, layer: int) -> int:
        """Return how many singular values were computed."""
        return int(np.isfinite(self.values[state, layer]).any(0).sum())


def load() -> Bundle:
    """Read every piece that is there."""
    shape = (2, len(LAYERS), len(PHOTOGRAPHS))
    values, participation = np.full((2, *shape, max(TOP.values())), np.nan)
    converged, gains = np.full((2, *shape), np.nan)
    for recipe in recipes():
        if not recipe.path.exists():
            continue
        piece = archive.load(recipe.path, Spectrum, params=SpectrumParams)
        params = piece.params
        here = (UNTRAINED - params.trained, LAYERS.index(params.layer), PHOTOGRAPHS.index(params.photograph))
        count = len(piece.values)
        values[here][:count], participation[here][:count] = piece.values, piece.participation
        converged[here] = (piece.residuals <= TOLERANCE * piece.values[0]).mean()
        gains[here] = piece.gain
    return archive.freeze(Bundle(values, participation, converged, gains))


def of_the_control(bundle: Bundle) -> Bundle:
    """Return the bundle at the photographs of the untrained control alone."""
    return Bundle(*(array[:, :, :CONTROLS] for array in vars(bundle).values()))
