"""The section that repeats a page's run over random seeds or over the values of one control.

Every run of a sweep is an ordinary run under its own key: bundled and earlier ones count at once, links reopen them,
and Stop keeps those that are done. What the section shows of a run is a small `Member`, which outlives the run itself.
"""

import time
from collections import deque
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

import numpy as np
import streamlit as st

from core.catalog import Topic
from core.charts import images
from core.charts import sweep as charts
from core.claims import claims
from core.gallery import judging
from core.gallery import sweep as found
from core.gallery.claims import Judgement
from core.gallery.comparison import View
from core.gallery.findings import Verdict
from core.gallery.sweep import Member
from core.runs import sweep
from core.runs.jobs import Job, Refused
from core.runs.params import Params, fingerprint
from core.runs.request import Lane, Request
from core.runs.text import literal
from pages._shared import layout, multiples, runs, waiting

Result = TypeVar("Result")

TITLE = "Repeat this run"
REDRAW_SECONDS = 1.0
NOTICEABLE_SECONDS = 2.0


@dataclass(frozen=True)
class Repeated(Generic[Result]):
    """What a page repeats.

    Attributes
    ----------
    params : Params
        Those of the page's own run, as `request` takes them.
    request : callable
        Params -> the request of one run.
    view : callable
        What is compared of a run.
    judge : callable
        What a source says -> the verdict on one run.
    without : tuple of str
        Fields that make another experiment, such as another image set, and are not offered.
    drawn : hashable
        What `view` depends on besides the run.
    """

    topic: Topic
    params: Params
    request: Callable[[Any], Request[Result]]
    view: Callable[[Result], View]
    judge: Callable[[Result], Mapping[str, Verdict]]
    without: tuple[str, ...] = ()
    drawn: Hashable = None


def by_statement(present: Mapping[str, Judgement]) -> dict[str, Verdict]:
    """Return the verdicts on claims by what their source says, for `Repeated.judge`."""
    return {f"{claim.id}: {claim.statement}": present[claim.id].verdict for claim in claims() if claim.id in present}


