"""The criteria of the paper's claims on both sides of each, and the measurements where their answer is known."""

import numpy as np
import pytest

from core.gallery.claims import judged
from core.jacobian.claims import CLAIMS, MEASURES, baked_runs, depth, identities, noise, passing, training
from core.jacobian.contractive import DECAYS, ContractiveParams
from core.jacobian.directional_noise import DIRECTIONS
from core.jacobian.findings import claims as findings
from core.jacobian.findings import training as training_findings
from core.jacobian.operators import Program
from core.jacobian.spectra import top_triplets
from core.jacobian.topic import TOPIC
from core.jacobian.training import JacobianParams, build
from core.runs.progress import drain
from core.statistics import participation_ratio
from tests.gallery.judged import Neutral, around, verdict

HOLDS, PART, NOT, OPEN = "holds", "holds in part", "does not hold", "not testable here"


def erasure(within: float, before: float, ratio: float) -> dict[str, np.ndarray]:
    """Stretch within a class after and before training, and that between classes over it."""
    return {
        "trained_within": around(np.log(within)),
        "untrained_within": around(np.log(before)),
        "trained_ratio": around(np.log(ratio)),
        "untrained_ratio": around(0.0),
    }


def falling(page: float, cifar: float, squeezenet: float, efficientnet: float) -> dict[str, np.ndarray]:
    """s₁₀/s₁ at the last layer of four networks; .9 at the first."""
    return {
        "trained_page": around(0.9, page) + around(0.0)[::-1, None] * [0, 1],
        "trained_cifar": around(0.9, cifar) + around(0.0)[::-1, None] * [0, 1],
        "trained_squeezenet": around(0.9, squeezenet, 0.5) + around(0.0)[::-1, None] * [0, 1, 0],
        "untrained_page": around(0.9, 0.8),
        "untrained_cifar": around(0.9, 0.8),
        "trained_efficientnet": around(0.9, efficientnet) + around(0.0)[::-1, None] * [0, 1],
        "untrained_efficientnet": around(0.9, 0.8),
        "squeezenet_low": around(0.9, 0.8),
    }


def local(page: float, cifar: float, efficientnet: float, before: float) -> dict[str, np.ndarray]:
    """Participation of the last minus the first directions."""
    return {
        "trained_local_page": around(page),
        "trained_local_cifar": around(cifar),
        "trained_local_efficientnet": around(efficientnet),
        "untrained_local_page": around(before, spread=0.002),
        "untrained_local_cifar": around(before, spread=0.002),
        "untrained_local_efficientnet": around(before, spread=0.002),
    }


def flips(strong: float, weak: float, random: float, small: float = 0.1) -> dict[str, np.ndarray]:
    """Shares of changed predictions by direction, with long and with short steps."""
    order = dict(zip(DIRECTIONS, (strong, strong, weak, random, 0.9), strict=True))
    wobble = around(0.0)[:, None] * np.arange(1, 6)
    return {
        "flips": np.array(list(order.values())) + wobble,
        "small_flips": np.array([small, small, 0, 0, 0.5]) + wobble,
        "moved": np.array([0.1, 0.5, 0.4, 0.3, 0.2]) + wobble,
    }


def on_imagenet(high: tuple[float, ...], low: float, lost: float = 0.4) -> dict[str, np.ndarray]:
    """ln shrinkage of five ranks at both layers of EfficientNet-Lite0, and the share of lost predictions."""
    return {
        "imagenet_lost": around(lost),
        "imagenet_high": around(*high),
        "imagenet_low": around(*[low] * 5),
        "imagenet_paired": around(high[0], count=4),
        "imagenet_untrained": around(0.2, spread=0.002, count=4),
        "imagenet_group_kept": around(0.5),
        "imagenet_group_lost": around(0.9),
    }


