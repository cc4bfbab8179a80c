"""Claims on a hidden layer of 128 units (A2, A3, A7, A8, A10, A13, A14): ten seeds on full MNIST, with controls."""

import numpy as np

from core.data import image_sets
from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.networks.dense import rows
from core.networks.labels import shuffled
from core.networks.studies import SAMPLE, SEEDS, Weights, disjoint_pairs, each, readout, train
from core.networks.training import TrainingParams
from core.runs.progress import Work
from core.statistics import cka, correlations, cosine, participation_ratio, pearson
from core.templates.implied_targets import layer_targets, target_statistics
from core.templates.seed_sensitivity import match

HIDDEN = TrainingParams(dataset="mnist", batch_size=500, epochs=20, architecture="hidden", hidden=128)
RUNS = "784-128-10 ReLU network on full MNIST (Adam, batch 500, 20 epochs), ten seeds, 2,000 test images"
READ_FROM = 10_000  # training images from which a linear readout is learned


def codes(weights: Weights, x: np.ndarray) -> np.ndarray:
    """The hidden layer's output (n, units)."""
    return np.maximum(x @ weights[0] + weights[1], 0)


def winners(weights: Weights, x: np.ndarray) -> np.ndarray:
    """Return how much images and hidden codes are like the weights of the units that win, (4,).

    Mean r of an image and its hidden winner's weights, and with another image's winner; mean cosine of the hidden code
    and the output winner's weights, and with another image's.
    """
    hidden = codes(weights, x)
    rows, top = weights[0].T, hidden.argmax(1)
    outputs, best = weights[2].T, (hidden @ weights[2] + weights[3]).argmax(1)
    return np.array(
        [
            pearson(x, rows[top]).mean(),
            pearson(x, rows[np.roll(top, 1)]).mean(),
            cosine(hidden, outputs[best]).mean(),
            cosine(hidden, outputs[np.roll(best, 1)]).mean(),
        ]
    )


def every_unit(weights: Weights, x: np.ndarray) -> np.ndarray:
    """Return what r between every image and every unit is like, (5,).

    Mean, share above 0, share above .05, 5 % quantile, and the mean over images of the largest.
    """
    r = correlations(x.T, weights[0])
    return np.array([r.mean(), (r > 0).mean(), (r > 0.05).mean(), np.quantile(r, 0.05), r.max(1).mean()])


