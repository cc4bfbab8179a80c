"""What can be said exactly about a small network in the plane.

Collapse of linear layers, a square weight taken apart, islands (a homeomorphism of the plane makes none), and
how far beyond the data the answer holds.
"""

from dataclasses import dataclass

import numpy as np

from core.boundaries.engine import Architecture, unpack
from core.boundaries.forward import predict
from core.boundaries.training import BoundaryRun
from core.data import points

FAR = 4.0


@dataclass(frozen=True)
class Collapse:
    """All layers as one: logits = kernel^T x + bias, and how far that is from the layers' own answer."""

    kernel: np.ndarray
    bias: np.ndarray
    largest_error: float
    rounding: float


def collapse(weights: np.ndarray, net: Architecture, x: np.ndarray) -> Collapse:
    """Multiply the layers of one network (parameters,) together: W = W1 W2…, b = W2^T b1 + b2….

    `largest_error` is the largest difference of the logits over features x (f, n); `rounding` is what float32
    leaves uncertain in them (the same sums over absolute values, times 2^-23).
    For a network that is not linear this is its collapse without activations, and the error says what they do.
    """
    layers = [(kernel.astype(np.float64), bias.astype(np.float64)) for kernel, bias in unpack(weights, net)]
    kernel, bias = layers[0]
    size = np.abs(kernel).T @ np.abs(x.astype(np.float64)) + np.abs(bias)[:, None]
    for w, b in layers[1:]:
        kernel, bias = kernel @ w, bias @ w + b
        size = np.abs(w).T @ size + np.abs(b)[:, None]
    answer = predict(weights.astype(np.float32), net, x.astype(np.float32))
    error = np.abs(kernel.T @ x + bias[:, None] - answer).max()
    return Collapse(kernel, bias, float(error), float(size.max() * 2.0**-23 * len(layers)))


@dataclass(frozen=True)
class Square:
    """A 2 x 2 kernel K, as the map x -> K^T x, taken apart twice; angles in degrees.

    SVD: turn by `first_turn`, stretch by `stretch` (the second is negative for a reflection), turn by `second_turn`.
    QR: shear by `shear`, scale by `scales`, turn by `turn`.
    """

    first_turn: float
    stretch: tuple[float, float]
    second_turn: float
    shear: float
    scales: tuple[float, float]
    turn: float
    determinant: float


def _turn(degrees: float) -> np.ndarray:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, -s], [s, c]])


def _angle(rotation: np.ndarray) -> float:
    return float(np.degrees(np.arctan2(rotation[1, 0], rotation[0, 0])))


def take_apart(kernel: np.ndarray) -> Square:
    """Write K^T = turn · stretch · turn (SVD) and K^T = turn · scale · shear (QR), turns without reflection.

    Raises
    ------
    ValueError
        When the kernel is not 2 x 2.
    """
    if kernel.shape != (2, 2):
        raise ValueError(f"Only a 2 x 2 kernel turns, scales and shears the plane, not {kernel.shape}.")
    a = kernel.astype(np.float64).T
    u, s, vt = np.linalg.svd(a)
    flip_u, flip_v = np.sign(np.linalg.det(u)), np.sign(np.linalg.det(vt))
    u, vt = u @ np.diag([1, flip_u]), np.diag([1, flip_v]) @ vt
    if abs(_angle(u)) + abs(_angle(vt)) > 180:  # half a turn more in both is the same map
        u, vt = -u, -vt
    q, r = np.linalg.qr(a)
    signs = np.array([np.sign(r[0, 0]) or 1.0, 1.0])
    q, r = q * signs, signs[:, None] * r
    flip = np.sign(np.linalg.det(q))
    q, r = q * [1, flip], np.array([[1.0], [flip]]) * r
    return Square(
        first_turn=_angle(vt),
        stretch=(float(s[0]), float(s[1] * flip_u * flip_v)),
        second_turn=_angle(u),
        shear=float(r[0, 1] / r[0, 0]) if r[0, 0] else float("inf"),
        scales=(float(r[0, 0]), float(r[1, 1])),
        turn=_angle(q),
        determinant=float(np.linalg.det(a)),
    )


def svd_path(square: Square, frames: int = 61) -> np.ndarray:
    """Matrices (frames, 2, 2) from the identity to the map: first turn, then stretch, then second turn."""
    path = []
    for t in np.linspace(0, 3, frames):
        one, two, three = np.clip([t, t - 1, t - 2], 0, 1)
        stretch = np.diag(1 + two * (np.array(square.stretch) - 1))
        path.append(_turn(three * square.second_turn) @ stretch @ _turn(one * square.first_turn))
    return np.array(path)


