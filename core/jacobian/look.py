"""What is measured of one net at a few inputs: spectra and singular vectors at every layer, and what noise does."""

from typing import Any

import numpy as np

from core.jacobian import measures as jacobian_measures
from core.jacobian import networks as jacobian_nets
from core.jacobian import spectra as jacobian
from core.jacobian.operators import Program
from core.runs.progress import Step, Work, drain

SHOWN_INPUTS = 3
SHOWN_RANKS = (0, 1, 2, 3, 9, 24, 49)
TOP = 50
# Up to so many outputs the whole matrix is decomposed anyway, and the weakest directions are known too.
WHOLE = 360
# Below this share of s₁, float32 cannot tell a singular value from zero.
NOTHING = 1e-5
NOISE_LEVELS = (0.0, 0.2, 0.4, 0.8, 1.6)
# Residuals of 1e-3 s1 leave errors of about 1e-6 in the values, which is less than a line's width.
TOLERANCE = 1e-3


class Look:
    """Everything that is measured of one model, whose weights may change in between."""

    def __init__(self, model: Any, x: np.ndarray, others: np.ndarray):
        self.model, self.x, self.others = model, x, others
        self.layers = jacobian_nets.stages(model)
        self.programs = [Program(model, layer) for layer in self.layers]
        hidden = jacobian_nets.hidden(self.layers)
        self.low, self.high = hidden[0], hidden[-1]
        # Grey pictures count as one channel.
        self.picture_shape = x.shape[1:] if x.ndim == 4 else (*x.shape[1:], 1)

    def measure(self, start: int, seed: int) -> Work[dict[str, Any]]:
        """Return spectra, vectors and their measures at every layer, and what noise does, as `JacobianRun` names them.

        Steps go from `start` to `start` + 30 of 100.
        """
        values = np.full((len(self.layers), len(self.x), TOP), np.nan)
        measures = np.full((len(jacobian_measures.MEASURES), *values.shape), np.nan)
        shown = np.zeros((len(self.layers), SHOWN_INPUTS, len(SHOWN_RANKS) + 1, *self.picture_shape))
        weakest = np.zeros((len(self.layers), SHOWN_INPUTS), int)
        gains, unconverged = [], []
        contrast = np.zeros((2, len(self.layers), len(self.x)))
        right = np.empty(0)
        for index, program in enumerate(self.programs):
            outputs = int(np.prod(program.output_shape))
            wanted = outputs if outputs <= WHOLE else TOP
            work = jacobian.top_triplets(program, self.x, wanted, tolerance=TOLERANCE, seed=seed)
            done, share = start + 30 * index / len(self.layers), 30 / len(self.layers)
            found = yield from jacobian.share(work, done, done + share, f"Jacobians at {self.layers[index]}")
            for one in range(SHOWN_INPUTS):
                s = found.singular_values[one]
                weakest[index, one] = max(0, np.count_nonzero(s > NOTHING * s[0]) - 1)
                shown[index, one, -1] = found.right[one, weakest[index, one]].reshape(self.picture_shape)
            k = min(TOP, found.singular_values.shape[1])
            values[index, :, :k] = found.singular_values[:, :k]
            pictures = found.right[:, :k].reshape(len(self.x), k, *self.picture_shape)
            for row, measure in enumerate(jacobian_measures.MEASURES.values()):
                measures[row, index, :, :k] = measure(pictures)
            for column, rank in enumerate(SHOWN_RANKS):
                if rank < k:
                    shown[index, :, column] = pictures[:SHOWN_INPUTS, rank]
            gains.append(found.input_norms / np.maximum(found.output_norms, 1e-12))
            unconverged.append(1 - found.converged.mean())
            differences = (self.others - self.x).reshape(2, len(self.x), -1)
            pushed = program.at(self.x).push(differences)
            contrast[:, index] = np.linalg.norm(pushed, axis=2) / np.linalg.norm(differences, axis=2)
            if index == self.high:
                right = found.right[:, :TOP]
        noise = yield from self._noise(start + 30, seed)
        return {
            "values": values,
            "gains": np.stack(gains),
            "measures": measures,
            "vectors": shown,
            "weakest": weakest,
            "contrast": contrast,
            "right": right,
            "unconverged": np.mean(unconverged),
            **noise,
        }

    def _noise(self, at: int, seed: int) -> Work[dict[str, Any]]:
        rng = np.random.default_rng([seed, 3])
        noise = rng.standard_normal(self.x.shape).astype(np.float32) * self.x.std()
        clean = np.asarray(self.model(self.x, training=False)).argmax(1)
        first, active, right = np.zeros((2, len(NOISE_LEVELS), len(self.x))), [], []
        for column, level in enumerate(NOISE_LEVELS):
            yield Step(at, 100, message=f"Noise of {level:g} SD")
            noisy = self.x + level * noise
            for row, index in enumerate((self.low, self.high)):
                work = jacobian.top_triplets(self.programs[index], noisy, 4, tolerance=TOLERANCE, seed=seed)
                first[row, column] = drain(work).singular_values[:, 0]  # a second each: no steps of their own
            active.append(float((self.programs[self.high].at(noisy).outputs > 0).mean()))
            right.append(float((np.asarray(self.model(noisy, training=False)).argmax(1) == clean).mean()))
        return {"noise_values": first, "noise_active": np.array(active), "noise_right": np.array(right)}
