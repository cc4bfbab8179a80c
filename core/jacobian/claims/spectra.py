"""Claims on spectra and their directions (E5, E6, E8, E10), from baked runs: 16 images, trained against untrained."""

import numpy as np

from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.jacobian.claims.baked_runs import DEFAULT, STATES, efficientnet, page_run, pretrained_run
from core.jacobian.directional_noise import DIRECTIONS, SPECTRUM_STRENGTHS, STRENGTHS
from core.jacobian.experiments import JacobianRun
from core.jacobian.findings import imagenet_spectra as imagenet
from core.jacobian.findings.claims import ERASED, local_contrast
from core.jacobian.findings.perturbations import class_ratios
from core.jacobian.findings.spectra import FEW
from core.jacobian.networks import hidden
from core.jacobian.pretrained import CIFAR, SQUEEZENET
from core.jacobian.spectrum_shape import TAIL, tail_ratio
from core.runs.progress import Step, Work

RUNS = (
    f"{DEFAULT}; EfficientNet-Lite0 on up to 16 photographs and SqueezeNet on 16 (both untrained on four of them); an "
    "AlexNet-style network on CIFAR-10"
)
HUNDREDTH = 100
IMAGENET = (imagenet.EARLY, imagenet.DEEP)


def measure() -> Work[dict[str, np.ndarray]]:
    """Take from the baked runs, one value an image."""
    yield Step(0, 1, message="Reading the baked runs")
    run, squeeze, cifar = page_run(), pretrained_run(SQUEEZENET), pretrained_run(CIFAR)
    efficient = efficientnet()
    maps = hidden(run.layers)
    first, deep = maps[0], maps[-1]
    local = local_contrast(run)
    assert local is not None
    found = {}
    for at, state in enumerate(STATES):
        found[f"{state}_page"] = tail_ratio(run.values[at, [first, deep]], TAIL).T
        found[f"{state}_cifar"] = tail_ratio(cifar.values[at, [0, cifar.layers.index("pool5")]], TAIL).T
        found[f"{state}_squeezenet"] = tail_ratio(squeeze.values[at, -3:], TAIL).T
        found[f"{state}_squeezenet_100"] = tail_ratio(squeeze.values[at, -3:], HUNDREDTH).T
        found[f"{state}_efficientnet"] = np.stack([imagenet.steepness(efficient, at, layer) for layer in IMAGENET], 1)
        found[f"{state}_local_page"] = local[at]
        found[f"{state}_local_efficientnet"] = imagenet.contrast(efficient, at)
        participation = cifar.participation[at, cifar.layers.index("pool5")].astype(float)
        found[f"{state}_local_cifar"] = participation[:, -FEW:].mean(1) - participation[:, :FEW].mean(1)
        found[f"{state}_top_page"] = run.measures[at, 0, deep, :, :FEW].astype(float).mean(1)
        found[f"{state}_within"] = np.log(run.contrast[at, 0, -1].astype(float))
        found[f"{state}_ratio"] = class_ratios(run)[at, -1]
    found["squeezenet_low"] = tail_ratio(squeeze.values[0, :2], TAIL).T
    return {**found, **_steps(run)}


def _steps(run: JacobianRun) -> dict[str, np.ndarray]:
    """What steps along five directions do, (images, directions)."""
    return {
        "flips": run.flips[:, -1].T.astype(float),
        "small_flips": run.flips[:, 0].T.astype(float),
        "moved": run.moved[1, :, -1].T.astype(float),
    }


def e5(n: Numbers) -> Judgement:
    within, before = judging.mean(n["trained_within"]), judging.mean(n["untrained_within"])
    between = judging.mean(n["trained_ratio"])
    gained = judging.difference(n["trained_within"], n["untrained_within"])
    erased = within.below(np.log(ERASED)) and between.above(0) and gained.below(0)
    return Judgement(
        grade(erased, within.below(0)),
        f"‖JΔ‖/‖Δ‖ at the logits for two images of one class: {_factor(within)}; before training {_factor(before)}. "
        f"Differences between classes are stretched {_factor(between)} times as much as those within "
        f"one (before training: {_factor(judging.mean(n['untrained_ratio']))}).",
        f"“Erased” was taken as below {ERASED:g}, less than before training and less than between classes. "
        + (
            "Within a class nothing is left."
            if erased
            else "Differences within a class grow on their way to the logits."
            if within.above(0)
            else "They are shrunk, but the rest of the criterion is not met."
            if within.below(0)
            else "They are neither clearly shrunk nor clearly stretched."
        )
        + (" Those between classes grow more." if between.above(0) else ""),
    )


