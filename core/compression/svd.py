"""An image as a sum of rank-1 components: the singular value decomposition of its pixels.

A = U S Vᵀ; keeping the k largest singular values gives the best rank-k image in the Frobenius norm, and its error is
√(Σ_{i>k} s_i²) exactly (Eckart & Young 1936, Psychometrika 1:211; Golub & Van Loan, Matrix Computations, §2.4).
Pixels stay in grey levels 0..255 throughout.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np

from core.data.pictures import COLOURED, LONGEST_SIDE, OWN, PICTURES
from core.runs.blas import one_thread
from core.runs.params import Params, choice, integer, number

SCHEMES = ("RGB", "YCbCr", "stacked", "grey")
CHROMA_SHARES = (1, 2, 4, 8, 16)
TARGETS = ("rank", "energy", "PSNR", "SSIM", "kilobytes")
TOPS = ("full", "200", "100", "50", "10")

# R'G'B' -> Y'CbCr as in JPEG files (JFIF 1.02, full range), the chroma centred at 0.
_TO_YCBCR = np.array([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]])
_FROM_YCBCR = np.linalg.inv(_TO_YCBCR)
LUMA = _TO_YCBCR[0]


@dataclass(frozen=True, kw_only=True)
class CompressionParams(Params):
    """What the page of low-rank images can be set to."""

    picture: str = choice(
        "camera",
        (*PICTURES, OWN),
        label="Image",
        help="Photographs from scikit-image, sheets of the bundled image sets, or your own file.",
    )
    colour: str = choice(
        "RGB",
        SCHEMES,
        label="Colour",
        help="RGB: one SVD each of red, green and blue. YCbCr: of brightness and two colour differences. Stacked: one "
        "SVD of the three channels put together into one long matrix. Grey: of the brightness alone.",
    )
    chroma: int = choice(
        4,
        CHROMA_SHARES,
        label="Brightness components per colour component",
        help="For YCbCr. We see colour less sharply than brightness, so colour needs fewer components.",
    )
    by: str = choice(
        "rank",
        TARGETS,
        label="Choose the rank by",
        help="The rank itself, or a value that the image must reach.",
    )
    rank: int = integer(20, 1, 512, label="Rank k", help="How many rank-1 components are summed.")
    energy: float = number(99.0, 50.0, 100.0, step=0.1, label="Energy kept, %", help="Share of the sum of s².")
    psnr: float = number(30.0, 10.0, 60.0, step=0.5, label="PSNR, dB", help="Peak signal to noise ratio.")
    ssim: float = number(0.9, 0.05, 1.0, step=0.01, label="SSIM", help="Structural similarity; 1 is identical.")
    kilobytes: float = number(
        40.0,
        1.0,
        2000.0,
        step=1.0,
        label="Size, kB",
        help="The size of the factors as 16-bit floats.",
    )
    top: str = choice("full", TOPS, label="Last rank of the slider")
    seed: int = integer(0, 0, 9999, label="Random seed", help="Decides the order of the images in “Guess the image”.")

    def memory_bytes(self) -> int:
        """Return an upper bound: factors, approximations and comparisons of the largest image, in double precision."""
        return 40 * 8 * LONGEST_SIDE * LONGEST_SIDE * 3

    def seconds(self) -> float:
        """Return a rough estimate: the SVD of each plane of a square image, and the quality at 24 ranks."""
        planes = 3 if self.picture in COLOURED and self.colour != "grey" else 1
        return 5e-9 * planes * LONGEST_SIDE**3

    def canonical(self) -> Self:
        """Only what decides the decomposition: the image, and for one in colour how colour is treated."""
        if self.picture not in COLOURED:
            return type(self)(picture=self.picture)
        if self.colour != "YCbCr":
            return type(self)(picture=self.picture, colour=self.colour)
        return type(self)(picture=self.picture, colour=self.colour, chroma=self.chroma)

    @property
    def wish(self) -> float:
        """The value of what the rank is set by."""
        return float(getattr(self, self.by.lower()))


@dataclass(frozen=True)
class Factors:
    """An image and the singular value decompositions of its planes.

    Attributes
    ----------
    pixels : ndarray of uint8, (height, width) or (height, width, 3)
        What was decomposed.
    scheme : str
        One of `SCHEMES`, which says what the planes are.
    chroma : int
        In scheme "YCbCr", rank k keeps k / chroma components, rounded and at least one, of each colour difference.
    left, singular_values, right : tuple of ndarray
        For each plane U (m, r), s (r,) descending and Vᵀ (r, n), r = min(m, n), float64.
    """

    pixels: np.ndarray
    scheme: str
    chroma: int
    left: tuple[np.ndarray, ...]
    singular_values: tuple[np.ndarray, ...]
    right: tuple[np.ndarray, ...]

    @property
    def full(self) -> int:
        """The number of components that give a plane back exactly."""
        return len(self.singular_values[0])

    def ranks(self, k: int) -> tuple[int, ...]:
        """How many components of each plane rank `k` means."""
        if self.scheme == "YCbCr" and len(self.left) == 3:
            fewer = max(1, (2 * k + self.chroma) // (2 * self.chroma))  # a half rounds up, as in the browser
            return (k, fewer, fewer)
        return (k,) * len(self.left)


def to_planes(pixels: np.ndarray, scheme: str) -> tuple[np.ndarray, ...]:
    """The matrices that `scheme` decomposes, float64, in grey levels.

    A grey image is one matrix whatever the scheme. "stacked" puts the channels one after the other along the longer
    side, so that all three share the basis of the shorter one.
    """
    values = pixels.astype(float)
    if pixels.ndim == 2:
        return (values,)
    if scheme == "grey":
        return (values @ LUMA,)
    if scheme == "stacked":
        along = 0 if values.shape[0] >= values.shape[1] else 1
        return (np.concatenate([values[..., c] for c in range(3)], axis=along),)
    if scheme == "YCbCr":
        values = values @ _TO_YCBCR.T
    return tuple(values[..., c] for c in range(3))


def from_planes(planes: tuple[np.ndarray, ...], shape: tuple[int, ...], scheme: str) -> np.ndarray:
    """Undo `to_planes`: float64 of `shape`, or (height, width) in scheme "grey"."""
    if len(shape) == 2 or scheme == "grey":
        return planes[0]
    if scheme == "stacked":
        return np.stack(np.split(planes[0], 3, axis=0 if shape[0] >= shape[1] else 1), axis=-1)
    values = np.stack(planes, axis=-1)
    return values @ _FROM_YCBCR.T if scheme == "YCbCr" else values


def decompose(pixels: np.ndarray, scheme: str = "RGB", chroma: int = 1) -> Factors:
    """The one SVD of each plane of an image that everything else here reads.

    Parameters
    ----------
    pixels : ndarray of uint8, (height, width) or (height, width, 3)
    scheme : str
        One of `SCHEMES`. In "grey" the brightness replaces a colour image for good.
    chroma : int
        Components of brightness per component of each colour difference; only "YCbCr" uses it.

    Raises
    ------
    ValueError
        When `scheme` is unknown or `pixels` is no image.
    """
    if scheme not in SCHEMES:
        raise ValueError(f"scheme must be one of {', '.join(SCHEMES)}, not {scheme!r}.")
    if pixels.dtype != np.uint8 or pixels.ndim not in (2, 3) or pixels.shape[2:] not in ((), (3,)):
        raise ValueError(f"An image is uint8 and (h, w) or (h, w, 3), not {pixels.dtype} {pixels.shape}.")
    if scheme == "grey":
        pixels = to_pixels(to_planes(pixels, scheme)[0])
    planes = to_planes(pixels, scheme)
    parts = [svd(plane) for plane in planes]
    left, values, right = (tuple(part[i] for part in parts) for i in range(3))
    return Factors(pixels, scheme, chroma, left, values, right)


def svd(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The thin SVD (U, s, Vᵀ), each pair of vectors signed so that u has no negative sum."""
    with one_thread():  # on a busy machine two threads take ten times as long, on an idle one they gain little
        left, values, right = np.linalg.svd(matrix, full_matrices=False)
    signs = np.where(left.sum(axis=0) < 0, -1.0, 1.0)
    return left * signs, values, right * signs[:, None]