def shrinking(high: tuple[float, ...], low: float, lost: int = 900) -> dict[str, np.ndarray]:
    """ln shrinkage of six ranks at both layers, and how many test images noise loses (10 are won)."""
    return on_imagenet((0.5,) * 5, 0.01) | {
        "trained_high": around(*high),
        "untrained_high": around(*high),
        "trained_low": around(*[low] * 6),
        "untrained_low": around(*[low] * 6),
        "accuracy": np.array([0.8, 0.6, 0.4, 0.2]),
        **{f"{state}_cifar_{at}": around(*[0.3] * 4) for state in ("trained", "untrained") for at in ("low", "high")},
        "lost": np.array([1, 2, lost]),
        "won": np.array([10, 10, 10]),
        "group_shrinkage": np.concatenate([around(0.1), around(0.2)]),
        "group_right": np.repeat([True, False], 10),
    }


def study(sign: float, flat: float = 0.5, steepest_is_good: bool = True) -> dict[str, np.ndarray]:
    """24 networks whose accuracy goes with (+1) or against (-1) s₁₀/s₁, or with neither (0)."""
    steep = np.linspace(0.1, 0.4, 24)
    accuracy = 0.9 + 0.001 * sign * np.arange(24)
    if sign == 0:
        accuracy = 0.9 + 0.001 * np.tile([0, 3, 1, 2, 2, 1, 3, 0], 3)
    if not steepest_is_good:
        accuracy[0] = 0.2
    errors = np.linspace(80, 110, 9)
    return {
        "steepness": np.stack([steep, flat + 0.001 * np.arange(24)]),
        "accuracy": accuracy,
        "encoder_steepness": np.linspace(0.2, 0.05, 9),
        "encoder_error": errors,
    }


def encoders(penalised: float, decayed: float, stopped: float, error: float = 110) -> dict[str, np.ndarray]:
    """s₃₀/s₁ of encoders; the plain one has .15."""
    return {
        "penalised": around(penalised),
        "decayed": around(decayed, spread=0.002),
        "plain": around(0.15, spread=0.003),
        "stopped": np.array([stopped]),
        "errors": np.array([110, 80, error, 110]),
        "half": np.array([3.0, 6.0]),
    }


def steps(
    orthogonal: tuple[float, float], gaussian: float, pre: tuple[float, float] = (20, 20)
) -> dict[str, np.ndarray]:
    """Steps at 4 and 64 layers: of orthogonal weights, Gaussian ones (at 64), and pre-trained ones."""
    few = around(0.0, spread=0.5)[:, None] * [0, 0.2, 1, 1]
    found = {
        "orthogonal": (20, orthogonal[0], 20, orthogonal[1]),
        "Gaussian": (20, 30, 90, gaussian),
        "pretrained": (20, pre[0], 20, pre[1]),
        "pretrained from Gaussian": (20, 30, 90, 500),
    }
    numbers = {f"{name}_steps": np.array(values, float) + few for name, values in found.items()}
    numbers["pretrained_steps"] = numbers["pretrained_steps"] + few * 0.5
    return (
        numbers
        | {f"{name}_isometry": around(0.9, 0.9, 0.9, 0.5) for name in found}
        | {"depths": np.array(depth.DEPTHS)}
    )


