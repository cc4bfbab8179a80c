"""What depends on the random seed: a network from several initialisations and shuffles, compared unit by unit.

Measures: correlation of units with the same number; of units matched one to one so that the sum of correlations is
largest (Hungarian method; Li et al. 2016, "Convergent learning"); linear CKA (Kornblith et al. 2019, eq. 4 with centred
columns); and RSA (Kriegeskorte et al. 2008), the rank correlation of two tables of dissimilarities.
"""

import time
from dataclasses import dataclass, replace

import numpy as np

from core.data import image_sets
from core.networks import batched, cost, dense, memory
from core.networks.labels import SHUFFLED, training_set
from core.networks.training import TrainingParams
from core.runs.params import choice, integer
from core.runs.progress import Step, Work, drain
from core.runs.request import Request
from core.statistics import cka, correlations, pearson, ranks, spearman

VARIED = ("start and shuffle", "only the shuffle", "only the start")
MEASURES = ("same number", "matched", "CKA", "RSA")
SAMPLE, RSA_SAMPLE = 2000, 400
COMPARE = 8e-11  # seconds for an image and a pair of units, in correlations, matching and CKA of two networks
SHOWN_PAIRS = 16


@dataclass(frozen=True, kw_only=True)
class SeedSensitivityParams(TrainingParams):
    """A training that is repeated: network i has seed `seed` + i wherever `varied` says so, and `seed` elsewhere.

    Shuffled labels are those of `seed` in every network: the networks learn the same task.
    """

    nets: int = integer(
        3, 2, 10, label="Number of networks", help="All are trained at once, as one batched computation."
    )
    varied: str = choice("start and shuffle", VARIED, label="What differs between them")

    def memory_bytes(self) -> int:
        """Return an upper bound of the memory of all trainings at once and of their comparison."""
        parameters, numbers = self.network_size()
        trained = memory.training_bytes(
            self.dataset, parameters, numbers, self.batch_size, self.epochs, networks=self.nets, kept=3 * self.nets
        )
        size = image_sets.size_of(self.dataset)
        units = self.hidden if self.architecture != "one layer" else size.classes
        # Images in double precision; hidden codes of each network and copies for a pair; distances and their ranks.
        codes = SAMPLE * (2 * size.values + (self.nets + 8) * units) + 6 * units**2
        return trained + 8 * (codes + (2 * self.nets + 6) * RSA_SAMPLE**2)

    def seconds(self) -> float:
        """Return a rough estimate: all trainings at once, and a comparison of every pair at `moments`."""
        parameters, _ = self.network_size()
        trained = cost.training_seconds(
            self.dataset, parameters, self.multiplications(), self.batch_size, self.epochs, self.nets
        )
        units = self.hidden if self.architecture != "one layer" else image_sets.size_of(self.dataset).classes
        compared = len(moments(self.epochs)) * (len(pairs(self.nets)) * units**2 + RSA_SAMPLE**2 * self.nets)
        return trained + COMPARE * SAMPLE * compared

    def seeds(self) -> tuple[list[int], list[int]]:
        """Return the seeds of initialisations and of shuffles, one a network."""
        running, same = [self.seed + i for i in range(self.nets)], [self.seed] * self.nets
        return (
            same if self.varied == "only the shuffle" else running,
            same if self.varied == "only the start" else running,
        )


def study() -> list[SeedSensitivityParams]:
    """Return what the page shows without training: the networks of its presets, with each way to differ."""
    digits = ({"dataset": "mnist-5k"}, {"dataset": "mnist", "batch_size": 500})
    networks = [recipe | {"architecture": name} for recipe in digits for name in ("hidden", "one layer")]
    networks += [recipe | {"architecture": "hidden from images", "hidden": 512} for recipe in digits]
    networks += [{"dataset": "photo-patches"}, {"architecture": "hidden", "epochs": 40, "labels": SHUFFLED}]
    return [SeedSensitivityParams(**network, varied=varied) for network in networks for varied in VARIED]


@dataclass(frozen=True)
class SeedSensitivity:
    """How alike n networks are, before, during and after training.

    Attributes
    ----------
    test_accuracy : (moments, nets) float32
    epochs : (moments,) int32
        The epochs at which the networks were compared; 0 is the untrained control.
    alike : (moments, measures, pairs) float32
        Same number, matched, CKA, RSA for each pair of networks (0, 1), (0, 2) … on test images.
    stayed : (pairs,) float32
        Share of the units whose match is the unit with their own number, after training.
    filters : (2, shown, pixels) float32
        Kernels of network 0 and of their matches in network 1, the best matched first.
    partners : (shown, 2) int32
        Their numbers in both networks.
    matched_r : (units,) float32
        Activation correlation of all matched units of networks 0 and 1.
    seconds_an_epoch : float
        The fastest epoch of all networks together.
    failure : str
        Empty, or why there is nothing to compare.
    """

    params: SeedSensitivityParams
    test_accuracy: np.ndarray
    epochs: np.ndarray
    alike: np.ndarray
    stayed: np.ndarray
    filters: np.ndarray
    partners: np.ndarray
    matched_r: np.ndarray
    seconds_an_epoch: float
    failure: str

    def mean(self, measure: str, moment: int = -1) -> float:
        """Mean over pairs of one measure."""
        return float(self.alike[moment, MEASURES.index(measure)].mean())

    def reproducibility(self) -> float:
        """(matched r - untrained matched r) / (1 - untrained matched r); NaN when networks start alike."""
        before, after = self.mean("matched", 0), self.mean("matched")
        return (after - before) / (1 - before) if before < 0.999 else float("nan")


