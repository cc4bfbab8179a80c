"""The strongest directions of a network that was trained elsewhere, at one layer and one image, while one looks."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from core.data import pictures
from core.jacobian import measures, published_models, spectra
from core.jacobian.operators import Program
from core.jacobian.pretrained import shrunk
from core.networks.saved_models import ModelRefused, runner
from core.networks.saved_models.inputs import SCALES, scaled
from core.runs.params import Params, choice, fingerprint, text
from core.runs.progress import Step, Work, share
from core.runs.request import Request
from core.runs.text import literal

TOP = 20
RANKS = (0, 1, 2, 4, 9, 19)
PICTURES = ("astronaut", "cat", "coffee cup", "rocket", "motorcycle", "noise")
TOLERANCE = 1e-3
MAX_BASIS = 240  # directions; a flat spectrum is given up there, and what has not converged is marked


@dataclass(frozen=True, kw_only=True)
class LiveParams(Params):
    """One image, one layer of one network: by name from Keras Applications, or a file known by its digest."""

    name: str = text("MobileNetV2", label="Network")
    digest: str = text("", label="Digest of the file")
    layer: str = text("", label="Layer")
    picture: str = choice("astronaut", PICTURES, label="Image")
    scale: str = choice("0 to 1", SCALES, label="Pixels", help="The range that the network expects.")

    def memory_bytes(self) -> int:
        """Return an upper bound: the weights, read and in use, and a basis with the triplets of one image.

        A model from a file works in a process with a limit of its own; this is what the server adds.
        """
        entry = None if self.digest else published_models.APPLICATIONS.get(self.name)
        return 450_000_000 + (2_200_000 * entry.megabytes if entry else 0)

    def seconds(self) -> float:
        """Return a rough estimate by the size of the network: MobileNetV2 with 14 MB takes about fifteen seconds."""
        entry = None if self.digest else published_models.APPLICATIONS.get(self.name)
        return 10 + 0.4 * (entry.megabytes if entry else 100)

    def slug(self) -> str:
        """A short name, as layers and files may have long ones."""
        return fingerprint(super().slug())


@dataclass(frozen=True)
class LiveRun:
    """The top triplets at one image.

    Attributes
    ----------
    values, residuals : (k,) float64
    converged : (k,) bool
    participation : (k,) float64
    vectors : (ranks, h, w, c) float32
        Input-side vectors of RANKS (as many as there are), shrunk to at most 112 pixels a side.
    picture : (h, w, 3) uint8
    gain : float
        ‖x‖/‖h‖.
    """

    params: LiveParams
    values: np.ndarray
    residuals: np.ndarray
    converged: np.ndarray
    participation: np.ndarray
    vectors: np.ndarray
    picture: np.ndarray
    shape: tuple[int, ...]
    said: str
    gain: float
    seconds: float


def request(params: LiveParams, model_file: Path | bytes | None = None) -> Request[LiveRun]:
    """Return what a page asks for to see a network's strongest directions."""
    return Request("jacobian_live", params, partial(compute, model_file=model_file), LiveRun)


def compute(params: LiveParams, model_file: Path | bytes | None = None) -> Work[LiveRun]:
    """Find the strongest directions of a model by name, or of `model_file`, a .keras file or its content.

    A file is loaded and looked at in a process of its own, as it may ask for any amount of memory and time.

    Raises
    ------
    ModelRefused
        When the model can't be had or used.
    """
    if model_file is not None:
        return (yield from runner.run(own, params, model_file, LiveRun))
    if not published_models.is_cached(params.name):
        yield from published_models.fetch(params.name)
    yield Step(0, 100, message=f"Loading {params.name}")
    model, prepare = published_models.application(params.name)
    return (yield from look(params, model, prepare, named=True))


def own(params: LiveParams, model: Any, _images: None) -> Work[LiveRun]:
    """Find the strongest directions of a model from a file, as the process that has loaded it does."""
    try:
        return (yield from look(params, model, partial(scaled, scale=params.scale)))
    except spectra.BudgetError as error:
        raise ModelRefused(str(error)) from error


def look(
    params: LiveParams, model: Any, prepare: Callable[[np.ndarray], np.ndarray], *, named: bool = False
) -> Work[LiveRun]:
    """Find the strongest directions of a loaded model; `prepare` turns pixels 0-255 into its input.

    With `named` its outputs are ImageNet's classes, and the answer is given by name.

    Raises
    ------
    ModelRefused
        When there is no Jacobian at that layer.
    """
    started = time.perf_counter()
    shape = tuple(model.inputs[0].shape[1:])
    picture = fitted(params.picture, shape)
    x = prepare(picture.astype(np.float32))[None]
    try:
        program = Program(model, params.layer)
    except ValueError as error:
        raise ModelRefused(f"This layer can't be looked at: {error}") from error
    work = spectra.top_triplets(program, x, TOP, tolerance=TOLERANCE, max_basis=MAX_BASIS)
    found = yield from share(work, 0, 100, f"Jacobian at {literal(params.layer)}")
    channels = shape[2] if len(shape) == 3 else 1
    vectors = found.right[0].reshape(-1, *shape[:2], channels)
    ranks = [rank for rank in RANKS if rank < len(vectors)]
    rgb = picture if channels == 3 else np.repeat(picture.reshape(*shape[:2], 1), 3, 2)
    first = float(found.singular_values[0, 0])
    return LiveRun(
        params,
        found.singular_values[0],
        found.residuals[0],
        found.converged[0],
        measures.participation_ratio(vectors),
        shrunk(vectors[ranks]),
        shrunk(rgb).round().astype(np.uint8),
        program.output_shape,
        _answer(model, x, named=named),
        float(found.gains[0, 0] / first) if first > 0 else 0.0,
        time.perf_counter() - started,
    )


def fitted(name: str, shape: tuple[int, ...]) -> np.ndarray:
    """A bundled photograph (or noise) as uint8 of `shape`: its middle square, resized, grey where asked."""
    height, width = shape[:2]
    if name == "noise":
        return np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)
    pixels = pictures.load(name)
    edge = min(pixels.shape[:2])
    top, left = (pixels.shape[0] - edge) // 2, (pixels.shape[1] - edge) // 2
    image = Image.fromarray(pixels[top : top + edge, left : left + edge]).resize((width, height))
    if len(shape) == 3 and shape[2] == 3:
        return np.asarray(image.convert("RGB"))
    return np.asarray(image.convert("L")).reshape(shape)


def _answer(model: Any, x: np.ndarray, *, named: bool) -> str:
    """The class that the network says, by name where Keras has the list of names in its folder."""
    said = np.asarray(model(x, training=False))
    if said.ndim != 2:
        return ""
    best = int(said[0].argmax())
    if named:
        from keras.applications import imagenet_utils  # noqa: PLC0415

        try:
            return str(imagenet_utils.decode_predictions(said, top=1)[0][0][1]).replace("_", " ")
        except Exception:  # Keras raises a bare Exception when its list can't be downloaded
            return f"class {best}"
    return f"output {best}"