UNMOVED = {"moved": around(0.0)[:, None] * [1, 1, 1, -1, 1]}
PAGE = shrinking((-0.5,) * 6, 0.01)
THREE = shrinking((0.5, -0.5) * 3, 0.3)
OVERLAP = {
    "trained_overlap_own": around(0.3),
    "trained_overlap_random": around(0.01, spread=0.002),
    "untrained_overlap_own": around(0.1, spread=0.002),
    "trained_overlap_other": around(0.2, spread=0.002),
}
OTHERS = OVERLAP | {"trained_overlap_other": around(0.4)}
SHAPES = {
    "trained_kept_participation": around(0.1),
    "trained_kept_radius": around(0.2),
    "trained_weak_participation": around(0.4, spread=0.002),
    "trained_weak_radius": around(0.4, spread=0.002),
    "untrained_kept_participation": around(0.3),
    "untrained_weak_participation": around(0.4, spread=0.003),
}
FEW_LARGE = {
    "trained_effective": around(10),
    "trained_outputs": np.full(10, 256),
    "untrained_effective": around(40),
    "trained_near_zero": around(0.8),
    "untrained_near_zero": around(0.6, spread=0.002),
    "squeezenet_100": around(0.1, 0.4, count=4) + around(0.0, count=4)[:, None] * [0, 1],
    "efficientnet_100": around(0.1, 0.4, count=4) + around(0.0, count=4)[:, None] * [0, 1],
}
CASES = [
    ("E1", {"inside_error": 1e-7, "outside_error": 1e-7}, HOLDS),
    ("E1", {"inside_error": 1e-7, "outside_error": 0.1}, PART),
    ("E1", {"inside_error": 0.1, "outside_error": 0.1}, NOT),
    ("E2", {"slope_error": 1e-15, "page_error": 1e-6}, HOLDS),
    ("E2", {"slope_error": 1e-15, "page_error": 1e-2}, PART),
    ("E2", {"slope_error": 1e-3, "page_error": 1e-6}, NOT),
    ("E3", {"product_error": 1e-15, "printed_error": 1.0, "transposed_error": 1e-15}, HOLDS),
    ("E3", {"product_error": 1e-3, "printed_error": 1e-15, "transposed_error": 1e-3}, NOT),
    ("E4", {"trained_step_rank": around(0.98), "trained_agree": around(0.99)}, HOLDS),
    ("E4", {"trained_step_rank": around(0.98), "trained_agree": around(0.8)}, PART),
    ("E4", {"trained_step_rank": around(0.9), "trained_agree": around(0.99)}, NOT),
    ("E5", erasure(0.05, 0.3, 5), HOLDS),
    ("E5", erasure(0.05, 0.02, 5), PART),
    ("E5", erasure(0.5, 0.9, 5), PART),
    ("E5", erasure(1.0, 0.06, 1), NOT),
    ("E5", erasure(3.0, 0.06, 2), NOT),
    ("E6", falling(0.4, 0.4, 0.6, 0.5), HOLDS),
    ("E6", falling(0.4, 0.95, 0.95, 0.95), PART),
    ("E6", falling(0.4, 0.4, 0.6, 0.95), PART),
    ("E6", falling(0.95, 0.95, 0.95, 0.95), NOT),
    ("E7", FEW_LARGE, HOLDS),
    ("E7", FEW_LARGE | {"untrained_near_zero": around(0.9)}, PART),
    ("E7", FEW_LARGE | {"trained_effective": around(100)}, PART),
    ("E7", FEW_LARGE | {"trained_near_zero": around(0.3)}, NOT),
    ("E8", local(0.2, 0.2, 0.2, 0.1), HOLDS),
    ("E8", local(0.2, 0.2, 0.2, 0.3), PART),
    ("E8", local(0.2, -0.2, 0.2, 0.1), PART),
    ("E8", local(0.2, 0.2, -0.2, 0.1), PART),
    ("E8", local(-0.2, -0.2, -0.2, 0.1), NOT),
    ("E9", PAGE | on_imagenet((0.5, 0.5, 0.5, 0.5, 0.5), 0.01), HOLDS),
    ("E9", PAGE | on_imagenet((0.5, 0.5, 0.5, 0.5, 0.5), 0.3), PART),
    ("E9", PAGE | on_imagenet((0.5, -0.5, 0.5, 0.5, 0.5), 0.01), PART),
    ("E9", PAGE | on_imagenet((-0.5, 0.5, 0.5, 0.5, 0.5), 0.01), NOT),
    ("E9", PAGE | on_imagenet((0.5, 0.5, 0.5, 0.5, 0.5), 0.01, lost=0.0), NOT),
    ("E10", flips(0.8, 0.2, 0.1), HOLDS),
    ("E10", flips(0.8, 0.9, 0.1), PART),
    ("E10", flips(0.1, 0.9, 0.9), NOT),
    ("E11", OVERLAP, HOLDS),
    ("E11", OVERLAP | {"trained_overlap_other": around(0.4)}, PART),
    ("E11", OVERLAP | {"untrained_overlap_own": around(0.4)}, NOT),
    ("E12", SHAPES, HOLDS),
    ("E12", SHAPES | {"untrained_kept_participation": around(0.05)}, PART),
    ("E12", SHAPES | {"trained_kept_radius": around(0.6)}, NOT),
    ("E13", study(-1), HOLDS),
    ("E13", study(-1, steepest_is_good=False), PART),
    ("E13", study(1), NOT),
    ("E13", study(0), NOT),
    ("E14", encoders(0.05, 0.15, 0.1), HOLDS),
    ("E14", encoders(0.12, 0.11, 0.1), PART),
    ("E14", encoders(0.2, 0.11, 0.1), NOT),
    ("E14", encoders(0.05, 0.15, 0.1, error=120), OPEN),
    ("E15", steps((20, 22), 500), HOLDS),
    ("E15", steps((20, 90), 500), PART),
    ("E15", steps((20, 22), 10), NOT),
    ("E16", study(-1), HOLDS),
    ("E16", study(1), PART),
    ("E16", study(1, flat=0.05), NOT),
    ("E17", steps((20, 22), 500), HOLDS),
    ("E17", steps((20, 22), 500, pre=(20, 100)), PART),
    ("E17", steps((20, 22), 10, pre=(20, 100)), NOT),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "numbers", "expected"), CASES)
