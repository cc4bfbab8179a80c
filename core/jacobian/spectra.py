"""The top singular triplets of input-to-layer Jacobians, for a batch of inputs at once, without forming the matrices.

Few outputs: the matrix is formed and decomposed. Many: block Golub-Kahan (golub_kahan.py) on the smaller side of
input and output, so that memory is basis x min(n, m) x inputs. All inputs share every pass through the network.
"""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.jacobian import golub_kahan
from core.jacobian.operators import JacobianOperator, Program
from core.runs.blas import on_one_thread
from core.runs.progress import Step, Work, share

TOLERANCE = 1e-4
BUDGET = 1_000_000_000
# Flat spectra need many more directions than k when k is small.
MAX_BASIS_PER_TRIPLET = 4.0
SPARE_BASIS = 160


class BudgetError(ValueError):
    """Not even one input fits the memory that the caller allows; the message says what would."""


@dataclass(frozen=True)
class Triplets:
    """The top k singular triplets at B inputs: J v = s u and Jᵀ u = s v.

    Attributes
    ----------
    singular_values : (B, k) float64
        In descending order.
    right, left : (B, k, n), (B, k, m)
        Unit vectors on the input and on the output side, as rows; the largest component of `right` is positive.
    residuals : (B, k) float64
        ‖Jᵀu − sv‖ (or ‖Jv − su‖ where the output is the smaller side): a singular value of J lies within it of s.
    converged : (B, k) bool
        Whether the residual is at most tolerance x s₁.
    input_norms, output_norms : (B,) float64
        ‖x‖ and ‖h‖, for the gain s‖x‖/‖h‖.
    passes : int
        Directions x inputs that went through the network, forward or backward.
    """

    singular_values: np.ndarray
    right: np.ndarray
    left: np.ndarray
    residuals: np.ndarray
    converged: np.ndarray
    input_norms: np.ndarray
    output_norms: np.ndarray
    passes: int
    seconds: float

    @property
    def gains(self) -> np.ndarray:
        """s‖x‖/‖h‖ (B, k): relative change of the layer for a relative change of the input along v."""
        return self.singular_values * (self.input_norms / self.output_norms)[:, None]

    @property
    def relative(self) -> np.ndarray:
        """s/s₁ (B, k)."""
        return self.singular_values / self.singular_values[:, :1]


