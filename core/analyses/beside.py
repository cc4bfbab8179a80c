"""What is held of one run against another of the same topic: a few numbers, one curve and one signed picture."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.analyses import boundaries_planes, compression, confusion, jacobian_nets, templates
from core.analyses.boundaries import BoundaryRun
from core.analyses.compression import Factors
from core.analyses.compression_quality import Quality
from core.analyses.jacobian_experiments import JacobianRun
from core.analyses.semantics.run import SemanticsRun
from core.data.images import ImageSet
from core.training import Training

PLANE = 120  # pixels of a map of the plane


@dataclass(frozen=True)
class View:
    """One side of a comparison.

    Attributes
    ----------
    measures
        Name -> number.
    curve : (n, 2)
        x and y.
    axes
        Names of x and y.
    pictures : (m, h, w) or None
        Signed values, 0 in the middle.
    picture_title
        What they are.
    """

    measures: Mapping[str, float]
    curve: np.ndarray
    axes: tuple[str, str]
    pictures: np.ndarray | None = None
    picture_title: str = ""


def difference(pinned: View, now: View) -> np.ndarray | None:
    """The pictures of `now` less those of `pinned`, or None where they are not of one shape."""
    if pinned.pictures is None or now.pictures is None or pinned.pictures.shape != now.pictures.shape:
        return None
    return now.pictures - pinned.pictures


def of_training(run: Training, data: ImageSet) -> View:
    """Accuracy, and the templates of the classes (grey: the mean over colours)."""
    drawn = None
    if run.params.architecture != "cnn":
        maps = templates.class_templates(
            run.final(), templates.flatten(data.x_test), data.y_test, len(data.class_names)
        ).reshape(-1, *data.shape)
        drawn = maps.mean(-1) if maps.ndim == 4 else maps
    return View(_accuracies(run), _by_epoch(run), ("epoch", "test accuracy"), drawn, "templates of the classes")


def of_confusion(run: Training, actual: np.ndarray, classes: int) -> View:
    """Accuracy, and the mistakes as shares of their rows."""
    counts = confusion.matrix(actual, run.predictions[-1], classes)
    shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    np.fill_diagonal(shares, 0)
    return View(
        _accuracies(run), _by_epoch(run), ("epoch", "test accuracy"), shares[None], "mistakes by row and column"
    )


def _accuracies(run: Training) -> dict[str, float]:
    return {
        "test accuracy": float(run.test_accuracy[-1]),
        "training accuracy": float(run.accuracy[-1]),
        "test loss": float(run.test_loss[-1]),
        "parameters": float(sum(weight[-1].size for weight in run.weights)),
    }


def _by_epoch(run: Training) -> np.ndarray:
    return np.stack([np.arange(run.epochs + 1), run.test_accuracy], 1)


def of_picture(factors: Factors, rank: int, quality: Quality | None) -> View:
    """The picture at a rank: what is stored and what is lost, and what is still missing as a picture."""
    shown = compression.to_pixels(compression.approximate(factors, rank)).astype(float)
    missing = factors.pixels.astype(float) - shown
    energy = compression.energy(factors)
    measures = {
        "rank": float(rank),
        "numbers stored": float(compression.stored_numbers(factors, rank)),
        "energy kept": float(energy[rank - 1]),
        "mean absolute error (of 255)": float(np.abs(missing).mean()),
    }
    if quality is not None:
        measures["PSNR (dB)"] = float(np.interp(rank, quality.ranks, quality.psnr))
    curve = np.stack([np.arange(1, len(energy) + 1), energy], 1)
    grey = missing.mean(-1) if missing.ndim == 3 else missing
    return View(measures, curve, ("rank", "energy kept"), grey[None] / 255, "what is still missing")


def of_semantics(run: SemanticsRun) -> View:
    """Where the first network ended: its map, and its loss over time."""
    modes = run.singular_values[0, 0, -1]
    measures = {"loss": float(run.losses[0, 0, -1])}
    measures |= {f"mode {i + 1}": float(value) for i, value in enumerate(modes[:4])}
    measures["time to half of mode 1 (τ)"] = _half_time(run.times, run.singular_values[0, 0, :, 0])
    curve = np.stack([run.times, run.losses[0, 0]], 1)
    return View(measures, curve, ("time (τ)", "loss"), run.maps[0, -1:], "beliefs: properties by items")


def _half_time(times: np.ndarray, values: np.ndarray) -> float:
    """When values first pass half of where they end."""
    return float(times[np.argmax(values >= values[-1] / 2)])


def of_jacobian(run: JacobianRun) -> View:
    """Accuracy, and the spectrum at the deepest layer before the dense ones."""
    deep = jacobian_nets.hidden(run.layers)[-1]
    values = run.values[0, deep].astype(float)
    steep = values / values[:, :1]
    mean = np.ma.masked_invalid(steep).mean(0).filled(np.nan)
    measures = {
        "test accuracy": float(run.test_accuracy[-1]),
        f"s₁ at {run.layers[deep]}": float(values[:, 0].mean()),
        "s₁₀ / s₁": float(mean[min(9, len(mean) - 1)]),
    }
    curve = np.stack([np.arange(1, len(mean) + 1), mean], 1)
    return View(measures, curve[np.isfinite(mean)], ("index", f"s / s₁ at {run.layers[deep]}"))


def of_boundary(run: BoundaryRun) -> View:
    """Accuracy, and the plane as the probability of class 1 less that of all others."""
    last = np.array([len(run.steps) - 1])
    film = boundaries_planes.probability_film(run, last, boundaries_planes.half_width(run), PLANE)[0]
    measures = {
        "accuracy on the points": float(run.accuracy[-1]),
        "accuracy held out": float(run.held_accuracy[-1]) if len(run.held_accuracy) else float("nan"),
        "loss": float(run.loss[-1]),
    }
    curve = np.stack([run.steps, run.loss], 1)
    return View(measures, curve, ("step", "loss"), 2 * film[1:2] - 1, "probability of class 1")
