"""The criteria of the claims on confusion matrices, on both sides of each, and what is measured of images."""

import numpy as np
import pytest

from core.confusion.claims import CLAIMS, centre_ink, width
from tests.gallery.judged import around, verdict

HOLDS, PART, NOT = "holds", "holds in part", "does not hold"


def matrices(right: int, three_as_five: float, other: float, count: int = 10) -> dict[str, np.ndarray]:
    """Confusion matrices with `right` on the diagonal, `three_as_five` in cell (3, 5) and `other` elsewhere."""
    found = np.full((count, 10, 10), float(other))
    found[:, range(10), range(10)] = right
    found[:, 3, 5] = three_as_five + np.linspace(-1, 1, count)
    return {"matrix": found, "shuffled_matrix": np.full((count, 10, 10), 10.0)}


CASES = [
    ("C7", {"humanlike_share": around(0.4)}, HOLDS),
    ("C7", {"humanlike_share": around(0.95)}, PART),
    ("C7", {"humanlike_share": around(0.0)}, NOT),
    ("C8", matrices(900, 71, 5), HOLDS),
    ("C8", matrices(900, 30, 5), PART),
    ("C8", matrices(900, 1, 5), NOT),
    ("C9", {"out_of_order": [0, 0]}, HOLDS),
    ("C9", {"out_of_order": [0, 3]}, NOT),
    ("C10", {"top_0": around(0.1), "all_0": around(0.3), "top_1": around(1), "all_1": around(2)}, HOLDS),
    ("C10", {"top_0": around(0.1), "all_0": around(0.3), "top_1": around(3), "all_1": around(2)}, PART),
    ("C10", {"top_0": around(0.5), "all_0": around(0.3), "top_1": around(3), "all_1": around(2)}, NOT),
    ("C14", matrices(400, 60, 65), HOLDS),
    ("C14", matrices(200, 90, 89), PART),
    ("C14", matrices(100, 100, 100), NOT),
]


@pytest.mark.parametrize(("claim", "numbers", "expected"), CASES)
def test_the_criteria_decide_on_both_sides(claim, numbers, expected):
    assert verdict(CLAIMS, claim, **numbers) == expected


def test_every_claim_has_a_case():
    assert {name for name, _, _ in CASES} == {claim.id for claim in CLAIMS}


def test_a_ring_has_an_empty_centre_and_a_line_is_narrow():
    rows, columns = np.mgrid[:28, :28] - 13.5
    radius = np.hypot(rows, columns)
    ring, disc = (radius > 6) & (radius < 9), radius < 9
    line, bar = np.abs(columns) < 1, np.abs(columns) < 6
    images = np.array([ring, disc, line, bar], float)
    empty, full, *_ = centre_ink(images)
    assert empty == 0
    assert full == 1
    _, _, thin, wide = width(images)
    assert thin == pytest.approx(0.5)  # two columns
    assert wide == pytest.approx(np.sqrt((12**2 - 1) / 12))  # twelve
