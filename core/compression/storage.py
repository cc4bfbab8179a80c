"""What a low-rank image takes in bytes, compared with JPEG and PNG files of the same image.

Counting numbers flatters the SVD: a pixel is one byte, a factor entry is a float. So three sizes are given: factors
as 16-bit floats, factors at 8 bit and deflated (the best that is done here for the SVD), and real files.
"""

import io
import zlib
from dataclasses import dataclass

import numpy as np
from PIL import Image

from core.compression.quality import BYTES_PER_NUMBER, psnr, ssim
from core.compression.svd import (
    Factors,
    approximate,
    decompose,
    from_planes,
    rank_stops,
    stored_numbers,
    sweep,
    to_pixels,
)
from core.runs.progress import Step, Work

_ZLIB_LEVEL = 6


SHARES = (0.1, 0.9)  # of the image's numbers, at which ways to treat colour are compared
SVD_FLOATS, SVD_BYTES = "SVD, 16 bit", "SVD, 8 bit"


@dataclass(frozen=True)
class File:
    """An image as a file: what wrote it, its bytes, and the PSNR (dB) of reading it again."""

    kind: str
    setting: int
    size: int
    psnr: float


@dataclass(frozen=True)
class Files:
    """Files of one image over their whole range: kind[i] at setting[i] (a quality or a rank) has size[i] bytes."""

    kind: tuple[str, ...]
    setting: np.ndarray
    size: np.ndarray
    psnr: np.ndarray


@dataclass(frozen=True)
class AtRank:
    """One rank of an image: how close it is, and its bytes as 16-bit floats, with those of JPEG and PNG.

    `jpeg` is the size of the JPEG of lowest quality that has at least its PSNR; 0 where none up to quality 95 has.
    """

    psnr: float
    ssim: float
    half_floats: int
    jpeg: int
    png: int


@dataclass(frozen=True)
class Schemes:
    """The ways to treat colour: for each of `names` an array (q, 4) of rank, stored numbers, PSNR (dB) and SSIM.

    The ranks include the largest ones that fit into each of `SHARES` of the image's own numbers.
    """

    names: tuple[str, ...]
    curves: tuple[np.ndarray, ...]
    chroma: int

    def within(self, stored: float) -> list[np.ndarray | None]:
        """Return the row of the largest measured rank that stores at most so many numbers; None where none does."""
        rows = [curve[curve[:, 1] <= stored] for curve in self.curves]
        return [fitting[-1] if len(fitting) else None for fitting in rows]


def png_size(pixels: np.ndarray) -> int:
    """Bytes of the image as an optimised PNG, which loses nothing."""
    return len(_encode(pixels, "PNG", optimize=True))


def jpeg(pixels: np.ndarray, quality: int) -> File:
    """The image as a JPEG file of `quality` 1..95, read again and measured."""
    content = _encode(pixels, "JPEG", quality=quality, optimize=True)
    read = np.asarray(Image.open(io.BytesIO(content)))
    return File("JPEG", quality, len(content), psnr(pixels, read))


def jpeg_at(pixels: np.ndarray, wish: float) -> File | None:
    """The JPEG file of lowest quality that reaches a PSNR of `wish` dB; None when quality 95 does not."""
    low, high = 1, 95
    best = jpeg(pixels, high)
    if best.psnr < wish:
        return None
    while low < high:  # PSNR rises with quality, but for rounding
        middle = (low + high) // 2
        tried = jpeg(pixels, middle)
        if tried.psnr >= wish:
            high, best = middle, tried
        else:
            low = middle + 1
    return best


def packed(factors: Factors, k: int) -> File:
    """Rank `k` with u and v at 8 bit (each vector scaled to its largest entry), deflated; unpacked and measured."""
    size, planes = 0, []
    for p, rank in enumerate(factors.ranks(k)):
        left, left_scale = _eight_bit(factors.left[p][:, :rank].T)
        right, right_scale = _eight_bit(factors.right[p][:rank])
        size += sum(len(zlib.compress(codes.tobytes(), _ZLIB_LEVEL)) for codes in (left, right))
        size += 4 * rank  # one float32 a component holds s and both scales
        weights = factors.singular_values[p][:rank] * left_scale * right_scale
        planes.append((left.T * weights) @ right.astype(float))
    shown = to_pixels(from_planes(tuple(planes), factors.pixels.shape, factors.scheme))
    return File(SVD_BYTES, k, size, psnr(factors.pixels, shown))


