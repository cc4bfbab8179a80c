"""The runs of this topic that are baked, and the image on its card."""

from collections.abc import Iterator

import numpy as np

from core.compression import imagenet_ranks, quality
from core.compression.svd import CompressionParams, decompose, sweep, to_pixels
from core.compression.topic import TOPIC
from core.data import pictures
from core.gallery import claims
from core.gallery.topic import Recipe


def recipes() -> Iterator[Recipe]:
    """Everything of this topic that is baked."""
    yield from _compressions()
    yield Recipe("imagenet_ranks", imagenet_ranks.ImagenetRanksParams(), imagenet_ranks.compute)
    yield from claims.recipes(TOPIC.slug)


def _compressions() -> Iterator[Recipe]:
    """SVD Compression: how PSNR and SSIM grow with the rank, for presets and for every bundled image."""
    presets = [CompressionParams(**preset.values) for preset in TOPIC.presets]
    for params in presets + [CompressionParams(picture=name) for name in pictures.PICTURES]:
        yield Recipe("compression", params.canonical(), quality.compute)


def thumbnail() -> np.ndarray:
    """The cat in bands of growing rank, from left to right."""
    factors = decompose(pictures.load("cat"))
    ranks = (1, 2, 4, 8, 16, 32, 64, 128)
    bands = np.array_split(np.arange(factors.pixels.shape[1]), len(ranks))
    shown = [to_pixels(values) for values in sweep(factors, ranks)]
    return np.concatenate([image[:, band] for image, band in zip(shown, bands, strict=True)], axis=1)
