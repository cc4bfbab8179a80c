"""The strongest directions of EfficientNet-Lite0 at one photograph: the top singular triplets from input to a layer.

Measured at one photograph (coffee cup), top 20, in CPU seconds of all threads: 5.4 at block 1, 4.1 at block 2, 4.4 at
block 10, 5.8 at the head. They converge to 1e-3 of s₁ from block 1 on, where the basis is just large enough. The
spectra of the stem and of block 0 are too flat (s₂₀/s₁ = .99): no direction of the top 20 converges there, and the
largest residual is .03 of s₁.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from core.jacobian import imagenet_spectra, spectra
from core.jacobian.measures import participation_ratio
from core.jacobian.operators import Program
from core.networks import imagenet
from core.runs.archive import freeze
from core.runs.params import Params, choice, text
from core.runs.progress import Step, Work, share
from core.runs.request import Request

TOP, MORE = 20, 50
TOLERANCE = 1e-3  # in units of s₁
MAX_BASIS = {TOP: 240, MORE: 360}  # directions; what has not converged then is marked
PHOTOGRAPHS = imagenet_spectra.PHOTOGRAPHS
FIXED = 300_000_000  # bytes: the network, its graphs, and the tensors of one pass of directions


@dataclass(frozen=True, kw_only=True)
class DirectionParams(Params):
    """One photograph, by name or by the digest of a visitor's own, one layer, and how many directions."""

    photograph: str = choice("coffee cup", PHOTOGRAPHS, label="Photograph")
    digest: str = text("", label="Digest of your own photograph")
    layer: str = choice("block2", imagenet.LAYERS, label="Layer")
    top: int = choice(TOP, (TOP, MORE), label="Directions")

    def canonical(self) -> "DirectionParams":
        """A photograph of one's own takes the place of a named one."""
        return replace(self, photograph=PHOTOGRAPHS[0]) if self.digest else self

    def memory_bytes(self) -> int:
        """Return an upper bound: the network, a basis with the triplets, and their vectors once more."""
        n, m = imagenet.SIDE**2 * 3, int(np.prod(imagenet.output_shape(self.layer)))
        found = spectra.memory(n, m, self.top, min(MAX_BASIS[self.top], n, m), 4, exact=False)
        return FIXED + found + 4 * self.top * (n + m)

    def seconds(self) -> float:
        """Return a rough estimate: the network and its graphs are built, and every direction takes some passes."""
        return 5 + 0.2 * self.top


@dataclass(frozen=True)
class Directions:
    """The top k triplets at one photograph; all arrays are read-only.

    Attributes
    ----------
    values, residuals : (k,) float64
        Singular values in descending order; one of the Jacobian's lies within the residual of each.
    converged : (k,) bool
        Whether the residual is at most TOLERANCE x s₁.
    participation : (k,) float64
        Participation ratio of `vectors`.
    vectors : (k, side, side, 3) float32
        Directions of the input as unit vectors; the largest component of each is positive.
    photograph : (side, side, 3) uint8
        The middle square that the network sees.
    classes, probabilities : tuple
        The five most probable classes.
    gain : float
        s₁‖x‖/‖h‖: relative change of the layer for a relative change of the input along the first direction.
    passes : int
        Directions that went through the network, forward or backward.
    """

    params: DirectionParams
    values: np.ndarray
    residuals: np.ndarray
    converged: np.ndarray
    participation: np.ndarray
    vectors: np.ndarray
    photograph: np.ndarray
    classes: tuple[str, ...]
    probabilities: tuple[float, ...]
    gain: float
    passes: int
    seconds: float


def request(
    params: DirectionParams, pixels: np.ndarray | None = None, network: Callable[[], Any] = imagenet.shared
) -> Request[Directions]:
    """Return what a page asks for to see the directions; `pixels` are those of the photograph that has a digest."""
    return Request("jacobian_imagenet", params, partial(compute, pixels=pixels, network=network), Directions)


def compute(
    params: DirectionParams, pixels: np.ndarray | None = None, network: Callable[[], Any] = imagenet.shared
) -> Work[Directions]:
    """Find the strongest directions between the photograph and the layer that `params` name.

    Parameters
    ----------
    pixels : (h, w, 3) uint8, optional
        RGB, of any size; the middle square is used. The photograph of that name when left out.

    Yields
    ------
    Step
        After each pass through the network, about twice a second: work may be stopped there.

    Raises
    ------
    ValueError
        When `params` has a digest and there are no pixels, or they are no RGB image.
    """
    check_pixels(params.digest, pixels)
    yield Step(0, 100, message="Loading EfficientNet-Lite0")
    model = network()
    photograph = photograph_of(params, pixels, model.input_shape[1])
    best = imagenet.top_classes(model, photograph[None])[0]
    x = imagenet.network_input(photograph)[None]
    kept = MAX_BASIS[params.top]
    program = Program(model, params.layer)
    work = spectra.top_triplets(program, x, params.top, tolerance=TOLERANCE, max_basis=kept)
    found = yield from share(work, 0, 100, f"Jacobian at {params.layer}")
    vectors = found.right[0].reshape(-1, *photograph.shape)
    return freeze(
        Directions(
            params,
            found.singular_values[0],
            found.residuals[0],
            found.converged[0],
            participation_ratio(vectors),
            vectors,
            photograph,
            tuple(name for name, _ in best),
            tuple(probability for _, probability in best),
            float(found.gains[0, 0]),
            found.passes,
            found.seconds,
        )
    )


def classes_of(pixels: np.ndarray) -> Work[tuple[tuple[str, ...], tuple[float, ...]]]:
    """Find the five most probable classes of a photograph (224, 224, 3), and their probabilities."""
    yield Step(0, 1, message="Classifying the photograph")
    names, probabilities = zip(*imagenet.top_classes(imagenet.shared(), pixels[None])[0], strict=True)
    return names, probabilities


def check_pixels(digest: str, pixels: np.ndarray | None) -> None:
    """Raise ValueError when a visitor's own photograph, which has a digest, comes without its pixels."""
    if digest and pixels is None:
        raise ValueError("A photograph of one's own needs its pixels: upload it again.")


def photograph_of(params: Any, pixels: np.ndarray | None, side: int) -> np.ndarray:
    """Return the square that the network sees: of `pixels`, or of the photograph that `params` name."""
    return imagenet_spectra.load(params.photograph, side) if pixels is None else imagenet.middle_square(pixels, side)
