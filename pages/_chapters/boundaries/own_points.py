"""Decision Boundaries, the visitor's own points: clicked, dragged, pasted, edited or uploaded; kept in the address."""

import numpy as np
import pandas as pd
import streamlit as st

from core.boundaries import charts, findings
from core.boundaries.params import BoundaryParams
from core.data import own_points, points
from core.data.own_points import OwnPointsError
from core.runs.text import literal
from pages._shared import controls, lesson

KEY = controls.key_of("boundaries", "own")
MOST_BYTES = 2_000_000
CLOUD = 12


def address(*, shown: bool) -> str:
    """The widget that holds the points in the address, and its text."""
    if (taken := st.session_state.pop("_boundaries_next", None)) is not None:
        st.session_state[KEY] = taken
    if not shown:
        return ""
    with lesson.more_controls("Your points as text"):
        return controls.by_hand("boundaries", BoundaryParams, "own")


def _current() -> tuple[np.ndarray, list[str]]:
    """The points in the address, or none where it can't be read (the run says so)."""
    try:
        return own_points.decode(st.session_state.get(KEY, ""))
    except OwnPointsError:
        return np.zeros((0, 2)), []


def _keep(places: np.ndarray, labels: list[str]) -> None:
    st.session_state[KEY] = own_points.encode(places, np.array(labels, int))


def _add(places: np.ndarray, label: str) -> None:
    old, labels = _current()
    room = own_points.MAX_POINTS - len(old)
    if room < len(places):
        st.session_state["_boundaries_said"] = f"There is room for {own_points.MAX_POINTS:,} points."
    _keep(np.concatenate([old, places[:room]]), labels + [label] * len(places[:room]))


def editor(params: BoundaryParams) -> None:
    """Draw, paste, edit and upload points, unless a lesson fixes them."""
    if lesson.hides("boundaries", "own"):
        return
    if said := st.session_state.pop("_boundaries_said", None):
        st.info(said)
    places, labels = _current()
    left, right = st.columns([3, 2])
    with left:
        label = st.segmented_control(
            "Class of the points you add",
            [str(c) for c in range(points.MAX_CLASSES)],
            default="0",
            required=True,
            key="boundaries_pen",
        )
        names = sorted({*labels, label, "0", "1"})
        version = st.session_state.get("_boundaries_pad", 0)
        st.altair_chart(
            charts.sketch_pad(places, labels, names),
            key=f"_boundaries_pad_{version}",
            on_select=_drawn,
            selection_mode=["spot", "area"],
            width="content",
        )
    with right:
        _tools(places, labels)
    if not params.own:
        st.info(
            "The square is empty. Click or drag in it with two classes in turn, copy a set, or paste your own table."
        )
        st.stop()


def _drawn() -> None:
    """Turn a click or a dragged area into points, and start with a fresh pad."""
    version = st.session_state.get("_boundaries_pad", 0)
    picked = st.session_state.get(f"_boundaries_pad_{version}", {}).get("selection", {})
    label = st.session_state.get("boundaries_pen") or "0"
    spot, area = picked.get("spot") or [], picked.get("area") or {}
    if spot:
        _add(np.array([[s["x"], s["y"]] for s in spot], float), label)
    elif "x" in area and "y" in area:
        rng = np.random.default_rng()
        (x0, x1), (y0, y1) = area["x"], area["y"]
        _add(rng.uniform([x0, y0], [x1, y1], (CLOUD, 2)), label)
    else:
        return
    st.session_state["_boundaries_pad"] = version + 1


def _tools(places: np.ndarray, labels: list[str]) -> None:
    with st.container(horizontal=True):
        st.button(
            "Clear", icon=":material/delete:", on_click=_keep, args=(np.zeros((0, 2)), []), key="_boundaries_clear"
        )
        last = (places[:-1], labels[:-1])
        st.button(
            "Undo", icon=":material/undo:", on_click=_keep, args=last, disabled=not labels, key="_boundaries_undo"
        )
        st.selectbox("Copy a set", [*points.SETS[:-1]], index=None, key="_boundaries_copy", on_change=_copy, width=160)
    with st.expander("Table"):
        frame = pd.DataFrame({"x": places[:, 0].round(3), "y": places[:, 1].round(3), "class": labels})
        edited = st.data_editor(frame, num_rows="dynamic", key=f"_boundaries_table_{len(labels)}", height=240)
        if st.button("Use the table", key="_boundaries_use"):
            _take(edited.to_csv(index=False, header=False))
    with st.expander("Paste or upload"):
        pasted = st.text_area("x, y, class in each line", key="_boundaries_paste", placeholder="0.5, -1.2, red")
        if st.button("Use these lines", key="_boundaries_lines"):
            _take(pasted)
        file = st.file_uploader("A CSV file", key="_boundaries_file", max_upload_size=2)
        if file is not None and st.button("Use the file", key="_boundaries_use_file"):
            if file.size > MOST_BYTES:
                st.error(
                    f"The file has {file.size / 1e6:.0f} MB; {own_points.MAX_POINTS:,} points need far less than 2."
                )
            else:
                _take(own_points.text_of(file.getvalue()))
    st.caption(
        f"{len(labels)} of at most {own_points.MAX_POINTS:,} points; the address holds them, so a link shares them."
    )


def _copy() -> None:
    name = st.session_state["_boundaries_copy"]
    if name is None:
        return
    data = points.make(name, 120, 2, noise=0.03, rng=np.random.default_rng())
    fitted, _ = own_points.fit_to_plane(data.points / max(1.0, np.abs(data.points).max() / 1.2))
    _keep(fitted, [str(label) for label in data.labels])
    st.session_state["_boundaries_copy"] = None


def _take(text: str) -> None:
    """Use a table that a visitor wrote and say how it was read, or what is wrong with it."""
    try:
        table = own_points.read_table(text)
        data = own_points.own_set(table.points, table.labels)
    except OwnPointsError as problem:
        st.error(literal(problem))
        return
    fitted, moved = own_points.fit_to_plane(data.points.astype(float))
    st.session_state["_boundaries_said"] = literal(findings.table_read(table, data, moved))
    st.session_state["_boundaries_next"] = own_points.encode(fitted, data.labels)
    st.rerun()
