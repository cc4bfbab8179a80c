"""Contractive auto-encoders beside a plain one and one with weight decay (Rifai, Vincent, Muller, Glorot & Bengio 2011,
ICML): what a penalty on the encoder's Jacobian leaves of its spectrum."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from core.data import image_sets as images
from core.networks import classifiers as networks
from core.networks import cost, dense, memory
from core.networks.learner import Learner, within_epoch
from core.runs.blas import one_thread
from core.runs.pace import Pace
from core.runs.params import Params, choice, integer
from core.runs.progress import Step, Work
from core.runs.request import Request

INPUTS = 64
SHOWN_INPUTS = 4
SHOWN_RANKS = (0, 1, 2, 3, 9, 19)
TOP = 60
EIGENVALUES = 2e-10  # seconds, of a symmetric matrix, times its side cubed
BATCH = 50
RATE = 0.002
PENALTIES = (0.0, 0.01, 0.1, 0.3, 1.0, 3.0)
DECAYS = (0.0, 0.001, 0.006, 0.02)


@dataclass(frozen=True, kw_only=True)
class ContractiveParams(Params):
    """One auto-encoder on digits: h = sigmoid(xW + b), output sigmoid(hWᵀ + c)."""

    dataset: str = choice("mnist-5k", ("mnist-5k",), label="Data set")
    hidden: int = integer(128, SHOWN_RANKS[-1] + 1, 512, label="Hidden units")
    penalty: float = choice(0.0, PENALTIES, label="Penalty λ on ‖J‖²")
    decay: float = choice(0.0, DECAYS, label="Weight decay")
    epochs: int = integer(30, 1, 200, label="Epochs")
    seed: int = integer(0, 0, 9999, label="Seed")

    def memory_bytes(self) -> int:
        """Return an upper bound of the memory that the training and its spectra take."""
        size = images.size_of(self.dataset)
        pixels = 2 * 4 * (size.train + size.test) * size.values
        weights = memory.training_bytes(
            self.dataset, 2 * size.values * self.hidden, 4 * (size.values + self.hidden), BATCH, self.epochs
        )
        # J Jᵀ of every input and its eigenvectors, in double precision; the tests' reconstructions.
        squares = 4 * 8 * INPUTS * self.hidden * self.hidden
        return pixels + weights + squares + 4 * 4 * size.test * size.values

    def seconds(self) -> float:
        """Return a rough estimate: the training, and the eigenvalues of J Jᵀ at every input after every epoch."""
        weights = images.size_of(self.dataset).values * self.hidden
        spectra = EIGENVALUES * (self.epochs + 1) * INPUTS * self.hidden**3
        return 0.7 + cost.training_seconds(self.dataset, weights, 2 * weights, BATCH, self.epochs) + spectra


@dataclass(frozen=True)
class ContractiveRun:
    """One trained auto-encoder at test digits.

    Attributes
    ----------
    values : (INPUTS, TOP) float32
        Singular values of the encoder's Jacobian, in descending order.
    mean_values : (epochs + 1, TOP) float32
        Their means over those digits, before training and after every epoch.
    errors : (epochs + 1,) float32
        Reconstruction cross-entropy of the whole test set, nats a digit.
    pictures, reconstructions : (SHOWN_INPUTS, h, w) uint8
    vectors : (SHOWN_INPUTS, SHOWN_RANKS, h, w) float16
        Singular vectors on the input side at the first images.
    """

    params: ContractiveParams
    values: np.ndarray
    mean_values: np.ndarray
    errors: np.ndarray
    pictures: np.ndarray
    reconstructions: np.ndarray
    vectors: np.ndarray
    failure: str


def encode(x: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Return the code sigmoid(xW + b) (n, hidden) of images (n, pixels)."""
    return 1 / (1 + np.exp(-np.clip(x @ kernel + bias, -60, 60)))


def jacobian_norm(code: Any, kernel: Any) -> Any:
    """Return ‖J‖²_F (n,) = Σ_j (h_j (1 − h_j))² Σ_i W_ij² from codes (n, hidden) and the kernel (pixels, hidden).

    Rifai et al., equation 2. A tensor comes back.
    """
    from keras import ops  # noqa: PLC0415 takes seconds

    return ops.matmul(ops.square(code * (1 - code)), ops.sum(ops.square(kernel), 0))


