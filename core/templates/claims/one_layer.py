"""Claims on one layer of weights (A1, A4-A6, A9, C1-C6): ten seeds on full MNIST, untrained and shuffled controls."""

import numpy as np

from core.data import image_sets
from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.networks.dense import rows
from core.networks.evidence import evidence
from core.networks.labels import shuffled
from core.networks.studies import RECIPE, SAMPLE, SEEDS, Weights, disjoint_pairs, each, train
from core.networks.training import TrainingParams
from core.runs.progress import Work
from core.statistics import correlations, pearson, spearman

RUNS = "One layer on full MNIST (pixels / 255, Adam, batch 500, 20 epochs), ten seeds, 2,000 test images"
QUERY = {"dataset": "mnist", "batch_size": "500"}
RADIUS = 3.0  # of the centre of a digit, in pixels
TWO = 2


def winner_r(weights: Weights, x: np.ndarray) -> tuple[float, float]:
    """Mean Pearson r of each image with its winner's weights, and with the winner of the image before it."""
    rows = weights[0].T
    winners = (x @ weights[0] + weights[1]).argmax(1)
    return float(pearson(x, rows[winners]).mean()), float(pearson(x, rows[np.roll(winners, 1)]).mean())


def zero_rim_and_centre(weights: Weights, mean_zero: np.ndarray) -> tuple[float, float]:
    """Mean weight of unit 0 where the mean 0 is bright (half of its maximum), and within 3 pixels of the centre."""
    unit, side = weights[0][:, 0], int(np.sqrt(len(mean_zero)))
    rows, columns = np.mgrid[:side, :side] - (side - 1) / 2
    centre = (np.hypot(rows, columns) < RADIUS).ravel()
    ring = mean_zero > mean_zero.max() / 2
    return float(unit[ring].mean()), float(unit[centre & ~ring].mean())


def cancelled(weights: Weights, twos: np.ndarray) -> np.ndarray:
    """Positive and total pixel evidence of images of a 2, (2, images, classes)."""
    found = [evidence(weights, x) for x in twos]
    return np.stack([[e.positive for e in found], [e.positive + e.negative for e in found]])


def measure(recipe: TrainingParams = RECIPE, seeds: int = SEEDS, sample: int = SAMPLE) -> Work[dict[str, np.ndarray]]:
    """Measure one layer, trained, untrained and trained on shuffled labels."""
    data = image_sets.load(recipe.dataset)
    before, after = yield from train(recipe, seeds, data)
    _, noise = yield from train(recipe, seeds, shuffled(data))
    x, labels = rows(data.x_test[:sample]), data.y_test[:sample]
    article = rows(data.x_train[1:2])
    means = np.stack([rows(data.x_train[data.y_train == c]).mean(0) for c in range(10)])
    active = rows(data.x_train).var(0) > 0.01
    found = {}
    for name, epoch in (("trained", after), ("untrained", before), ("shuffled", noise)):
        found[f"{name}_r"], found[f"{name}_other_r"] = each(epoch, lambda w: np.array(winner_r(w, x))).T
        found[f"{name}_first"] = each(epoch, lambda w: winner_r(w, article)[0])
        found[f"{name}_accuracy"] = epoch.test_accuracy
        columns = each(epoch, lambda w: correlations(x.T, w[0]))  # (seeds, images, classes)
        own = columns[:, np.arange(len(x)), labels]
        found[f"{name}_own_column"] = own.mean(1)
        found[f"{name}_other_columns"] = ((columns.sum(2) - own) / (columns.shape[2] - 1)).mean(1)
        dots = each(epoch, lambda w: x @ w[0])
        found[f"{name}_dot_rank"] = np.array(
            [spearman(d.ravel(), r.ravel()) for d, r in zip(dots, columns, strict=True)]
        )
        with_means = each(epoch, lambda w: correlations(w[0], means.T))
        found[f"{name}_own_mean"] = np.diagonal(with_means, axis1=1, axis2=2).mean(1)
        found[f"{name}_other_means"] = (with_means.sum((1, 2)) - np.trace(with_means, axis1=1, axis2=2)) / 90
        found[f"{name}_active_mean"] = each(
            epoch, lambda w: np.diag(correlations(w[0][active], means[:, active].T)).mean()
        )
        found[f"{name}_ring"], found[f"{name}_centre"] = each(
            epoch, lambda w: np.array(zero_rim_and_centre(w, means[0]))
        ).T
    kernels = after.weights[0]
    pairs = disjoint_pairs(seeds)
    found["weight_cosine"] = np.array([_cosine(kernels[a], kernels[b]) for a, b in pairs])
    outputs = each(after, lambda w: x @ w[0] + w[1])
    found["output_r"] = np.array([np.diag(correlations(outputs[a], outputs[b])).mean() for a, b in pairs])
    start = before.weights[0]
    found["untrained_cosine"] = np.array([_cosine(start[a], start[b]) for a, b in pairs])
    positive, total = np.moveaxis(each(after, lambda w: cancelled(w, x[labels == TWO][:100])), 1, 0)
    found["two_wins"] = (total.argmax(2) == TWO).mean(1)
    others = np.arange(positive.shape[2]) != TWO
    partial = positive[..., others] >= 0.5 * positive[..., [TWO]]
    gone = total[..., others] < 0.5 * positive[..., others]
    found["partial"], found["cancelled"] = partial.mean((1, 2)), (partial & gone).sum((1, 2)) / partial.sum((1, 2))
    found |= _identities(after.net(0), x)
    return found