def test_the_criteria_decide_on_both_sides(claim, numbers, expected):
    assert verdict(CLAIMS, claim, **numbers) == expected


def test_every_claim_has_a_case_for_and_a_case_against():
    for claim in CLAIMS:
        verdicts = {expected for name, _, expected in CASES if name == claim.id}
        assert {HOLDS, NOT} <= verdicts, claim.id
        assert claim.measurement in MEASURES
    assert sorted(int(claim.id[1:]) for claim in CLAIMS) == list(range(1, 18))


def test_every_claim_opens_a_baked_run():
    presets = [JacobianParams(**preset.values).canonical() for preset in TOPIC.presets]
    for claim in CLAIMS:
        settings = {name: value for name, value in claim.query.items() if name != "tab"}
        assert JacobianParams.from_query(settings).canonical() in presets, claim.id


def judgement(claim: str, numbers: dict):
    (found,) = (one for one in CLAIMS if one.id == claim)
    return found.judge(Neutral({name: np.atleast_1d(value) for name, value in numbers.items()}))


@pytest.mark.parametrize(
    ("claim", "numbers", "said", "other", "unsaid"),
    [
        ("E1", {"inside_error": 1e-7, "outside_error": 0.1}, "with the bias inside", {"inside_error": 1.0}, "Neither"),
        ("E4", {"trained_agree": around(0.8)}, "not a boundary", {"trained_agree": around(0.99)}, "Here 1 is"),
        ("E5", erasure(3.0, 0.06, 2), "grow on their way", erasure(1.0, 0.06, 1), "neither clearly"),
        ("E7", FEW_LARGE, "Both are met", FEW_LARGE | {"trained_near_zero": around(0.3)}, "Only the first"),
        ("E8", local(0.2, 0.2, 0.2, 0.3), "architecture alone may", local(0.2, 0.2, 0.2, 0.1), "in all three networks"),
        ("E9", shrinking((0.5,) * 6, 0.01), "none changes by a tenth", THREE, "3 of 6 ranks shrink and 3"),
        ("E10", flips(0.8, 0.2, 0.1), "matter more there", flips(0.8, 0.2, 0.1) | UNMOVED, "not react measurably"),
        ("E11", OTHERS, "larger with neighbours of other", OVERLAP, "other classes."),
        ("E12", SHAPES, "are more local", SHAPES | {"trained_kept_radius": around(0.6)}, "not more local by both"),
        ("E13", study(-1), "Steeper networks are better", study(1), "Steeper networks are worse"),
        ("E14", encoders(0.12, 0.11, 0.1), "a control does as much", encoders(0.1, 0.2, 0.1, error=120), "cannot be"),
        ("E15", steps((20, 22), 600), "or more", steps((20, 22), 500), "times as many. "),
        ("E16", study(1), "makes them steeper", study(-1), "go with high accuracy"),
        ("E17", steps((20, 22), 500), "weights are small", steps((20, 22), 500, pre=(20, 100)), "orthogonal steps."),
    ],
)  # fmt: skip
def test_the_reasons_follow_the_numbers(claim, numbers, said, other, unsaid):
    assert said in judgement(claim, numbers).why
    assert unsaid in judgement(claim, other).why