def _factor(interval: judging.Interval) -> str:
    """A mean of logarithms as a factor with its interval."""
    return f"{np.exp(interval.mean):.2f} [{np.exp(interval.low):.2f}, {np.exp(interval.high):.2f}]"


def _falls(values: np.ndarray) -> judging.Interval:
    """How much s₁₀/s₁ falls from the first to the last layer of (images, layers)."""
    return judging.difference(values[:, 0], values[:, -1])


def e6(n: Numbers) -> Judgement:
    named = {"page": "the page's network", "cifar": "CIFAR-10"}
    nets = (*named, "squeezenet", "efficientnet")
    steeper = {name: _falls(n[f"trained_{name}"]) for name in nets}
    # SqueezeNet's logits are left out: the claim is on the layers before.
    steeper["squeezenet"] = judging.difference(n["trained_squeezenet"][:, 0], n["trained_squeezenet"][:, 1])
    before = {name: _falls(n[f"untrained_{name}"]) for name in ("page", "cifar", "efficientnet")}
    low = [judging.mean(column) for column in n["squeezenet_low"].T]
    true = sum(found.above(0) for found in steeper.values())
    return Judgement(
        grade(true == len(nets), true > 0),
        "s₁₀/s₁ falls from pool1 to pool5 by "
        + " and ".join(f"{steeper[k]:.2f} ({named[k]}; untrained {measured(before[k])})" for k in named)
        + f"; in EfficientNet-Lite0 from {IMAGENET[0]} to {IMAGENET[1]}: {measured(steeper['efficientnet'])} "
        f"({steeper['efficientnet'].count} photographs; untrained {measured(before['efficientnet'])})"
        + f"; in SqueezeNet from pool5 to fire9 by {steeper['squeezenet']:.2f}, to "
        f"{n['trained_squeezenet'][:, 1].mean():.2f}. At its pool1 and pool3 it is {low[0].mean:.2f} and "
        f"{low[1].mean:.2f} ({low[0].count} photographs).",
        f"The spectrum gets steeper with depth in {true} of {len(nets)} networks.",
    )


def measured(interval: judging.Interval, spec: str = ".2f") -> str:
    """Write an interval, or that there are too few values for one."""
    return format(interval, spec) if interval.count > 1 else "not measured"


def e8(n: Numbers) -> Judgement:
    nets = {"page": "", "cifar": "in the CIFAR-10 network ", "efficientnet": f"in EfficientNet-Lite0 at {IMAGENET[1]} "}
    trained = {name: judging.mean(n[f"trained_local_{name}"]) for name in nets}
    before = {name: judging.mean(n[f"untrained_local_{name}"]) for name in nets}
    beyond = {name: judging.difference(n[f"trained_local_{name}"], n[f"untrained_local_{name}"]) for name in nets}
    local = [found.above(0) for found in trained.values()]
    learned = [found.above(0) for found in beyond.values()]
    said = (
        f"{where}{measured(trained[name], '.3f')} (untrained {measured(before[name], '.3f')})"
        for name, where in nets.items()
    )
    return Judgement(
        grade(all(local) and all(learned), any(local)),
        f"Participation ratio at pool5, last five kept directions minus first five: {'; '.join(said)}. The first five "
        f"at the page's pool5 have {judging.mean(n['trained_top_page']):.3f} (untrained "
        f"{judging.mean(n['untrained_top_page']):.3f}; a random direction .6).",
        ("Strong directions are more local than weak ones in all three networks. " if all(local) else "")
        + f"Training adds to the difference: {', '.join(measured(one, '.3f') for one in beyond.values())}"
        + (
            "."
            if all(learned)
            else ", and where the interval includes 0 or less, the architecture alone may account for it."
        ),
    )