def _cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float((a * b).sum() / (np.linalg.norm(a) * np.linalg.norm(b)))


def _identities(weights: Weights, x: np.ndarray) -> dict[str, np.ndarray]:
    """Errors of what must hold to rounding, and what activations do to the ranking of the ten outputs."""
    import keras  # noqa: PLC0415 takes seconds

    layer = keras.layers.Dense(weights[0].shape[1])
    layer.build((None, len(weights[0])))
    layer.set_weights(weights)
    logits = x.astype(np.float64) @ weights[0].astype(np.float64) + weights[1]
    sums = np.array([abs((e := evidence(weights, row)).pixels.sum(0) + e.biases - e.logits).max() for row in x[:100]])
    order = np.argsort(logits, 1, kind="stable")
    rectified = np.maximum(logits, 0)
    return {
        "inner_product_error": np.abs(layer(x).numpy() - logits).max() / np.abs(logits).max(),
        "evidence_error": sums.max() / np.abs(logits).max(),
        "sigmoid_same": (np.argsort(1 / (1 + np.exp(-logits)), 1, kind="stable") == order).all(1).mean(),
        "tanh_same": (np.argsort(np.tanh(logits / 10), 1, kind="stable") == order).all(1).mean(),
        "relu_ties": ((rectified == 0).sum(1) > 1).mean(),
        "relu_same_winner": (rectified.max(1) > 0).mean(),
    }


def a1(n: Numbers) -> Judgement:
    own, gain = judging.mean(n["trained_r"]), judging.difference(n["trained_r"], n["trained_other_r"])
    return Judgement(
        grade(gain.above(0) and own.above(0.2), gain.above(0)),
        f"r = {own:.3f} with the winner's weights, {judging.mean(n['trained_other_r']):.3f} with another "
        f"image's winner; "
        f"on x_train[1], a 0, {judging.mean(n['trained_first']):.2f}. Untrained: {judging.mean(n['untrained_r']):.3f}; "
        f"trained on shuffled labels: {judging.mean(n['shuffled_r']):.3f}.",
        f"The winner's r exceeds another winner's by {gain:.3f}.",
    )


def a4(n: Numbers) -> Judgement:
    error = float(n["inner_product_error"][0])
    return Judgement(
        grade(error < 1e-5, False),
        f"Largest difference between Keras's layer (float32) and x · W + b (float64): {error:.1e} of the "
        f"largest output.",
        "The difference is the rounding of float32." if error < 1e-5 else "The difference is larger than rounding.",
    )


def a5(n: Numbers) -> Judgement:
    rank, untrained = judging.mean(n["trained_dot_rank"]), judging.mean(n["untrained_dot_rank"])
    return Judgement(
        grade(rank.above(0.9), rank.above(0.5)),
        f"Spearman correlation of x · w with Pearson's r over all images and units: {rank:.2f}; untrained: "
        f"{untrained:.2f}.",
        "The inner product also depends on lengths and mean values, which r leaves out.",
    )


