"""Train a net, then measure its Jacobians at each layer beside those of the same net before training."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from core import training
from core.analyses import jacobian, jacobian_measures, jacobian_nets
from core.analyses.jacobian_operators import Program
from core.archive import freeze
from core.data import images
from core.params import Params, choice, integer, number
from core.progress import Step, Work, drain

INPUTS = 16
SHOWN_INPUTS = 3
SHOWN_RANKS = (0, 1, 2, 3, 9, 24, 49)
TOP = 50
# Up to so many outputs the whole matrix is decomposed anyway, and the weakest directions are known too.
WHOLE = 360
# Below this share of s₁, float32 cannot tell a singular value from zero.
NOTHING = 1e-5
NOISE_LEVELS = (0.0, 0.2, 0.4, 0.8, 1.6)
STRENGTHS = (0.05, 0.1, 0.2, 0.4)
SPECTRUM_STRENGTHS = (0.1, 0.2, 0.4, 0.8)
SPECTRUM_TOP = 10
DIRECTIONS = ("top 1", "top 10", "bottom", "random", "loss gradient")
# Residuals of 1e-3 s1 leave errors of about 1e-6 in the values, which is less than a line's width.
TOLERANCE = 1e-3


@dataclass(frozen=True, kw_only=True)
class JacobianParams(Params):
    """One net, trained and looked at."""

    dataset: str = choice("photo-patches", ("photo-patches", "mnist-5k", "cifar10"), label="Data set")
    net: str = choice("cnn", ("cnn", "mlp"), label="Net", help="cnn: AlexNet's plan, small. mlp: dense layers.")
    depth: int = integer(5, 1, 8, label="Depth", help="Convolutions (at most 5), or hidden dense layers.")
    width: int = choice(8, (8, 16, 32, 64, 128), label="Width", help="Channels of the first convolution, or units.")
    activation: str = choice("relu", jacobian_nets.ACTIVATIONS, label="Activation")
    epochs: int = integer(8, 1, 40, label="Epochs")
    gain: float = number(1.0, 0.25, 8.0, label="Gain g", step=0.25, help="f(g z): the paper's equation 2.")
    init: str = choice("he", jacobian_nets.INITIALISERS, label="Start")
    sigma: float = number(1.0, 0.25, 4.0, label="σ of the start", step=0.25, help="Gaussian and orthogonal starts.")
    learning_rate: float = choice(0.001, (0.0001, 0.0003, 0.001, 0.003, 0.01), label="Learning rate")
    weight_decay: float = choice(0.0, (0.0, 0.0001, 0.001, 0.01, 0.1, 1.0), label="Weight decay")
    seed: int = integer(0, 0, 9999, label="Seed")

    @property
    def optimizer(self) -> str:
        """The optimizer's name; core.training asks for it."""
        return "adam"

    @property
    def batch_size(self) -> int:
        """Pictures a step."""
        return 50

    def canonical(self) -> Self:
        """Drop what the start and the net do not use."""
        unused: dict[str, Any] = {}
        if self.init in ("glorot", "he"):
            unused["sigma"] = 1.0
        if self.net == "cnn" and self.depth > jacobian_nets.CONVOLUTIONS:
            unused["depth"] = jacobian_nets.CONVOLUTIONS
        return replace(self, **unused)


@dataclass(frozen=True)
class JacobianRun:
    """Spectra at B inputs of T layers, after (index 0) and before (index 1) training.

    Attributes
    ----------
    layers : tuple of str
    values : (2, T, B, k) float32
        Singular values in descending order; NaN where a layer has fewer.
    gains : (2, T, B) float32
        ‖x‖/‖h‖: times s gives the gain.
    measures : (2, 4, T, B, k) float16
        Participation ratio, entropy share, RMS radius and mean frequency of the input-side vectors.
    vectors : (2, T, SHOWN_INPUTS, SHOWN_RANKS + 1, h, w, c) float16
        Input-side vectors; the last one is that of the smallest singular value that is known and not zero.
    weakest : (2, T, SHOWN_INPUTS) int16
        The index (from 0) of that last one: of the whole spectrum, or of the TOP found where there are many outputs.
    outputs : (T,) int32
        How many outputs a layer has.
    pictures : (B, h, w) or (B, h, w, 3) uint8
    noise_values : (2, 2, levels, B) float32
        s₁ at the first and at the last convolution or hidden layer under input noise, after and before training.
    noise_active, noise_right : (2, levels) float32
        Share of active units at that last layer, and share of predictions equal to those without noise.
    flips : (directions, strengths, B) float32
        How often a step along a direction changes the trained net's answer.
    moved : (2, directions, strengths, B) float32
        Relative change of s₁ and of s₁ + … + s₁₀ at that last layer after the same steps, in the trained net.
    contrast : (2, 2, T, B) float32
        |JΔ|/|Δ| for two pictures of one class and of two classes, after and before training.
    weights : tuple of ndarray
        Of the trained net, as Keras orders them.
    unconverged : float
        The share of triplets that had not converged.
    """

    params: JacobianParams
    layers: tuple[str, ...]
    values: np.ndarray
    gains: np.ndarray
    measures: np.ndarray
    vectors: np.ndarray
    weakest: np.ndarray
    outputs: np.ndarray
    pictures: np.ndarray
    accuracy: np.ndarray
    test_accuracy: np.ndarray
    noise_values: np.ndarray
    noise_active: np.ndarray
    noise_right: np.ndarray
    flips: np.ndarray
    moved: np.ndarray
    contrast: np.ndarray
    weights: tuple[np.ndarray, ...]
    unconverged: float
    seconds: float
    failure: str