def test_what_is_not_bundled_of_a_network_is_said():
    """Of EfficientNet-Lite0 as many pieces are judged as there are."""
    none = np.full(16, np.nan)
    pairs = np.stack([none, none], 1)
    numbers = {"trained_efficientnet": pairs, "untrained_efficientnet": pairs}
    found = judgement("E6", falling(0.4, 0.4, 0.6, 0.5) | numbers)
    assert "block2 to head: not measured (0 photographs; untrained not measured)" in found.numbers
    assert "in 3 of 4 networks" in found.why
    found = judgement("E8", local(0.2, 0.2, 0.2, 0.1) | {"untrained_local_efficientnet": none[:10]})
    assert "in EfficientNet-Lite0 at head 0.200" in found.numbers
    assert "(untrained not measured)" in found.numbers
    assert found.verdict == PART
    found = judgement("E7", FEW_LARGE | {"efficientnet_100": pairs, "efficientnet_effective": around(20.0)})
    assert "effective number 20.0 [20.0, 20.0] of 1,000" in found.numbers
    assert "trained minus untrained not measured" in found.numbers


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (shrinking((0.5,) * 6, 0.01), HOLDS),
        (shrinking((0.5,) * 6, 0.3), PART),
        (shrinking((0.5, -0.5, 0.5, 0.5, 0.5, 0.5), 0.01), PART),
        (shrinking((-0.5, 0.5, 0.5, 0.5, 0.5, 0.5), 0.01), NOT),
        (shrinking((0.5,) * 6, 0.01, lost=10), NOT),
    ],
)
def test_noise_on_the_network_of_the_page_is_judged_by_the_same_criterion(numbers, expected):
    assert noise.on_the_page(numbers) == expected
    assert f"comes to “{expected}”" in judgement("E9", numbers).why


def test_noise_on_the_imagenet_network_is_put_into_words():
    holds = judgement("E9", PAGE | on_imagenet((0.5,) * 5, 0.01))
    assert "every rank that was compared shrinks at block15, at block2 none changes by a tenth." in holds.why
    assert "is smaller there than in the untrained" in holds.why
    assert "keep their prediction" in holds.numbers
    assert "not clearly lost" not in holds.why
    assert "block2 every one shrinks too" in judgement("E9", PAGE | on_imagenet((0.5,) * 5, 0.3)).why
    some = judgement("E9", PAGE | on_imagenet((0.1, -0.5, 0.5, 0.5, 0.5), -0.3, lost=0.0)).why
    for words in ("4 of 5 ranks shrink at", "some may change", "not clearly lost", "is larger there than"):
        assert words in some
    alike = {"imagenet_untrained": around(0.5, spread=0.002, count=4)}
    assert "not distinguishable from the untrained" in judgement("E9", PAGE | on_imagenet((0.5,) * 5, 0.3) | alike).why
    few = {"imagenet_group_lost": np.array([]), "imagenet_untrained": np.array([]), "imagenet_paired": np.array([])}
    without = judgement("E9", PAGE | on_imagenet((0.5,) * 5, 0.3) | few)
    assert "keep their prediction" not in without.numbers
    assert "untrained" not in without.why.split("page's own")[0]


