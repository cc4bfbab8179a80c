"""How good a low-rank image is, measured on what the screen shows, and the rank that a wish needs.

PSNR and SSIM (Wang, Bovik, Sheikh & Simoncelli 2004, IEEE TIP 13:600) are scikit-image's, on uint8 pixels: the
approximation is rounded and cut to 0..255 first, which can only bring it nearer to the image.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from core.compression.svd import (
    CompressionParams,
    Factors,
    approximate,
    decompose,
    energy,
    rank_stops,
    stored_numbers,
    sweep,
    to_pixels,
)
from core.data.pictures import load
from core.runs.progress import Step, Work
from core.runs.request import Request

BYTES_PER_NUMBER = 2  # factors as 16-bit floats
MEASURED_RANKS = 24
SHOWN_RANKS = (1, 5, 20, 50, 200)


@dataclass(frozen=True)
class Quality:
    """PSNR and SSIM along the ranks.

    Attributes
    ----------
    params : CompressionParams
        What was measured; a visitor's own image is not in it.
    ranks : ndarray of int, (q,)
        Ascending, from 1 to the full rank.
    psnr : ndarray, (q,)
        dB; inf where the shown pixels are the image's own.
    ssim : ndarray, (q,)
    """

    params: CompressionParams
    ranks: np.ndarray
    psnr: np.ndarray
    ssim: np.ndarray


def psnr(image: np.ndarray, shown: np.ndarray) -> float:
    """scikit-image's peak signal to noise ratio of two uint8 images in dB, inf when they are equal."""
    from skimage.metrics import peak_signal_noise_ratio  # noqa: PLC0415 slow to import

    if np.array_equal(image, shown):
        return float("inf")
    return float(peak_signal_noise_ratio(image, shown, data_range=255))


def psnr_at(factors: Factors, k: int) -> float:
    """Return the PSNR of the rank-k image as it is shown, in dB."""
    return psnr(factors.pixels, to_pixels(approximate(factors, k)))


def shown_at(factors: Factors, ranks: Iterable[int] = SHOWN_RANKS) -> list[tuple[int, np.ndarray, float]]:
    """Return rank, shown pixels and PSNR (dB) at those of `ranks` that the image has."""
    fitting = [k for k in ranks if k <= factors.full]
    shown = (to_pixels(values) for values in sweep(factors, fitting))
    return [(k, pixels, psnr(factors.pixels, pixels)) for k, pixels in zip(fitting, shown, strict=True)]


def ssim(image: np.ndarray, shown: np.ndarray) -> float:
    """scikit-image's structural similarity (7 x 7 windows) of two uint8 images; colour is the channels' mean."""
    from skimage.metrics import structural_similarity  # noqa: PLC0415 slow to import

    return float(structural_similarity(image, shown, data_range=255, channel_axis=-1 if image.ndim == 3 else None))


def request(params: CompressionParams) -> Request[Quality]:
    """Return what a page asks for to get the quality of `params`."""
    return Request("compression", params, compute, Quality)


def compute(params: CompressionParams) -> Work[Quality]:
    """Load, decompose and measure one of the named images."""
    return (yield from measure(decompose(load(params.picture), params.colour, params.chroma), params))


def measure(factors: Factors, params: CompressionParams) -> Work[Quality]:
    """PSNR and SSIM at about twenty ranks from 1 to full. Yields a `Step` a rank."""
    ranks = rank_stops(factors.full, MEASURED_RANKS)
    found = np.empty((2, len(ranks)))
    for i, values in enumerate(sweep(factors, ranks)):
        shown = to_pixels(values)
        found[:, i] = psnr(factors.pixels, shown), ssim(factors.pixels, shown)
        yield Step(i + 1, len(ranks), {"rank": int(ranks[i]), "SSIM": found[1, i]}, "Measuring the image rank by rank")
    return Quality(params, ranks, found[0], found[1])


def rank_for(factors: Factors, by: str, wish: float) -> int:
    """The smallest rank that reaches a wish, or the largest that fits into one of bytes.

    Parameters
    ----------
    factors : Factors
    by : {"rank", "energy", "PSNR", "SSIM", "kilobytes"}
    wish : float
        A rank; a percentage; dB; an SSIM; kilobytes of 1,000 bytes with factors as 16-bit floats.

    Returns
    -------
    int
        From 1 to the full rank: the nearest end when nothing reaches the wish. PSNR and SSIM are searched by halving,
        as if they rose with the rank. They do so only nearly: on pixels that are rounded and cut to 0..255 PSNR can
        fall by 3 dB from one rank to the next near full rank, and SSIM by a little anywhere. The rank that is found
        reaches the wish and the one before it does not, but a smaller one may reach it too.

    Raises
    ------
    ValueError
        When `by` is unknown.
    """
    full = factors.full
    if by == "rank":
        return int(np.clip(wish, 1, full))
    if by == "energy":
        kept = energy(factors)
        # A hundred percent is every component that adds anything in float64.
        return min(int(np.searchsorted(kept, min(wish / 100, kept[-1]) * (1 - 1e-12))) + 1, full)
    if by == "kilobytes":
        fits = [k for k in range(1, full + 1) if stored_numbers(factors, k) * BYTES_PER_NUMBER <= wish * 1000]
        return fits[-1] if fits else 1
    if by in ("PSNR", "SSIM"):
        measured = psnr if by == "PSNR" else ssim
        return _first(lambda k: measured(factors.pixels, to_pixels(approximate(factors, k))) >= wish, full)
    raise ValueError(f"{by!r} is nothing that a rank can be set by.")


def _first(reached: Callable[[int], bool], full: int) -> int:
    """The smallest k in 1..full with `reached(k)`, taken to be monotone; `full` when there is none."""
    low, high = 1, full
    while low < high:
        middle = (low + high) // 2
        if reached(middle):
            high = middle
        else:
            low = middle + 1
    return low
