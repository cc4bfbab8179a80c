"""One run: networks of the chosen depth on the chosen world, with all that the page looks back at."""

from dataclasses import dataclass

import numpy as np

from core.runs.blas import one_thread
from core.runs.progress import Step, Work
from core.semantics.dynamics import Weights, advance, first_weights, hidden_layers, modes, outputs
from core.semantics.params import SemanticsParams, build_world
from core.semantics.theory import growing_mode, largest_stable_step

FRAMES = 100
RECORDS = 1500
FEWEST_RECORDS = 120
# Of the SVDs of all records: networks x properties x items x modes, about a second's worth.
SVD_WORK = 1.2e8
# A belief of a million is a run that has left; waiting for infinity would only fill the charts with noise.
LOST = 1e6


@dataclass(frozen=True)
class SemanticsRun:
    """The trajectory of one run. `A` kinds of network (deep, shallow), `S` networks of each kind, `k` modes.

    Attributes
    ----------
    kinds
        "deep" and "shallow", as far as they were trained.
    times : (R,)
        In units of τ, of the records.
    strengths, singular_values, alignments : (A, S, R, k)
        uᵀ·map·v for each mode of the world; the map's own singular values; |uᵀ·map·v| / ‖map·v‖.
    losses : (A, S, R)
        ½·squared error, summed over the table.
    initial : (S, k)
        a₀ of the deep networks (growing mode; NaN with more than two matrices and no balanced start).
    frame_times : (F,)
    maps : (A, F, properties, items)
        Of the first network of each kind.
    hidden : (F, units, items)
        The last hidden layer of the first deep network; no frames when there is none.
    peaks, peak_times : (A, S, properties, items)
        The highest value that each belief ever had, and when.
    final_maps : (A, S, properties, items)
    final_similarity : (S, items, items)
        Inner products of the last hidden layer of each deep network.
    weight_norms : (S,)
        Σ‖W‖² of each deep network at the end.
    stopped : int
        The step at which numbers grew without end, or −1.
    message : str
        Why, and what to change.
    """

    params: SemanticsParams
    kinds: tuple[str, ...]
    times: np.ndarray
    strengths: np.ndarray
    singular_values: np.ndarray
    alignments: np.ndarray
    losses: np.ndarray
    initial: np.ndarray
    frame_times: np.ndarray
    maps: np.ndarray
    hidden: np.ndarray
    peaks: np.ndarray
    peak_times: np.ndarray
    final_maps: np.ndarray
    final_similarity: np.ndarray
    weight_norms: np.ndarray
    stopped: int
    message: str


@dataclass
class _Track:
    """What is collected of one kind of network."""

    times: np.ndarray
    strengths: np.ndarray
    singular_values: np.ndarray
    alignments: np.ndarray
    losses: np.ndarray
    frame_times: np.ndarray
    maps: np.ndarray
    hidden: np.ndarray
    peaks: np.ndarray
    peak_times: np.ndarray
    first: Weights
    last: Weights
    stopped: int


def train(params: SemanticsParams) -> Work[SemanticsRun]:
    """Train the networks of `params`; yields after each frame.

    Raises
    ------
    ValueError
        With a sentence, when the world or the start cannot be made.
    """
    correlations = build_world(params).correlations
    depths = {"deep": params.depth, "shallow": 1}
    kinds = tuple(depths) if params.network == "both" else (params.network,)
    tracks = {}
    for number, kind in enumerate(kinds):
        work = _track(params, correlations, depths[kind])
        tracks[kind] = yield from _renumber(work, number, len(kinds), kind)
    return _result(params, correlations, tracks)


def _renumber(work: Work[_Track], number: int, count: int, kind: str) -> Work[_Track]:
    """Steps of one of `count` parts as steps of the whole."""
    while True:
        try:
            part = next(work)
        except StopIteration as end:
            return end.value
        yield Step(number * part.total + part.index, count * part.total, part.metrics, f"{kind} network")