def a6(n: Numbers) -> Judgement:
    own, others = judging.mean(n["trained_own_column"]), judging.mean(n["trained_other_columns"])
    return Judgement(
        grade(own.above(0.1) and abs(others.mean) < 0.05, own.low > others.high),
        f"Mean r of an image with its own class's column: {own:.3f}; with the other nine: {others:.3f}. Untrained: "
        f"{judging.mean(n['untrained_own_column']):.3f} and {judging.mean(n['untrained_other_columns']):.3f}; shuffled "
        f"labels: {judging.mean(n['shuffled_own_column']):.3f} and {judging.mean(n['shuffled_other_columns']):.3f}.",
        "“Uncorrelated” was taken as a mean |r| below .05 with the other columns.",
    )


def a9(n: Numbers) -> Judgement:
    cosine, untrained = judging.mean(n["weight_cosine"]), judging.mean(n["untrained_cosine"])
    return Judgement(
        grade(cosine.above(0.9), cosine.above(0.5)),
        f"Cosine of the weights of two seeds: {cosine:.3f} (smallest {n['weight_cosine'].min():.3f} of "
        f"{len(n['weight_cosine'])} pairs); r of their outputs {judging.mean(n['output_r']):.3f}. Untrained: "
        f"{untrained:.3f}.",
        "“Nearly the same” was taken as a mean cosine above .9.",
    )


def c1(n: Numbers) -> Judgement:
    accuracy = judging.mean(n["trained_accuracy"])
    return Judgement(
        grade(accuracy.above(0.88) and accuracy.below(0.94), accuracy.above(0.8)),
        f"Test accuracy {accuracy:.2%}; untrained {judging.mean(n['untrained_accuracy']):.1%}, shuffled labels "
        f"{judging.mean(n['shuffled_accuracy']):.1%} (chance 10 %).",
        "“About 90 %” was taken as 88 to 94 %.",
    )


def c2(n: Numbers) -> Judgement:
    error = float(n["evidence_error"][0])
    return Judgement(
        grade(error < 1e-12, False),
        f"Largest |Σ w·x + b - logit| over 100 images: {error:.1e} of the largest logit.",
        "The order of the pixels does not matter to the sum, so a flat and a square drawing show the same.",
    )


def c3(n: Numbers) -> Judgement:
    gap, centre = judging.difference(n["trained_ring"], n["trained_centre"]), judging.mean(n["trained_centre"])
    return Judgement(
        grade(gap.above(0) and centre.below(0), gap.above(0)),
        f"Mean weight of the unit of class 0 on the ring {judging.mean(n['trained_ring']):.3f}, in the centre "
        f"{centre:.3f}. Untrained: {judging.mean(n['untrained_ring']):.3f} and "
        f"{judging.mean(n['untrained_centre']):.3f}; shuffled labels: {judging.mean(n['shuffled_ring']):.3f} and "
        f"{judging.mean(n['shuffled_centre']):.3f}.",
        f"Ring minus centre is {gap:.3f}.",
    )


def c4(n: Numbers) -> Judgement:
    own, gain = judging.mean(n["trained_own_mean"]), judging.difference(n["trained_own_mean"], n["trained_other_means"])
    return Judgement(
        grade(own.above(0.7), gain.above(0)),
        f"r of a class's weights with the mean image of the class: {own:.2f} (on pixels that vary: "
        f"{judging.mean(n['trained_active_mean']):.2f}), with the other classes' means "
        f"{judging.mean(n['trained_other_means']):.2f}. Shuffled labels: {judging.mean(n['shuffled_own_mean']):.2f}.",
        "“Look like averages” was taken as r above .7; being closer to the own class's mean than to the "
        "others counts as a part.",
    )


def c5(n: Numbers) -> Judgement:
    wins, partly = judging.mean(n["two_wins"]), judging.mean(n["partial"])
    gone = judging.mean(n["cancelled"])
    return Judgement(
        grade(wins.above(0.5) and partly.above(0.5) and gone.above(0.5), wins.above(0.5)),
        f"The pixels' evidence is largest at unit 2 for {wins:.0%} of 100 test images of a 2. In {partly:.0%} of the "
        f"other units the positive evidence is at least half of unit 2's, and in {gone:.0%} of these negative weights "
        "take away more than half of it.",
        "Each of the three shares was required to exceed one half.",
    )


