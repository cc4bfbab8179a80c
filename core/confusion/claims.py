"""Claims of ml4a on confusion matrices (C7-C10, C14), judged on ten seeds of one layer."""

from dataclasses import replace

import numpy as np

from core.confusion.matrix import confusion_matrix, margins
from core.confusion.samples import ordered, scored
from core.data import image_sets
from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.networks import dense
from core.networks.epochs import score
from core.networks.labels import shuffled
from core.networks.studies import RECIPE, SEEDS, train
from core.networks.training import TrainingParams
from core.runs.progress import Work

# Pairs that people confuse, too; every other mistake is called gross. Fixed before looking.
HUMANLIKE = ((4, 9), (3, 8), (3, 5), (7, 9), (1, 7))
SOURCE_COUNT = 71  # 3 classified as 5, in the source's matrix
TOP = 10  # most confident images of a column
RADIUS = 3.0
PHOTOGRAPH_RUNS = "One layer on CIFAR-10 (Adam, batch 500, 10 epochs), ten seeds, 10,000 test images"
RUNS = "One layer on full MNIST (Adam, batch 500, 20 epochs), ten seeds, 10,000 test images"


def centre_ink(images: np.ndarray) -> np.ndarray:
    """Mean brightness within 3 pixels of the centre of images (n, h, w) scaled to 0-1, (n,)."""
    rows, columns = np.ogrid[: images.shape[1], : images.shape[2]]
    middle = (images.shape[1] - 1) / 2
    return images[:, np.hypot(rows - middle, columns - middle) < RADIUS].mean(1)


def width(images: np.ndarray) -> np.ndarray:
    """Width of images (n, h, w) in pixels: the standard deviation of the ink's horizontal position, (n,)."""
    columns = np.arange(images.shape[2])
    ink = images.sum(1)
    ink = ink / np.maximum(ink.sum(1, keepdims=True), 1e-9)
    mean = ink @ columns
    return np.sqrt((ink * (columns - mean[:, None]) ** 2).sum(1))


