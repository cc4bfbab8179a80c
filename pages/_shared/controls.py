"""One params field -> one keyed widget whose value is in the address."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar, overload

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.data import image_sets, own_store
from core.runs.params import Control, Params
from pages._shared import lesson

P = TypeVar("P", bound=Params)

# Options that together are longer than a line of the sidebar make a list to pick from; others lie open.
OPEN_CHARACTERS = 20
# Where a session keeps the names of the image sets that its visitor brought.
BROUGHT = "_own_sets"


def key_of(topic: str, field: str) -> str:
    """The widget's key, which is also its name in the address: bound names are shared by all pages."""
    return f"{topic}_{field}"


def widget(
    topic: str,
    params: type[Params],
    field: str,
    *,
    place: DeltaGenerator | None = None,
    disabled: bool = False,
    only: tuple[Any, ...] = (),
) -> Any:
    """Draw the widget of one field and return its value; a lesson that hides the control says the value itself.

    `only` narrows its choices to those the page can show.
    """
    if lesson.hides(topic, field):
        return fixed(params, field)
    control, default = params.controls()[field], params.defaults()[field]
    if control.also:
        control = replace(control, options=_with_brought(control, key_of(topic, field)))
    if only:
        control = replace(control, options=only)
    options: dict[str, Any] = {
        "label": control.label,
        "key": key_of(topic, field),
        "help": control.help or None,
        "disabled": disabled,
        "bind": "query-params",
        "persist_state": "session",
    }
    at: Any = place if place is not None else st
    if control.kind is bool:
        return at.toggle(value=default, **options)
    if control.options:
        return _choice(at, control, default, options)
    if control.kind is str:
        return at.text_input(value=default, **options)
    kind = control.kind
    low, high, step = (kind(x) if x is not None else None for x in (control.low, control.high, control.step))
    return at.slider(min_value=low, max_value=high, value=default, step=step, **options)


def fixed(params: type[Params], field: str) -> Any:
    """Return the value that the lesson gives a control that it hides."""
    return getattr(params.from_query(lesson.settings()), field)


def by_hand(topic: str, params: type[Params], field: str) -> str:
    """Return a text that another part of the page writes; its field is drawn on a page, but not in a lesson."""
    if lesson.place() is None or lesson.hides(topic, field):
        return str(widget(topic, params, field))
    return str(st.session_state.setdefault(key_of(topic, field), lesson.settings().get(field, "")))


def _with_brought(control: Control, key: str) -> tuple[str, ...]:
    """Return the bundled sets, those of the host and of this visitor, the one in the address, and "your own"."""
    named = (st.session_state.get(key), st.query_params.get(key))
    known = [name for name in named if control.also and isinstance(name, str) and control.also.fullmatch(name)]
    names = dict.fromkeys((*control.options, *image_sets.host_sets(), *st.session_state.get(BROUGHT, ()), *known))
    names.pop(image_sets.OWN, None)
    return (*names, image_sets.OWN)


def _choice(at: Any, control: Control, default: Any, options: dict[str, Any]) -> Any:
    if control.kind in (int, float):
        return at.select_slider(options=control.options, value=default, **options)
    if sum(map(len, control.options)) <= OPEN_CHARACTERS:
        return at.segmented_control(options=control.options, default=default, required=True, **options)
    index = control.options.index(default)
    return at.selectbox(options=control.options, index=index, **options)


@overload
def whole_number(label: str, low: int, high: int, default: int, *, key: str, **options: Any) -> int: ...
@overload
def whole_number(label: str, low: int, high: int, default: None, *, key: str, **options: Any) -> int | None: ...
def whole_number(label: str, low: int, high: int, default: int | None, *, key: str, **options: Any) -> int | None:
    """Draw a field for a whole number that stands in the address, and return the number (None while it is empty).

    Streamlit's own field for integers raises OverflowError at ``KEY=1e309``, before a page can look at the address. Its
    field for real numbers drops what is not finite, so it is drawn here without decimals.
    """
    start = None if default is None else float(default)
    field: Any = st.number_input
    value = field(label, float(low), float(high), start, 1.0, "%.0f", key, **{"bind": "query-params"} | options)
    return None if value is None else int(value)


def collect(topic: str, params: type[P], fields: Iterable[str], **given: Any) -> P:
    """Draw the widgets of `fields` in their order and return the params; `given` are values without a widget."""
    return params(**{field: widget(topic, params, field) for field in fields}, **given)


def dataset(topic: str, params: type[Params]) -> str:
    """Draw the widget of the image set, and what a set has that a visitor or the host brought; return its name."""
    name: str = widget(topic, params, "dataset")
    if image_sets.is_brought(name) and own_store.STORE.find(name) is not None and not lesson.hides(topic, "dataset"):
        size = image_sets.size_of(name)
        st.caption(
            f"{size.classes} classes · {size.train:,} training and {size.test:,} test images · "
            f"{size.shape[0]} × {size.shape[1]} pixels, {'colour' if size.channels == 3 else 'grey'}"
        )
    return name


def training(topic: str, params: type[Params], architectures: tuple[str, ...]) -> dict[str, Any]:
    """Draw the widgets of how a classifier is trained and return their values; `architectures` are those shown."""
    control = partial(widget, topic, params)
    values = {"dataset": dataset(topic, params)}
    values["architecture"] = control("architecture", only=architectures)
    values["hidden"] = control("hidden", disabled=values["architecture"] == "one layer")
    values |= {name: control(name) for name in ("epochs", "learning_rate")}
    with lesson.more_controls("More settings"):
        values |= {name: control(name) for name in ("batch_size", "optimizer", "weight_decay", "seed", "labels")}
        if "hidden from images" in architectures:
            values["unit_norm"] = control("unit_norm", disabled=values["architecture"] != "hidden from images")
    return values


def set_all(topic: str, params: type[Params], values: Mapping[str, Any]) -> None:
    """Put every control of `topic` at `values`, and at its default where `values` say nothing (a callback)."""
    for field, default in params.defaults().items():
        st.session_state[key_of(topic, field)] = values.get(field, default)