def spectra(x: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return singular values (n, k) and input-side vectors (n, k, pixels) of J = diag(h (1 − h)) Wᵀ at each image.

    The eigenvectors of J Jᵀ, (hidden, hidden), in float64: J is never decomposed at its full width.
    """
    slope, gram = _squared(x, kernel, bias)
    squares, left = np.linalg.eigh(gram)
    values = np.sqrt(np.maximum(squares[:, ::-1], 0))
    vectors = (left[:, :, ::-1] * slope[:, :, None]).transpose(0, 2, 1) @ kernel.T
    return values, vectors / np.maximum(np.linalg.norm(vectors, axis=2, keepdims=True), 1e-30)


def singular_values(x: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Return the values of `spectra` alone."""
    squares = np.linalg.eigvalsh(_squared(x, kernel, bias)[1])
    return np.sqrt(np.maximum(squares[:, ::-1], 0))


def _squared(x: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The slopes h (1 − h) (n, hidden) and J Jᵀ (n, hidden, hidden)."""
    code = encode(x.astype(float), kernel.astype(float), bias.astype(float))
    slope = code * (1 - code)
    return slope, slope[:, :, None] * (kernel.T.astype(float) @ kernel.astype(float)) * slope[:, None, :]


def request(params: ContractiveParams) -> Request[ContractiveRun]:
    """Return what a page asks for to get the auto-encoder of `params`."""
    return Request("jacobian_contractive", params, compute, ContractiveRun)


def compute(params: ContractiveParams) -> Work[ContractiveRun]:
    """Train with Adam on cross-entropy + λ‖J‖² (+ decay ‖W‖², on the kernel), and take the spectra at test digits.

    Yields
    ------
    Step
        Of params.epochs: an epoch.
    """
    import keras  # noqa: PLC0415
    import tensorflow as tf  # noqa: PLC0415

    yield Step(0, params.epochs, message="Starting TensorFlow")
    data = images.load(params.dataset)
    rng = np.random.default_rng([params.seed, 6])
    train, test = map(dense.rows, (data.x_train, data.x_test))
    limit = np.sqrt(6 / (train.shape[1] + params.hidden))
    kernel = keras.Variable(rng.uniform(-limit, limit, (train.shape[1], params.hidden)).astype(np.float32))
    inner, outer = (keras.Variable(np.zeros(units, np.float32)) for units in (params.hidden, train.shape[1]))
    variables = [kernel, inner, outer]

    def error_of(x: Any, code: Any) -> Any:
        logits = tf.matmul(code, kernel, transpose_b=True) + outer
        return tf.reduce_mean(tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(x, logits), 1))

    def objective(chosen: Any) -> tuple[Any, Any]:
        x = tf.gather(train, chosen)
        code = tf.sigmoid(tf.matmul(x, kernel) + inner)
        loss = error_of(x, code) + params.decay * tf.reduce_sum(tf.square(kernel))
        if params.penalty:
            loss += params.penalty * tf.reduce_mean(jacobian_norm(code, kernel))
        return loss, loss

    learner = Learner(objective, variables, networks.optimizer("adam", RATE, 0.0), BATCH, sums=())
    looked = test[rng.permutation(len(test))[:INPUTS]]
    errors, means, failure = [], [], ""
    good: list[np.ndarray] = []
    for epoch in range(params.epochs + 1):
        if epoch:
            report = partial(within_epoch, epoch, params.epochs, f"Epoch {epoch}")
            yield from learner.epoch(rng.permutation(len(train)), report)
        error = float(error_of(test, tf.sigmoid(tf.matmul(test, kernel) + inner)))
        current = [variable.numpy() for variable in variables]
        if not all(np.isfinite(part).all() for part in (error, *current)):
            failure = (
                f"Training diverged in epoch {epoch}: the loss or the weights are no longer finite numbers. "
                "The last good epoch is shown."
            )
            break
        good = current
        values = yield from _values(looked, good, Step(epoch, params.epochs, message=f"Epoch {epoch}: spectra"))
        errors.append(error)
        means.append(values.mean(0))
        yield Step(epoch, params.epochs, {"cross-entropy": error}, f"Epoch {epoch}")
    shape = data.shape
    with one_thread():
        _, vectors = spectra(looked[:SHOWN_INPUTS], *good[:2])
    decoded = encode(encode(looked[:SHOWN_INPUTS], *good[:2]), good[0].T, good[2])
    return ContractiveRun(
        params,
        values.astype(np.float32),
        np.array(means, np.float32),
        np.array(errors, np.float32),
        np.round(looked[:SHOWN_INPUTS] * 255).astype(np.uint8).reshape(-1, *shape),
        np.round(decoded * 255).astype(np.uint8).reshape(-1, *shape),
        vectors[:, list(SHOWN_RANKS)].reshape(SHOWN_INPUTS, -1, *shape).astype(np.float16),
        failure=failure,
    )


def _values(looked: np.ndarray, weights: list[np.ndarray], step: Step) -> Work[np.ndarray]:
    """The TOP singular values at each image (n, TOP), a few images at a time; yields `step` between them."""

    def piece(start: int, stop: int) -> np.ndarray:
        with one_thread():
            return singular_values(looked[start:stop], *weights[:2])[:, :TOP]

    parts = []
    for stop, part in Pace().pieces(len(looked), piece):
        parts.append(part)
        if stop < len(looked):
            yield step
    return np.concatenate(parts)


def baked() -> list[ContractiveParams]:
    """What the page compares: plain, contractive at every λ, and weight decays."""
    plain = [ContractiveParams(penalty=penalty) for penalty in PENALTIES]
    return plain + [ContractiveParams(decay=decay) for decay in DECAYS[1:]]


def half_strength(values: np.ndarray) -> float:
    """Return how many directions carry half of ‖J‖²_F, interpolated, as the mean over inputs of values (n, k)."""
    squares = values.astype(float) ** 2
    share = np.cumsum(squares, axis=1) / squares.sum(1, keepdims=True)
    at = [np.interp(0.5, np.concatenate([[0], row]), np.arange(len(row) + 1)) for row in share]
    return float(np.mean(at))
