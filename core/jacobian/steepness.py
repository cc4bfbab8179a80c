"""Is the steepness of the spectrum a guide to hyper-parameters? Networks that differ from the first in one setting."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.jacobian import cost
from core.jacobian.experiments import JacobianRun
from core.jacobian.measures import finite_mean
from core.jacobian.networks import hidden
from core.jacobian.operators import Program
from core.jacobian.spectra import top_triplets
from core.jacobian.spectrum_shape import tail_ratio
from core.jacobian.training import JacobianParams, chosen_inputs, train
from core.runs.params import Params, integer
from core.runs.progress import Work, drain, share
from core.runs.request import Request

TENTH = 9
BASE = JacobianParams(dataset="mnist-5k", net="mlp", depth=3, width=64, epochs=5)
GAUSSIAN: dict[str, Any] = {"init": "gaussian"}
VARIED: dict[str, tuple[dict[str, Any], ...]] = {
    "the first net": ({},),
    "learning rate": tuple({"learning_rate": rate} for rate in (0.0001, 0.0003, 0.003, 0.01)),
    "weight decay": tuple({"weight_decay": decay} for decay in (0.001, 0.01, 0.1, 1.0)),
    "σ of the start": tuple({**GAUSSIAN, "sigma": sigma} for sigma in (0.25, 0.5, 1.0, 2.0, 4.0)),
    "activation": tuple({"activation": name} for name in ("leaky_relu", "tanh", "sigmoid")),
    "width": tuple({"width": width} for width in (16, 32, 128)),
    "depth": tuple({"depth": depth} for depth in (1, 2, 5, 8)),
}


@dataclass(frozen=True, kw_only=True)
class SteepnessParams(Params):
    """One study."""

    seed: int = integer(0, 0, 9999, label="Seed")

    def memory_bytes(self) -> int:
        """Return an upper bound: of its networks, the one that needs most."""
        return max(params.memory_bytes() for _, _, params in nets(self.seed))

    def seconds(self) -> float:
        """Return a rough estimate: the training of every network."""
        return sum(cost.training(params) for _, _, params in nets(self.seed))


@dataclass(frozen=True)
class SteepnessStudy:
    """N networks.

    Attributes
    ----------
    varied, settings : tuple of N str
        What was varied, and to what.
    steepness : (2, N) float32
        Mean s₁₀/s₁ of the Jacobian to the last hidden layer over the inputs, after (index 0) and before (index 1)
        training; the lower, the steeper.
    test_accuracy : (N,) float32
    """

    params: SteepnessParams
    varied: tuple[str, ...]
    settings: tuple[str, ...]
    steepness: np.ndarray
    test_accuracy: np.ndarray


@dataclass(frozen=True)
class Rank:
    """Spearman's rank correlation of s₁₀/s₁ with the test accuracy."""

    correlation: float
    p_value: float
    picked: float
    place: int


def nets(seed: int = 0) -> Iterator[tuple[str, str, JacobianParams]]:
    """Yield what is varied, its setting in words, and the params of each network."""
    for varied, changes in VARIED.items():
        for change in changes:
            said = ", ".join(f"{value:g}" if isinstance(value, float) else str(value) for value in change.values())
            yield varied, said or "as it is", replace(BASE, seed=seed, **change)


def request(params: SteepnessParams) -> Request[SteepnessStudy]:
    """Return what a page asks for to get the study of `params`."""
    return Request("jacobian_steepness", params, compute, SteepnessStudy)


def compute(params: SteepnessParams) -> Work[SteepnessStudy]:
    """Train every network and measure its steepness before and after.

    Yields
    ------
    Step
        Of 100: an epoch of a network.
    """
    chosen = list(nets(params.seed))
    steepness, accuracy = np.zeros((2, len(chosen)), np.float32), np.zeros(len(chosen), np.float32)
    for index, (varied, setting, net) in enumerate(chosen):
        done = 100 * index / len(chosen)
        trained = yield from share(train(net), done, done + 100 / len(chosen), f"{varied}: {setting}")
        model = trained.model
        x = chosen_inputs(model, trained.data, net.seed)[0]
        program = Program(model, f"dense{net.depth}")
        for state, weights in enumerate((trained.after, trained.before)):
            model.set_weights(weights)
            values = drain(top_triplets(program, x, TENTH + 1)).singular_values  # exact, a tenth of a second
            steepness[state, index] = (values[:, TENTH] / np.maximum(values[:, 0], 1e-30)).mean()
        accuracy[index] = trained.accuracy[-1][1]
    return SteepnessStudy(params, tuple(c[0] for c in chosen), tuple(c[1] for c in chosen), steepness, accuracy)


def comparable(params: JacobianParams) -> bool:
    """Return whether a network is of the study's kind: a dense one on the same images with true labels."""
    return (params.dataset, params.net, params.labels) == (BASE.dataset, BASE.net, BASE.labels)


def present(run: JacobianRun) -> tuple[float, float, float]:
    """Return s₁₀/s₁ of a run at its deepest hidden layer, after and before training, and its accuracy.

    A layer with fewer than ten outputs has s₁₀ = 0; images that nothing passes are left out.
    """
    values = np.nan_to_num(run.values[:, hidden(run.layers)[-1]].astype(float))
    after, before = finite_mean(tail_ratio(values, TENTH + 1), 1)
    return float(after), float(before), float(run.test_accuracy[-1])


def rank(steepness: np.ndarray, accuracy: np.ndarray) -> Rank:
    """Correlate steepness with accuracy, and rank the accuracy of the steepest network.

    Parameters
    ----------
    steepness, accuracy : (N,)

    Returns
    -------
    Rank
        With the accuracy of the network with the lowest s₁₀/s₁, and its place by accuracy (1 is the best).
    """
    from scipy import stats  # noqa: PLC0415 half a second

    found = stats.spearmanr(steepness, accuracy)
    picked = float(accuracy[steepness.argmin()])
    return Rank(float(found.statistic), float(found.pvalue), picked, int((accuracy > picked).sum()) + 1)