def targets(weights: Weights, x: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return what the implied targets are like, (3,).

    Of the hidden layer's: participation ratio and share of negative entries. Of the output's: participation ratio.
    """
    output, hidden = layer_targets(weights, x, labels)
    found = target_statistics(hidden)
    onehot = participation_ratio(output.target**2).mean()
    return np.array([found.participation, found.negative, onehot])


def gradient_error(weights: Weights, x: np.ndarray, labels: np.ndarray) -> float:
    """Return the largest difference of next gradient · Wᵀ from automatic differentiation, over the largest entry."""
    import tensorflow as tf  # noqa: PLC0415 takes seconds

    ours = layer_targets(weights, x, labels)[1].gradient
    hidden = tf.constant(codes(weights, x), tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(hidden)
        logits = hidden @ tf.constant(weights[2], tf.float64) + weights[3].astype(np.float64)
        loss = tf.reduce_sum(tf.nn.sparse_softmax_cross_entropy_with_logits(labels.astype(np.int32), logits))
    auto = tape.gradient(loss, hidden).numpy()
    return float(np.abs(ours - auto).max() / np.abs(auto).max())


def between_seeds(many: list[np.ndarray]) -> np.ndarray:
    """Same-number r, matched r and CKA of the hidden codes of networks 0 and 1, 2 and 3 ..., (pairs, 3).

    Pairs share no network, so that their values are independent.
    """
    found = []
    for a, b in disjoint_pairs(len(many)):
        r = correlations(many[a], many[b])
        found.append((np.diag(r).mean(), r[np.arange(len(r)), match(r)].mean(), cka(many[a], many[b])))
    return np.array(found)


def measure(recipe: TrainingParams = HIDDEN, seeds: int = SEEDS, sample: int = SAMPLE) -> Work[dict[str, np.ndarray]]:
    """Measure the hidden layer, trained, untrained and trained on shuffled labels, and other features of its size."""
    data = image_sets.load(recipe.dataset)
    before, after = yield from train(recipe, seeds, data)
    _, noise = yield from train(recipe, seeds, shuffled(data))
    _, same_start = yield from train(recipe, seeds, data, starts=[before.net(0)] * seeds)
    x, labels = rows(data.x_test[:sample]), data.y_test[:sample]
    found: dict[str, np.ndarray] = {}
    for name, epoch in (("trained", after), ("untrained", before), ("shuffled", noise)):
        found[f"{name}_winners"] = each(epoch, lambda w: winners(w, x))
        found[f"{name}_units"] = each(epoch, lambda w: every_unit(w, x))
        found[f"{name}_targets"] = each(epoch, lambda w: targets(w, x, labels))
        found[f"{name}_accuracy"] = epoch.test_accuracy
        found[f"{name}_between"] = between_seeds([codes(epoch.net(i), x) for i in range(seeds)])
    found["same_start_between"] = between_seeds([codes(same_start.net(i), x) for i in range(seeds)])
    found["gradient_error"] = np.array([gradient_error(after.net(0), x[:200], labels[:200])])
    y, y_test, x_all = data.y_train[:READ_FROM], data.y_test, rows(data.x_test)
    x_read = rows(data.x_train[:READ_FROM])
    _, _, axes = np.linalg.svd(x_read - x_read.mean(0), full_matrices=False)
    axes = axes[: recipe.hidden].T
    found["read_pca"] = np.array([readout(x_read @ axes, y, x_all @ axes, y_test)])
    found["read_pixels"] = np.array([readout(x_read, y, x_all, y_test)])
    for name, epoch in (("trained", after), ("untrained", before), ("shuffled", noise)):
        found[f"read_{name}"] = each(epoch, lambda w: readout(codes(w, x_read), y, codes(w, x_all), y_test))
    return found


def a2(n: Numbers) -> Judgement:
    r, other = judging.mean(n["trained_winners"][:, 0]), judging.mean(n["trained_winners"][:, 1])
    gain = judging.difference(n["trained_winners"][:, 0], n["trained_winners"][:, 1])
    return Judgement(
        grade(gain.above(0) and r.below(0.25), gain.above(0)),
        f"r = {r:.3f} with the hidden winner's weights (one layer: .26), {other:.3f} with another image's winner. "
        f"Untrained: {judging.mean(n['untrained_winners'][:, 0]):.3f}; shuffled labels: "
        f"{judging.mean(n['shuffled_winners'][:, 0]):.3f}.",
        f"The winner's r exceeds another winner's by {gain:.3f}.",
    )


def a3(n: Numbers) -> Judgement:
    own, other = judging.mean(n["trained_winners"][:, 2]), judging.mean(n["trained_winners"][:, 3])
    gain = judging.difference(n["trained_winners"][:, 2], n["trained_winners"][:, 3])
    return Judgement(
        grade(gain.above(0) and own.above(0.2), gain.above(0)),
        f"Cosine of the hidden code and the output winner's weights: {own:.2f}; with another image's winner "
        f"{other:.2f}. "
        f"Untrained: {judging.mean(n['untrained_winners'][:, 2]):.2f}.",
        f"The winner's cosine exceeds another winner's by {gain:.2f}.",
    )


def a7(n: Numbers) -> Judgement:
    spread, negative, onehot = (judging.mean(column) for column in n["trained_targets"].T)
    error = float(n["gradient_error"][0])
    return Judgement(
        grade(error < 1e-5 and spread.above(10) and onehot.below(1.001), error < 1e-5),
        f"Participation ratio of the hidden target: {spread:.0f} of 128 units, of the output's target "
        f"{onehot:.2f} of 10; "
        f"{negative:.0%} of the hidden target's entries are negative. Untrained: "
        f"{judging.mean(n['untrained_targets'][:, 0]):.0f} units. next gradient · Wᵀ differs from automatic "
        f"differentiation by {error:.0e} of the largest entry.",
        "“Spread over many units” was taken as more than 10 of 128.",
    )


def a8(n: Numbers) -> Judgement:
    mean, positive, above, low, best = (judging.mean(column) for column in n["trained_units"].T)
    untrained = judging.mean(n["untrained_units"][:, 1])
    return Judgement(
        grade(positive.above(0.9), mean.above(0)),
        f"r of image and unit over all pairs: mean {mean:.3f}, {positive:.0%} above 0, {above:.0%} above .05, "
        f"5 % quantile "
        f"{low:.2f}, largest of an image {best:.2f}. Untrained: {untrained:.0%} above 0.",
        "“Every” was taken as r above 0 for more than 90 % of the pairs; a mean r above 0 is a part.",
    )


def a10(n: Numbers) -> Judgement:
    same, matched, geometry = (judging.mean(column) for column in n["trained_between"].T)
    start = judging.mean(n["same_start_between"][:, 0])
    return Judgement(
        grade(matched.below(0.8) and geometry.below(0.8), matched.below(0.8) and start.low > same.high),
        f"Two seeds: r of units of the same number {same:.2f}, matched one to one {matched:.2f} (untrained "
        f"{judging.mean(n['untrained_between'][:, 1]):.2f}), linear CKA {geometry:.2f}. Same initial weights "
        f"and another "
        f"order of images: r of the same number {start:.2f}.",
        "Units depend on the initial weights where matched r is below .8; the whole representation would "
        "where CKA is, too.",
    )


def a13(n: Numbers) -> Judgement:
    learned, pca = judging.mean(n["read_trained"]), float(n["read_pca"][0])
    gain = judging.difference(n["read_trained"], n["read_untrained"])
    worse = learned.below(pca) or gain.below(0)
    return Judgement(
        "holds" if worse else "not testable here",
        _readouts(n),
        "Here the learned features are worse than others of their size."
        if worse
        else "Here the learned features are not worse than the others, which does not contradict “need not”.",
    )


def a14(n: Numbers) -> Judgement:
    learned, pca = judging.mean(n["read_trained"]), float(n["read_pca"][0])
    gain = judging.difference(n["read_trained"], n["read_untrained"])
    better = gain.above(0) and learned.above(pca)
    return Judgement(
        grade(not better and gain.below(0), not better),
        _readouts(n),
        f"Learned features are read out {gain:.1%} better than random ones, so training does find features that help."
        if better
        else "Learned features are not read out better than both random and PCA features.",
    )


def _readouts(n: Numbers) -> str:
    return (
        f"Test accuracy of the same linear readout of 128 features: learned "
        f"{judging.mean(n['read_trained']):.1%}, random "
        f"(untrained) {judging.mean(n['read_untrained']):.1%}, PCA {float(n['read_pca'][0]):.1%}, learned "
        f"from shuffled "
        f"labels {judging.mean(n['read_shuffled']):.1%}; all 784 pixels {float(n['read_pixels'][0]):.1%}."
    )


_claim = claims_on("templates", "hidden", RUNS, dataset="mnist", batch_size="500", architecture="hidden")
SEEN = "untrained weights, and weights trained on shuffled labels"
CLAIMS = (
    _claim(
        "A2",
        "figure",
        "Figure, middle row",
        "The weights of the winning hidden unit match only a part of the input.",
        "r of image and hidden winner's weights is above another winner's, and below .25 (one layer has "
        ".26); t interval over ten seeds.",
        SEEN,
        a2,
        tab="Evidence in one image",
    ),
    _claim(
        "A3",
        "figure",
        "Figure, bottom row",
        "The weights of the winning output unit, drawn as an image, resemble the hidden code.",
        "The cosine of hidden code and the winner's weights is above .2 and above another image's winner's.",
        "untrained weights",
        a3,
        tab="Evidence in one image",
    ),
    _claim(
        "A7",
        "claim",
        "Section on the hidden layer's target",
        "A hidden layer's target, output minus gradient, is not one-hot but spread over many units.",
        "The gradient equals automatic differentiation to 1e-5, and the target's participation ratio is "
        "above 10 of 128 (the output's is 1).",
        "the output layer's one-hot target, and untrained weights",
        a7,
        tab="Targets of each layer",
    ),
    _claim(
        "A8",
        "claim",
        "Section on distributed representations",
        "Every input matches every hidden unit a little.",
        "r of image and unit is above 0 in more than 90 % of all pairs; a mean r above 0 is a part.",
        "untrained weights",
        a8,
        tab="Evidence in one image",
    ),
    _claim(
        "A10",
        "claim",
        "Section on repeated training",
        "A hidden layer's representation depends on the random initial weights and is incompatible between networks.",
        "Matched r and linear CKA of two seeds both below .8; only matched r below .8, with r higher for "
        "equal initial weights, is a part.",
        "untrained networks, and equal initial weights with another order of images",
        a10,
        tab="Random seed",
    ),
    _claim(
        "A13",
        "claim",
        "Conclusion",
        "The learned representation is not designed for people to understand and need not be a good one.",
        "A linear readout of 128 learned features is worse than one of 128 random or PCA features. One "
        "network with good features cannot refute “need not”, and whether people understand them is not tested.",
        "untrained features, PCA, features learned from shuffled labels, and all pixels",
        a13,
        tab="Hidden units",
    ),
    _claim(
        "A14",
        "claim",
        "Conclusion",
        "The network does not find good features by itself.",
        "Learned features are read out worse than random ones (not better than both random and PCA features: a part).",
        "untrained features, PCA, features learned from shuffled labels, and all pixels",
        a14,
        tab="Hidden units",
    ),
)