def half_floats(factors: Factors, k: int) -> int:
    """Bytes of rank `k` with every stored number a 16-bit float."""
    return stored_numbers(factors, k) * BYTES_PER_NUMBER


def at_rank(factors: Factors, k: int) -> AtRank:
    """Measure rank `k` of an image, and find the JPEG of at least its PSNR."""
    shown = to_pixels(approximate(factors, k))
    near = psnr(factors.pixels, shown)
    found = jpeg_at(factors.pixels, near)
    size = half_floats(factors, k)
    return AtRank(near, ssim(factors.pixels, shown), size, found.size if found else 0, png_size(factors.pixels))


def present(factors: Factors, k: int) -> tuple[File, ...]:
    """Return rank `k` at 8 bit and as floats, and the JPEG of lowest quality with the PSNR of the former, if any."""
    eight = packed(factors, k)
    floats = File(SVD_FLOATS, k, half_floats(factors, k), psnr(factors.pixels, to_pixels(approximate(factors, k))))
    near = jpeg_at(factors.pixels, eight.psnr)
    return (eight, floats, near) if near else (eight, floats)


def compare_files(factors: Factors) -> Work[Files]:
    """Files of one image over their whole range: JPEG, 8-bit factors and 16-bit factors. A `Step` a file."""
    qualities = (2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95)
    ranks = [int(k) for k in rank_stops(factors.full, 14)]
    total, files = len(qualities) + 2 * len(ranks), []
    for quality in qualities:
        files.append(jpeg(factors.pixels, quality))
        yield Step(len(files), total, message=f"JPEG of quality {quality}")
    for k in ranks:
        files.append(packed(factors, k))
        yield Step(len(files), total, message=f"8-bit factors of rank {k}")
    for k, values in zip(ranks, sweep(factors, ranks), strict=True):
        shown = to_pixels(values)
        files.append(File(SVD_FLOATS, k, half_floats(factors, k), psnr(factors.pixels, shown)))
        yield Step(len(files), total, message=f"16-bit factors of rank {k}")
    columns = (np.array([getattr(file, name) for file in files]) for name in ("setting", "size", "psnr"))
    return Files(tuple(file.kind for file in files), *columns)


def compare_schemes(pixels: np.ndarray, chroma: int) -> Work[Schemes]:
    """PSNR and SSIM against stored numbers for the three ways to treat colour, up to what the image itself stores."""
    names, curves = ("RGB", "YCbCr", "stacked"), []
    for s, scheme in enumerate(names):
        yield Step(s, 3, message=f"SVD of {scheme}")
        factors = decompose(pixels, scheme, chroma)
        ranks = _schemes_ranks(factors)
        rows = []
        for k, values in zip(ranks, sweep(factors, ranks), strict=True):
            shown = to_pixels(values)
            rows.append((k, stored_numbers(factors, int(k)), psnr(pixels, shown), ssim(pixels, shown)))
            yield Step(s, 3, message=f"Measuring {scheme}, rank {k}")
        curves.append(np.array(rows, dtype=float))
    return Schemes(names, tuple(curves), chroma)


def _schemes_ranks(factors: Factors) -> list[int]:
    """Ranks that store no more than the image itself, with the largest ones that fit into each of `SHARES`."""
    stored = [stored_numbers(factors, k) for k in range(1, factors.full + 1)]
    size = factors.pixels.size
    largest = {int(np.searchsorted(stored, share * size, side="right")) for share in SHARES}
    stops = {int(k) for k in rank_stops(factors.full, 18) if stored[k - 1] <= size}
    return sorted((stops | largest) - {0}) or [1]


def _eight_bit(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int8 codes of `rows` and what one code is worth in each row."""
    largest = np.abs(rows).max(axis=1)
    scale = np.where(largest > 0, largest, 1.0) / 127
    return np.rint(rows / scale[:, None]).astype(np.int8), scale


def _encode(pixels: np.ndarray, kind: str, **options: int | bool) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, kind, **options)
    return buffer.getvalue()
