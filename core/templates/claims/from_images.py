"""Claims on a hidden layer of 512 units whose initial weights are training images (A11, A12), on full MNIST."""

from dataclasses import replace

import numpy as np

from core.data import image_sets
from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.networks import batched
from core.networks.dense import rows
from core.networks.studies import RECIPE, SAMPLE, SEEDS, Weights, each, train
from core.networks.training import TrainingParams
from core.runs.progress import Work
from core.statistics import pearson
from core.templates.claims.hidden import winners

IMAGES = replace(RECIPE, architecture="hidden from images", hidden=512)
RUNS = (
    "784-512-10 ReLU network on full MNIST (Adam, batch 500, 20 epochs), five seeds with random training images as "
    "initial weights, and one run with the article's first 512 training images"
)
NETWORKS = SEEDS // 2  # each is seven times as large as the others


def always_active(weights: Weights, x: np.ndarray) -> float:
    """Share of the units whose ReLU is open on every image."""
    return float(((x @ weights[0] + weights[1]) > 0).all(0).mean())


def measure(
    recipe: TrainingParams = IMAGES, seeds: int = NETWORKS, sample: int = SAMPLE
) -> Work[dict[str, np.ndarray]]:
    """Measure networks that start from images, of random and of unit length, and ordinary ones of the same size."""
    data = image_sets.load(recipe.dataset)
    x, article = rows(data.x_test[:sample]), rows(data.x_train[1:2])
    found: dict[str, np.ndarray] = {}
    first = batched.keras_start(recipe, data)
    first[0] = rows(data.x_train[: recipe.hidden]).T.copy()
    for name, changed, starts in (
        ("images", recipe, None),
        ("first", recipe, [first]),
        ("unit", replace(recipe, unit_norm=True), None),
        ("random", replace(recipe, architecture="hidden"), None),
        ("layer", replace(recipe, architecture="one layer"), None),
    ):
        before, after = yield from train(changed, len(starts or range(seeds)), data, starts=starts)
        found[f"{name}_accuracy"] = after.test_accuracy
        if name == "layer":
            continue
        found[f"{name}_kept"] = np.array(
            [pearson(before.net(i)[0].T, after.net(i)[0].T).mean() for i in range(len(after.test_accuracy))]
        )
        found[f"{name}_winner"] = each(after, lambda w: winners(w, x)[0])
        found[f"{name}_article"] = each(after, lambda w: winners(w, article)[0])
        found[f"{name}_active"] = each(after, lambda w: always_active(w, x))
    return found


def a11(n: Numbers) -> Judgement:
    kept, winner = judging.mean(n["images_kept"]), judging.mean(n["images_winner"])
    return Judgement(
        grade(kept.above(0.9) and winner.above(judging.mean(n["random_winner"]).high), kept.above(0.5)),
        f"r of a unit's weights before and after training: {kept:.3f} (the article's first 512 images: "
        f"{float(n['first_kept'][0]):.3f}; random initial weights: {judging.mean(n['random_kept']):.3f}). r "
        f"of an image and "
        f"its winner's weights: {winner:.2f}, on x_train[1] {float(n['first_article'][0]):.2f} (random: "
        f"{judging.mean(n['random_winner']):.2f}).",
        "“Keeps them as templates” was taken as a mean r above .9 between initial and final weights.",
    )


def a12(n: Numbers) -> Judgement:
    loss = judging.difference(n["layer_accuracy"], n["images_accuracy"])
    return Judgement(
        grade(loss.above(0), float(n["first_accuracy"][0]) < n["layer_accuracy"].min()),
        f"Test accuracy: from images {judging.mean(n['images_accuracy']):.1%} (first 512 images: "
        f"{float(n['first_accuracy'][0]):.1%}), one layer {judging.mean(n['layer_accuracy']):.1%}, the same "
        f"size from random "
        f"weights {judging.mean(n['random_accuracy']):.1%}, from images of length 1 "
        f"{judging.mean(n['unit_accuracy']):.1%}. "
        f"Units that are active on every image: {judging.mean(n['images_active']):.0%}, of length 1: "
        f"{judging.mean(n['unit_active']):.0%}, random: {judging.mean(n['random_active']):.0%}.",
        f"One layer minus the network from images is {loss:.1%}.",
    )


_claim = claims_on(
    "templates", "from images", RUNS, dataset="mnist", batch_size="500", architecture="hidden from images", hidden="512"
)
CLAIMS = (
    _claim(
        "A11",
        "figure",
        "Section on initialisation with images",
        "A hidden layer of 512 units whose initial weights are training images keeps them as templates.",
        "Mean r of a unit's weights before and after training above .9 (above .5: a part), and the winner's "
        "r above that of random initial weights.",
        "random initial weights of the same size",
        a11,
        tab="Hidden units",
    ),
    _claim(
        "A12",
        "claim",
        "Section on initialisation with images",
        "A network whose hidden layer is initialised with images classifies less well than one layer.",
        "One layer's test accuracy minus this network's is above 0 (paired t interval over five seeds).",
        "random initial weights, and images scaled to length 1",
        a12,
        tab="Hidden units",
    ),
)
