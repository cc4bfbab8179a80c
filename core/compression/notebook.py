"""An image of SVD Compression as cells: its decomposition, the image of a rank, and its singular values."""

from collections.abc import Sequence

from core.compression.svd import CompressionParams
from core.runs.notebook import Cell

LOAD = """import numpy as np
from PIL import Image

from core.data import pictures

pixels = pictures.load({picture!r})
"""
DECOMPOSE = """from core.compression.svd import decompose

factors = decompose(pixels, {colour!r}, {chroma})
"""
APPROXIMATE = """from core.compression.quality import psnr_at
from core.compression.svd import approximate, energy, to_pixels

shown = to_pixels(approximate(factors, {rank}))
Image.fromarray(shown).save("rank-{rank}.png")
print(f"energy kept {{energy(factors)[{index}]:.2%}}, PSNR {{psnr_at(factors, {rank}):.1f}} dB, mean absolute error:")
print(np.abs(pixels.astype(float) - shown).mean())
"""
VALUES = """from core.compression.charts.low_rank import singular_values

singular_values(factors.singular_values, {planes!r}, {rank})
"""


def cells(params: CompressionParams, rank: int, planes: Sequence[str]) -> list[Cell]:
    """Return the cells of a bundled image at `rank`; `planes` are the names of the matrices it is decomposed into."""
    return [
        Cell("The image, as grey levels or colours from 0 to 255.", LOAD.format(picture=params.picture)),
        Cell("One singular value decomposition of each channel.", DECOMPOSE.format(**_treatment(params))),
        Cell(
            f"The sum of the first {rank} components, rounded to grey levels, and how close it is to the image.",
            APPROXIMATE.format(rank=rank, index=rank - 1),
        ),
        Cell("The image that was computed.", "Image.fromarray(shown)", True),
        Cell("The singular values of each channel.", VALUES.format(planes=list(planes), rank=rank), True),
    ]


def _treatment(params: CompressionParams) -> dict[str, object]:
    return {"colour": params.colour, "chroma": params.chroma}
