"""Where the strongest directions of EfficientNet-Lite0 lie in a photograph: small enough to be bundled and drawn.

A direction has 150,528 numbers. At middle layers it is a few dots, so that a coarse map of |v|² with the pixels around
its largest value says nearly all of it in 1 to 5 kB.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.charts import images
from core.gallery.topic import Recipe
from core.jacobian import imagenet as directions
from core.jacobian.imagenet import DirectionParams, Directions
from core.jacobian.imagenet_spectra import PHOTOGRAPHS
from core.jacobian.vector_images import laid_over
from core.runs.archive import freeze
from core.runs.progress import Work
from core.runs.request import Request

NAME = "jacobian_imagenet_maps"
CELL = 2  # pixels: a map's cell shows the largest |v|² of CELL x CELL pixels
LEVELS = 15  # of a map, as steps of |v|
CROP = 32  # pixels
BAKED_RANKS = (*range(10), 19)
# Layers where the top 20 converge, and the two where they don't, at one photograph.
BAKED_LAYERS = ("block2", "block7", "block10", "block15", "logits")
FLAT_LAYERS = ("stem", "block0")


@dataclass(frozen=True)
class Maps:
    """Some of the top k directions at one photograph; all arrays are read-only.

    Attributes
    ----------
    ranks : (r,) int
        Which directions `heat`, `crop`, `corner` and `held` are of; 0 is the strongest.
    values, residuals, converged, participation : (k,)
        Of all top k, as in `Directions`.
    heat : (r, side / CELL, side / CELL) uint8
        The largest |v| of each cell, from 0 to LEVELS at the largest of all.
    crop : (r, CROP, CROP, 3) uint8
        v around the largest |v|²: 128 is 0, 1 and 255 are minus and plus the largest component.
    corner : (r, 2) int
        The crop's top left pixel: row, column.
    held : (r,) float64
        Share of |v|² inside the crop.
    classes, probabilities : tuple
        The five most probable classes.
    gain, seconds : float
    """

    params: DirectionParams
    ranks: np.ndarray
    values: np.ndarray
    residuals: np.ndarray
    converged: np.ndarray
    participation: np.ndarray
    heat: np.ndarray
    crop: np.ndarray
    corner: np.ndarray
    held: np.ndarray
    classes: tuple[str, ...]
    probabilities: tuple[float, ...]
    gain: float
    seconds: float


def of(run: Directions, ranks: tuple[int, ...] | None = None) -> Maps:
    """Return the maps of some directions of a run, of all by default."""
    chosen = np.arange(len(run.values)) if ranks is None else np.array(ranks)
    vectors = run.vectors[chosen]
    energy = (vectors.astype(np.float64) ** 2).sum(-1)
    corner = _corners(energy)
    cut = [(slice(row, row + CROP), slice(column, column + CROP)) for row, column in corner]
    count, side, _ = energy.shape
    cells = energy.reshape(count, side // CELL, CELL, side // CELL, CELL).max((2, 4))
    share = cells / cells.max((1, 2), keepdims=True)
    held = [one[at].sum() / one.sum() for one, at in zip(energy, cut, strict=True)]
    crops = np.stack([vector[at] for vector, at in zip(vectors, cut, strict=True)])
    return freeze(
        Maps(
            run.params,
            chosen,
            run.values,
            run.residuals,
            run.converged,
            run.participation,
            np.rint(LEVELS * np.sqrt(share)).astype(np.uint8),
            images.signed(crops, np.abs(crops).max((1, 2, 3), keepdims=True)),
            corner,
            np.array(held),
            run.classes,
            run.probabilities,
            run.gain,
            run.seconds,
        )
    )


def _corners(energy: np.ndarray) -> np.ndarray:
    """Return the top left (n, 2) of squares around the largest of `energy` (n, side, side), moved into the image."""
    side = energy.shape[1]
    peaks = energy.reshape(len(energy), -1).argmax(1)
    centres = np.stack(np.divmod(peaks, side), 1)
    return np.clip(centres - CROP // 2, 0, side - CROP)


def request(params: DirectionParams) -> Request[Maps]:
    """Return what a page asks for to see the bundled maps of a named photograph."""
    return Request(NAME, params, compute, Maps)


def compute(params: DirectionParams) -> Work[Maps]:
    """Find the directions that `params` name, and return the maps of BAKED_RANKS."""
    return of((yield from directions.compute(params)), BAKED_RANKS)


def recipes() -> Iterator[Recipe]:
    """The maps of every photograph at BAKED_LAYERS, and of the first at FLAT_LAYERS."""
    for photograph in PHOTOGRAPHS:
        for layer in (*BAKED_LAYERS, *(FLAT_LAYERS if photograph == PHOTOGRAPHS[0] else ())):
            params = DirectionParams(photograph=photograph, layer=layer)
            yield Recipe(NAME, params, compute, half=("residuals", "participation", "held"))


def over_photograph(maps: Maps, photograph: np.ndarray) -> np.ndarray:
    """Return each map as colours (r, side / CELL, side / CELL, 3) over the dark grey photograph."""
    return laid_over((maps.heat / LEVELS) ** 2, small(photograph).mean(-1))


def small(photograph: np.ndarray) -> np.ndarray:
    """Return a photograph (side, side, 3) averaged over the cells of a map, uint8."""
    side = len(photograph) // CELL
    return np.rint(photograph.reshape(side, CELL, side, CELL, 3).mean((1, 3))).astype(np.uint8)


def crops(maps: Maps, photograph: np.ndarray) -> np.ndarray:
    """Return the cut-outs of the photograph, of |v|² over it, and of v in colours: (r, 3, CROP, CROP, 3)."""
    shown = []
    for crop, (row, column) in zip(maps.crop, maps.corner, strict=True):
        part = photograph[row : row + CROP, column : column + CROP]
        energy = ((crop.astype(float) - 128) ** 2).sum(-1)
        shown.append(np.stack([part, laid_over(energy / energy.max(), part.mean(-1)), crop]))
    return np.stack(shown)