def build(params: JacobianParams, shape: tuple[int, ...], classes: int) -> Any:
    """Return the untrained Keras model of `params`."""
    start: dict[str, Any] = {
        "activation": params.activation,
        "gain": params.gain,
        "init": params.init,
        "sigma": params.sigma,
    }
    if params.net == "mlp":
        return jacobian_nets.mlp(shape, classes, depth=params.depth, width=params.width, seed=params.seed, **start)
    depth = min(params.depth, jacobian_nets.CONVOLUTIONS)
    return jacobian_nets.alexnet(
        shape, classes, depth=depth, width=min(params.width, 32), dropout=0.3, seed=params.seed, **start
    )


def compute(params: JacobianParams) -> Work[JacobianRun]:
    """Train, and measure at inputs that the trained net names correctly.

    Yields
    ------
    Step
        Of 100: an epoch, or a pass of a Krylov basis.

    Raises
    ------
    core.data.images.DataUnavailable
        When the data set is not on this machine.
    """
    started = time.perf_counter()
    yield Step(0, 100, message="Starting TensorFlow")
    data = images.load(params.dataset)
    model = build(params, data.shape, len(data.class_names))
    before = model.get_weights()
    history, good, failure = [], before, ""
    for epoch, (loss, accuracy, logits) in enumerate(training._epochs(model, params, data)):  # type: ignore[arg-type]
        if not np.isfinite(loss) or not np.isfinite(logits).all():
            failure = (
                f"The loss stopped being a number in epoch {epoch}. Lower the learning rate, σ or the gain; "
                "shown is the last good epoch."
            )
            break
        history.append((accuracy, float((logits.argmax(1) == data.y_test).mean())))
        good = model.get_weights()
        yield Step(round(30 * epoch / params.epochs), 100, {"test accuracy": history[-1][1]}, f"Epoch {epoch}")
    model.set_weights(good)
    x, labels, others = chosen_inputs(model, data, params.seed)
    look = _Look(model, jacobian_nets.stages(model), x, labels, others)
    parts = []
    for index, weights in enumerate((good, before)):
        model.set_weights(weights)
        parts.append((yield from look.measure(30 + 31 * index, params.seed)))
    model.set_weights(good)
    flips, moved = yield from look.steps(parts[0], 92, params.seed)
    accuracy, test_accuracy = np.array(history, np.float32).T

    def both(name: str, dtype: Any = np.float32) -> np.ndarray:
        return np.stack([part[name] for part in parts]).astype(dtype)

    return freeze(
        JacobianRun(
            params,
            look.layers,
            both("values"),
            both("gains"),
            both("measures", np.float16),
            both("vectors", np.float16),
            both("weakest", np.int16),
            np.array([np.prod(program.output_shape) for program in look.programs], np.int32),
            np.round(x * 255).astype(np.uint8),
            accuracy,
            test_accuracy,
            both("noise_values"),
            both("noise_active"),
            both("noise_right"),
            flips,
            moved,
            both("contrast"),
            tuple(good),
            unconverged=float(np.mean([part["unconverged"] for part in parts])),
            seconds=time.perf_counter() - started,
            failure=failure,
        )
    )