def to_pixels(values: np.ndarray) -> np.ndarray:
    """Grey levels as a screen shows them: rounded and cut to 0..255."""
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def sweep(factors: Factors, ranks: Iterable[int]) -> Iterator[np.ndarray]:
    """The approximations at ascending `ranks`, each from the one before; float64, not yet cut to 0..255."""
    planes = [np.zeros((len(left), right.shape[1])) for left, right in zip(factors.left, factors.right, strict=True)]
    held = [0] * len(planes)
    for k in ranks:
        for p, upto in enumerate(factors.ranks(k)):
            if upto == held[p]:
                continue
            new = slice(held[p], upto)
            columns, rows = factors.left[p][:, new] * factors.singular_values[p][new], factors.right[p][new]
            with one_thread():
                added = (
                    columns * rows if len(rows) == 1 else columns @ rows
                )  # one component: half the time of a product
            added += planes[p]  # into an array of its own: the one before may be in use
            planes[p], held[p] = added, upto
        yield from_planes(tuple(planes), factors.pixels.shape, factors.scheme)


def approximate(factors: Factors, k: int) -> np.ndarray:
    """The rank-k image, float64, (height, width) or (height, width, 3)."""
    return next(sweep(factors, [k]))


def layer(factors: Factors, i: int) -> np.ndarray:
    """What going from rank i - 1 to rank i adds to the brightness, signed grey levels, (height, width)."""
    before = factors.ranks(i - 1) if i > 1 else (0,) * len(factors.left)
    planes = []
    for p, (low, high) in enumerate(zip(before, factors.ranks(i), strict=True)):
        new = slice(low, high)
        planes.append((factors.left[p][:, new] * factors.singular_values[p][new]) @ factors.right[p][new])
    values = from_planes(tuple(planes), factors.pixels.shape, factors.scheme)
    return values @ LUMA if values.ndim == 3 else values


