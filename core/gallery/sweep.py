"""What the runs of a sweep show together: their measures with mean and interval, and the claims that each meets."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from core import statistics
from core.gallery import judging
from core.gallery.comparison import View
from core.gallery.findings import Verdict
from core.gallery.judging import Interval
from core.runs.sweep import shown

MOST_POINTS = 120  # of one curve
ROUNDING = 1e-5


@dataclass(frozen=True)
class Member:
    """One run of a sweep.

    Attributes
    ----------
    view : View
        Its numbers, curve and images, in copies, so that the run itself need not stay in memory.
    verdicts : mapping
        What a source says -> the verdict on this run; only what can be judged on it.
    """

    view: View
    verdicts: Mapping[str, Verdict]


Members = Mapping[Any, Member]


def member(view: View, verdicts: Mapping[str, Verdict]) -> Member:
    """Return a member with a curve of at most 120 points, which hold on to no array of the run."""
    kept = np.unique(np.linspace(0, len(view.curve) - 1, min(len(view.curve), MOST_POINTS)).astype(int))
    images = None if view.pictures is None else np.array(view.pictures, np.float32)
    small = View(view.measures, np.array(view.curve[kept], float), view.axes, images, view.picture_title)
    return Member(small, verdicts)


def measures(members: Members) -> dict[str, np.ndarray]:
    """Return the value of every measure at each run, (runs,); NaN at runs that do not have it."""
    names = dict.fromkeys(name for one in members.values() for name in one.view.measures)
    return {
        name: np.array([one.view.measures.get(name, float("nan")) for one in members.values()], float) for name in names
    }


def curves(members: Members) -> dict[str, np.ndarray]:
    """Return the curve of each run by its value in words; nothing when the runs' curves do not have the same axes."""
    if len({one.view.axes for one in members.values()}) > 1:
        return {}
    return {shown(value): one.view.curve for value, one in members.items()}


def mean_curve(curves: Sequence[np.ndarray]) -> np.ndarray | None:
    """Return x, mean, low and high of curves (n, 2), (n, 4), with Student's 95 % interval at every x.

    None when there are fewer than two curves or when they are not measured at the same x.
    """
    first = curves[0]
    if len(curves) < 2 or any(not np.array_equal(curve[:, 0], first[:, 0]) for curve in curves):
        return None
    found = [statistics.mean_interval(values, judging.LEVEL) for values in np.stack(curves)[..., 1].T]
    return np.array([(x, one.mean, one.low, one.high) for x, one in zip(first[:, 0], found, strict=True)])


def number(name: str, value: float) -> str:
    """Write the value of a measure: accuracies in percent, other numbers with four digits."""
    if not np.isfinite(value):
        return "–"
    if "accuracy" in name:
        return f"{value:.1%}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def varying(members: Members) -> dict[str, np.ndarray]:
    """Return the measures that differ between runs by more than the rounding of 32-bit numbers."""
    found = {}
    for name, values in measures(members).items():
        known = values[np.isfinite(values)]
        if len(known) > 1 and np.ptp(known) > ROUNDING * np.abs(known).max():
            found[name] = values
    return found


COLUMNS = ("Measure", "n", "Mean", "95 % interval", "Standard deviation", "Lowest", "Highest")


def rows(members: Members) -> list[list[str]]:
    """Return a row of `COLUMNS` for each measure that at least two runs have, the mean with Student's interval."""
    table = []
    for name, values in measures(members).items():
        known = values[np.isfinite(values)]
        if len(known) > 1:
            found = judging.mean(known)
            interval = f"{number(name, found.low)} to {number(name, found.high)}"
            rest = (number(name, float(value)) for value in (known.std(ddof=1), known.min(), known.max()))
            table.append([name, str(found.count), number(name, found.mean), interval, *rest])
    return table


@dataclass(frozen=True)
class Tally:
    """How many of `runs` meet a claim, of those on which it can be judged."""

    claim: str
    verdicts: Mapping[Any, Verdict]
    runs: int

    @property
    def share(self) -> Interval:
        """The share of runs on which it holds, with the exact binomial interval."""
        decided = [verdict for verdict in self.verdicts.values() if verdict != "not testable here"]
        return judging.share(decided.count("holds"), len(decided))

    def in_words(self, *, sampled: bool) -> str:
        """Say on how many runs it holds; with the interval of the share where the runs are a sample (of seeds)."""
        found = self.share
        if not found.count:
            return "cannot be judged on any of these runs"
        count = round(found.mean * found.count)
        said = f"holds in {count} of {found.count} runs"
        others = Counter(verdict for verdict in self.verdicts.values() if verdict not in ("holds", "not testable here"))
        if others["holds in part"]:
            said += f", in part in {others['holds in part']}"
        if self.runs > found.count:
            said += f"; {self.runs - found.count} cannot be judged"
        return f"{said} (95 % interval of the share: {found.low:.0%} to {found.high:.0%})" if sampled else said

    def at(self) -> str:
        """Say at which values it holds, holds in part and does not hold."""
        by_verdict: dict[str, list[str]] = {}
        for value, verdict in self.verdicts.items():
            by_verdict.setdefault(verdict, []).append(shown(value))
        return "; ".join(f"{verdict} at {', '.join(values)}" for verdict, values in by_verdict.items())


def tallies(members: Members) -> list[Tally]:
    """Return what the runs say of each claim that at least two of them judge."""
    claims = dict.fromkeys(claim for one in members.values() for claim in one.verdicts)
    found = []
    for claim in claims:
        verdicts = {value: one.verdicts[claim] for value, one in members.items() if claim in one.verdicts}
        found.append(Tally(claim, verdicts, len(members)))
    return [tally for tally in found if len(tally.verdicts) > 1]


def sentence(members: Members, label: str, *, sampled: bool, wanted: int) -> str:
    """Say what the first measure is over the runs; empty when fewer than two of them have it."""
    name, values = next(iter(measures(members).items()))
    finite = {value: x for value, x in zip(members, values, strict=True) if np.isfinite(x)}
    if len(finite) < 2:
        return ""
    of_all = f" so far (of {wanted})" if len(members) < wanted else ""
    best, worst = max(finite, key=finite.__getitem__), min(finite, key=finite.__getitem__)
    if finite[best] == finite[worst]:
        return f"All {len(finite)} runs{of_all} have the same {name}, {number(name, finite[best])}."
    if sampled:
        found = judging.mean(values)
        return (
            f"Over {found.count} runs{of_all} that differ in “{label}” alone, the {name} is "
            f"**{number(name, found.mean)}** on average "
            f"(95 % interval of the mean: {number(name, found.low)} to {number(name, found.high)}, Student's t)."
        )
    return (
        f"The {name} is highest, **{number(name, finite[best])}**, at {shown(best)} and lowest, "
        f"**{number(name, finite[worst])}**, at {shown(worst)} ({len(finite)} runs{of_all}). Each value is one run "
        "with one random seed, so a difference between two values can also be due to the seed."
    )


def table(members: Members, field: str) -> pd.DataFrame:
    """Return one row for each run: the value of `field`, all measures, and the verdict on each claim."""
    frame = pd.DataFrame({field: [shown(value) for value in members], **measures(members)})
    for tally in tallies(members):
        frame[tally.claim] = [one.verdicts.get(tally.claim, "") for one in members.values()]
    return frame
