"""Claims of ml4a on a hidden layer (C15-C18): ten hidden units, and four layers of 64, ten seeds on full MNIST."""

from dataclasses import replace

import numpy as np

from core.data import image_sets
from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.networks import batched
from core.networks.dense import rows
from core.networks.studies import RECIPE, SAMPLE, SEEDS, Weights, each, readout, train
from core.networks.training import TrainingParams
from core.runs.progress import Work
from core.statistics import participation_ratio

TEN = replace(RECIPE, architecture="hidden", hidden=10)
WIDTH, DEPTH = 64, 4
READ_FROM = 5_000
MEMBERS = 300  # images of a class that are clustered
RUNS = "Networks with ten hidden ReLU units on full MNIST (Adam, batch 500, 20 epochs), ten seeds"
DEEP_RUNS = "Networks with four hidden ReLU layers of 64 units on full MNIST, ten seeds, 2,000 test images"


def rim_and_centre(weights: Weights) -> np.ndarray:
    """Each class's mean weight on the rim and in the centre of the image, through all hidden units, (classes, 2).

    Filters are weighted by their output weights. The centre is within 3 pixels, the rim a ring of radius 6 to 9.
    """
    side = int(np.sqrt(len(weights[0])))
    rows, columns = np.mgrid[:side, :side] - (side - 1) / 2
    radius = np.hypot(rows, columns).ravel()
    through = weights[0] @ weights[2]
    through = through - through.mean(1, keepdims=True)  # what all classes share changes no answer
    return np.stack([through[(radius >= 6) & (radius < 9)].mean(0), through[radius < 3].mean(0)], 1)


def silhouette(points: np.ndarray, seed: int = 0) -> float:
    """Return the mean silhouette width of two k-means clusters of points (n, p)."""
    from scipy.cluster.vq import kmeans2  # noqa: PLC0415 scipy takes a while to import

    _, labels = kmeans2(points, 2, minit="++", seed=seed, iter=50)
    if min(np.bincount(labels, minlength=2)) < 2:
        return 0.0
    distances = np.linalg.norm(points[:, None] - points[None], axis=2)
    members = np.eye(2)[labels]
    sums, sizes = distances @ members, members.sum(0)
    own = sums[np.arange(len(points)), labels] / (sizes[labels] - 1)
    other = sums[np.arange(len(points)), 1 - labels] / sizes[1 - labels]
    return float(((other - own) / np.maximum(own, other)).mean())


def clusters(points: np.ndarray) -> np.ndarray:
    """Silhouette of two clusters of points (n, p), and of as many Gaussian points of the same mean and covariance."""
    rng = np.random.default_rng(0)
    gaussian = rng.multivariate_normal(points.mean(0), np.cov(points.T), len(points))
    return np.array([silhouette(points), silhouette(np.maximum(gaussian, 0))])


def by_layer(weights: Weights, x_read: np.ndarray, y: np.ndarray, x: np.ndarray, y_test: np.ndarray) -> np.ndarray:
    """Linear readout and effective dimension of the image and of every hidden layer, (layers + 1, 2)."""
    found = []
    for layer in range(0, len(weights), 2):
        spectrum = np.linalg.eigvalsh(np.cov(x.T.astype(np.float64)))
        found.append((readout(x_read, y, x, y_test), participation_ratio(np.maximum(spectrum, 0))))
        x, x_read = (np.maximum(part @ weights[layer] + weights[layer + 1], 0) for part in (x, x_read))
    return np.array(found)


def measure(recipe: TrainingParams = TEN, seeds: int = SEEDS, sample: int = SAMPLE) -> Work[dict[str, np.ndarray]]:
    """Measure ten hidden units: filters, accuracy, and clusters of their codes within each class."""
    data = image_sets.load(recipe.dataset)
    before, after = yield from train(recipe, seeds, data)
    _, layer = yield from train(replace(recipe, architecture="one layer"), seeds, data)
    x, labels = rows(data.x_test), data.y_test

    def within(weights: Weights) -> np.ndarray:
        codes = np.maximum(x @ weights[0] + weights[1], 0)
        return np.array([clusters(codes[labels == c][:MEMBERS]) for c in range(10)])

    return {
        "trained_rim": each(after, rim_and_centre),
        "untrained_rim": each(before, rim_and_centre),
        "ten_accuracy": after.test_accuracy,
        "layer_accuracy": layer.test_accuracy,
        "trained_clusters": each(after, within),
        "untrained_clusters": each(before, within),
    }


def measure_deep(
    recipe: TrainingParams = RECIPE, seeds: int = SEEDS, sample: int = SAMPLE
) -> Work[dict[str, np.ndarray]]:
    """Measure every layer of deeper networks, before and after training."""
    data = image_sets.load(recipe.dataset)
    sizes = [int(np.prod(data.shape)), *[WIDTH] * DEPTH, len(data.class_names)]
    starts = [batched.glorot_start(sizes, seed) for seed in range(seeds)]
    before, after = yield from train(recipe, seeds, data, starts=starts)
    x, labels = rows(data.x_test[:sample]), data.y_test[:sample]
    x_read, y = rows(data.x_train[:READ_FROM]), data.y_train[:READ_FROM]
    return {
        "trained": each(after, lambda w: by_layer(w, x_read, y, x, labels)),
        "untrained": each(before, lambda w: by_layer(w, x_read, y, x, labels)),
    }


