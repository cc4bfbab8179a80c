"""The section that repeats a page's run over random seeds or over the values of one control."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from core.charts import images
from core.charts import sweep as charts
from core.claims import claims
from core.gallery import judging
from core.gallery import sweep as found
from core.gallery.claims import Judgement
from core.gallery.findings import Verdict
from core.gallery.sweep import Member
from core.runs import sweep
from core.runs.text import literal
from pages._shared import layout, multiples
from pages._shared.sweep_runs import Repeated, Sweep, complete

TITLE = "Repeat this run"


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
    asked = Sweep(repeated, field, values)
    progress, results = st.container(), st.empty()

    def draw(final: bool) -> None:
        results.empty()  # a container that replaces another one would keep what is below its own last element
        with results.container():
            _draw(asked, final)

    with progress:
        complete(asked, draw)
    draw(True)


def _field(repeated: Repeated[Any]) -> str:
    """Draw the choice of what varies; the address has the name of the field, because labels are words that change."""
    controls, key = repeated.params.controls(), repeated.key
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
        key=f"{repeated.key}_{field}",
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


def _draw(asked: Sweep, final: bool) -> None:
    """Show what the runs have in common and how they differ; the download only once, when all is drawn."""
    field, members, wanted = asked.field, asked.members, len(asked.requests)
    label, sampled = asked.repeated.params.controls()[field].label, sweep.is_seed(field)
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
        name = f"{asked.repeated.topic.slug}-{field}.csv"
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
    if len(drawn) < len(views) or len({values.shape for values in drawn}) > 1:
        return
    if len({view.picture_title for view in views}) > 1:  # such as planes of other extents
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
