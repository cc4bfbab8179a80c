"""The criteria of the claims on semantic development, on both sides of each; and measurements with known answers."""

import numpy as np
import pytest

from core.data import concepts
from core.gallery.claims import baked
from core.runs.progress import drain
from core.semantics.claims import (
    CLAIMS,
    MEASURES,
    article,
    bones,
    categories,
    convergence,
    low_rank,
    phenomena,
    studies,
)
from core.semantics.claims.paths import RECORDS, Paths, learn, plain
from core.semantics.dynamics import modes
from tests.gallery.judged import Neutral, around, verdict

HOLDS, PART, NOT = "holds", "holds in part", "does not hold"


def fall(*by: float) -> np.ndarray:
    """Shares of siblings, cousins and strangers that fall by so much."""
    late = around(0.1, 0.1, 0.1)
    return np.stack([late + np.array(by) + np.linspace(-0.001, 0.001, 10)[:, None], late], axis=2)


DEEP = {
    "deep_levels": around(1, 2, 4),
    "deep_plateau": around(1.5, 1.5, 1.5, 1.5),
    "deep_peak": around(0.5),
    "deep_shares": fall(0.4, 0.6, 0.8),
}
SHALLOW = {
    "shallow_levels": around(0.7, 0.7, 0.7),
    "shallow_plateau": around(0.05, 0.05, 0.05, 0.05),
    "shallow_peak": around(0),
    "shallow_shares": fall(0, 0, 0),
}
SAME = {f"shallow_{name.removeprefix('deep_')}": values for name, values in DEEP.items()}
BONES = {
    "explained": around(1),
    "up_time": around(1),
    "down_time": around(3),
    "truncated": [0.5, 0.4, 0.0],
    "pushing_weights": [0.4, 0.1],
    "peak_time": around(1.2),
}
FOUR = {"deep_half": around(1, 3, 5, 5.1), "shallow_half": around(0.7, 0.69, 0.69, 0.7)}
CAUSE = {
    "shallow_time": around(2),
    "deep_time": around(4, 3.5, 3, 2.5),
    "twice_deep_time": around(1.5),
    "twice_shallow_time": around(2),
    "twice_weights": [88, 112],
}
PATHS = {
    "final_difference": around(0),
    "detour": around(0.4),
    "deep_doubled": around(0.5),
    "shallow_doubled": around(1),
}
RANKS = {
    "deep_distance": around(0.1, 0.1, 0.1),
    "deep_rank": around(1, 1.7, 2.6),
    "shallow_distance": around(0.7, 0.5, 0.3),
    "shallow_rank": around(3, 3, 3),
}


def units(*after: float, off: float = 0.01) -> dict[str, np.ndarray]:
    """Shares of hidden units after training from the three kinds of initial weights, and maps off the diagonal."""
    found = {low_rank.ALIGNED + "_units": np.array([[1.0, 1.0]])}
    for name, share in zip(low_rank.INITIAL, after, strict=True):
        found |= {f"{name}_units": around(0.4, share), f"{name}_off": around(off, off, off, spread=1e-4)}
    return found


def planted(*times: float, low: float = 0.02, high: float = 0.9) -> dict[str, np.ndarray]:
    """Half-times of planted categories by coherence, and overlaps with theirs."""
    overlap = around(low, 0.1, 0.5, 0.7, high)
    theory = [0.0, 0.0, 0.5, 0.7, 0.9]
    return {"deep_time": around(*times), "shallow_time": around(*times), "overlap": overlap, "overlap_theory": theory}


def levels(nested: tuple[float, ...], contrast: tuple[float, ...]) -> dict[str, np.ndarray]:
    """Half-times of the three levels in both trees."""
    flat = around(0.69, 0.69, 0.69)
    return {
        "nested_deep_levels": around(*nested),
        "contrast_deep_levels": around(*contrast),
        "nested_shallow_levels": flat,
        "contrast_shallow_levels": flat,
        "nested_alike": [2, 1],
        "contrast_alike": [-1, 1],
    }


def scales(norms: tuple[float, ...], pairs: tuple[float, ...], spread: float = 1e-8) -> dict[str, np.ndarray]:
    """A study of so many start scales."""
    return {
        "sigmas": np.geomspace(0.001, 0.3, len(norms)),
        "norm": around(*norms, spread=1e-5).T,
        "pairs": around(*pairs, spread=1e-4, count=5).T,
        "root": around(*pairs, spread=1e-4).T,
        "spread": np.full(len(norms), spread),
    }


