"""Sentences about one trained network: its accuracy, its winning units, its hidden layer, its initialisation."""

import numpy as np

from core.gallery.shuffled_labels import against_chance
from core.networks.training import Training
from core.statistics import mean_interval
from core.templates.hidden_units import Activity

# From this share of equal predictions on, a network is called nearly linear on its images.
NEARLY_LINEAR = 0.99


def accuracy(run: Training, classes: int) -> str:
    """Say what share of the test images a run classifies correctly."""
    count = run.predictions.shape[1]
    moving = " Press play, or drag the slider back to epoch 0." if run.epochs else ""
    return (
        f"After {run.epochs} epoch{'s' if run.epochs != 1 else ''} the network classifies "
        f"**{run.test_accuracy[-1]:.1%}** of {count:,} test images correctly (uniform guessing: {1 / classes:.0%})."
        f"{moving}{against_chance(run)}"
    )


def classification(actual: str, predicted: str) -> str:
    """Say which class the network predicts for an image."""
    if actual == predicted:
        return f"The network classifies the image as **{predicted}**, which is correct."
    return f"The network classifies the image as **{predicted}**, which is wrong: it is {actual}."


def match(layer: str, own: np.ndarray, other: np.ndarray, here: float) -> str:
    """Say how the input of a layer matches the weights of its winner: r of this image, and of many."""
    text = (
        f"Pearson's r of the input and the weights of the winning {layer} unit is **{here:.2f}** for this image. It is "
        f"**{own.mean():.2f}** on average over {len(own):,} test images, and {other.mean():.2f} with the winner of "
        "another image."
    )
    if mean_interval(own - other).low > 0:
        return f"{text} So an input matches its own winner better than the winner of another image."
    return text


def activity(found: Activity, images: int) -> str:
    """Say how many hidden units are active, over `images` test images."""
    return (
        f"Over {images:,} test images, **{found.ever:.0%}** of the {len(found.share)} units are active on at least one "
        f"image and **{found.always:.0%}** on every image. On average, an image activates {found.share.mean():.0%} of "
        f"them."
    )


def initial_templates(r: np.ndarray) -> str:
    """Say how much of their initial weights the templates of one layer keep: r of each before and after training."""
    return (
        f"The random weights of epoch 0 correlate with those after training by **{r.mean():.2f}** on average (lowest "
        f"{r.min():.2f}, highest {r.max():.2f}; 1: unchanged, 0: nothing is left of them)."
    )


def change(r: np.ndarray) -> str:
    """Say how much of the initial weights is left: r of each hidden unit before and after training."""
    return (
        f"The weights of a unit correlate with its initial weights by **{r.mean():.2f}** on average over all {len(r)} "
        f"units, by {r.min():.2f} at least and {r.max():.2f} at most."
    )


def linearity(found: Activity, images: int) -> str:
    """Say whether the ReLUs of a network matter, over `images` test images."""
    text = (
        f"**{found.always:.0%}** of the units are active on every one of {images:,} test images. Without the ReLUs the "
        f"network would be a linear map. This map gives **{found.linear_agreement:.1%}** of the images the same class "
        f"(its outputs differ by at most {found.linear_error:.1g} of the largest output)."
    )
    if found.linear_agreement >= NEARLY_LINEAR:
        return f"{text} So on these images the network computes nearly what one layer without hidden units can compute."
    return f"{text} So the ReLUs change the predictions of this network."


def unit_norm(run: Training, other: Training | None) -> str:
    """Compare a network that starts from images with the same one whose images have, or have not, unit norm."""
    names = {True: "with unit-norm images", False: "with images as they are"}
    text = f"Test accuracy {names[run.params.unit_norm]}: **{run.test_accuracy[-1]:.1%}**."
    if other is None:
        return text
    return f"{text} {names[other.params.unit_norm].capitalize()}: **{other.test_accuracy[-1]:.1%}** (one seed each)."