def plane_grid(half_width: float, resolution: int) -> np.ndarray:
    """Points (resolution^2, 2) of a square around 0, row by row from the top, as an image has its pixels."""
    axis = np.linspace(-half_width, half_width, resolution)
    x, y = np.meshgrid(axis, axis[::-1])
    return np.stack([x.ravel(), y.ravel()], axis=1)


def island_sizes(classes: np.ndarray) -> np.ndarray:
    """Pixels of each region of one class, in an image (h, w) of classes, that touches no edge; corners join."""
    from scipy import ndimage  # noqa: PLC0415 takes .3 s, which no first image should wait for

    sizes = []
    for c in np.unique(classes):
        parts, found = ndimage.label(classes == c, structure=np.ones((3, 3)))
        pixels = np.bincount(parts.ravel(), minlength=found + 1)[1:]
        edge = np.unique(np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]]))
        sizes.append(np.delete(pixels, edge[edge > 0] - 1))
    return np.concatenate(sizes)


def class_image(
    weights: np.ndarray, net: Architecture, names: tuple[str, ...], turns: float, half_width: float, resolution: int
) -> np.ndarray:
    """Return the class (..., resolution, resolution) uint8 that networks (..., parameters) predict in a square."""
    x = points.features(plane_grid(half_width, resolution), names, turns).T
    flat = weights.reshape(-1, weights.shape[-1])
    with np.errstate(over="ignore", invalid="ignore"):  # a network that diverged predicts class 0 everywhere
        images = [predict(one, net, x).argmax(axis=0).reshape(resolution, resolution) for one in flat]
    return np.array(images, np.uint8).reshape(*weights.shape[:-1], resolution, resolution)


def island_counts(weights: np.ndarray, net: Architecture, names: tuple[str, ...], turns: float) -> np.ndarray:
    """Return the number of bounded regions of each network (networks, parameters) on [-4, 4]^2.

    Sampling cuts a tongue that is thinner than a pixel into small pieces. So an image (201 pixels wide) with a
    piece below .16 in area is taken again four times as fine, and crumbs below .0016 are left out. Networks of more
    than 2,000 parameters, for which that takes seconds each, keep the coarse image.
    """
    counts = []
    for one in weights:
        sizes = island_sizes(class_image(one, net, names, turns, FAR, 201))
        if (sizes < 100).any() and net.parameters <= 2000:
            sizes = island_sizes(class_image(one, net, names, turns, FAR, 801))
        counts.append(int((sizes >= 16).sum()))
    return np.array(counts)


@dataclass(frozen=True)
class Reach:
    """Accuracy (bins,) by distance from 0: `radius` (bins,), and `limit`, that of the farthest training point."""

    radius: np.ndarray
    accuracy: np.ndarray
    limit: float

    def beyond(self) -> float:
        """Mean accuracy over the bins outside the training radius."""
        return float(self.accuracy[self.radius > self.limit].mean())


def reach(
    weights: np.ndarray,
    net: Architecture,
    *,
    dataset: str,
    names: tuple[str, ...],
    turns: float,
    limit: float,
    bins: int = 40,
) -> Reach | None:
    """Return one network's accuracy on circles out to 2.5 x `limit`; None if the set has no rule beyond its points.

    Each circle is sampled at 720 even angles; of a spiral only the arms are asked, as far in and out as they wind.
    """
    radius = (np.arange(bins) + 0.5) / bins * 2.5 * limit
    angle = np.arange(720) / 720 * 2 * np.pi
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    places = (radius[:, None, None] * circle).reshape(-1, 2)
    truth = points.true_labels(dataset, places, net.sizes[-1], turns)
    if truth is None:
        return None
    answer = predict(weights, net, points.features(places, names, turns).T).argmax(axis=0)
    asked = points.on_arm(places, net.sizes[-1], turns) if dataset == "spiral" else np.ones(len(places), bool)
    asked = asked.reshape(bins, -1)
    right = (answer == truth).reshape(bins, -1) & asked
    return Reach(radius, right.sum(axis=1) / asked.sum(axis=1), float(limit))


def reach_of(run: BoundaryRun) -> Reach | None:
    """Return the `reach` of a run's network at its last frame, beyond its own training points."""
    p, limit = run.params, float(np.linalg.norm(run.points, axis=1).max())
    return reach(run.weights[-1], run.net, dataset=p.dataset, names=p.feature_names, turns=p.turns, limit=limit)