def c15(n: Numbers) -> Judgement:
    zero = judging.difference(n["trained_rim"][:, 0, 0], n["trained_rim"][:, 0, 1])
    one = judging.difference(n["trained_rim"][:, 1, 1], n["trained_rim"][:, 1, 0])
    control = judging.difference(n["untrained_rim"][:, 0, 0], n["untrained_rim"][:, 0, 1])
    return Judgement(
        grade(zero.above(0) and one.above(0), zero.above(0) or one.above(0)),
        f"Weight through all filters, rim minus centre for class 0: {zero:.3f} (untrained {control:.3f}); "
        f"centre minus rim "
        f"for class 1: {one:.3f}.",
        "Both differences were required to lie above 0. Whether a filter is a stroke, a loop or a hole is for the eye.",
    )


def c16(n: Numbers) -> Judgement:
    gain = judging.difference(n["ten_accuracy"], n["layer_accuracy"])
    return Judgement(
        grade(gain.above(0), not gain.below(0)),
        f"Test accuracy with ten hidden units {judging.mean(n['ten_accuracy']):.2%}, one layer "
        f"{judging.mean(n['layer_accuracy']):.2%}; ten hidden units are better in "
        f"{int((n['ten_accuracy'] > n['layer_accuracy']).sum())} of {len(n['ten_accuracy'])} pairs.",
        f"The mean gain is {gain:.2%}."
        + (
            " “Not always” is not shown: no pair lost accuracy."
            if (n["ten_accuracy"] > n["layer_accuracy"]).all()
            else ""
        ),
    )


def c17(n: Numbers) -> Judgement:
    excess = n["trained_clusters"][..., 0] - n["trained_clusters"][..., 1]
    by_class = [judging.mean(column) for column in excess.T]
    clustered = sum(found.above(0) for found in by_class)
    control = judging.mean((n["untrained_clusters"][..., 0] - n["untrained_clusters"][..., 1]).mean(1))
    return Judgement(
        grade(clustered > 5 and by_class[0].above(0), clustered > 0),
        f"Two clusters in the hidden codes are more distinct (silhouette) than in Gaussian codes of the same mean and "
        f"covariance in {clustered} of 10 classes; excess for class 0: {by_class[0]:.3f}, mean over classes "
        f"{judging.mean(excess.mean(1)):.3f}, untrained {control:.3f}.",
        "“Several ways” was taken as clusters that chance does not make, in class 0 and in most classes.",
    )


def c18(n: Numbers) -> Judgement:
    read = judging.difference(n["trained"][:, -1, 0], n["trained"][:, 1, 0])
    compact = judging.difference(n["trained"][:, 1, 1], n["trained"][:, -1, 1])
    control = judging.difference(n["untrained"][:, -1, 0], n["untrained"][:, 1, 0])
    loose = judging.difference(n["untrained"][:, 1, 1], n["untrained"][:, -1, 1])
    return Judgement(
        grade(read.above(0) and compact.above(0), read.above(0) or compact.above(0)),
        f"From the first to the fourth hidden layer the linear readout changes by {read:.1%} (untrained "
        f"{control:.1%}), the "
        f"effective dimension falls by {compact:.1f} (untrained {loose:.1f}). Effective dimensions by layer: "
        f"{', '.join(f'{v:.1f}' for v in n['trained'][:, :, 1].mean(0))}.",
        "“Higher-level” was taken as a better linear readout, “more compact” as a smaller participation ratio of the "
        "variances." + (" Untrained layers become more compact, too." if loose.above(0) else ""),
    )


_claim = claims_on("templates", "ten units", RUNS, architecture="hidden", hidden="10")
_deep_claim = claims_on("templates", "four layers", DEEP_RUNS)
UNITS = "Hidden units"
CLAIMS = (
    _claim(
        "C15",
        "figure",
        "Figure of ten hidden units",
        "Ten hidden units are strokes, loops and holes; class 0 likes those at the rim and dislikes the "
        "centre, class 1 the opposite.",
        "Through all filters, class 0's weight is larger on the rim (radius 6 to 9) than within 3 pixels of "
        "the centre, and class 1's the other way round.",
        "untrained weights",
        c15,
        tab=UNITS,
    ),
    _claim(
        "C16",
        "claim",
        "Section on hidden layers",
        "A hidden layer usually, but not always, improves accuracy.",
        "Accuracy with ten hidden units minus one layer's is above 0 (paired t interval over ten seeds); an "
        "interval that contains 0 is a part.",
        "one layer of weights with the same seeds",
        c16,
        tab="Size and colour",
    ),
    _claim(
        "C17",
        "claim",
        "Section on hidden layers",
        "With a hidden layer a class can be recognised in several ways, such as several kinds of 0.",
        "Hidden codes of a class form two clusters that are more distinct than those of Gaussian codes, for "
        "class 0 and for more than half of the classes.",
        "Gaussian codes of the same mean and covariance, and untrained weights",
        c17,
        tab=UNITS,
    ),
    _deep_claim(
        "C18",
        "claim",
        "Section on deeper networks",
        "Later layers hold higher-level, more compact representations.",
        "From the first to the last hidden layer the linear readout rises and the effective dimension falls "
        "(paired t intervals over ten seeds).",
        "untrained networks",
        c18,
        tab="Size and colour",
    ),
)
