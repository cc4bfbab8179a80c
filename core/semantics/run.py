"""One run: networks of the chosen depth on the chosen world, with all that the page looks back at."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.runs.blas import one_thread
from core.runs.progress import Step, Work, relay
from core.runs.request import Request
from core.semantics import budget
from core.semantics.dynamics import advance, first_weights, hidden_layers, modes, outputs
from core.semantics.params import SemanticsParams, build_world
from core.semantics.theory import growing_mode, largest_stable_step
from core.semantics.track import Track

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


def request(params: SemanticsParams) -> Request[SemanticsRun]:
    """Return what a page asks for to get the run of `params`."""
    return Request("semantics", params, train, SemanticsRun)


def train(params: SemanticsParams) -> Work[SemanticsRun]:
    """Train the networks of `params`; yields after each frame.

    Raises
    ------
    ValueError
        With a sentence, when the world or the start cannot be made.
    """
    correlations = build_world(params).correlations
    depths = params.depths()
    tracks = {}
    for number, (kind, depth) in enumerate(depths.items()):
        tracks[kind] = yield from _renumber(_track(params, correlations, depth), number, len(depths), kind)
    return _result(params, correlations, tracks)


def _renumber(work: Work[Track], number: int, count: int, kind: str) -> Work[Track]:
    """Steps of one of `count` parts as steps of the whole."""
    return relay(
        work,
        lambda part: Step(number * part.total + part.index, count * part.total, part.metrics, f"{kind} network"),
    )


def _track(params: SemanticsParams, correlations: np.ndarray, depth: int) -> Work[Track]:
    """Train one kind of network; yields after each block of steps."""
    properties, items = correlations.shape
    activation = params.activation if depth > 1 else "linear"
    weights = first_weights(
        correlations,
        start=params.start,
        sigma=params.sigma,
        seeds=range(params.seed, params.seed + params.seeds),
        depth=depth,
        hidden=params.hidden,
    )
    track = Track(correlations, weights, params.step, params.steps)
    marks = np.unique(np.linspace(0, params.steps, min(budget.FRAMES, params.steps) + 1).round().astype(int))
    size = budget.block_steps([items, *[params.hidden] * (depth - 1), properties], params.seeds)
    with np.errstate(over="ignore", invalid="ignore"):
        for begin, end in _blocks(marks.tolist(), size):
            with one_thread():
                maps, following = advance(
                    weights, correlations, step=params.step, steps=end - begin, activation=activation
                )
            sane = (np.abs(maps) < LOST).all(axis=(1, 2, 3))  # false for NaN, too
            if not sane.all():
                track.stopped = begin + int(np.argmin(sane))
                maps = maps[: track.stopped - begin]
            if track.stopped == 0:
                raise ValueError(
                    f"From these initial weights the network's answers are beyond {LOST:,.0f} before it learns. "
                    "Choose a smaller σ, fewer weight matrices or fewer hidden units."
                )
            track.last = weights
            if len(maps):
                if begin in marks:
                    layers = hidden_layers(weights, activation)
                    track.keep_frame(begin, maps[0, 0], layers[-1][0] if layers else np.zeros((0, 0)))
                track.keep_block(begin, maps)
                yield Step(
                    begin, params.steps, {"loss": float(((correlations - maps[-1]) ** 2).sum()) / 2 / params.seeds}
                )
            if track.stopped >= 0:
                break
            weights = following
    return track


def _blocks(marks: list[int], size: int) -> Iterator[tuple[int, int]]:
    """Yield begin and end of blocks of at most `size` steps; one begins at each mark, the last is one step long."""
    for mark, following in zip(marks, [*marks[1:], marks[-1] + 1], strict=True):
        for begin in range(mark, following, size):
            yield begin, min(begin + size, following)


def _result(params: SemanticsParams, correlations: np.ndarray, tracks: dict[str, Track]) -> SemanticsRun:
    """Join the tracks, each as long as the shortest."""
    several = list(tracks.values())
    frames, records = np.min([track.length for track in several], axis=0)
    frame_times, maps, hidden = zip(*(track.frames(frames) for track in several), strict=True)
    times, strengths, singular_values, alignments, losses = zip(
        *(track.records(records) for track in several), strict=True
    )
    activations = {"deep": params.activation, "shallow": "linear"}
    stopped = max(track.stopped for track in several)
    s = modes(correlations)[1]
    return SemanticsRun(
        params=params,
        kinds=tuple(tracks),
        times=times[0],
        strengths=np.stack(strengths),
        singular_values=np.stack(singular_values),
        alignments=np.stack(alignments),
        losses=np.stack(losses),
        initial=_initial(params, correlations, tracks.get("deep"), len(s)),
        frame_times=frame_times[0],
        maps=np.stack(maps),
        hidden=hidden[0] if "deep" in tracks else np.zeros((0, 0, 0), np.float32),
        peaks=np.stack([track.peaks for track in several]),
        peak_times=np.stack([track.peak_times for track in several]),
        final_maps=np.stack([outputs(track.last, activations[kind]) for kind, track in tracks.items()]),
        stopped=stopped,
        message=_why_it_stopped(params, float(s[0]), stopped),
        **_at_the_end(params, tracks.get("deep")),
    )


def _initial(params: SemanticsParams, correlations: np.ndarray, deep: Track | None, modes_: int) -> np.ndarray:
    """Return a₀ of the deep networks, (S, k); NaN where theory knows none."""
    if deep and params.start == "balanced":
        return np.full((params.seeds, modes_), params.sigma**params.depth)
    if deep and params.depth == 2:
        return growing_mode(deep.first, correlations)
    return np.full((params.seeds, modes_), np.nan)


def _at_the_end(params: SemanticsParams, deep: Track | None) -> dict[str, np.ndarray]:
    """Return what is compared of the deep networks' last weights."""
    if deep is None:
        return {"final_similarity": np.zeros((0, 0, 0)), "weight_norms": np.zeros(0)}
    layer = hidden_layers(deep.last, params.activation)[-1]
    norms: np.ndarray = np.sum([(matrix**2).sum(axis=(1, 2)) for matrix in deep.last], axis=0)
    return {"final_similarity": layer.mT @ layer, "weight_norms": norms}


def _why_it_stopped(params: SemanticsParams, largest: float, stopped: int) -> str:
    if stopped < 0:
        return ""
    stable = largest_stable_step(largest, 1 if params.network == "shallow" else params.depth)
    if params.step >= stable:
        advice = f"Step {params.step:g} is above the largest stable step, {stable:.3f}. Choose a smaller step."
    else:
        advice = (
            "Gradient descent at this step did not settle from these initial weights. Choose a smaller σ or a "
            "smaller step."
        )
    return f"At step {stopped} (t = {stopped * params.step:g}) the weights grew without end. {advice}"
