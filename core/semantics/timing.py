"""How far theory and simulation differ."""

import numpy as np


def closed_form_error(strengths: np.ndarray, theory: np.ndarray, s: np.ndarray) -> np.ndarray:
    """max over time of |a_sim − a|/s for each mode; `strengths` and `theory` (..., R, k) give (..., k)."""
    return np.abs(strengths - theory).max(axis=-2) / s