def orders(*by_sigma: float) -> dict[str, np.ndarray]:
    """Spearman's correlations at three σ, for every activation and both sets."""
    found = np.broadcast_to(around(*by_sigma, count=4).T, (3, 3, 4))
    return {"mnist-5k": found, "mnist": found[..., :3], "sigmas": [0.001, 0.01, 0.1], "chance": [0.6]}


CASES = [
    ("D1", DEEP | SHALLOW, HOLDS),
    ("D1", DEEP | SHALLOW | {"deep_levels": around(1, 2, 1)}, PART),
    ("D1", DEEP | SHALLOW | {"deep_levels": around(4, 2, 1)}, NOT),
    ("D2", DEEP | SHALLOW, HOLDS),
    ("D2", DEEP | SHALLOW | {"deep_plateau": around(1.5, 0.9, 1.5, 1.5)}, PART),
    ("D2", DEEP | SHALLOW | {"deep_plateau": around(0.1, 0.1, 0.1, 0.1)}, NOT),
    ("D3", DEEP | SHALLOW | {"deep_end": around(0)}, HOLDS),
    ("D3", DEEP | SHALLOW | {"deep_end": around(0.4)}, PART),
    ("D3", DEEP | SHALLOW | {"deep_end": around(-0.4)}, PART),
    ("D3", DEEP | SHALLOW | {"deep_peak": around(0.01), "deep_end": around(0)}, NOT),
    ("D7", DEEP | SHALLOW, HOLDS),
    ("D7", DEEP | SHALLOW | {"deep_shares": fall(0.4, 0.1, 0.8)}, PART),
    ("D7", DEEP | SHALLOW | {"deep_shares": fall(0.4, 0.1, 0.1)}, NOT),
    ("D13", DEEP | SHALLOW, HOLDS),
    ("D13", DEEP | SHALLOW | {"shallow_peak": around(0.4)}, PART),
    ("D13", DEEP | SHALLOW | {"shallow_peak": around(-0.4)}, PART),
    ("D13", DEEP | SAME, NOT),
    ("D18", BONES, HOLDS),
    ("D18", BONES | {"explained": around(0.5)}, PART),
    ("D18", BONES | {"truncated": [0.01, 0.0, 0.0]}, PART),
    ("D18", BONES | {"down_time": around(0.5)}, NOT),
    ("D18", BONES | {"pushing_weights": [0.1, 0.4]}, NOT),
    ("D9", {"map_error": [1e-15], "flow_error": [1e-9]}, HOLDS),
    ("D9", {"map_error": [1e-15], "flow_error": [1e-3]}, NOT),
    ("D9", {"map_error": [1e-5], "flow_error": [1e-9]}, NOT),
]  # fmt: skip
THINGS = {"items": np.array([[0.5, 0.5], [0.5, 0.5], [0.5, -0.5], [0.5, -0.5]]), "shuffled": around(3, 1.6, 1, 0.9)}
CASES += [
    ("D10", THINGS | {"singular_values": np.sqrt([7, 3, 1, 1])}, HOLDS),
    ("D10", THINGS | {"singular_values": np.sqrt([7, 3, 1, 1]), "items": np.full((4, 2), 0.5)}, PART),
    ("D10", THINGS | {"singular_values": np.sqrt([7, 3, 2, 1])}, NOT),
    ("D11", FOUR | {"theory_half": around(1, 3, 5, 5)}, HOLDS),
    ("D11", FOUR | {"theory_half": around(1, 3, 5, 5), "deep_half": around(1, 3, 2, 5)}, PART),
    ("D11", FOUR | {"theory_half": around(1, 3, 5, 5), "deep_half": around(4, 3, 2, 2)}, NOT),
    ("D12", FOUR, HOLDS),
    ("D12", FOUR | {"shallow_half": around(0.7, 0.9, 0.9, 0.9)}, PART),
    ("D12", FOUR | {"shallow_half": around(1, 3, 5, 9)}, NOT),
    ("D16", CAUSE, HOLDS),
    ("D16", CAUSE | {"twice_deep_time": around(3)}, PART),
    ("D16", CAUSE | {"deep_time": around(4, 3, 2, 1)}, PART),
    ("D16", CAUSE | {"deep_time": around(4, 3, 2, 1), "twice_deep_time": around(3)}, NOT),
    ("D16", CAUSE | {"deep_time": around(1, 3, 3, 3)}, NOT),
    ("D20", PATHS, HOLDS),
    ("D20", PATHS | {"final_difference": around(0.5)}, PART),
    ("D20", PATHS | {"deep_doubled": around(1)}, PART),
    ("D20", PATHS | {"detour": around(0.01)}, PART),
    ("D20", PATHS | {"final_difference": around(0.5), "detour": around(0.01)}, NOT),
    ("D14", RANKS, HOLDS),
    ("D14", RANKS | {"deep_distance": around(0.1, 0.5, 0.1)}, PART),
    ("D14", RANKS | {"deep_rank": around(3, 3, 3)[::-1] * [1, 0.9, 1]}, NOT),
    ("D17", units(0.5, 0.5, 0.5), HOLDS),
    ("D17", units(0.5, 0.99, 0.5), PART),
    ("D17", units(0.99, 0.99, 0.99), NOT),
    ("D4", {"deep_r": around(-0.9), "shallow_r": around(-0.9)}, HOLDS),
    ("D4", {"deep_r": around(-0.3)}, PART),
    ("D4", {"deep_r": around(0.3)}, NOT),
    ("D5", planted(5, 4, 3, 2, 1), HOLDS),
    ("D5", planted(1, 2, 3, 4, 5), PART),
    ("D5", planted(5, 4, 3, 2, 1, low=0.5), PART),
    ("D5", planted(1, 2, 3, 4, 5, high=0.3), NOT),
    ("D6", levels((2, 1, 3), (2, 1, 3)), HOLDS),
    ("D6", levels((1, 2, 3), (2, 1, 3)), PART),
    ("D6", levels((2, 1, 3), (1, 2, 3)), PART),
    ("D6", levels((1, 2, 3), (3, 2, 1)), NOT),
    ("D8", scales((1, 1.5, 3), (1, 0.6, 0.1)), HOLDS),
    ("D8", scales((1, 1.5, 3), (1, 0.9995, 0.1)), PART),
    ("D8", scales((1, 1.5, 3), (0.5, 0.6, 0.1)), NOT),
    ("D8", scales((1, 1.5, 3), (1, 0.6, 0.1), spread=0.1), NOT),
    ("D8", scales((1, 1, 1), (1, 1, 1)), NOT),
    ("D19", orders(0.9, 0.9, 0.9), HOLDS),
    ("D19", orders(0.9, 0.9, 0.2), PART),
    ("D19", orders(0.9, 0.9, np.nan), PART),
    ("D19", orders(0.2, 0.9, 0.9), NOT),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "numbers", "expected"), CASES)