def test_noise_is_compared_with_the_untrained_network():
    alike = shrinking((0.5,) * 6, 0.01)
    assert "as in the untrained network" in judgement("E9", alike).why
    assert "In the CIFAR-10 network s₁ at pool5 shrinks" in judgement("E9", alike).why
    assert "s₁ at pool5 grows" in judgement("E9", alike | {"trained_cifar_high": around(*[-0.3] * 4)}).why
    assert "as the claim says" not in judgement("E9", alike).why
    assert "as the claim says" in judgement("E9", alike | {"trained_cifar_low": around(*[0.01] * 4)}).why
    unsure = {"trained_cifar_high": around(*[0.0] * 4)}
    assert "s₁ at pool5 does not clearly change" in judgement("E9", alike | unsure).why
    apart = alike | {"untrained_high": around(*[0.1] * 6, spread=0.002)}
    assert "as in the untrained" not in judgement("E9", apart).why


def test_steps_that_never_arrive_are_counted():
    assert "(9 never)" not in judgement("E15", steps((20, 22), 500)).numbers
    numbers = steps((20, 22), 500)
    numbers["Gaussian_steps"][:9, -1] = depth.LIMIT
    assert "(9 never)" in judgement("E15", numbers).numbers


@pytest.mark.parametrize("claim", ["E5", "E8", "E13", "E14"])
def test_the_table_and_the_page_agree(claim):
    """The page judges one run; on the default run it must not contradict the table."""
    run = baked_runs.page_run()
    on_page = {
        "E5": lambda: findings.erasure(run).verdict,
        "E8": lambda: findings.localisation(run).verdict,
        "E13": lambda: training_findings.steepness_study(baked_runs.steepness_study()).verdict,
        "E14": encoders_on_the_page,
    }
    (found,) = (one for one in CLAIMS if one.id == claim)
    assert judged(found).verdict == on_page[claim]()


def test_the_table_names_the_verdict_of_the_page_on_noise():
    """Another network decides there."""
    (found,) = (one for one in CLAIMS if one.id == "E9")
    assert f"comes to “{findings.noise(baked_runs.page_run()).verdict}”" in judged(found).why


def encoders_on_the_page() -> str | None:
    plain, strict = (baked_runs.encoder(ContractiveParams(penalty=p)) for p in (0.0, training.PENALTY))
    decays = [baked_runs.encoder(ContractiveParams(decay=decay)) for decay in DECAYS[1:]]
    decayed = training_findings.nearest_error(decays, float(strict.errors[-1]))
    return training_findings.encoders(plain, decayed, strict).verdict


def test_layer_jacobians_are_those_of_finite_differences():
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=(5, 4)), rng.normal(size=4), rng.normal(size=(4, 3)), rng.normal(size=3)]
    x, step = rng.normal(size=5), 1e-6
    _, (first, second) = identities.dense_jacobians(weights, x, 2.0)
    columns = [
        (
            identities.dense_jacobians(weights, x + step * e, 2.0)[0]
            - identities.dense_jacobians(weights, x - step * e, 2.0)[0]
        )
        / (2 * step)
        for e in np.eye(5)
    ]
    np.testing.assert_allclose(second @ first, np.array(columns).T, atol=1e-8)


