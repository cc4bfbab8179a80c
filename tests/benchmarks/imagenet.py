"""The Jacobian engine on EfficientNet-Lite0 against ARPACK, and against plain matrix products of equal FLOPs."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from core.runs.progress import drain
from tests.benchmarks.compare import Case, compare
from tests.benchmarks.jacobian import matrix_product

LAYER, DIRECTIONS = "block10", 16
TOP = "imagenet top 20, one photograph"


def cases(wanted: Callable[[str], bool]) -> Iterator[Case]:
    """From the coffee cup at 224 x 224 to block 10 (21,952 outputs), with the bundled weights."""
    if not any(wanted(name) for name in (TOP, "imagenet jvp", "imagenet vjp")):
        return
    from core.jacobian import imagenet as live
    from core.jacobian import imagenet_spectra, spectra
    from core.jacobian.operators import Program
    from core.networks import imagenet

    model = imagenet.network()
    program = Program(model, LAYER)
    x = imagenet.network_input(imagenet_spectra.load("coffee cup"))[None]
    if wanted(TOP):
        kept, tolerance = live.MAX_BASIS[live.TOP], live.TOLERANCE
        products = {}

        def ours() -> None:
            found = drain(spectra.top_triplets(program, x, live.TOP, tolerance=tolerance, max_basis=kept))
            products["ours"] = found.passes

        def theirs() -> None:
            products["theirs"] = _arpack(program, x, live.TOP, tolerance)

        measured = compare(TOP, ours, theirs, "", repeats=3)
        against = (
            f"scipy.sparse.linalg.svds on the same operator: {products['theirs']} products with J or Jᵀ one by one, "
            f"where ours are {products['ours']}, {program.lanes()} at a time"
        )
        yield replace(measured, against=against)
    operator = program.at(x)
    product = matrix_product(DIRECTIONS * _macs(model))
    for name, through, width in (("jvp", operator.push, operator.n), ("vjp", operator.pull, operator.m)):
        if wanted(f"imagenet {name}"):
            directions = np.ones((DIRECTIONS, 1, width), np.float32)
            against = "one matrix product of equal FLOPs"
            yield compare(f"imagenet {name}", lambda t=through, d=directions: t(d), product, against)


def _macs(model: object) -> int:
    """Multiply-adds of one direction from the photograph to LAYER: positions x kernel, summed over its convolutions."""
    from core.networks import imagenet

    count = 0
    for layer in imagenet.up_to(model, LAYER).layers:
        if layer.weights:
            _, height, width, _ = layer.output.shape
            count += height * width * int(np.prod(layer.weights[0].shape))
    return count


def _arpack(program: object, x: np.ndarray, count: int, tolerance: float) -> int:
    """Find the top triplets by ARPACK, and return how many products that took.

    Its tolerance is a share of each s where ours is one of s₁, so the last triplets are up to s₁/s₂₀ times stricter.
    """
    from scipy.sparse.linalg import LinearOperator, svds

    operator = program.at(x)  # type: ignore[attr-defined]
    linear = LinearOperator(
        (operator.m, operator.n),
        matvec=lambda v: operator.push(v.reshape(1, 1, -1).astype(np.float32))[0, 0],
        rmatvec=lambda u: operator.pull(u.reshape(1, 1, -1).astype(np.float32))[0, 0],
        dtype=np.float32,
    )
    svds(linear, count, tol=tolerance)
    return int(operator.passes)