def test_the_criteria_decide_on_both_sides(claim, numbers, expected):
    assert verdict(CLAIMS, claim, **numbers) == expected


def test_every_claim_has_a_case_for_and_a_case_against():
    for claim in CLAIMS:
        verdicts = {expected for name, _, expected in CASES if name == claim.id}
        assert HOLDS in verdicts
        assert verdicts - {HOLDS}, claim.id
        assert claim.measurement in MEASURES


def reason(judge, **numbers):
    return judge(Neutral({name: np.atleast_1d(value) for name, value in numbers.items()})).why


def test_reasons_follow_the_numbers():
    assert "does not need depth" in reason(categories.d4, deep_r=around(-0.9), shallow_r=around(-0.9))
    assert "does not need depth" not in reason(categories.d4, deep_r=around(-0.9), shallow_r=around(0))
    assert "disappears" in reason(phenomena.d3, **DEEP, **SHALLOW, deep_end=around(0))
    assert "stays" in reason(phenomena.d3, **DEEP, **SHALLOW, deep_end=around(0.4))
    assert "does not appear." in reason(phenomena.d3, deep_peak=around(0), deep_end=around(0))
    assert "low rank" in reason(bones.d18, **BONES)
    assert "low rank" not in reason(bones.d18, **BONES | {"explained": around(0.5)})
    assert "separates" in reason(article.d10, **THINGS, singular_values=np.sqrt([7, 3, 1, 1]))
    assert "separates" not in reason(article.d10, **THINGS | {"items": np.ones((4, 2))}, singular_values=np.ones(4))
    assert "network does not" in reason(article.d20, **PATHS)
    assert "so does" in reason(article.d20, **PATHS | {"deep_doubled": around(1)})
    assert "from all initial" in reason(low_rank.d17, **units(0.5, 0.5, 0.5))
    assert "From none" in reason(low_rank.d17, **units(0.5, 0.5, 0.5, off=0.3))
    some = units(0.5, 0.5, 0.5) | {"large Gaussian_off": around(0.3, 0.1, 0.1)}
    assert "only small Gaussian and small uniform" in reason(low_rank.d17, **some)
    assert "Below it" in reason(categories.d5, **planted(5, 4, 3, 2, 1))
    assert "Below it" not in reason(categories.d5, **planted(5, 4, 3, 2, 1, low=0.5))
    assert "both trees" in reason(categories.d6, **levels((2, 1, 3), (2, 1, 3)))
    assert "only where" in reason(categories.d6, **levels((1, 2, 3), (2, 1, 3)))
    assert "nested tree only" in reason(categories.d6, **levels((2, 1, 3), (1, 2, 3)))
    assert "neither" in reason(categories.d6, **levels((1, 2, 3), (1, 2, 3)))
    assert "with 0.95, 1 of the" in reason(studies.d8, **scales((1, 1.5, 3), (1, 0.98, 0.1)))
    assert "still count as different" in reason(studies.d8, **scales((1, 1.5, 3), (1, 0.9, 0.1)))
    assert "at 2 of 3 values of σ: 0.001, 0.01." in reason(studies.d19, **orders(0.9, 0.9, 0.2))
    assert "at 0 of 3 values of σ." in reason(studies.d19, **orders(0.2, 0.2, 0.2))


