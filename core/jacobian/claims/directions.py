"""Claims on what the deepest pooling layer keeps (E4, E7, E11, E12), judged from its whole Jacobians."""

from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.jacobian.claims.baked_runs import DEFAULT
from core.jacobian.claims.passing import DIMENSIONS, NEIGHBOURS, SHAPES, STEP
from core.jacobian.claims.spectra import measured

RUNS = f"{DEFAULT}; the whole Jacobian (256 x 3,072) to its deepest pooling layer, pool5"
FEW_SHARE = 0.1  # of the outputs
SAME = 0.95


def e4(n: Numbers) -> Judgement:
    order, agree = judging.mean(n["trained_step_rank"]), judging.mean(n["trained_agree"])
    ranks = n["trained_step_rank"]
    return Judgement(
        grade(order.above(0.9) and agree.above(SAME), order.above(0.9)),
        f"Rank correlation of s with how long a step of {STEP:.0%} ‖x‖ arrives: mean {order.mean:.3f}, interval from "
        f"{order.low:.3f} to {min(order.high, 1):.3f}, above .9 at {int((ranks > 0.9).sum())} of {len(ranks)} images "
        f"(untrained mean {judging.mean(n['untrained_step_rank']).mean:.3f}). A random step arrives "
        f"{judging.mean(n['trained_step_random']):.2f} "
        f"times as long as s₁ says of the strongest. s > 1 for {judging.mean(n['trained_s_above']):.0%} of the "
        f"directions, gain s‖x‖/‖h‖ > 1 for {judging.mean(n['trained_gain_above']):.0%}; both agree on {agree:.0%} "
        f"(untrained {judging.mean(n['untrained_agree']):.0%}).",
        (
            "Larger s means that more arrives. "
            if order.above(0.9)
            else "For steps of this length s does not order at every image what arrives. "
        )
        + (
            "Here 1 is the boundary by either measure."
            if agree.above(SAME)
            else "And 1 is not a boundary by itself: s changes with the units of the layer, the gain does not."
        ),
    )


def e7(n: Numbers) -> Judgement:
    few = judging.mean(n["trained_effective"] / n["trained_outputs"])
    zero = judging.mean(n["trained_near_zero"])
    gained = judging.difference(n["trained_near_zero"], n["untrained_near_zero"])
    shape = few.below(FEW_SHARE) and zero.above(0.5)
    squeeze = judging.difference(n["squeezenet_100"][:, 0], n["squeezenet_100"][:, 1])
    return Judgement(
        grade(shape and gained.above(0), shape or gained.above(0)),
        f"Effective number of directions (participation ratio of s²) at pool5: "
        f"{judging.mean(n['trained_effective']):.1f} "
        f"of {int(n['trained_outputs'][0])} (untrained {judging.mean(n['untrained_effective']):.1f}); s below "
        f"a tenth of "
        f"s₁ in {zero:.0%} (untrained {judging.mean(n['untrained_near_zero']):.0%}). SqueezeNet at fire9: "
        f"s₁₀₀/s₁ trained "
        f"minus untrained {squeeze:.2f} at four photographs; s₅₀₀/s₁ {judging.mean(n['squeezenet_500']):.3f}. "
        + _efficientnet(n),
        f"“Few large” was taken as an effective number below {FEW_SHARE:.0%} of the outputs, “most near zero” as "
        f"more than half below s₁/10. "
        + (
            "Both are met"
            if shape
            else "Only the first is met"
            if few.below(FEW_SHARE)
            else "Only the second is met"
            if zero.above(0.5)
            else "Neither is met"
        )
        + (", and training makes more of them small." if gained.above(0) else "; training does not clearly add to it."),
    )


def _efficientnet(n: Numbers) -> str:
    """What the same measures say of all 1,000 singular values at EfficientNet-Lite0's logits, and of its head."""
    effective, zero = judging.mean(n["efficientnet_effective"]), judging.mean(n["efficientnet_near_zero"])
    gained = judging.difference(*n["efficientnet_100"].T)
    return (
        f"EfficientNet-Lite0 at the logits: effective number {measured(effective, '.1f')} of 1,000, s below s₁/10 in "
        f"{measured(zero, '.0%')} ({effective.count} photographs); at the head s₁₀₀/s₁ trained minus untrained "
        f"{measured(gained)}."
    )