def humanlike(actual: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Return which mistakes, (n,) actual and predicted classes, are on a pair that people confuse, too, (n,) bool."""
    pairs = {frozenset(pair) for pair in HUMANLIKE}
    return np.array([frozenset(pair) in pairs for pair in zip(actual.tolist(), predicted.tolist(), strict=True)], bool)


def measure(recipe: TrainingParams = RECIPE, seeds: int = SEEDS) -> Work[dict[str, np.ndarray]]:
    """Measure the confusion matrices of one layer, their controls, and what the most confident samples look like."""
    data = image_sets.load(recipe.dataset)
    _, after = yield from train(recipe, seeds, data)
    _, noise = yield from train(recipe, seeds, shuffled(data))
    images, actual = data.x_test / np.float32(255), data.y_test
    found: dict[str, list] = {}
    for i in range(seeds):
        predicted, probabilities = _answers(after.net(i), data.x_test, actual)
        samples = scored(actual, predicted, probabilities)
        wrong = np.flatnonzero(predicted != actual)
        alike = humanlike(actual[wrong], predicted[wrong])
        confidence = probabilities.max(1)
        order = ordered(samples, "most confident")
        found.setdefault("matrix", []).append(confusion_matrix(actual, predicted, 10))
        found.setdefault("shuffled_matrix", []).append(
            confusion_matrix(actual, _answers(noise.net(i), data.x_test, actual)[0], 10)
        )
        found.setdefault("humanlike_share", []).append(alike.mean())
        found.setdefault("humanlike_confidence", []).append(confidence[wrong[alike]].mean())
        found.setdefault("gross_confidence", []).append(confidence[wrong[~alike]].mean())
        found.setdefault("out_of_order", []).append((np.diff(confidence[order]) > 1e-6).sum())
        for column, measured in ((0, centre_ink), (1, width)):
            top = order[predicted[order] == column][:TOP]
            rest = predicted == column
            found.setdefault(f"top_{column}", []).append(measured(images[top]).mean())
            found.setdefault(f"all_{column}", []).append(measured(images[rest]).mean())
    return {name: np.array(values) for name, values in found.items()}


def measure_photographs(recipe: TrainingParams = RECIPE, seeds: int = SEEDS) -> Work[dict[str, np.ndarray]]:
    """Measure the confusion matrix of one layer on CIFAR-10."""
    recipe = replace(recipe, dataset="cifar10", epochs=10)
    data = image_sets.load(recipe.dataset)
    _, after = yield from train(recipe, seeds, data)
    _, noise = yield from train(recipe, seeds, shuffled(data))
    return {
        name: np.array(
            [confusion_matrix(data.y_test, _answers(e.net(i), data.x_test, data.y_test)[0], 10) for i in range(seeds)]
        )
        for name, e in (("matrix", after), ("shuffled_matrix", noise))
    }


def _answers(weights: list[np.ndarray], x: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    logits = dense.logits(weights, dense.rows(x))
    return logits.argmax(1), score(logits, labels)[2]


def c7(n: Numbers) -> Judgement:
    share = judging.mean(n["humanlike_share"])
    gap = judging.difference(n["humanlike_confidence"], n["gross_confidence"])
    return Judgement(
        grade(share.above(0.1) and share.below(0.9), share.above(0)),
        f"{share:.0%} of the mistakes confuse 4 and 9, 3 and 8, 3 and 5, 7 and 9, or 1 and 7 (5 of 45 pairs: 11 % by "
        f"chance); the others count as gross. Mean confidence, in this order: "
        f"{judging.mean(n['humanlike_confidence']):.1%} and "
        f"{judging.mean(n['gross_confidence']):.1%}.",
        f"The confidences differ by {gap:.1%}"
        + (
            ": the network's confidence tells them apart a little."
            if gap.above(0) or gap.below(0)
            else ", which may be chance."
        ),
    )


def c8(n: Numbers) -> Judgement:
    counts = judging.mean(n["matrix"][:, 3, 5])
    mean = n["matrix"].mean(0) * (1 - np.eye(10))
    largest = [divmod(int(i), 10) for i in np.argsort(-mean, axis=None)[:4]]
    accuracy = judging.mean(np.trace(n["matrix"], axis1=1, axis2=2) / n["matrix"][0].sum())
    control = judging.mean(np.trace(n["shuffled_matrix"], axis1=1, axis2=2) / n["matrix"][0].sum())
    return Judgement(
        grade(counts.low <= SOURCE_COUNT <= counts.high, (3, 5) in largest),
        f"3 classified as 5: {counts:.0f} times (the source's network: {SOURCE_COUNT}). The largest cells are "
        f"{', '.join(f'{a} as {p} ({mean[a, p]:.0f})' for a, p in largest)}. Accuracy {accuracy:.1%}, trained "
        f"on shuffled "
        f"labels {control:.1%}.",
        "The source's count is of its own network; it was to lie within the interval of ours.",
    )


def c9(n: Numbers) -> Judgement:
    broken = int(n["out_of_order"].sum())
    return Judgement(
        grade(broken == 0, False),
        f"{broken} of {10_000 * len(n['out_of_order']):,} neighbours in the order of samples are out of order.",
        "The page's list of a cell is sorted by falling confidence." if broken == 0 else "The list is not sorted.",
    )


def c10(n: Numbers) -> Judgement:
    ring = judging.difference(n["top_0"], n["all_0"])
    line = judging.difference(n["top_1"], n["all_1"])
    return Judgement(
        grade(ring.below(0) and line.below(0), ring.below(0) or line.below(0)),
        f"Brightness of the centre in the {TOP} most confident 0s: {judging.mean(n['top_0']):.3f}, in all "
        f"images classified "
        f"as 0: {judging.mean(n['all_0']):.3f}. Width of the {TOP} most confident 1s: "
        f"{judging.mean(n['top_1']):.2f} pixels, "
        f"of all classified as 1: {judging.mean(n['all_1']):.2f}.",
        "An emptier centre and a thinner line than the column's mean were required, both by paired intervals.",
    )


def c14(n: Numbers) -> Judgement:
    recall = np.array([margins(counts).recall for counts in n["matrix"]])
    accuracy, names = judging.mean(recall.mean(1)), image_sets.CLASS_NAMES["cifar10"]
    control = judging.mean(np.array([margins(counts).recall.mean() for counts in n["shuffled_matrix"]]))
    mean = n["matrix"].mean(0) * (1 - np.eye(10))
    worst, taken = divmod(int(mean.argmax()), 10)
    return Judgement(
        grade(accuracy.above(0.3), accuracy.above(0.15)),
        f"Accuracy {accuracy:.1%} (shuffled labels {control:.1%}); best recall {names[recall.mean(0).argmax()]} "
        f"{recall.mean(0).max():.0%}, worst {names[recall.mean(0).argmin()]} {recall.mean(0).min():.0%}; the largest "
        f"confusion is {names[worst]} as {names[taken]} ({mean.max():.0f} of 1,000).",
        "The figure counts as reproduced where accuracy is well above chance, taken as 30 %.",
    )


_claim = claims_on("confusion", "digits", RUNS, dataset="mnist", batch_size="500")
_photograph_claim = claims_on(
    "confusion", "photographs", PHOTOGRAPH_RUNS, dataset="cifar10", batch_size="500", epochs="10"
)

MEASURES = {"digits": measure, "photographs": measure_photographs}
NEEDS = {"digits": ("mnist",), "photographs": ("cifar10",)}
CLAIMS = (
    _claim(
        "C7",
        "figure",
        "Section on mistakes",
        "Some mistakes are such as people make (4 and 9, 3 and 8), others are gross.",
        "Between 10 and 90 % of the mistakes are on five pairs that were named beforehand; the confidences "
        "of both kinds are compared.",
        "11 % of the mistakes, if they fell on pairs by chance",
        c7,
    ),
    _claim(
        "C8",
        "figure",
        "Confusion matrix of the 90 % network",
        "In the matrix, 3 is classified as 5 in 71 cases.",
        "71 lies within the interval of ten seeds; being among the four largest cells is a part.",
        "shuffled labels",
        c8,
    ),
    _claim(
        "C9",
        "figure",
        "Confusion matrix, hovering over a cell",
        "A cell shows its samples, the most confident first.",
        "No neighbours in the list are out of order. It is a property of the page, so there is no control.",
        "",
        c9,
    ),
    _claim(
        "C10",
        "claim",
        "Most confident samples of every cell",
        "Column 0 prefers a big ring, column 1 a thin line.",
        "The ten most confident 0s have emptier centres, and the ten most confident 1s are narrower, than "
        "all images of the column (paired intervals over ten seeds).",
        "all images in the same column",
        c10,
        view="top samples",
    ),
    _photograph_claim(
        "C14",
        "figure",
        "Confusion matrix of CIFAR-10",
        "The confusion matrix of a network on CIFAR-10.",
        "Mean recall above 30 % (above 15 %: a part).",
        "shuffled labels",
        c14,
    ),
)