def test_overlap_of_equal_and_of_perpendicular_subspaces():
    axes = np.eye(6)
    assert passing.overlap(axes[:2], axes[:2]) == pytest.approx((1, 0))
    assert passing.overlap(axes[:2], axes[2:4]) == pytest.approx((0, 90))
    turned = np.array([[np.cos(0.5), 0, np.sin(0.5), 0, 0, 0], [0, 1, 0, 0, 0, 0]])
    assert passing.overlap(axes[:2], turned) == pytest.approx(((1 + np.cos(0.5) ** 2) / 2, 0))


def test_the_local_subspace_is_where_neighbours_vary():
    rng = np.random.default_rng(0)
    plane = np.linalg.qr(rng.normal(size=(8, 2)))[0].T
    rows = 5 + rng.normal(size=(30, 2)) @ plane
    assert passing.overlap(passing.subspace(rows, 2), plane)[0] == pytest.approx(1)


def test_translations_are_the_slopes_of_a_ramp():
    rows, columns = np.mgrid[:6, :6].astype(float)
    basis = passing.translations((2 * rows + columns)[..., None])
    inside = basis.reshape(2, 6, 6)[:, 1:-1, 1:-1].reshape(2, -1)
    assert np.allclose(basis @ basis.T, np.eye(2))
    assert np.allclose(inside.std(1), 0)  # a ramp changes by the same amount everywhere but at the edge


def test_pretraining_from_a_small_start_gives_isometries_and_from_a_large_one_not():
    width = depth.WIDTH
    found = {}
    for name in ("pretrained", "pretrained from Gaussian"):
        hidden, _ = depth.starts(name, 4, 10, 2)
        s = np.linalg.svd(depth.products(hidden)[-1], compute_uv=False)
        found[name] = participation_ratio(s**2) / width
    assert found["pretrained"].min() > 0.99
    assert found["pretrained from Gaussian"].max() < 0.8


def test_steps_to_the_goal_of_one_mode_follow_the_closed_form():
    """Two scalar layers: without hidden structure the loss of w₂w₁ falls as plain gradient descent says."""
    hidden, last, wanted = np.full((1, 1, 1, 1), 0.5), np.full((1, 1, 1), 0.5), np.ones((1, 1))
    found = depth.steps_to_goal(hidden, last, wanted, limit=200)

    def alone(rate: float) -> int:
        w, step = 0.5, 0
        while (w * w - 1) ** 2 > depth.GOAL and abs(w) < 1e3 and step < 200:
            w, step = w - rate * (w * w - 1) * w, step + 1
        return step if abs(w) < 1e3 else 200

    assert found.tolist() == [min(alone(rate / 2) for rate in depth.RATES)]
    assert depth.steps_to_goal(hidden, last, np.full((1, 1), -1.0), limit=3).tolist() == [3]


@pytest.mark.slow
def test_the_map_to_learn_is_scaled_and_centred():
    wanted = depth.target()
    assert wanted.shape == (10, depth.WIDTH)
    assert np.linalg.norm(wanted, 2) == pytest.approx(1)
    assert np.abs(wanted.sum(0)).max() < 1e-9  # centred classes


def test_whole_spectra_are_those_of_the_triplets(small_run):
    model = build(small_run.params, small_run.pictures.shape[1:], 10)
    model.set_weights(list(small_run.weights))
    x = small_run.pictures[:3].astype(np.float32) / 255
    program = Program(model, "dense2")
    wanted = drain(top_triplets(program, x, 16)).singular_values
    np.testing.assert_allclose(noise.whole_spectra(program, x), wanted, rtol=1e-3, atol=1e-3 * wanted.max())


def test_the_untrained_weights_are_those_of_the_baked_run():
    run = baked_runs.page_run()
    model, weights, x = baked_runs.page_network(run)
    model.set_weights(weights["untrained"])
    found = noise.whole_spectra(Program(model, "pool5"), x[:1])
    wanted = run.values[1, run.layers.index("pool5"), :1]
    np.testing.assert_allclose(found[:, : wanted.shape[1]], wanted, rtol=2e-3)