def _track(params: SemanticsParams, correlations: np.ndarray, depth: int) -> Work[_Track]:
    seeds = range(params.seed, params.seed + params.seeds)
    activation = params.activation if depth > 1 else "linear"
    weights = first_weights(
        correlations, start=params.start, sigma=params.sigma, seeds=seeds, depth=depth, hidden=params.hidden
    )
    first = weights
    u, _, v = modes(correlations)
    affordable = SVD_WORK / (params.seeds * correlations.size * len(u.T))
    stride = max(1, -(-params.steps // int(np.clip(affordable, FEWEST_RECORDS, RECORDS))))
    marks = np.unique(np.linspace(0, params.steps, min(FRAMES, params.steps) + 1).round().astype(int))
    records: list[tuple[np.ndarray, ...]] = []
    frames, hidden = [], []
    peaks = np.full((params.seeds, *correlations.shape), -np.inf)
    peak_times = np.zeros_like(peaks)
    stopped = -1
    with np.errstate(over="ignore", invalid="ignore"):
        for begin, end in zip(marks, [*marks[1:], params.steps + 1], strict=True):
            layers = hidden_layers(weights, activation)
            with one_thread():
                maps, following = advance(
                    weights, correlations, step=params.step, steps=end - begin, activation=activation
                )
            sane = (np.abs(maps) < LOST).all(axis=(1, 2, 3))  # false for NaN, too
            if not sane.all():
                stopped = int(begin + np.argmin(sane))
                maps = maps[: stopped - begin]
            if len(maps):
                frames.append(maps[0, 0])
                hidden.append(layers[-1][0] if layers else np.zeros((0, 0)))
                _raise_peaks(peaks, peak_times, maps, begin * params.step, params.step)
                with one_thread():
                    records.append(_record(maps, begin, stride, correlations, u, v))
                yield Step(
                    int(begin), params.steps, {"loss": float(((correlations - maps[-1]) ** 2).sum() / 2 / params.seeds)}
                )
            if stopped >= 0:
                break
            before, weights = weights, following
    indices, strengths, singular_values, alignments, losses = (
        np.concatenate(column) for column in zip(*records, strict=True)
    )
    return _Track(
        times=indices * params.step,
        strengths=np.moveaxis(strengths, 0, 1),
        singular_values=np.moveaxis(singular_values, 0, 1),
        alignments=np.moveaxis(alignments, 0, 1),
        losses=losses.T,
        frame_times=marks[: len(frames)] * params.step,
        maps=np.array(frames),
        hidden=np.array(hidden),
        peaks=peaks,
        peak_times=peak_times,
        first=first,
        last=weights if stopped >= 0 else before,
        stopped=stopped,
    )


def _raise_peaks(peaks: np.ndarray, peak_times: np.ndarray, maps: np.ndarray, begin: float, step: float) -> None:
    best = maps.argmax(axis=0)
    highest = np.take_along_axis(maps, best[None], axis=0)[0]
    higher = highest > peaks
    peaks[higher] = highest[higher]
    peak_times[higher] = begin + best[higher] * step


def _record(
    maps: np.ndarray, begin: int, stride: int, correlations: np.ndarray, u: np.ndarray, v: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Index, strengths, singular values, alignments and losses of every `stride`-th step."""
    chosen = maps[-begin % stride :: stride]
    answers = chosen @ v
    strengths = (u * answers).sum(axis=2)
    size = np.linalg.norm(answers, axis=2)
    alignments = np.abs(strengths) / np.where(size > 0, size, 1)
    singular_values = np.linalg.svd(chosen, compute_uv=False)[..., : len(u.T)]
    losses = ((correlations - chosen) ** 2).sum(axis=(2, 3)) / 2
    indices = begin + np.arange(len(maps))[-begin % stride :: stride]
    return indices, strengths, singular_values, alignments, losses


def _result(params: SemanticsParams, correlations: np.ndarray, tracks: dict[str, _Track]) -> SemanticsRun:
    _, s, _ = modes(correlations)
    frames = min(len(track.maps) for track in tracks.values())
    records = min(len(track.times) for track in tracks.values())
    several = list(tracks.values())
    deep = tracks.get("deep")
    initial = np.full((params.seeds, len(s)), np.nan)
    similarity, norms, hidden = np.zeros((0, 0, 0)), np.zeros(0), np.zeros((0, 0, 0))
    if deep:
        if params.start == "balanced":
            initial[:] = params.sigma**params.depth
        elif params.depth == 2:
            initial = growing_mode(deep.first, correlations)
        layer = hidden_layers(deep.last, params.activation)[-1]
        similarity = layer.mT @ layer
        norms = np.sum([(matrix**2).sum(axis=(1, 2)) for matrix in deep.last], axis=0)
        hidden = deep.hidden[:frames]
    stopped = max(track.stopped for track in several)

    def stacked(name: str, count: int, axis: int) -> np.ndarray:
        parts = [getattr(track, name) for track in several]
        return np.stack([part.take(range(count), axis=axis) for part in parts]).astype(np.float32)

    return SemanticsRun(
        params=params,
        kinds=tuple(tracks),
        times=several[0].times[:records],
        strengths=stacked("strengths", records, 1),
        singular_values=stacked("singular_values", records, 1),
        alignments=stacked("alignments", records, 1),
        losses=stacked("losses", records, 1),
        initial=initial,
        frame_times=several[0].frame_times[:frames],
        maps=stacked("maps", frames, 0),
        hidden=hidden.astype(np.float32),
        peaks=np.stack([track.peaks for track in several]),
        peak_times=np.stack([track.peak_times for track in several]),
        final_maps=np.stack(
            [outputs(track.last, params.activation if kind == "deep" else "linear") for kind, track in tracks.items()]
        ),
        final_similarity=similarity,
        weight_norms=norms,
        stopped=stopped,
        message=_farewell(params, float(s[0]), stopped),
    )


def _farewell(params: SemanticsParams, largest: float, stopped: int) -> str:
    if stopped < 0:
        return ""
    depth = 1 if params.network == "shallow" else params.depth
    stable = largest_stable_step(largest, depth)
    if params.step >= stable:
        advice = f"Step {params.step:g} is above the largest stable one, {stable:.3f}; choose less."
    else:
        advice = "The start is so large that the loss is steeper there than at its end; lower σ or the step."
    return f"At step {stopped} the weights grew without end (t = {stopped * params.step:g}). {advice}"
