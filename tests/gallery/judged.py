"""Synthetic measurements: every number that a case does not name is one that decides nothing."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.gallery.claims import Claim


def around(*centre: float, spread: float = 0.001, count: int = 10) -> np.ndarray:
    """Values close to a number (count,), or to several, one a column (count, columns)."""
    noise = np.linspace(-spread, spread, count)
    return centre[0] + noise if len(centre) == 1 else np.array(centre) + noise[:, None]


class Neutral(dict[str, np.ndarray]):
    """Numbers by name; unnamed ones are close to one half."""

    def __missing__(self, name: str) -> np.ndarray:
        return around(0.5)


def verdict(claims: Sequence[Claim], id: str, **numbers: Any) -> str:
    """The verdict on one claim from these numbers."""
    (claim,) = (claim for claim in claims if claim.id == id)
    judgement = claim.judge(Neutral({name: np.atleast_1d(value) for name, value in numbers.items()}))
    assert judgement.numbers
    assert judgement.why
    assert "nan" not in judgement.numbers
    return judgement.verdict