def e11(n: Numbers) -> Judgement:
    own = judging.mean(n["trained_overlap_own"])
    beyond = {
        "random directions": judging.difference(n["trained_overlap_own"], n["trained_overlap_random"]),
        "the untrained network": judging.difference(n["trained_overlap_own"], n["untrained_overlap_own"]),
        "the subspace of other classes": judging.difference(n["trained_overlap_own"], n["trained_overlap_other"]),
    }
    first, second, third = (one.above(0) for one in beyond.values())
    last = list(beyond.values())[-1]
    return Judgement(
        grade(first and second and third, first and second),
        f"Mean cos² between the ten strongest directions and the local subspace of the class: {own:.3f} (random "
        f"{judging.mean(n['trained_overlap_random']):.3f}, untrained {judging.mean(n['untrained_overlap_own']):.3f}, "
        f"subspace of neighbours of other classes {judging.mean(n['trained_overlap_other']):.3f}). Smallest angle "
        f"in degrees: {judging.mean(n['trained_angle_own']):.0f} (untrained "
        f"{judging.mean(n['untrained_angle_own']):.0f}). With "
        f"translations by a pixel: {judging.mean(n['trained_overlap_moved']):.3f} (untrained "
        f"{judging.mean(n['untrained_overlap_moved']):.3f}).",
        "The overlap exceeds that of "
        + (" and that of ".join(name for name, one in beyond.items() if one.above(0)) or "none of the controls")
        + "."
        + (
            " It is larger with neighbours of other classes than with those of the class."
            if last.below(0)
            else ""
            if third
            else " It is not clearly larger with neighbours of the class than with those of others."
        )
        + (" The overlap itself is small: below a tenth." if own.below(0.1) else ""),
    )


def e12(n: Numbers) -> Judgement:
    gap = {name: judging.difference(n[f"trained_weak_{name}"], n[f"trained_kept_{name}"]) for name in SHAPES}
    beyond = judging.difference(
        n["trained_weak_participation"] - n["trained_kept_participation"],
        n["untrained_weak_participation"] - n["untrained_kept_participation"],
    )
    local = gap["participation"].above(0) and gap["radius"].above(0)

    def shown(kind: str, state: str = "trained") -> str:
        return ", ".join(f"{judging.mean(n[f'{state}_{kind}_{name}']).mean:.3f}" for name in SHAPES)

    return Judgement(
        grade(local and beyond.above(0), local),
        "Participation ratio, RMS radius (image heights) and mean frequency (cycles a pixel): five strongest "
        "directions "
        f"{shown('kept')}; five weakest {shown('weak')}; directions of which nothing passes {shown('lost')}. "
        f"Untrained: "
        f"{shown('kept', 'untrained')}; {shown('weak', 'untrained')}; {shown('lost', 'untrained')}. Weakest minus "
        f"strongest: {gap['participation']:.3f}, {gap['radius']:.3f}, {gap['frequency']:.3f}.",
        (
            "Kept directions are more local than erased ones"
            if local
            else "Kept directions are not more local by both measures"
        )
        + f"; training adds {beyond:.3f} to the difference of participation"
        + ("." if beyond.above(0) else ", which does not set it apart from the architecture."),
    )


_claim = claims_on("jacobian", "directions", RUNS)
CLAIMS = (
    _claim(
        "E4",
        "claim",
        "Discussion of the singular values",
        "Where a singular value is above 1 the direction is preserved; where it is far below 1 it is erased.",
        "Over nine ranks, s and the length at which a step of 2 % ‖x‖ arrives at pool5 have a rank "
        "correlation above .9, "
        f"and s > 1 and gain > 1 agree on more than {SAME:.0%} of the directions (intervals over 16 images). Only the "
        "first: a part.",
        "the untrained network; random directions",
        e4,
        tab="Spectra and directions",
    ),
    _claim(
        "E7",
        "claim",
        "Discussion of figure 3",
        "High layers have few large singular values, most are near zero.",
        "At pool5 the effective number of directions is below 10 % of the outputs and more than half of all "
        "s are below "
        "s₁/10, and that share is larger than before training (paired over 16 images). Only one of the two: a part.",
        "the same network, untrained; SqueezeNet and EfficientNet-Lite0, trained and untrained, at the same four "
        "photographs",
        e7,
    ),
    _claim(
        "E11",
        "claim",
        "Conclusion",
        "Networks trained with labels capture a low-dimensional manifold of the data.",
        f"Overlap (mean cos² of the principal angles) of the {DIMENSIONS} strongest directions at pool5 with the local "
        f"data subspace (PCA of the {NEIGHBOURS} nearest training images of the class) exceeds that of random "
        f"directions, "
        "of the untrained network, and that with neighbours of other classes (paired over 16 images). Without the "
        "last: a part.",
        "random directions, the untrained network, and the subspace of the nearest images of other classes",
        e11,
        tab="Spectra and directions",
    ),
    _claim(
        "E12",
        "claim",
        "Conclusion",
        "Networks delete spread-out information and keep local information.",
        "The five strongest directions at pool5 have a lower participation ratio and a smaller radius than the five "
        "weakest, and the first difference is larger than before training (paired over 16 images). Without "
        "the latter: a "
        "part.",
        "the same network, untrained; random directions of which nothing passes",
        e12,
        tab="How local are directions?",
    ),
)
