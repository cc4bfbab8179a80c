"""The claim on input noise (E9): spectra of a low and a high layer of EfficientNet-Lite0 and of smaller networks.

The source speaks of an ImageNet network, so that EfficientNet-Lite0 decides; the others are named beside it.
"""

from typing import Any

import numpy as np

from core.data import image_sets
from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.findings import Verdict
from core.gallery.judging import grade
from core.jacobian import cifar_alexnet
from core.jacobian.claims import imagenet_noise
from core.jacobian.claims.baked_runs import DEFAULT, STATES, page_network, page_run, pretrained_run
from core.jacobian.measurement import WHOLE
from core.jacobian.networks import hidden
from core.jacobian.operators import Program
from core.jacobian.pretrained import CIFAR
from core.jacobian.spectra import top_triplets
from core.runs.progress import Step, Work, share

RUNS = (
    f"EfficientNet-Lite0 at bundled photographs. {DEFAULT}; accuracy on 1,000 test images, 96 of them for correct "
    "against wrong; the network on CIFAR-10"
)
LEVELS = (0.4, 0.8, 1.6)  # SD of the images
GROUP_LEVEL = 0.8
MORE_IMAGES = 96
RANKS = (1, 2, 5, 10, 25, 50)
CIFAR_RANKS = (1, 2, 5, 10)
UNCHANGED = 0.1
TOLERANCE = 1e-2  # of s₁; it leaves errors of about 1e-4 in the values


def measure() -> Work[dict[str, np.ndarray]]:
    """Measure predictions and spectra with noise and without."""
    run = page_run()
    model, weights, x = page_network(run)
    data = image_sets.load(run.params.dataset)
    images, labels = data.x_test.astype(np.float32) / 255, data.y_test
    model.set_weights(weights["trained"])
    maps = hidden(run.layers)
    low, high = (Program(model, run.layers[maps[at]]) for at in (0, -1))
    rng = np.random.default_rng(0)
    noise, spread = rng.standard_normal(images.shape).astype(np.float32), images.std()
    right = np.stack([_right(model, images + level * spread * noise, labels) for level in (0, *LEVELS)])
    found: dict[str, np.ndarray] = {
        "accuracy": right.mean(1),
        "lost": (right[0] & ~right[1:]).sum(1),
        "won": (~right[0] & right[1:]).sum(1),
    }
    own = rng.standard_normal(x.shape).astype(np.float32)
    for index, (state, current) in enumerate(weights.items()):
        model.set_weights(current)
        for name, program in (("low", low), ("high", high)):
            start = 35 * index
            work = _shrinkage(program, x, x + LEVELS[-1] * spread * own)
            found[f"{state}_{name}"] = yield from share(work, start, start + 30, f"{name} layer, {state}")
    model.set_weights(weights["trained"])
    level = LEVELS.index(GROUP_LEVEL)
    chosen = np.flatnonzero(right[0])[:MORE_IMAGES]
    noisy = images[chosen] + GROUP_LEVEL * spread * noise[chosen]
    shrunk = yield from share(_shrinkage(high, images[chosen], noisy), 70, 100, "Correct against wrong")
    found["group_shrinkage"], found["group_right"] = shrunk.mean(1), right[level + 1, chosen]
    return found | (yield from measure_cifar()) | imagenet_noise.measure()


def measure_cifar() -> Work[dict[str, np.ndarray]]:
    """Measure the same in the network on CIFAR-10, at its baked images, which it classifies correctly."""
    yield Step(0, 1, message="The network on CIFAR-10")
    x = cifar_alexnet.network_input(pretrained_run(CIFAR).pictures)
    noisy = x + LEVELS[-1] * x.std() * np.random.default_rng(0).standard_normal(x.shape).astype(np.float32)
    found = {}
    for state in STATES:
        model = cifar_alexnet.network(trained=state == "trained")
        answers = [np.asarray(model(images, training=False)).argmax(1) for images in (x, noisy)]
        found[f"{state}_cifar_kept"] = answers[0] == answers[1]
        for name, layer in (("low", "pool1"), ("high", "pool5")):
            found[f"{state}_cifar_{name}"] = yield from _shrinkage(Program(model, layer), x, noisy, CIFAR_RANKS)
    return found


def _right(model: Any, images: np.ndarray, labels: np.ndarray) -> np.ndarray:
    right: np.ndarray = model.predict(images, batch_size=250, verbose=0).argmax(1) == labels
    return right


def _shrinkage(
    program: Program, clean: np.ndarray, noisy: np.ndarray, ranks: tuple[int, ...] = RANKS
) -> Work[np.ndarray]:
    """ln s without noise minus ln s with it, (images, ranks); positive where noise shrinks s."""
    values: list[np.ndarray] = []
    for x in (clean, noisy):
        yield Step(len(values), 2)
        if np.prod(program.output_shape) <= WHOLE:
            s = whole_spectra(program, x)
        else:
            work = top_triplets(program, x, ranks[-1], tolerance=TOLERANCE)
            s = (yield from share(work, len(values), len(values) + 1)).singular_values
        values.append(s[:, [rank - 1 for rank in ranks]])
    return np.log(np.maximum(values[0], 1e-12) / np.maximum(values[1], 1e-12))


def whole_spectra(program: Program, x: np.ndarray) -> np.ndarray:
    """Return all singular values (images, outputs) from the eigenvalues of J Jᵀ, without the vectors."""
    units = np.eye(int(np.prod(program.output_shape)), dtype=program.dtype)[:, None]
    found = []
    for image in x:
        jacobian = program.at(image[None]).pull(units)[:, 0].astype(np.float64)
        found.append(np.sqrt(np.maximum(np.linalg.eigvalsh(jacobian @ jacobian.T)[::-1], 0)))
    return np.stack(found)


