"""What the claims share: twenty baked networks of a setting, short trainings, straight cuts, and two tests."""

from typing import Any

import numpy as np

from core.boundaries.engine import Architecture, fresh_state, initial_weights, unpack
from core.boundaries.forward import forward
from core.boundaries.params import BoundaryParams
from core.boundaries.seeds import NETS, SeedsRun, train_many
from core.boundaries.training import load_points, net_seeds, problem
from core.data.points import PointSet
from core.gallery.topic import Recipe
from core.runs import archive
from core.runs.progress import Step, Work

DEEP: dict[str, Any] = {"units": 2, "layers": 5}
SAME_POINTS = "the same 400 training points, random initialisations, full-batch Adam .03, 3,000 steps"


def many(**values: Any) -> SeedsRun:
    """Return the twenty baked networks of these settings."""
    params = BoundaryParams(**values).canonical()
    path = Recipe("boundaries_seeds", params, train_many).path
    return archive.load(path, SeedsRun, params=BoundaryParams)


def trained(
    params: BoundaryParams, data: PointSet | None = None, first: np.ndarray | None = None, nets: int = NETS
) -> Work[np.ndarray]:
    """Train networks on `data` from the weights `first` (nets, parameters); return those after the last step."""
    task = problem(params, data or load_points(params)[0])
    if first is None:
        first = initial_weights(task.net, params.initializer, net_seeds(params, nets))
    for chunk in task.chunks(fresh_state(first), np.array([params.steps])):
        weights = chunk.weights[-1]
        yield Step(int(chunk.steps[-1]), params.steps, message="Networks are being trained")
    return weights


def random_layers(run: SeedsRun) -> np.ndarray:
    """Return the untrained networks of a run (nets, parameters) with hidden biases drawn evenly from [-1, 1].

    With the biases of 0 that they start from, tanh layers are odd functions: outputs at x and -x are opposite. No
    straight cut through them divides the donut then, however many units there are.
    """
    weights, rng = run.film[0].copy(), np.random.default_rng(0)
    for _, bias in unpack(weights, run.net)[:-1]:
        bias[:] = rng.uniform(-1, 1, bias.shape)
    return weights


def hidden(weights: np.ndarray, net: Architecture, x: np.ndarray) -> np.ndarray:
    """Return outputs (units, n) of one network's last hidden layer, in float64."""
    return forward(weights.astype(np.float64), net, x.astype(np.float64))[-2][1]


def straight_cut(outputs: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the direction (units,) and offset of the logistic regression of labels 0 and 1 on outputs (units, n).

    A weak ridge on the standardised outputs keeps the weights finite where a cut divides the classes.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 scipy takes a while to import
    from scipy.special import expit  # noqa: PLC0415

    mean, scale = outputs.mean(1), np.maximum(outputs.std(1), 1e-9)
    x = np.concatenate([(outputs - mean[:, None]) / scale[:, None], np.ones((1, outputs.shape[1]))])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = w @ x
        value = np.logaddexp(0, z).mean() - (z * labels).mean() + 1e-6 * (w[:-1] @ w[:-1])
        return float(value), x @ (expit(z) - labels) / len(labels) + 2e-6 * np.append(w[:-1], 0)

    found = minimize(loss, np.zeros(len(x)), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    direction = found[:-1] / scale
    return direction, float(found[-1] - direction @ mean)


def cut_accuracy(outputs: np.ndarray, labels: np.ndarray) -> float:
    """Return the share of outputs (units, n) that their `straight_cut` classifies as labelled."""
    direction, offset = straight_cut(outputs, labels)
    return float(((direction @ outputs + offset > 0) == labels).mean())


def later(steps: np.ndarray, others: np.ndarray) -> float:
    """Return the p-value of "more steps" (Mann-Whitney, one-sided) among networks that reach 99 %; 1 if none does."""
    from scipy.stats import mannwhitneyu  # noqa: PLC0415 scipy.stats takes half a second to import

    own, other = steps[steps >= 0], others[others >= 0]
    if not len(own) or not len(other):
        return 1.0
    return float(mannwhitneyu(own, other, alternative="greater").pvalue)


def more_often(hits: np.ndarray, others: np.ndarray) -> float:
    """Return the p-value of "more often" (Fisher's exact test, one-sided), for two arrays of yes and no."""
    from scipy.stats import fisher_exact  # noqa: PLC0415 scipy.stats takes half a second to import

    a, b = int(np.sum(hits > 0)), int(np.sum(others > 0))
    return float(fisher_exact([[a, len(hits) - a], [b, len(others) - b]], alternative="greater").pvalue)


def p_value(p: float) -> str:
    """Write a p-value."""
    return "p < .001" if p < 0.001 else f"p = {p:.3f}"