def match(r: np.ndarray) -> np.ndarray:
    """For each row of r (units, units) the column that it is matched with, so that the sum of r is largest."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 scipy takes a while to import

    return linear_sum_assignment(r, maximize=True)[1]


def dissimilarity(x: np.ndarray) -> np.ndarray:
    """1 - Pearson's r between all pairs of rows of x (n, p), as one vector of n(n - 1)/2."""
    return (1 - correlations(x.T, x.T))[np.triu_indices(len(x), 1)]


def rsa(a: np.ndarray, b: np.ndarray) -> float:
    """Spearman's correlation between the dissimilarities of the rows of a (n, p) and of b (n, q)."""
    return spearman(dissimilarity(a), dissimilarity(b))


def pairs(nets: int) -> list[tuple[int, int]]:
    """Return all pairs of networks, (0, 1) first."""
    return [(i, j) for i in range(nets) for j in range(i + 1, nets)]


def comparison(codes: list[np.ndarray], step: Step) -> Work[tuple[np.ndarray, np.ndarray]]:
    """Compare the representations (n, units) of several networks pair by pair; yields `step` between pairs.

    Returns
    -------
    alike : (measures, pairs) float32
    stayed : (pairs,) float32
        The share of units whose match is the unit with their own number.
    """
    tables = np.stack([ranks(dissimilarity(code[:RSA_SAMPLE])) for code in codes])
    alike, stayed = [], []
    for i, j in pairs(len(codes)):
        r = correlations(codes[i], codes[j])
        partner = match(r)
        units = np.arange(len(r))
        same, matched = np.diag(r).mean(), r[units, partner].mean()
        alike.append((same, matched, cka(codes[i], codes[j]), pearson(tables[[i]], tables[[j]])[0]))
        stayed.append((partner == units).mean())
        yield step
    return np.array(alike, np.float32).T, np.array(stayed, np.float32)


def compare(codes: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return what `comparison` returns."""
    return drain(comparison(codes, Step(0, 1)))


def moments(epochs: int) -> list[int]:
    """Return the epochs at which networks are compared: close together where learning is fast."""
    return sorted({0, epochs, *(e for e in (1, 2, 4, 7, 11, 16, 24, 40, 70) if e < epochs)})


def request(params: SeedSensitivityParams) -> Request[SeedSensitivity]:
    """Return what a page asks for to get the comparison of `params`."""
    return Request("luck", params, compute, SeedSensitivity)


def compute(params: SeedSensitivityParams) -> Work[SeedSensitivity]:
    """Train `params.nets` networks at once and compare their hidden codes (with one layer their logits) on test images.

    Raises
    ------
    core.data.image_sets.DataUnavailable
        When the data set is not on this machine.
    """
    yield Step(0, params.epochs, message="Starting TensorFlow")
    data = training_set(params)
    starting, shuffling = params.seeds()
    starts = []
    for seed in starting:
        starts.append(batched.keras_start(replace(params, seed=seed), data))
        yield Step(0, params.epochs, message=f"Initial weights of network {len(starts)}")
    x = dense.rows(data.x_test[:SAMPLE])
    wanted = set(moments(params.epochs))
    kept: list[int] = []
    history: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    failure = ""
    seconds: list[float] = []
    since = time.perf_counter()
    for moment in batched.train(starts, shuffling, data, params):
        if isinstance(moment, Step):
            # What the caller does meanwhile is not part of the epoch's time.
            since -= time.perf_counter()
            yield moment
            since += time.perf_counter()
            continue
        index = len(seconds)
        if not moment.finite.all():
            failure = (
                f"Training diverged in epoch {index}: the loss or the weights of a network are no longer finite "
                f"numbers. Lower the learning rate ({params.learning_rate:g}). Epoch {kept[-1]} is shown."
            )
            break
        seconds.append(time.perf_counter() - since)
        if index in wanted:
            last = moment
            kept.append(index)
            codes = [dense.outputs(moment.net(i), x)[0] for i in range(params.nets)]
            alike, stayed = yield from comparison(codes, Step(index, params.epochs, message="Networks are compared"))
            history.append((moment.test_accuracy, alike, stayed))
        metrics = {"test accuracy": float(moment.test_accuracy.mean())}
        yield Step(index, params.epochs, metrics, f"{params.nets} networks at once, epoch {index} of {params.epochs}")
        since = time.perf_counter()
    r = correlations(codes[0], codes[1])
    partner = match(r)
    matched = r[np.arange(len(r)), partner]
    shown = np.argsort(-matched, kind="stable")[:SHOWN_PAIRS]
    kernels = last.weights[0]
    accuracies, alikes, stays = zip(*history, strict=True)
    return SeedSensitivity(
        params,
        np.array(accuracies, np.float32),
        np.array(kept, np.int32),
        np.stack(alikes),
        stays[-1],
        np.stack([kernels[0].T[shown], kernels[1].T[partner[shown]]]),
        np.stack([shown, partner[shown]], 1).astype(np.int32),
        matched.astype(np.float32),
        min(seconds[1:], default=float("nan")),
        failure,
    )
