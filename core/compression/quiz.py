"""The question that a visitor answers before looking, and the answer of the run."""

from dataclasses import replace
from functools import partial

import numpy as np

from core.compression import svd
from core.compression.svd import Factors
from core.gallery.quiz import Answer, Quiz, bracket

RANKS = ("1 to 5", "6 to 20", "21 to 80", "more than 80")


def quiz(factors: Factors) -> Quiz:
    """The quiz of a run."""
    return Quiz(f"how many of {factors.full} ranks hold 99 % of the energy?", RANKS, partial(ranks_for_energy, factors))


def ranks_for_energy(factors: Factors) -> Answer:
    """How many ranks hold 99 % of the energy?"""
    same = replace(factors, chroma=1)  # with fewer ranks for colour, 99 % may never be reached
    needed = int(np.searchsorted(svd.energy(same), 0.99)) + 1
    note = " (as many for colour as for brightness)" if len(factors.left) == 3 and factors.chroma > 1 else ""
    return bracket(needed, (5, 20, 80), RANKS), f"{needed} of {factors.full} ranks{note} hold 99 % of Σ s²."