def _factors(values: np.ndarray) -> str:
    """Mean factors by which s of each rank changes, as a list."""
    return ", ".join(f"{factor:.2f}" for factor in np.exp(-values.mean(0)))


def _welch(n: Numbers) -> tuple[float, float, float]:
    """Mean shrinkage of correct and of wrong noisy images, and the p-value of Welch's test."""
    from scipy.stats import ttest_ind  # noqa: PLC0415 scipy takes a while to import

    right = n["group_right"].astype(bool)
    a, b = n["group_shrinkage"][right], n["group_shrinkage"][~right]
    if min(len(a), len(b)) < 2:
        return float("nan"), float("nan"), 1.0
    return float(a.mean()), float(b.mean()), float(ttest_ind(a, b, equal_var=False).pvalue)


def _all_shrink(values: np.ndarray) -> bool:
    return all(judging.mean(column).above(0) for column in values.T)


def _unchanged(values: np.ndarray) -> bool:
    found = [judging.mean(column) for column in values.T]
    return all(rank.above(-UNCHANGED) and rank.below(UNCHANGED) for rank in found)


def on_the_page(n: Numbers) -> Verdict:
    """Return the verdict on the page's own network, by the criterion of EfficientNet-Lite0 at pool5 and pool1."""
    lost, won = int(n["lost"][-1]), int(n["won"][-1])
    lower = judging.share(lost, lost + won).above(0.5)
    whole, first = _all_shrink(n["trained_high"]), judging.mean(n["trained_high"][:, 0])
    return grade(lower and whole and _unchanged(n["trained_low"]), lower and (whole or first.above(0)))


def e9(n: Numbers) -> Judgement:
    verdict, why = imagenet_noise.judge(n)
    return Judgement(
        verdict,
        f"{imagenet_noise.numbers(n)} {_page_numbers(n)}",
        f"{why} On the page's own network the same criterion comes to “{on_the_page(n)}”. {_page_reason(n)}",
    )


def _page_numbers(n: Numbers) -> str:
    right, wrong, p = _welch(n)
    groups = (
        f" At {GROUP_LEVEL:g} SD s changes by a factor of {np.exp(-right):.2f} at images still classified "
        f"correctly and {np.exp(-wrong):.2f} at the others (mean over ranks; Welch's test: p = {p:.2g})."
        if np.isfinite(right)
        else ""
    )
    return (
        f"The page's own network: accuracy {n['accuracy'][0]:.1%} without noise, {n['accuracy'][-1]:.1%} with "
        f"{LEVELS[-1]:g} SD. s with noise over s without, ranks {', '.join(map(str, RANKS))}: pool5 "
        f"{_factors(n['trained_high'])} (untrained {_factors(n['untrained_high'])}); pool1 "
        f"{_factors(n['trained_low'])} (untrained {_factors(n['untrained_low'])}).{groups} In the CIFAR-10 network, "
        f"ranks {', '.join(map(str, CIFAR_RANKS))}: pool5 {_factors(n['trained_cifar_high'])} (untrained "
        f"{_factors(n['untrained_cifar_high'])}); pool1 {_factors(n['trained_cifar_low'])}; "
        f"{np.mean(n['trained_cifar_kept']):.0%} of 16 predictions stay."
    )


def _page_reason(n: Numbers) -> str:
    lost, won = int(n["lost"][-1]), int(n["won"][-1])
    lower = judging.share(lost, lost + won).above(0.5)
    high = [judging.mean(column) for column in n["trained_high"].T]
    whole, unchanged = _all_shrink(n["trained_high"]), _unchanged(n["trained_low"])
    trained = judging.difference(n["trained_high"][:, 0], n["untrained_high"][:, 0])
    other = judging.mean(n["trained_cifar_high"][:, 0])
    elsewhere = _all_shrink(n["trained_cifar_high"]) and _unchanged(n["trained_cifar_low"])
    shrunk, grown = sum(rank.above(0) for rank in high), sum(rank.below(0) for rank in high)
    return (
        (
            "At its high layer every rank that was measured shrinks"
            if whole
            else f"At its high layer {shrunk} of {len(RANKS)} ranks shrink and {grown} grow"
        )
        + (
            ", at the first none changes by a tenth."
            if unchanged
            else "; at the first layer some may change by a tenth or more."
        )
        + ("" if lower else " The accuracy does not clearly fall.")
        + (
            ""
            if trained.above(0) or trained.below(0)
            else " At pool5 s₁ reacts to noise as in the untrained network, as far as 16 images can tell."
        )
        + " In the CIFAR-10 network s₁ at pool5 "
        + ("shrinks." if other.above(0) else "grows." if other.below(0) else "does not clearly change.")
        + (" Every rank does there, while pool1 changes by less than a tenth, as the claim says." if elsewhere else "")
    )


_claim = claims_on("jacobian", "noise", RUNS, tab="Noise", network="ImageNet network")
CLAIMS = (
    _claim(
        "E9",
        "claim",
        "Figure 5",
        "Noise on the input lowers the accuracy and shrinks the whole spectrum of a high layer, but not that of the "
        "first layer.",
        f"{imagenet_noise.CRITERION} EfficientNet-Lite0 decides, because the source speaks of an ImageNet network. On "
        "the page's own network, which is shown beside it: with noise of 1.6 SD more test images are lost than won "
        "(exact binomial test); the same of ranks 1, 2, 5, 10, 25 and 50 at pool5 and pool1, over 16 images. The "
        "network on CIFAR-10 does not decide either.",
        "the same networks, untrained; the network on CIFAR-10; images that keep their prediction against the others",
        e9,
    ),
)