def test_the_cause_names_what_speaks_against_it():
    later, sooner = around(4, 3, 2.5, 2.2), around(4, 1, 1, 1)
    assert "neither" in reason(convergence.d16, **CAUSE | {"deep_time": later})
    assert "from σ = 0.1 on" in reason(convergence.d16, **CAUSE | {"deep_time": sooner})
    assert "fewer weights" in reason(convergence.d16, **CAUSE | {"twice_deep_time": around(3)})
    assert "does not converge sooner" in reason(convergence.d16, **CAUSE | {"deep_time": around(1, 1, 1, 1)})


def test_what_rounds_to_nothing_has_no_sign():
    assert plain(-0.0001) == "0.000"
    assert plain(-0.0123) == "-0.012"
    assert plain(-0.04, 1) == "0.0"
    assert plain(-10.0) == "-10.000"


def ideal(correlations, curves, first=None):
    """A path whose map has the given strengths (R, k) exactly."""
    u, _, v = modes(correlations)
    maps = np.einsum("pk,rk,ik->rpi", u, curves, v)[:, None]
    return Paths(correlations, np.arange(float(len(curves))), maps, maps if first is None else first)


def test_a_map_that_learns_mode_after_mode_passes_through_every_truncated_table():
    tree = concepts.binary_tree().correlations
    s = modes(tree)[1]
    stages = np.array([s * (np.arange(8) < rank) for rank in (1, 2, 4, 8)])
    distance, rank = low_rank.nearest(ideal(tree, stages))
    np.testing.assert_allclose(distance, 0, atol=1e-7)
    np.testing.assert_allclose(rank, [[1, (15 + 7) ** 2 / (225 + 49), 28**2 / (225 + 49 + 18)]])
    together, whole = low_rank.nearest(ideal(tree, np.linspace(0, 1, 200)[1:, None] * s))
    # the nearest multiple of the table leaves the share that lies outside the cut table
    np.testing.assert_allclose(together[0], np.sqrt(1 - np.array([15, 22, 28]) / 32), atol=1e-3)
    np.testing.assert_allclose(whole, 32**2 / (225 + 49 + 18 + 4))


def test_units_that_are_modes_have_share_one_and_stay_so():
    worms = concepts.worm().correlations
    weights = low_rank.aligned(worms, 0.1)
    assert low_rank.unit_shares(worms, weights[0]) == pytest.approx(1)
    assert low_rank.unit_shares(worms, np.random.default_rng(0).normal(size=(2, 500, 9))).max() < 0.6


def test_a_map_of_modes_alone_has_nothing_off_the_diagonal():
    four = concepts.kingdom().correlations
    s = modes(four)[1]
    path = ideal(four, np.linspace(0, 1, 50)[1:, None] * s)
    np.testing.assert_allclose(low_rank.off_diagonal(path), 0, atol=1e-12)
    u, _, v = modes(four)
    turned = Paths(four, path.times, path.maps + np.outer(u[:, 0], v[:, 1]), path.first)
    half, tenth, never = low_rank.off_diagonal(turned)[0]
    assert half > tenth > never == pytest.approx(1 / 13)  # one of 1 + Σs² = 13, at the last record


