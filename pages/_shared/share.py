"""A pinned run to compare with, and links that carry a run to other pages."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pandas as pd
import streamlit as st

from core.catalog import Topic
from core.charts import comparison as charts
from core.charts import images
from core.data import image_sets
from core.gallery.comparison import View, difference
from core.runs.params import Params
from core.runs.request import Request
from core.runs.text import literal
from pages._shared import layout, lesson, runs

HERE = Path(__file__).resolve().parent
P = TypeVar("P", bound=Params)
Result = TypeVar("Result")
# A topic and the query of an address on its page.
Link = tuple[Topic, Mapping[str, str]]


def pin_button(topic: Topic, params: Params | None) -> None:
    """Pin the present run to compare with, or let go of it; without `params` say why there is none to pin."""
    if params is None:
        st.button(
            "Compare",
            icon=":material/push_pin:",
            key=f"_{topic.slug}_no_pin",
            type="tertiary",
            disabled=True,
            help="There is nothing to pin: these results are of one network with fixed weights.",
        )
    elif pinned(topic) is None:
        st.button(
            "Compare",
            icon=":material/push_pin:",
            key=f"_{topic.slug}_pin",
            type="tertiary",
            on_click=_set_pin,
            args=(topic, params),
            help="Pin this run. Then move a control or choose a preset: both runs are compared below the chapter.",
        )
    else:
        st.button(
            "Stop comparing",
            icon=":material/close:",
            key=f"_{topic.slug}_unpin",
            type="tertiary",
            on_click=_set_pin,
            args=(topic, None),
        )


def pinned(topic: Topic) -> Params | None:
    """The pinned params: in the address, or remembered from before another page was visited; a lesson has none."""
    if lesson.place() is not None:
        return None
    name = f"pin_{topic.slug}"
    written = st.query_params.get(name, st.session_state.get(f"_{name}"))
    if written is None:
        return None
    st.session_state[f"_{name}"] = written
    if name not in st.query_params:
        st.query_params[name] = written
    return topic.params.from_query(dict(parse_qsl(written)))


def _set_pin(topic: Topic, params: Params | None) -> None:
    name = f"pin_{topic.slug}"
    if params is None:
        st.query_params.pop(name, None)
        st.session_state.pop(f"_{name}", None)
    else:
        st.session_state[f"_{name}"] = st.query_params[name] = urlencode(params.to_query())


def beside_run(
    topic: Topic,
    params: Params,
    run: Result,
    request: Callable[[Any], Request[Result]],
    view: Callable[[Result], View],
) -> None:
    """`beside` for what `runs.ask(request(params))` returned."""
    beside(topic, params, run, load=lambda pinned: again(request(pinned)), view=view)


def again(request: Request[Result]) -> Result | None:
    """The pinned run, or a button that computes it again."""
    return runs.offer(request, "Compute it again", "The pinned run is no longer cached.", place="pinned")


def beside(
    topic: Topic,
    params: Params,
    run: Result,
    load: Callable[[Any], Result | None],
    view: Callable[[Result], View],
) -> None:
    """Hold the pinned run against the present one, where one is pinned.

    Parameters
    ----------
    load
        Returns the run of the pinned params, or None, and then says on the page how to get it.
    """
    kept = pinned(topic)
    if kept is None:
        return
    with st.container(border=True):
        settings = differing(kept, params)
        if not settings:
            st.markdown("**Pinned.** Now move a control or choose a preset: this run stays here to compare with.")
            return
        changes = (f"{label} {literal(a) or 'none'} → **{literal(b) or 'none'}**" for label, a, b in settings)
        st.markdown("**Pinned → now:** " + " · ".join(changes))
        dataset = getattr(kept, "dataset", "")
        if image_sets.is_brought(dataset) and not image_sets.is_local(dataset):
            st.caption(f"The image set {literal(dataset)} of the pinned run is gone. Upload it again to compare.")
            return
        other = load(kept)
        if other is not None:
            _held_against(view(other), view(run))


def differing(pinned: Params, now: Params) -> list[tuple[str, str, str]]:
    """Return (label, pinned value, present value) of every setting that differs and matters."""
    a, b = pinned.canonical(), now.canonical()
    return [
        (control.label, a.shown(name), b.shown(name))
        for name, control in type(now).controls().items()
        if getattr(a, name) != getattr(b, name)
    ]


def _held_against(pinned: View, now: View) -> None:
    left, right = st.columns(2)
    with left:
        rows = [
            {"": name, "pinned": pinned.measures.get(name), "now": value, "now − pinned": _minus(value, pinned, name)}
            for name, value in now.measures.items()
        ]
        frame = pd.DataFrame(rows).set_index("")
        st.dataframe(frame.style.format("{:.4g}", na_rep="–"))
    with right:
        layout.chart(charts.overlay(pinned.curve, now.curve, now.axes))
    changed = difference(pinned, now)
    if changed is None or pinned.pictures is None or now.pictures is None:
        return
    limit = float(max(np.abs(pinned.pictures).max(), np.abs(now.pictures).max())) or 1.0
    shown = {"Pinned": pinned.pictures, "Now": now.pictures, "Now − pinned": changed}
    for place, (title, values) in zip(st.columns(3), shown.items(), strict=True):
        with place:
            tiles = images.tile(images.signed(values, limit), columns=min(5, len(values)), gap=1)
            sheet = images.colour(tiles, layout.signed_palette())
            alt = f"{title}: {now.picture_title}"
            side = round(300 * min(1, sheet.shape[1] / sheet.shape[0]))
            layout.picture(sheet, f"{title}: {now.picture_title}", alt, side=side)


def _minus(value: float, pinned: View, name: str) -> float | None:
    return value - pinned.measures[name] if name in pinned.measures else None


def linked(topic: Topic, kind: type[P]) -> P | None:
    """Return the params of a network that another page sent here, or None."""
    here = lesson.place()
    written = (st.query_params if here is None else here.step.query).get(f"from_{topic.slug}")
    return None if written is None else kind.from_query(dict(parse_qsl(written)))


def link(topic: Topic, params: Params, **more: str) -> Link:
    """Return the address of a page that reads `linked`, with these params in it."""
    return topic, {f"from_{topic.slug}": urlencode(params.to_query()), **more}