def energy(factors: Factors) -> np.ndarray:
    """The share of Σ s² that ranks 1..full keep, (full,); 1 everywhere for a black image."""
    squares = [np.concatenate([[0.0], np.cumsum(values**2)]) for values in factors.singular_values]
    total = sum(kept[-1] for kept in squares)
    ranks = np.array([factors.ranks(k) for k in range(1, factors.full + 1)])
    kept = sum(cumulative[ranks[:, p]] for p, cumulative in enumerate(squares))
    return np.minimum(kept / total, 1.0) if total > 0 else np.ones(factors.full)


def frobenius_error(factors: Factors, k: int) -> float:
    """‖A − A_k‖ over all planes, from the dropped singular values alone (Eckart-Young)."""
    dropped = [values[rank:] for values, rank in zip(factors.singular_values, factors.ranks(k), strict=True)]
    return float(np.sqrt(sum((values**2).sum() for values in dropped)))


def stored_numbers(factors: Factors, k: int) -> int:
    """k(m + n + 1), summed over the planes: what U, s and V hold at rank `k`."""
    return sum(
        rank * (len(left) + right.shape[1] + 1)
        for rank, left, right in zip(factors.ranks(k), factors.left, factors.right, strict=True)
    )


def break_even(factors: Factors) -> int:
    """The highest rank that stores no more numbers than the image has; 0 when none does."""
    fewer = [k for k in range(1, factors.full + 1) if stored_numbers(factors, k) <= factors.pixels.size]
    return fewer[-1] if fewer else 0


def rank_stops(full: int, count: int = 48) -> np.ndarray:
    """Ranks worth showing: 1 to `full`, every one at first, then in equal ratios; ascending ints."""
    return np.unique(np.rint(np.geomspace(1, full, count)).astype(int))