def e10(n: Numbers) -> Judgement:
    flips = {name: n["flips"][:, i] for i, name in enumerate(DIRECTIONS)}
    moved = {name: n["moved"][:, i] for i, name in enumerate(DIRECTIONS)}
    strong = judging.difference(flips["top 10"], flips["random"])
    weak = judging.difference(flips["top 10"], flips["bottom"])
    spectrum = judging.difference(moved["top 10"], moved["random"])
    small = {name: n["small_flips"][:, i] for i, name in enumerate(DIRECTIONS)}
    first = judging.difference(small["top 10"], small["random"])
    return Judgement(
        grade(strong.above(0) and weak.above(0), strong.above(0) or weak.above(0)),
        f"A step of {STRENGTHS[-1]:g} ‖x‖ changes the prediction in these shares: "
        + ", ".join(f"{name} {judging.mean(values).mean:.0%}" for name, values in flips.items())
        + f"; one of {STRENGTHS[0]:g} ‖x‖: "
        + ", ".join(f"{name} {judging.mean(values).mean:.0%}" for name, values in small.items())
        + f". The sum of s₁ to s₁₀ changes with a step of {SPECTRUM_STRENGTHS[-1]:g} ‖x‖ by "
        + ", ".join(f"{judging.mean(moved[k]):+.0%} ({k})" for k in ("top 10", "bottom", "random"))
        + ".",
        f"With the longer step, strong minus random directions: {strong:.0%} of predictions; strong minus "
        f"weak: {weak:.0%}. "
        f"With the shorter one, strong minus random: {first:.0%}"
        + (", so that strong directions matter more there. " if first.above(0) else ". ")
        + (
            "The spectrum reacts differently to strong and to random directions."
            if spectrum.above(0) or spectrum.below(0)
            else "The spectrum does not react measurably differently to strong and to random directions."
        ),
    )


_claim = claims_on("jacobian", "spectra", RUNS)
CLAIMS = (
    _claim(
        "E5",
        "claim",
        "Discussion of the singular values",
        "The difference of two images of one class is erased.",
        f"‖JΔ‖/‖Δ‖ at the logits is below {ERASED:g}, below its value before training, and below that of two classes "
        "(intervals of logarithms over 16 images, paired where two are compared). Below 1: a part.",
        "the untrained network, and two images of two classes",
        e5,
        tab="Classes",
    ),
    _claim(
        "E6",
        "figure",
        "Figure 3",
        "Spectra from the input to each layer get steeper with depth.",
        "s₁₀/s₁ at the deepest pooling layer is below that at the first (the page's and the CIFAR-10 network), at "
        f"SqueezeNet's fire9 below pool5, and at EfficientNet-Lite0's {IMAGENET[1]} below {IMAGENET[0]}, paired over "
        "16 images. In some of the four networks: a part.",
        "the same networks, untrained",
        e6,
    ),
    _claim(
        "E8",
        "figure",
        "Figure 4",
        "The strongest singular vectors are local, the weakest are spread out.",
        "The participation ratio of the last five kept of 50 (CIFAR-10: 100, EfficientNet-Lite0: 200) directions "
        "exceeds that of the first five in all three networks, and by more than before training (paired over images). "
        "Without the latter, or in one or two networks: a part.",
        "the same networks, untrained",
        e8,
        tab="How local are directions?",
    ),
    _claim(
        "E10",
        "question",
        "Planned experiments",
        "What does noise along strong and along weak singular directions do? (Planned; no result is reported.) Tested "
        "as: strong directions change the prediction more than others of the same length.",
        "Mixtures of the ten strongest directions at pool5 change more predictions than random directions, and more "
        "than mixtures of the ten weakest of 50 (paired over 16 images). One of the two: a part.",
        "random directions of the same length, and the gradient of the loss",
        e10,
        tab="Noise along directions",
    ),
)
