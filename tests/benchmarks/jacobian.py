"""The Jacobian engine against ARPACK, the exact matrix, and plain matrix products of equal FLOPs."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from core.runs.progress import drain
from tests.benchmarks.compare import Case, compare, seconds

INPUTS, FEW, TOP = 16, 2, 100
# Multiply-adds of one direction from the picture to conv4: 7x7/2, 5x5, 3x3, 3x3 at 32, 16, 8 and 8 pixels.
MACS = 32**2 * 147 * 32 + 16**2 * 800 * 64 + 8**2 * 576 * 96 + 8**2 * 864 * 96


def cases(wanted: Callable[[str], bool]) -> Iterator[Case]:
    """conv4 (6144 x 12288) of the five-convolution net at 64 x 64, untrained."""
    names = ("top 100, against ARPACK", "top 100, against exact", "jvp", "vjp")
    if not any(wanted(f"jacobian {name}") for name in names):
        return
    from core.jacobian import networks, spectra
    from core.jacobian.operators import Program

    program = Program(networks.alexnet((64, 64, 3), 10, seed=1), "conv4")
    x = np.random.default_rng(0).uniform(-0.5, 0.5, (INPUTS, 64, 64, 3)).astype(np.float32)

    def ours() -> object:
        return drain(spectra.top_triplets(program, x, TOP))

    if wanted("jacobian top 100, against ARPACK"):
        # ARPACK takes inputs one by one, so its time an input needs only a few of them (16 took over 3 minutes).
        mine, other = seconds(ours) / INPUTS, seconds(lambda: _arpack(program, x[:FEW])) / FEW
        theirs = "scipy.sparse.linalg.svds on the same operator, input by input"
        yield Case("jacobian top 100, against ARPACK", mine, other, "s an input", theirs)
    if wanted("jacobian top 100, against exact"):
        found = drain(spectra.top_triplets(program, x[:1], TOP))
        started = time.perf_counter()
        error = np.abs(found.singular_values[0] / _exact(program, x[:1]) - 1).max()
        theirs = f"all rows of one input's J, and the eigenvalues of JJᵀ; they differ by at most {error:.0e} of a value"
        yield Case("jacobian top 100, against exact", found.seconds, time.perf_counter() - started, "s", theirs)
    operator = program.at(x)
    for name, through, width in (("jvp", operator.push, operator.n), ("vjp", operator.pull, operator.m)):
        if wanted(f"jacobian {name}"):
            directions = np.ones((8, INPUTS, width), np.float32)
            yield compare(
                f"jacobian {name}",
                lambda through=through, directions=directions: through(directions),
                matrix_product(8 * INPUTS * MACS),
                "one matrix product of equal FLOPs",
            )


def matrix_product(macs: int) -> Callable[[], object]:
    """Return a product of two square matrices with as many multiply-adds."""
    import tensorflow as tf

    side = round(macs ** (1 / 3))
    a = tf.ones((side, side))
    return lambda: tf.matmul(a, a).numpy()


def _exact(program: Any, x: np.ndarray) -> np.ndarray:
    """The top singular values at one input from JJᵀ in float64: an SVD of the 6144 x 12288 matrix takes ten minutes."""
    operator = program.at(x)
    matrix = operator.pull(np.eye(operator.m, dtype=np.float32)[:, None])[:, 0]
    gram = np.zeros((operator.m, operator.m))
    for part in np.array_split(matrix, 8, axis=1):
        wide = part.astype(np.float64)
        gram += wide @ wide.T
    return np.sqrt(np.linalg.eigvalsh(gram)[: -TOP - 1 : -1])


def _arpack(program: Any, x: np.ndarray) -> None:
    from scipy.sparse.linalg import LinearOperator, svds

    for one in x:
        operator = program.at(one[None])
        linear = LinearOperator(
            (operator.m, operator.n),
            matvec=lambda v, o=operator: o.push(v.reshape(1, 1, -1).astype(np.float32))[0, 0],
            rmatvec=lambda u, o=operator: o.pull(u.reshape(1, 1, -1).astype(np.float32))[0, 0],
            dtype=np.float32,
        )
        svds(linear, TOP, tol=jacobian_tolerance())


def jacobian_tolerance() -> float:
    """The engine's own tolerance, for ARPACK too."""
    from core.jacobian import spectra

    return spectra.TOLERANCE