def chosen_inputs(model: Any, data: images.ImageSet, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return INPUTS test pictures that are named correctly (as far as there are), their labels, and for each a picture
    of the same and of another class (2, INPUTS, ...)."""
    rng = np.random.default_rng([seed, 2])
    order = rng.permutation(len(data.x_test))[:400]
    x, y = data.x_test[order].astype(np.float32) / 255, data.y_test[order]
    right = np.asarray(model(x, training=False)).argmax(1) == y
    ranked = np.argsort(~right, kind="stable")
    chosen = ranked[:INPUTS]
    same = [next(j for j in ranked[::-1] if y[j] == y[i] and j != i) for i in chosen]
    other = [next(j for j in np.roll(ranked, -INPUTS - 7 * n) if y[j] != y[i]) for n, i in enumerate(chosen)]
    return x[chosen], y[chosen], np.stack([x[same], x[other]])


class _Look:
    """Everything that is measured of one model, whose weights may change in between."""

    def __init__(self, model: Any, layers: tuple[str, ...], x: np.ndarray, labels: np.ndarray, others: np.ndarray):
        self.model, self.layers, self.x, self.labels, self.others = model, layers, x, labels, others
        self.programs = [Program(model, layer) for layer in layers]
        hidden = jacobian_nets.hidden(layers)
        self.low, self.high = hidden[0], hidden[-1]
        # Grey pictures count as one channel.
        self.picture_shape = x.shape[1:] if x.ndim == 4 else (*x.shape[1:], 1)

    def measure(self, start: int, seed: int) -> Work[dict[str, Any]]:
        """Spectra, vectors and their measures at every layer, and what noise does."""
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
            found = yield from self._steps(work, start, index)
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

    def _steps(self, work: Work[Any], start: int, index: int) -> Work[Any]:
        while True:
            try:
                step = next(work)
            except StopIteration as end:
                return end.value
            done = (index + step.index / step.total) / len(self.layers)
            yield Step(start + round(30 * done), 100, step.metrics, f"Jacobians at {self.layers[index]}")

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

    def steps(self, part: dict[str, Any], at: int, seed: int) -> Work[tuple[np.ndarray, np.ndarray]]:
        """What a step does: how often the answer changes (directions, strengths, B), from both signs and four draws
        of what is random, and how the spectrum changes (2, directions, strengths, B), from both signs of one draw."""
        clean_values = part["values"][self.high][:, :SPECTRUM_TOP]
        clean = np.asarray(self.model(self.x, training=False)).argmax(1)
        norms = np.linalg.norm(self.x.reshape(len(self.x), -1), axis=1)[:, None]
        counted = np.zeros((len(DIRECTIONS), len(STRENGTHS), len(self.x)), np.float32)
        moved = np.zeros((2, len(DIRECTIONS), len(SPECTRUM_STRENGTHS), len(self.x)), np.float32)
        draws = self._draws(part["right"], self._gradient(), np.random.default_rng([seed, 4]))
        for row, direction in enumerate(draws):
            yield Step(at + row, 100, message=f"Steps along {DIRECTIONS[row]}")
            for column, strength in enumerate(STRENGTHS):
                there = (self.x + (strength * norms * direction).reshape(-1, *self.x.shape)).astype(np.float32)
                logits = np.asarray(self.model(there.reshape(-1, *self.x.shape[1:]), training=False))
                counted[row, column] = (logits.argmax(1).reshape(len(there), -1) != clean).mean(0)
            for column, strength in enumerate(SPECTRUM_STRENGTHS):
                moved[:, row, column] = np.mean(
                    [
                        self._change(self.x + (strength * norms * one).reshape(self.x.shape), clean_values, seed)
                        for one in direction[:: len(direction) // 2 or 1]
                    ],
                    axis=0,
                )
        return counted, moved

    def _change(self, x: np.ndarray, clean: np.ndarray, seed: int) -> np.ndarray:
        """Relative change of s₁ and of the sum of the top ten (2, B) at `x`, against the values `clean` (B, 10)."""
        work = jacobian.top_triplets(
            self.programs[self.high], x.astype(np.float32), SPECTRUM_TOP, tolerance=TOLERANCE, seed=seed
        )
        values = drain(work).singular_values
        before = np.stack([clean[:, 0], np.nansum(clean, 1)])
        return np.stack([values[:, 0], values.sum(1)]) / np.maximum(before, 1e-12) - 1

    def _gradient(self) -> np.ndarray:
        """The gradient of the loss at every input (B, n)."""
        import keras  # noqa: PLC0415
        import tensorflow as tf  # noqa: PLC0415

        x = tf.constant(self.x)
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = keras.losses.sparse_categorical_crossentropy(self.labels, self.model(x), from_logits=True)
        gradient: np.ndarray = tape.gradient(loss, x).numpy().reshape(len(self.x), -1)
        return gradient

    @staticmethod
    def _draws(right: np.ndarray, gradient: np.ndarray, rng: np.random.Generator) -> Iterator[np.ndarray]:
        """Unit directions (draws, B, n) in the order of DIRECTIONS; the gradient goes uphill only."""
        mixed = {"top 1": right[:, :1], "top 10": right[:, :10], "bottom": right[:, -10:]}
        for kind in DIRECTIONS:
            if kind == "loss gradient":
                drawn = gradient[None]
            elif kind == "random":
                drawn = rng.standard_normal((8, *gradient.shape))
            else:
                weights = rng.standard_normal((4, *mixed[kind].shape[:2]))
                drawn = np.einsum("dbk,bkn->dbn", weights, mixed[kind])
                drawn = np.concatenate([drawn, -drawn])
            yield drawn / np.maximum(np.linalg.norm(drawn, axis=2, keepdims=True), 1e-12)
