"""Claims of ml4a on photographs and on size (C11-C13, C19, C20): CIFAR-10 and MNIST, ten seeds and the baked runs."""

from dataclasses import replace
from typing import Any

import numpy as np

from core.data import image_sets
from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.gallery.topic import Recipe
from core.networks.labels import shuffled
from core.networks.studies import RECIPE, SEEDS, train
from core.networks.training import Training, TrainingParams
from core.networks.training import train as train_one
from core.runs import archive
from core.runs.progress import Step, Work
from core.templates import capacity, cifar
from core.templates.capacity import Capacity, CapacityParams
from core.templates.class_means import moments

PHOTOGRAPHS = replace(RECIPE, dataset="cifar10")
RIM = 4
BLUE = ("plane", "ship")
RUNS = "One layer on CIFAR-10 (Adam, batch 500, 20 epochs), ten seeds; variances of all training images"
SIZE_RUNS = (
    "Dense networks on full MNIST, three seeds a size, 10 epochs; two convolutions and a dense layer of 64 units, "
    "5 epochs of MNIST and 4 of CIFAR-10, one seed each"
)


def blueness(kernel: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Mean blue weight on the rim minus the mean of red and green, by class: kernel (pixels, classes) -> (classes,)."""
    return cifar.blueness(cifar.mean_colour(kernel.T.reshape(-1, *shape), RIM))


def measure(recipe: TrainingParams = PHOTOGRAPHS, seeds: int = SEEDS) -> Work[dict[str, np.ndarray]]:
    """Measure one layer and ten hidden units on photographs, and how much of the variance lies between classes."""
    data = image_sets.load(recipe.dataset)
    before, layer = yield from train(recipe, seeds, data)
    _, noise = yield from train(recipe, seeds, shuffled(data))
    _, ten = yield from train(replace(recipe, architecture="hidden", hidden=10), seeds, data)
    blue = np.isin(data.class_names, BLUE)
    rims = np.stack([blueness(layer.net(i)[0], data.shape) for i in range(seeds)])
    control = np.stack([blueness(noise.net(i)[0], data.shape) for i in range(seeds)])
    digits = image_sets.load("mnist")
    parts = []
    for one in (data, digits):
        sums = yield from moments(one.x_train, one.y_train, 10)
        parts.append(sums.parts())
    return {
        "layer": layer.test_accuracy,
        "ten": ten.test_accuracy,
        "shuffled": noise.test_accuracy,
        "untrained": before.test_accuracy,
        "blue_rim": rims[:, blue],
        "other_rim": rims[:, ~blue].mean(1),
        "shuffled_rim": control[:, blue].mean(1),
        "between_share": np.array([between / (within + between) for within, between in parts]),
    }


def measure_size() -> Work[dict[str, np.ndarray]]:
    """Collect accuracy and processor time over width and depth from the baked runs, and the accuracy of two CNNs."""
    found: dict[str, list[Any]] = {}
    for params in sorted(capacity.study("mnist"), key=lambda params: (params.depth, params.width)):
        yield Step(0, 1, message=f"Reading width {params.width}, depth {params.depth}")
        path = Recipe("capacity", params, capacity.compute).path
        point = archive.load(path, Capacity, params=CapacityParams)
        key = "width" if params.depth == 1 else f"depth_{params.width}"
        if params.depth == 0:
            continue
        found.setdefault(key, []).append(params.width if key == "width" else params.depth)
        found.setdefault(f"{key}_seconds", []).append(point.seconds)
        found.setdefault(f"{key}_accuracy", []).append(point.accuracy)
    arrays = {name: np.array(values) for name, values in found.items()}
    baked = TrainingParams(dataset="cifar10", architecture="cnn", hidden=64, epochs=4, batch_size=200)
    run = archive.load(Recipe("training", baked, train_one).path, Training, params=TrainingParams)
    fresh = yield from train_one(replace(baked, dataset="mnist", epochs=5, batch_size=100))
    for one in (run, fresh):
        labels = image_sets.load(one.params.dataset).y_test
        arrays[f"cnn_{one.params.dataset}"] = np.array([(one.predictions[-1] == labels).sum(), len(labels)])
    return arrays


def c11(n: Numbers) -> Judgement:
    layer, ten = judging.mean(n["layer"]), judging.mean(n["ten"])
    return Judgement(
        grade(layer.above(0.35) and layer.below(0.4), layer.above(0.2)),
        f"Test accuracy of one layer {layer:.1%}, of ten hidden units {ten:.1%}; shuffled labels "
        f"{judging.mean(n['shuffled']):.1%}, untrained {judging.mean(n['untrained']):.1%} (chance 10 %).",
        "The source's 37 % was taken as 35 to 40 %.",
    )


def c12(n: Numbers) -> Judgement:
    gains = [judging.difference(column, n["other_rim"]) for column in n["blue_rim"].T]
    found = [judging.mean(column) for column in n["blue_rim"].T]
    return Judgement(
        grade(
            all(gain.above(0) for gain in gains) and all(one.above(0) for one in found),
            any(gain.above(0) for gain in gains),
        ),
        f"Blue minus the mean of red and green on the outer {RIM} pixels: plane {found[0]:.4f}, ship "
        f"{found[1]:.4f}, the "
        f"other classes {judging.mean(n['other_rim']):.4f}; shuffled labels (plane and ship) "
        f"{judging.mean(n['shuffled_rim']):.4f}.",
        "Both classes were required to be blue at the rim and bluer than the rest. Blurriness is for the eye.",
    )


def c13(n: Numbers) -> Judgement:
    photographs, digits = n["between_share"]
    return Judgement(
        grade(photographs < digits / 2, photographs < digits),
        f"Share of the pixels' variance that lies between classes: CIFAR-10 {photographs:.1%}, MNIST {digits:.1%}.",
        "“Less alike” was taken as less than half of MNIST's share; both are whole training sets, so no "
        "interval is needed.",
    )


def c19(n: Numbers) -> Judgement:
    wide = np.searchsorted(n["width"], 100)
    wider = judging.difference(n["width_accuracy"][-1], n["width_accuracy"][wide])
    deep = judging.difference(n["depth_64_accuracy"][-1], n["depth_64_accuracy"][0])
    cost = n["width_seconds"][-1] / n["width_seconds"][wide]
    cost_deep = n["depth_64_seconds"][-1] / n["depth_64_seconds"][0]
    return Judgement(
        grade(deep.high < 0.005 and cost_deep > 1.5, deep.high < 0.02),
        f"From one hidden layer of 64 units to eight: accuracy {deep:+.2%}, processor time times "
        f"{cost_deep:.1f}. From width "
        f"{int(n['width'][wide])} to {int(n['width'][-1])}: accuracy {wider:+.2%}, processor time times {cost:.1f}.",
        "“Stops helping” was taken as a gain below half a point, “cost grows” as at least 1.5 times the "
        "processor time.",
    )


def c20(n: Numbers) -> Judgement:
    digits, photographs = (judging.share(*n[f"cnn_{name}"]) for name in ("mnist", "cifar10"))
    return Judgement(
        grade(digits.above(0.98) and photographs.above(0.55), digits.above(0.93) or photographs.above(0.45)),
        f"Test accuracy of a small convolutional network: MNIST {digits:.1%}, CIFAR-10 {photographs:.1%}.",
        "“Much better” was taken as above 98 % and above 55 %; dense networks reach about 92 to 98 % and 38 "
        "to 47 % here.",
    )


_claim = claims_on("templates", "photographs", RUNS, tab="Size and colour")
_size_claim = claims_on("templates", "size", SIZE_RUNS, tab="Size and colour")
CLAIMS = (
    _claim(
        "C11",
        "figure",
        "Section on CIFAR-10",
        "The same networks classify about 37 % of CIFAR-10's test images, where chance is 10 %.",
        "One layer's test accuracy lies between 35 and 40 % (above 20 %: a part).",
        "ten hidden units, untrained weights, shuffled labels",
        c11,
    ),
    _claim(
        "C12",
        "claim",
        "Figure of CIFAR-10's weight images",
        "CIFAR-10's weight images are blurry, and those of planes and ships have blue rims.",
        "For both classes the rim's blue weight exceeds that of red and green, and that of the other classes.",
        "the other eight classes, and shuffled labels",
        c12,
    ),
    _claim(
        "C13",
        "claim",
        "Section on CIFAR-10",
        "Images of one class of CIFAR-10 are less alike than those of one class of MNIST.",
        "The share of variance between classes is less than half of MNIST's (smaller: a part).",
        "MNIST",
        c13,
    ),
    _size_claim(
        "C19",
        "claim",
        "Section on more layers",
        "Adding layers soon stops helping, while the cost grows.",
        "From one to eight hidden layers of 64 units accuracy gains less than half a point (upper end of the "
        "interval) and processor time grows at least 1.5 times.",
        "width in place of depth",
        c19,
    ),
    _size_claim(
        "C20",
        "claim",
        "Outlook",
        "Convolutional networks classify both sets much better.",
        "Test accuracy above 98 % on MNIST and above 55 % on CIFAR-10 (exact binomial interval over 10,000 "
        "test images).",
        "dense networks of one layer and of one hidden layer",
        c20,
    ),
)