def top_triplets(
    program: Program,
    inputs: np.ndarray,
    k: int,
    *,
    tolerance: float = TOLERANCE,
    budget: int = BUDGET,
    max_basis: int | None = None,
    block: int | None = None,
    seed: int = 0,
) -> Work[Triplets]:
    """Find the top k singular triplets of the Jacobian of `program` at each of `inputs`.

    Parameters
    ----------
    inputs : (B, *input_shape of the model)
    k
        How many; at most min(n, m) come back.
    tolerance
        A triplet has converged when its residual is at most this times s₁.
    budget
        Bytes for bases and vectors together. The batch is split so that they fit.
    max_basis
        Directions kept an input before giving up (4 k + 160 by default); what has not converged then is marked.
    block
        Directions an input and pass; by default as many as fill a pass.

    Yields
    ------
    Step
        Once a pass, with the basis' size and how many triplets of the slowest input have converged.

    Raises
    ------
    BudgetError
        When one input alone does not fit the budget.
    NonFiniteError
        When an input, a weight, an output or a product with the Jacobian is NaN or infinite.
    """
    started = time.perf_counter()
    parts: list[Triplets] = []
    n, m = int(np.prod(program.input_shape)), int(np.prod(program.output_shape))
    k, itemsize = min(k, n, m), program.dtype.itemsize
    kept = max_basis or round(MAX_BASIS_PER_TRIPLET * k) + SPARE_BASIS
    # Forming J takes min(n, m) passes of one kind, Golub-Kahan about 2.5 k of each kind.
    exact = min(n, m) <= kept and memory(n, m, k, kept, itemsize, exact=True) <= budget
    kept = min(kept, n, m)
    each = memory(n, m, k, kept, itemsize, exact=exact)
    if each > budget:
        raise BudgetError(
            f"The top {k} of a {m} x {n} Jacobian need {each / 1e6:,.0f} MB an input, and {budget / 1e6:,.0f} MB are "
            "allowed: ask for fewer triplets or a smaller image, or allow more."
        )
    group = int(budget // each)
    for start in range(0, len(inputs), group):
        operator = program.at(inputs[start : start + group])
        done, until = 100 * start / len(inputs), 100 * (start + operator.batch) / len(inputs)
        work = _exact(operator, k) if exact else _krylov(operator, k, kept, block, tolerance, seed)
        parts.append((yield from share(on_one_thread(work), done, until)))
    return _joined(parts, time.perf_counter() - started)


def memory(n: int, m: int, k: int, kept: int, itemsize: int, *, exact: bool) -> int:
    """Bytes for one input: the matrix or the basis with its projection, and k triplets of both sides."""
    held = 2 * n * m * itemsize if exact else kept * min(n, m) * itemsize + 16 * kept**2
    return held + 2 * k * (n + m) * itemsize


def _joined(parts: list[Triplets], seconds: float) -> Triplets:
    names = ("singular_values", "right", "left", "residuals", "converged", "input_norms", "output_norms")
    arrays: dict[str, Any] = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    return Triplets(**arrays, passes=sum(part.passes for part in parts), seconds=seconds)


def _exact(operator: JacobianOperator, k: int) -> Work[Triplets]:
    """Form the matrix, in rows of its smaller side, and decompose it."""
    wide = operator.m <= operator.n
    rows, through = (operator.m, operator.pull) if wide else (operator.n, operator.push)
    size = max(1, operator.program.lanes() // operator.batch)
    matrix = np.empty((operator.batch, rows, max(operator.n, operator.m)), operator.dtype)
    for start in range(0, rows, size):
        yield Step(start, rows + operator.batch, {"rows": start}, "Forming the Jacobian")
        unit = np.zeros((min(size, rows - start), operator.batch, rows), operator.dtype)
        unit[np.arange(len(unit)), :, start + np.arange(len(unit))] = 1
        matrix[:, start : start + size] = through(unit).transpose(1, 0, 2)
    found = []
    for index, one in enumerate(matrix):
        yield Step(rows + index, rows + operator.batch, {"rows": rows}, "Singular value decomposition")
        u, s, vt = np.linalg.svd(one, full_matrices=False)
        found.append((u.T[:k], s[:k], vt[:k]))
    few, values, many = (np.stack(side) for side in zip(*found, strict=True))
    left, right = (few, many) if wide else (many, few)
    return _triplets(operator, values, right, left, np.zeros(values.shape), 0.0)


def _krylov(
    operator: JacobianOperator, k: int, kept: int, block: int | None, tolerance: float, seed: int
) -> Work[Triplets]:
    wide = operator.n <= operator.m
    there, back = (operator.push, operator.pull) if wide else (operator.pull, operator.push)
    found = yield from golub_kahan.reduce(
        there,
        back,
        operator.batch,
        min(operator.n, operator.m),
        k,
        kept=kept,
        block=block or max(2, operator.program.lanes() // operator.batch),
        tolerance=tolerance,
        dtype=operator.dtype,
        seed=seed,
    )
    yield Step(found.basis.shape[1], kept, message="Singular vectors")
    near, residuals = [], []
    for index in range(operator.batch):
        _, coefficients, residual = found.ritz(index, k)
        near.append(coefficients.astype(operator.dtype) @ found.basis[index])
        residuals.append(residual)
    # One more pass gives the other side, and values that are Rayleigh quotients: accurate far below s1.
    kept_side = np.stack(near)
    other_side = np.ascontiguousarray(there(np.ascontiguousarray(kept_side.transpose(1, 0, 2))).transpose(1, 0, 2))
    values = np.linalg.norm(other_side.astype(np.float64), axis=2)
    other_side /= np.where(values > 0, values, 1)[:, :, None].astype(operator.dtype)
    right, left = (kept_side, other_side) if wide else (other_side, kept_side)
    return _triplets(operator, values, right, left, np.stack(residuals), tolerance)


def _triplets(
    operator: JacobianOperator,
    values: np.ndarray,
    right: np.ndarray,
    left: np.ndarray,
    residuals: np.ndarray,
    tolerance: float,
) -> Triplets:
    """Put in descending order, choose signs and mark what has converged."""
    order = np.argsort(-values, axis=1, kind="stable")
    values, residuals = (np.take_along_axis(part, order, 1).astype(np.float64) for part in (values, residuals))
    right, left = (np.take_along_axis(part, order[:, :, None], 1) for part in (right, left))
    largest = np.take_along_axis(right, np.abs(right).argmax(2)[:, :, None], 2)
    signs = np.where(largest < 0, -1, 1).astype(right.dtype)
    return Triplets(
        values,
        right * signs,
        left * signs,
        residuals,
        residuals <= tolerance * values[:, :1],
        np.linalg.norm(operator.inputs.astype(np.float64), axis=1),
        np.linalg.norm(operator.outputs.astype(np.float64), axis=1),
        passes=operator.passes,
        seconds=0.0,
    )
