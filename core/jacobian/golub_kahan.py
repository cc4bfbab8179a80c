"""Block Golub-Kahan bidiagonalisation of a batch of operators at once, with one side kept and reorthogonalised.

Simon & Zha (2000), Low-rank matrix approximation using the Lanczos bidiagonalization process; keeping one side alone
is backward stable (Barlow 2013). Random directions fill a block that lost rank, so repeated singular values are found.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.runs.progress import Step, Work

Through = Callable[[np.ndarray], np.ndarray]
MAX_BLOCK = 16
FIRST_CHECK = 1.6  # in units of k
CHECK_EVERY = 0.2
NOISE = 50  # in units of machine epsilon x s1: what is shorter than that is rounding


@dataclass(frozen=True)
class Reduction:
    """The kept side of B operators in a basis of L directions.

    Attributes
    ----------
    basis : (B, L, side)
        Orthonormal rows V, with there(V) = H U and U orthonormal (not kept).
    projected : (B, L, L) float64
        H, block lower bidiagonal.
    coupling : (B, p, p) float64
        What the last block of U still sends outside the basis.
    """

    basis: np.ndarray
    projected: np.ndarray
    coupling: np.ndarray

    def ritz(self, index: int, k: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return values (k,), coefficients on the basis (k, L) and residuals (k,) of operator `index`."""
        p, s, qt = np.linalg.svd(self.projected[index])
        block = self.coupling.shape[1]
        residuals = np.linalg.norm(qt[:k, -block:] @ self.coupling[index], axis=1)
        return s[:k], p.T[:k], residuals


def reduce(
    there: Through,
    back: Through,
    batch: int,
    side: int,
    k: int,
    *,
    kept: int,
    block: int,
    tolerance: float,
    dtype: np.dtype,
    seed: int,
) -> Work[Reduction]:
    """Grow the basis until the k largest Ritz triplets of every operator have residuals below tolerance x s₁.

    Parameters
    ----------
    there, back
        The operators and their adjoints on (directions, batch, side) arrays.
    kept
        The largest basis; rounded down to whole blocks.

    Yields
    ------
    Step
        After each block.
    """
    rng = np.random.default_rng(seed)
    block = max(1, min(block, MAX_BLOCK, kept))
    kept = kept // block * block
    basis = np.empty((batch, kept, side), dtype)
    projected = np.zeros((batch, kept, kept))
    scale = np.zeros(batch)
    rows, _ = _orthonormal(rng.standard_normal((batch, block, side)).astype(dtype), scale, None, rng)
    images, coupling = None, np.zeros((batch, block, block))
    check_at, slowest, converged = FIRST_CHECK * k, 0, 0
    for size in range(block, kept + 1, block):
        now = slice(size - block, size)
        basis[:, now] = rows
        pushed = _turned(there(_turned(rows)))
        if images is not None:
            transposed = coupling.transpose(0, 2, 1)
            projected[:, now, size - 2 * block : size - block] = transposed
            pushed -= transposed.astype(dtype) @ images
        scale = np.maximum(scale, np.sqrt(np.einsum("bpd,bpd->bp", pushed, pushed).max(1)))
        images, projected[:, now, now] = _orthonormal(pushed, scale, None, None)
        rest = _turned(back(_turned(images)))
        _remove(rest, basis[:, :size])
        rows, coupling = _orthonormal(rest, scale, basis[:, :size] if size < side else None, rng)
        if size >= check_at:
            current = Reduction(basis[:, :size], projected[:, :size, :size], coupling)
            slowest, converged = _slowest(current, k, tolerance, slowest)
            if converged == k:
                return current
            check_at = size + CHECK_EVERY * k
        yield Step(size, kept, {"basis": size, "converged": converged}, f"Basis of {size} directions")
    return Reduction(basis, projected, coupling)


def _slowest(current: Reduction, k: int, tolerance: float, first: int) -> tuple[int, int]:
    """Look for an operator with triplets that have not converged, from `first` on; k of them when there is none."""
    batch = len(current.basis)
    for index in ((first + i) % batch for i in range(batch)):
        values, _, residuals = current.ritz(index, k)
        converged = int((residuals <= tolerance * values[0]).sum())
        if converged < k:
            return index, converged
    return first, k


def _turned(array: np.ndarray) -> np.ndarray:
    """Swap (batch, directions, side) and (directions, batch, side)."""
    return np.ascontiguousarray(array.transpose(1, 0, 2))


def _remove(rows: np.ndarray, basis: np.ndarray) -> None:
    """Take the basis out of the rows, twice: once leaves rounding errors of the size of what was taken out."""
    for _ in range(2):
        rows -= (rows @ basis.transpose(0, 2, 1)) @ basis


def _orthonormal(
    rows: np.ndarray, scale: np.ndarray, basis: np.ndarray | None, rng: np.random.Generator | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return Q with orthonormal rows and R with rows = R Q.

    Directions shorter than rounding (NOISE eps scale) become random ones orthogonal to `basis`, or 0 without `rng`.
    """
    floor = NOISE * np.finfo(rows.dtype).eps
    q = _rotated(rows, floor * scale)
    missing = ~q.any(2)
    if rng is not None and missing.any():
        fresh = rng.standard_normal((int(missing.sum()), rows.shape[2])).astype(rows.dtype)
        q[missing] = fresh / np.linalg.norm(fresh, axis=1, keepdims=True)
        if basis is not None:
            _remove(q, basis)
    unit = np.full(len(rows), floor)
    q = _rotated(_rotated(q, unit), unit)
    return q, rows.astype(np.float64) @ q.astype(np.float64).transpose(0, 2, 1)


def _rotated(rows: np.ndarray, floor: np.ndarray) -> np.ndarray:
    """Turn rows (B, p, d) to their principal axes and scale them to length 1; those shorter than `floor` (B,) become 0.

    Once leaves short directions slanted by the rounding of long ones; a second and a third time set them upright.
    """
    wide = rows.astype(np.float64)
    _, vectors = np.linalg.eigh(wide @ wide.transpose(0, 2, 1))
    turned = vectors.transpose(0, 2, 1).astype(rows.dtype) @ rows
    lengths = np.linalg.norm(turned, axis=2, keepdims=True)
    kept = lengths > floor[:, None, None]
    return np.where(kept, turned / np.where(kept, lengths, 1), 0).astype(rows.dtype, copy=False)
