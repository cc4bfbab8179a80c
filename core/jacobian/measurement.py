"""Measurements of one network at a few inputs: spectra and singular vectors at every layer, and the effect of noise."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.jacobian.measures import MEASURES
from core.jacobian.networks import hidden, stages
from core.jacobian.operators import Program
from core.jacobian.spectra import Triplets, top_triplets
from core.runs.progress import Step, Work, drain, share

SHOWN_INPUTS = 3
SHOWN_RANKS = (0, 1, 2, 3, 9, 24, 49)
TOP = 50
# Up to so many outputs the whole matrix is decomposed anyway, and the weakest directions are known too.
WHOLE = 360
# Below this share of s₁, float32 cannot tell a singular value from zero.
ZERO = 1e-5
NOISE_LEVELS = (0.0, 0.2, 0.4, 0.8, 1.6)
# Residuals of 1e-3 s1 leave errors of about 1e-6 in the values, which is less than a line's width.
TOLERANCE = 1e-3


@dataclass(frozen=True)
class Noise:
    """What input noise does, by level: `JacobianRun` says how its fields of these names are laid out."""

    noise_values: np.ndarray
    noise_active: np.ndarray
    noise_right: np.ndarray


class Measurement:
    """Everything that is measured of one model at inputs `x`, with the weights that it has at each call.

    Parameters
    ----------
    x : (B, *input_shape)
    others : (2, B, *input_shape)
        For each input an image of the same class and one of another class.
    """

    def __init__(self, model: Any, x: np.ndarray, others: np.ndarray):
        self.model, self.x, self.others = model, x, others
        self.layers = stages(model)
        self.programs = [Program(model, layer) for layer in self.layers]
        maps = hidden(self.layers)
        self.low, self.high = maps[0], maps[-1]
        # Grey images count as one channel.
        self.image_shape = x.shape[1:] if x.ndim == 4 else (*x.shape[1:], 1)

    def run(self, start: int, seed: int) -> Work[dict[str, Any]]:
        """Return spectra, vectors and their measures at every layer, and what noise does, as `JacobianRun` names them.

        Steps go from `start` to `start` + 30 of 100.
        """
        layers, right = [], np.empty(0)
        for index, program in enumerate(self.programs):
            outputs = int(np.prod(program.output_shape))
            wanted = outputs if outputs <= WHOLE else TOP
            work = top_triplets(program, self.x, wanted, tolerance=TOLERANCE, seed=seed)
            done, part = start + 30 * index / len(self.layers), 30 / len(self.layers)
            found = yield from share(work, done, done + part, f"Jacobians at {self.layers[index]}")
            layers.append(self._layer(program, found))
            if index == self.high:
                right = found.right[:, :TOP]
        noise = yield from self._noise(start + 30, seed)
        by_layer = {name: np.stack([layer[name] for layer in layers]) for name in layers[0]}
        by_layer["measures"] = by_layer["measures"].swapaxes(0, 1)  # measures, layers, inputs, k
        by_layer["contrast"] = by_layer["contrast"].swapaxes(0, 1)  # same or other class, layers, inputs
        return {**by_layer, "unconverged": by_layer["unconverged"].mean(), "right": right, **vars(noise)}

    def _layer(self, program: Program, found: Triplets) -> dict[str, np.ndarray]:
        """Return what is kept of the triplets at one layer."""
        count, k = len(self.x), min(TOP, found.singular_values.shape[1])
        images = found.right[:, :k].reshape(count, k, *self.image_shape)
        values = np.full((count, TOP), np.nan)
        values[:, :k] = found.singular_values[:, :k]
        measures = np.full((len(MEASURES), count, TOP), np.nan)
        for row, measure in enumerate(MEASURES.values()):
            measures[row, :, :k] = measure(images)
        vectors = np.zeros((SHOWN_INPUTS, len(SHOWN_RANKS) + 1, *self.image_shape))
        for column, rank in enumerate(SHOWN_RANKS):
            if rank < k:
                vectors[:, column] = images[:SHOWN_INPUTS, rank]
        shown = found.singular_values[:SHOWN_INPUTS]
        weakest = np.maximum(0, (shown > ZERO * shown[:, :1]).sum(1) - 1)
        last = found.right[np.arange(SHOWN_INPUTS), weakest]
        vectors[:, -1] = last.reshape(SHOWN_INPUTS, *self.image_shape)
        differences = (self.others - self.x).reshape(2, count, -1)
        pushed = program.at(self.x).push(differences)
        return {
            "values": values,
            "gains": found.input_norms / np.maximum(found.output_norms, 1e-12),
            "measures": measures,
            "vectors": vectors,
            "weakest": weakest,
            "contrast": np.linalg.norm(pushed, axis=2) / np.linalg.norm(differences, axis=2),
            "unconverged": np.array(1 - found.converged.mean()),
        }

    def _noise(self, at: int, seed: int) -> Work[Noise]:
        rng = np.random.default_rng([seed, 3])
        noise = rng.standard_normal(self.x.shape).astype(np.float32) * self.x.std()
        clean = np.asarray(self.model(self.x, training=False)).argmax(1)
        first, active, right = np.zeros((2, len(NOISE_LEVELS), len(self.x))), [], []
        for column, level in enumerate(NOISE_LEVELS):
            yield Step(at, 100, message=f"Noise of {level:g} SD")
            noisy = self.x + level * noise
            for row, index in enumerate((self.low, self.high)):
                work = top_triplets(self.programs[index], noisy, 4, tolerance=TOLERANCE, seed=seed)
                first[row, column] = drain(work).singular_values[:, 0]  # a second each: no steps of their own
            active.append(float((self.programs[self.high].at(noisy).outputs > 0).mean()))
            right.append(float((np.asarray(self.model(noisy, training=False)).argmax(1) == clean).mean()))
        return Noise(first, np.array(active), np.array(right))