def test_falling_and_never_falling_errors():
    four = concepts.kingdom().correlations
    path = ideal(four, np.array([0, 0.5, 0.9])[:, None] * modes(four)[1])
    np.testing.assert_allclose(path.losses(), [[1, 0.25, 0.01]])
    assert path.falls_to(0.25) == pytest.approx(1)
    assert path.falls_to(0.001) == 2  # the last record


def test_disjoint_pairs_do_not_overlap():
    rng = np.random.default_rng(0)
    codes = rng.normal(size=(2, 6, 8))
    same = codes.mT @ codes
    found = studies.disjoint_pairs(same[[0, 0, 1, 1, 0, 1]])
    assert found[:2] == pytest.approx(1)
    assert found[2] < 0.99
    assert len(studies.disjoint_pairs(same[[0, 1, 0]])) == 1


def test_a_detour_is_measured_against_the_nearest_moment():
    y = concepts.kingdom().correlations
    straight = np.linspace(0, 1, 101)[:, None, None, None] * y
    assert article._detour(straight[::7], straight, y) == pytest.approx(0, abs=1e-6)
    u, s, v = modes(y)
    first = s[0] * np.outer(u[:, 0], v[:, 0])
    # the first mode alone is farthest, s₁·√(1 − s₁²/12) from the straight way
    assert article._detour(np.stack([0 * first, first, y])[:, None], straight, y) == pytest.approx(
        np.sqrt(7 * (1 - 7 / 12) / 12), abs=1e-3
    )


def test_levels_and_distinctions_agree_where_each_level_is_one_mode():
    """In the nested tree the branchings' distances and the contrasts of the levels are made at the same time."""
    tree = concepts.binary_tree()
    path = drain(learn(tree.correlations, "deep", sigma=0.01, hidden=16, seeds=[0, 1], until=10))
    found = categories.distinctions(path)
    assert path.maps.shape == (RECORDS, 2, 15, 8)
    assert (np.diff(found) > 0.5).all()
    np.testing.assert_allclose(found, phenomena.levels(tree, path), atol=0.3)


def test_a_shallow_network_makes_half_of_a_planted_category_at_ln_2():
    world = concepts.blocks(*categories.SMALL, 0.8, 0.2, np.random.default_rng(0))
    path = drain(learn(world.correlations, "shallow", sigma=1e-6, seeds=[0], until=4))
    assert categories.contrast_time(path, *categories.SMALL[2:]) == pytest.approx(np.log(2), abs=0.01)


def test_the_probability_inside_gives_the_coherence():
    p = categories.inside(4.0, categories.SMALL)
    assert categories.categories.coherence(*categories.SMALL, p, categories.OUTSIDE) == pytest.approx(4)


def test_the_article_s_equations_hold_and_a_wrong_one_does_not(monkeypatch):
    y = concepts.kingdom().correlations
    assert article._equations(y)["flow_error"].max() < 1e-6
    monkeypatch.setattr(article, "_slope", lambda weights, layer, y: np.zeros_like(weights[layer]))
    assert article._equations(y)["flow_error"].max() > 1e-3


@pytest.mark.parametrize("measurement", ["similarity", pytest.param("images", marks=pytest.mark.slow)])
def test_collected_measurements_are_what_the_code_gives_today(measurement):
    numbers = baked("semantics", measurement)
    present = drain(MEASURES[measurement]())
    assert set(present) == set(numbers)
    for name, values in present.items():
        np.testing.assert_allclose(np.atleast_1d(values), numbers[name], err_msg=name)


@pytest.mark.slow
@pytest.mark.parametrize("measurement", ["phenomena", "bones", "article", "convergence", "low rank", "categories"])
def test_baked_measurements_are_what_the_code_gives_today(measurement):
    numbers = baked("semantics", measurement)
    for name, values in drain(MEASURES[measurement]()).items():
        if name not in ("flow_error", "map_error", "singular_values"):  # of rounding, or tied
            np.testing.assert_allclose(np.atleast_1d(values), numbers[name], rtol=1e-4, atol=1e-6, err_msg=name)
