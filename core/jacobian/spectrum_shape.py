"""The shape of singular value spectra (…, k), padded with NaN: relative values and how steeply they fall."""

import numpy as np

TAIL = 10
# Vectors of singular values below this share of s₁ are arbitrary to 16-bit storage and are not judged.
VANISHING = 1e-3


def relative(values: np.ndarray) -> np.ndarray:
    """Return s/s₁ (…, k), NaN where s₁ is 0."""
    values = values.astype(float)
    first = values[..., :1]
    return np.divide(values, first, out=np.full_like(values, np.nan), where=first > 0)


def tail_rank(values: np.ndarray) -> int:
    """Return the largest rank up to TAIL that all of the spectra have; spectra that were not measured do not count."""
    known = np.isfinite(values).sum(-1)
    return int(min(TAIL, known[known > 0].min(initial=values.shape[-1])))


def tail_ratio(values: np.ndarray, rank: int) -> np.ndarray:
    """Return s_rank/s₁ (…,): the smaller, the steeper the spectrum."""
    return relative(values)[..., rank - 1]


def ratio_name(rank: int) -> str:
    """Return the name of `tail_ratio`, such as s₁₀/s₁."""
    return f"s{str(rank).translate(str.maketrans('0123456789', '₀₁₂₃₄₅₆₇₈₉'))}/s₁"


def of_kept_directions(values: np.ndarray, measure: np.ndarray) -> np.ndarray:
    """Return a measure of singular vectors (…, k), NaN where the singular value vanishes."""
    return np.where(values.astype(float) > VANISHING * values[..., :1], measure.astype(float), np.nan)


SCALES = ("s / s₁", "s", "gain s‖x‖/‖h‖")


def scaled(values: np.ndarray, gains: np.ndarray, scale: str) -> np.ndarray:
    """Return spectra (…, k) on one of SCALES; `gains` (…,) is ‖x‖/‖h‖."""
    return {
        SCALES[0]: relative(values),
        SCALES[1]: values.astype(float),
        SCALES[2]: values.astype(float) * gains[..., None],
    }[scale]
