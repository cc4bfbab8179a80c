"""The question that a visitor answers before looking, and the answer of the run."""

from functools import partial

import numpy as np

from core.compression import svd as compression
from core.compression.svd import Factors
from core.gallery.quiz import Answer, Quiz, bracket

RANKS = ("1 to 5", "6 to 20", "21 to 80", "more than 80")


def quiz(factors: Factors) -> Quiz:
    """The quiz of a run."""
    return Quiz(f"how many of {factors.full} ranks hold 99 % of the energy?", RANKS, partial(ranks_for_energy, factors))


def ranks_for_energy(factors: Factors) -> Answer:
    """How many ranks hold 99 % of the energy?"""
    needed = int(np.searchsorted(compression.energy(factors), 0.99)) + 1
    return bracket(needed, (5, 20, 80), RANKS), f"{needed} of {factors.full} ranks hold 99 % of Σ s²."