def c6(n: Numbers) -> Judgement:
    sigmoid, tanh, ties = (float(n[name][0]) for name in ("sigmoid_same", "tanh_same", "relu_ties"))
    return Judgement(
        grade(sigmoid == 1 and tanh == 1, sigmoid > 0.99),
        f"The order of the ten outputs is kept by the sigmoid on {sigmoid:.1%} and by tanh(z / 10) on "
        f"{tanh:.1%} of the "
        f"images; a ReLU ties outputs on {ties:.1%} and keeps the winner on {float(n['relu_same_winner'][0]):.1%}.",
        "A strictly increasing function keeps the order; the ReLU is constant below 0, so its zeros tie.",
    )


_claim = claims_on("templates", "one layer", RUNS, **QUERY)
SEEN = "untrained weights, and weights trained on shuffled labels"
ONE_IMAGE = "Evidence in one image"
CLAIMS = (
    _claim(
        "A1",
        "figure",
        "Figure, top row",
        "The weights of the winning unit of a one-layer network look like the input image.",
        "Pearson's r of image and winner's weights is above .2, and above that of another image's winner (t interval "
        "over ten seeds; the larger r alone counts as a part).",
        SEEN,
        a1,
        tab=ONE_IMAGE,
    ),
    _claim(
        "A4",
        "identity",
        "Section on the forward pass",
        "A layer's output is the inner product of the input row and a column of the weights.",
        "Keras's layer and the inner product differ by less than 1e-5 of the largest output. An identity has "
        "no control.",
        "",
        a4,
        tab=ONE_IMAGE,
    ),
    _claim(
        "A5",
        "claim",
        "Section on the inner product",
        "The inner product is large when the shapes of input and weights are alike.",
        "Spearman correlation of inner product and Pearson's r over images and units above .9 (above .5: a part).",
        "untrained weights",
        a5,
        tab=ONE_IMAGE,
    ),
    _claim(
        "A6",
        "claim",
        "Section on one-hot targets",
        "One-hot targets make the weights of the own class correlate with the input and leave the others uncorrelated.",
        "Mean r with the own class's column above .1 and mean |r| with the others below .05; own above "
        "others alone is a part.",
        SEEN,
        a6,
        tab=ONE_IMAGE,
    ),
    _claim(
        "A9",
        "claim",
        "Section on repeated training",
        "One layer learns nearly the same weights every time.",
        "Mean cosine between the weights of two seeds above .9 (above .5: a part), over five pairs that "
        "share no network.",
        "untrained weights",
        a9,
        tab="Random seed",
    ),
    _claim(
        "C1",
        "figure",
        "Section on a one-layer network",
        "A one-layer network classifies about 90 % of MNIST's test images.",
        "Test accuracy between 88 and 94 % (above 80 %: a part), t interval over ten seeds.",
        SEEN,
        c1,
    ),
    _claim(
        "C2",
        "identity",
        "Section on weights as images",
        "A unit's output is its bias plus the sum of weight times pixel, drawn flat or as a 28 x 28 grid.",
        "The sum equals the logit to 1e-12 in float64. An identity has no control.",
        "",
        c2,
        tab=ONE_IMAGE,
    ),
    _claim(
        "C3",
        "claim",
        "Figure of neuron 0",
        "The weights of the unit for 0 show a blurry 0 with a dark centre.",
        "The mean weight on the ring (mean 0 above half its maximum) exceeds that within 3 pixels of the "
        "centre, which is negative.",
        SEEN,
        c3,
    ),
    _claim(
        "C4",
        "claim",
        "Figure of the ten weight images",
        "The ten weight images look like averages of their classes' images.",
        "Mean r of weights and class mean above .7; a larger r with the own class's mean than with the "
        "others' is a part.",
        SEEN,
        c4,
        tab="Templates",
        means="true",
    ),
    _claim(
        "C5",
        "claim",
        "Section on an image of a 2",
        "An image of a 2 scores high at unit 2 and partly at others, where negative weights cancel the score.",
        "Unit 2 has the largest evidence, other units have half of its positive evidence, and negative "
        "weights take half of that away, each in more than half of the cases.",
        "the other nine units of the same images",
        c5,
        tab=ONE_IMAGE,
    ),
    _claim(
        "C6",
        "identity",
        "Section on activations",
        "A monotone activation does not change which output is largest.",
        "The order of the ten outputs is the same before and after, in float64. An identity has no control; "
        "ties of the ReLU are counted.",
        "",
        c6,
        tab=ONE_IMAGE,
    ),
)