def section(repeated: Repeated[Any]) -> None:
    """Let a visitor choose what to vary, run what is missing, and show all runs together."""
    st.markdown(
        "Repeat the run of this page with other random seeds, to see how much depends on chance, or with other values "
        "of one setting, to see what it changes. All other settings stay as they are."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        field = _field(repeated)
        values = _values(repeated, field)
    if values is None:
        return
    members = sweep.members(repeated.params, field, values)
    requests = {value: repeated.request(params) for value, params in members.items()}
    known = {value: one for value, request in requests.items() if (one := _known(repeated, request)) is not None}
    progress, results = st.container(), st.empty()

    def draw(final: bool) -> None:
        results.empty()  # a container that replaces another one would keep what is below its own last element
        with results.container():
            _draw(repeated, field, {value: known[value] for value in requests if value in known}, len(requests), final)

    with progress:
        _complete(repeated, requests, known, draw)
    draw(True)


def _key(repeated: Repeated[Any]) -> str:
    return f"{repeated.topic.slug}_repeat"


def _field(repeated: Repeated[Any]) -> str:
    """Draw the choice of what varies; the address has the name of the field, because labels are words that change."""
    controls, key = repeated.params.controls(), _key(repeated)
    fields = sweep.fields(repeated.params, repeated.without)
    asked = st.query_params.get(key, st.session_state.get(f"_{key}", fields[0]))
    if asked not in fields:
        st.warning(f"“{literal(asked)}” cannot be varied here. Choose one of the settings in the list.")
        asked = fields[0]
    chosen = st.selectbox(
        "What varies",
        fields,
        index=fields.index(asked),
        key=f"_{key}_field",
        format_func=lambda name: controls[name].label,
        width=260,
    )
    st.session_state[f"_{key}"] = st.query_params[key] = chosen
    return chosen


def _values(repeated: Repeated[Any], field: str) -> tuple[Any, ...] | None:
    """Draw the field of the values and return them, or say what is wrong with them and return None."""
    control = repeated.params.controls()[field]
    suggested = sweep.write(sweep.suggestion(repeated.params, field))
    allowed = ", ".join(sweep.shown(option) for option in control.options)
    written = st.text_input(
        f"Values, at most {sweep.most(field)} (left empty: {suggested})",
        width=420,
        placeholder=suggested,
        key=f"{_key(repeated)}_{field}",
        help=f"Separated by commas, each one of: {allowed}."
        if allowed
        else f"Separated by commas, from {control.low:g} to {control.high:g}; 0-9 means all from 0 to 9.",
        bind="query-params",
        persist_state="session",
    )
    try:
        return sweep.read(repeated.params, field, written)
    except sweep.SweepError as problem:
        st.error(literal(problem))
        return None


def _known(repeated: Repeated[Any], request: Request[Any]) -> Member | None:
    """Return what is shown of a run that is bundled or was computed before."""
    member: Member | None = waiting.jobs().find(_member_key(repeated, request))
    if member is None and (run := runs.find(request)) is not None:
        member = _remember(repeated, request, run, float("nan"))
    return member


def _member_key(repeated: Repeated[Any], request: Request[Any]) -> Hashable:
    return ("member of a sweep", repeated.topic.slug, request.key, repeated.drawn)


def _remember(repeated: Repeated[Any], request: Request[Any], run: Any, seconds: float) -> Member:
    member = found.member(repeated.view(run), repeated.judge(run), getattr(run, "seconds", seconds))
    waiting.jobs().keep(_member_key(repeated, request), member)
    return member


def _complete(
    repeated: Repeated[Any],
    requests: Mapping[Any, Request[Any]],
    known: dict[Any, Member],
    draw: Callable[[bool], None],
) -> None:
    """Offer the runs that are missing, or compute them into `known` when the visitor has asked for them."""
    state, failed = f"_{_key(repeated)}_asked", st.session_state.setdefault(f"_{_key(repeated)}_failed", {})
    sweep_digest = fingerprint(repr([request.key for request in requests.values()]))
    missing = {value: request for value, request in requests.items() if value not in known}
    todo = {value: request for value, request in missing.items() if request.digest not in failed}
    if st.session_state.get(state) != sweep_digest:
        st.session_state.pop(state, None)
    elif todo and all(runs.has_data(request, "sweep") for request in list(todo.values())[:1]):
        spot = st.empty()
        with spot.container():
            refusal = _compute(repeated, state, todo, len(requests), known, failed, draw)
        spot.empty()
        st.session_state.pop(state, None)
        if refusal:
            st.warning(refusal)
        missing = {value: request for value, request in missing.items() if value not in known}
    for value, request in missing.items():
        if request.digest in failed:
            st.error(f"{literal(sweep.shown(value))}: {literal(failed[request.digest])}")
    if missing:
        _offer(repeated, state, sweep_digest, missing, known, failed)


def _offer(
    repeated: Repeated[Any],
    state: str,
    sweep_digest: str,
    missing: Mapping[Any, Request[Any]],
    known: Mapping[Any, Member],
    failed: dict[str, str],
) -> None:
    """Draw the button that starts the runs that are missing."""
    seconds = [one.seconds for one in known.values() if np.isfinite(one.seconds)]
    expected = len(missing) * float(np.median(seconds)) if seconds else 0
    takes = f" (about {_duration(expected)})" if expected >= NOTICEABLE_SECONDS else ""

    def start() -> None:
        failed.clear()
        st.session_state[state] = sweep_digest

    count = len(missing)
    st.button(
        f"Start {count} run{'s' if count > 1 else ''}{takes}",
        type="primary",
        icon=":material/play_arrow:",
        on_click=start,
        key=f"_{_key(repeated)}_start",
        help=f"{len(known)} of {len(known) + count} runs are finished." if known else None,
    )


def _duration(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 90 else f"{seconds:.0f} s"


@dataclass(frozen=True)
class _Part:
    """The share of a bar that belongs to one run."""

    bar: waiting.Bar
    number: int
    total: int

    def progress(self, value: float, text: str) -> None:
        """Show the progress of this run as progress of all."""
        self.bar.progress((self.number + value) / self.total, f"Run {self.number + 1} of {self.total} · {text}")


def _compute(
    repeated: Repeated[Any],
    state: str,
    todo: Mapping[Any, Request[Any]],
    total: int,
    known: dict[Any, Member],
    failed: dict[str, str],
    draw: Callable[[bool], None],
) -> str:
    """Compute the runs into `known` and `failed`, as many at once as the server trains, and draw what is known.

    When the visitor stops it, the script ends here; what is done is kept. Returns why the server refused a run, if so.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        bar = st.progress(0.0, "Starting")
        st.button("Stop", on_click=st.session_state.pop, args=(state, None), key=f"_{_key(repeated)}_stop")
    jobs, drawn, first = waiting.jobs(), 0.0, total - len(todo)
    line, who, running = deque(todo.items()), waiting.visitor(), deque[tuple[Any, Request[Any], Job]]()
    try:
        for number in range(len(todo)):
            if time.monotonic() - drawn > REDRAW_SECONDS:
                draw(False)
                drawn = time.monotonic()
            while line and len(running) < jobs.runners[Lane.TRAINING].places:
                value, request = line[0]
                try:
                    running.append((value, request, waiting.join(request, who)))
                except Refused:
                    if not running:
                        raise
                    break  # others wait: ask again when one of these has ended
                line.popleft()
            value, request, job = running[0]
            error = waiting.follow(job, _Part(bar, first + number, total))
            if error is None:
                known[value] = _remember(repeated, request, job.result, time.monotonic() - job.started)
            else:
                failed[request.digest] = waiting.in_words(error)
            jobs.leave(running.popleft()[-1], who)
    except Refused as refusal:
        return str(refusal)
    finally:
        for *_, job in running:
            jobs.leave(job, who)
    return ""


def _draw(repeated: Repeated[Any], field: str, members: Mapping[Any, Member], wanted: int, final: bool) -> None:
    """Show what the runs have in common and how they differ; the download only once, when all is drawn."""
    label, sampled = repeated.params.controls()[field].label, sweep.is_seed(field)
    if len(members) < 2:
        st.caption(f"{len(members)} of {wanted} runs {'is' if len(members) == 1 else 'are'} finished; two are needed.")
        return
    st.markdown(found.sentence(members, label, sampled=sampled, wanted=wanted))
    multiples.multiples(_figures(members, label, sampled), width=320)
    _pictures(members, label, sampled)
    tallies = found.tallies(members)
    if tallies:
        rows = [(literal(tally.claim), literal(_said(tally, sampled))) for tally in tallies]
        layout.table(("The source says", "Over these runs"), rows)
        st.caption(
            "Each run is judged on its own by the criterion of the chapter “Claims”."
            + (" The interval is the exact binomial one: runs of different seeds are independent." if sampled else "")
        )
    if sampled:
        layout.table(found.COLUMNS, found.rows(members))
        st.caption(
            "The interval of the mean is Student's t over the n runs. It assumes that runs of different seeds are "
            "independent and about normally distributed, so for a share near 0 or 100 % it can reach beyond them."
        )
    if final:
        name = f"{repeated.topic.slug}-{field}.csv"
        layout.download("All runs (CSV)", layout.csv(found.table(members, field)), name, "text/csv", f"_{name}")


def _said(tally: found.Tally, sampled: bool) -> str:
    said = tally.in_words(sampled=sampled)
    return said if sampled else f"{said}: {tally.at()}"


def _figures(members: Mapping[Any, Member], label: str, sampled: bool) -> list[Any]:
    """Return a chart of all curves, or one for each where their axes differ; then one for each measure that varies."""
    figures: list[Any] = []
    first = next(iter(members.values())).view
    by_run = found.curves(members)
    if by_run:
        mean = found.mean_curve(list(by_run.values())) if sampled else None
        figures.append(charts.curves(by_run, first.axes, label, mean))
    at = [sweep.shown(value) if sampled else value for value in members]
    for name, values in found.varying(members).items():
        one = judging.mean(values)
        interval = (one.mean, one.low, one.high) if sampled else None
        figures.append(charts.measure(name, values, at, label, interval, partial(found.number, name)))
    return figures


def _pictures(members: Mapping[Any, Member], label: str, sampled: bool) -> None:
    """Show the images of all runs on one scale, and of random seeds their mean, where all runs have such images."""
    views = [one.view for one in members.values()]
    drawn = [view.pictures for view in views if view.pictures is not None]
    if len(drawn) < len(views) or len({(view.picture_title, np.shape(view.pictures)) for view in views}) > 1:
        return
    captions = [sweep.shown(value) for value in members]
    if sampled:
        drawn, captions = [np.mean(drawn, axis=0), *drawn], [f"mean of {len(drawn)}", *captions]
    limit = max(float(np.abs(values).max()) for values in drawn) or 1.0
    title = views[0].picture_title
    st.markdown(f"**{literal(title[:1].upper() + title[1:])}, by {literal(label)}**")
    with st.grid(len(drawn), min_column_width=150, gap="small"):
        for caption, values in zip(captions, drawn, strict=True):
            tiles = images.tile(images.signed(values, limit), columns=min(5, len(values)), gap=1)
            sheet = images.colour(tiles, layout.signed_palette())
            layout.picture(sheet, caption, f"{title}; {label}: {caption}", side=150)
