"""A visitor's own figure, made to look as MNIST's do.

LeCun et al. 1998 ("Gradient-based learning applied to document recognition", section III.A): scaled to fit a 20 x 20
box with its proportions kept, by an anti-aliasing filter, and moved so that the centre of mass is the middle of a
28 x 28 field.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy import ndimage

from core.data.pictures import PictureError

FIELD, BOX = 28, 20
FAINTEST = 24  # of 255: below this contrast there is no ink to speak of
SPECK = 0.03  # parts smaller than this share of the largest are dust
SPREAD = 0.5  # ink on more of the field than this is no figure on a ground


@dataclass(frozen=True)
class Digit:
    """A figure as MNIST has them: white on black, uint8 (28, 28), with sentences on what was done to it."""

    pixels: np.ndarray
    notes: tuple[str, ...]


def centre(picture: np.ndarray) -> Digit:
    """Find the ink in a uint8 picture (h, w) or (h, w, 3) on an even ground, light or dark, and normalise it.

    Raises
    ------
    core.data.pictures.PictureError
        When nothing stands out from the ground.
    """
    notes = []
    grey = picture.astype(np.float64)
    if grey.ndim == 3:
        grey = grey @ np.array([0.299, 0.587, 0.114])  # luma of ITU-R BT.601
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    ground = float(np.median(border))
    if abs(grey.min() - ground) > abs(grey.max() - ground):
        grey, ground = -grey, -ground
        notes.append("Dark on light: turned to white on black.")
    ink = np.maximum(grey - ground, 0)
    full = float(np.quantile(ink[ink > 0], 0.95)) if (ink > 0).any() else 0.0
    if full < FAINTEST:
        raise PictureError("Nothing stands out from the ground here. Draw or upload one figure in a clear line.")
    ink = np.clip((ink / full - 0.2) / 0.7, 0, 1)  # the ground's grain goes to 0, the line to 1
    ink, dust = _without_specks(ink)
    if dust:
        notes.append("Specks beside the figure are left out.")
    if (ink > 0).mean() > SPREAD:
        notes.append("More than half of the picture is ink: was there one figure on an even ground?")
    return Digit(_placed(_cut(ink)), tuple(notes))


def _without_specks(ink: np.ndarray) -> tuple[np.ndarray, bool]:
    parts, count = ndimage.label(ink > 0, structure=np.ones((3, 3)))
    weights = np.bincount(parts.ravel(), ink.ravel(), count + 1)
    weights[0] = 0
    small = weights < SPECK * weights.max()
    small[0] = False
    return np.where(small[parts], 0, ink), bool(small.any())


def _cut(ink: np.ndarray) -> np.ndarray:
    """The box around the ink, scaled so that its longer side is 20 pixels."""
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    box = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = BOX / max(box.shape)
    height, width = (max(1, round(side * scale)) for side in box.shape)
    image = Image.fromarray(box.astype(np.float32))
    return np.clip(
        np.asarray(image.resize((width, height), Image.Resampling.BOX if scale < 1 else Image.Resampling.BILINEAR)),
        0,
        1,
    )


def _placed(box: np.ndarray) -> np.ndarray:
    """The box in a field of 28 x 28, its centre of mass as near pixel 14, where MNIST has it, as whole pixels allow."""
    mass = ndimage.center_of_mass(box)
    field = np.zeros((FIELD, FIELD))
    corner = [int(np.clip(round(FIELD / 2 - m), 0, FIELD - side)) for m, side in zip(mass, box.shape, strict=True)]
    field[corner[0] : corner[0] + box.shape[0], corner[1] : corner[1] + box.shape[1]] = box
    return np.rint(255 * field).astype(np.uint8)
