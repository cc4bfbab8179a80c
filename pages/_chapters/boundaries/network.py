"""Decision Boundaries, the first chapter: the plane and the network, which a visitor can play, change and train on."""

from typing import Any

import streamlit as st

from core import catalog
from core.boundaries import changed, edit_findings, edits, findings
from core.boundaries.edits import EditError
from core.boundaries.params import BoundaryParams
from core.boundaries.quiz import quiz
from core.boundaries.training import BoundaryRun, request
from core.gallery.findings import Finding
from core.runs.text import literal
from pages._chapters.boundaries import component
from pages._shared import controls, exports, layout, lesson, player, runs, share

SLUG = "boundaries"
EDIT, START = controls.key_of(SLUG, "edit"), controls.key_of(SLUG, "start")
DEFAULT = f"{SLUG}_default"
ALONE, PINNED = "none", "the pinned run"
PRESETS = catalog.topic(SLUG).presets
# Values of the address of before: presets had no number.
OLD_CHOICES = {"nothing": ALONE} | {preset.title.split(". ", 1)[1]: preset.title for preset in PRESETS}

COMPUTED = """
- **Network**: dense layers, softmax over the classes, mean cross-entropy (in nats: natural logarithms). Every step of
  the optimizer uses all training points, or a batch of them in a new order every epoch, without the last short batch.
  All steps run in one compiled TensorFlow graph; after ten of them the weights equal Keras's to 2e-5. The initial
  weights are Glorot or He uniform, the initial biases 0.
- **Time**: at most 121 steps of a run are stored, close together at the start. All images come from these weights.
- **Weights changed by hand**: your browser computes the network anew, without training. “Train on from here” starts a
  run from these weights with the same points and settings; the optimizer's moments start at zero.
- **Planes**: a grid of 21 x 21 places, the points and the border (where the two largest logits are equal) go through
  the layers. A cell's colour is its signed area over its area in the input: red where it keeps its orientation, blue
  where it is mirrored. For a layer of two units this is the mean of det J in the cell. Of a layer with more than two
  units you see the plane that holds most of the points' variance, or the two units that you choose. In front of the
  output layer this plane is taken through the normal of the cut between two classes, so the cut is a straight line.
- **Islands**: regions of one class that touch no edge of [-4, 4]², corners joined, on 201² places. Where a region is
  small, networks of up to 2,000 parameters are sampled on 801² places, and regions below .0016 in area are left out.
- **20 networks**: the same points, other initial weights; the interval of a share is the exact binomial one (Clopper
  and Pearson) at 95 %.
- **Phase**: φ = θ − 2πT (r − .15)/.85 for T turns: the angle without the spiral's own winding.
"""


def opening() -> None:
    """Let a page without any settings in its address open on the first preset (before its controls are drawn)."""
    if lesson.place() is not None:
        return
    if not st.session_state.setdefault("_boundaries_opened", bool(_named_settings())):
        st.session_state["_boundaries_opened"] = True
        controls.set_all(SLUG, BoundaryParams, PRESETS[0].values)
        # A value set before its control is first drawn does not reach the address by itself.
        st.query_params.update({controls.key_of(SLUG, name): str(value) for name, value in PRESETS[0].values.items()})


def _named_settings() -> list[str]:
    return [name for name in st.query_params if name.startswith((f"{SLUG}_", f"pin_{SLUG}", f"at_{SLUG}_"))]


def name_the_default(params: BoundaryParams) -> None:
    """Keep the address of the default settings, of which none is written, apart from that of the opening."""
    if lesson.place() is not None:
        return
    if params == BoundaryParams():
        st.query_params[DEFAULT] = "true"
    elif DEFAULT in st.query_params:
        del st.query_params[DEFAULT]


# --- what is changed by hand, and its place in the address -----------------------------------------------------------


def address(**values: Any) -> BoundaryParams:
    """Draw the fields that hold changed weights in the address, and return the settings of the page.

    Weights that were changed on a run with other settings are dropped. A lesson that shows the control of changed
    weights lets them be changed in the network, without these fields.
    """
    with lesson.controls_area(), lesson.more_controls("Changed weights as text"):
        if lesson.hides(SLUG, "edit"):
            start = controls.fixed(BoundaryParams, "start")
        else:
            start = controls.by_hand(SLUG, BoundaryParams, "start")
        base = BoundaryParams(**values, start=start)
        kept = st.session_state.get("_boundaries_edited")
        if kept and kept[0] and kept[0] == st.session_state.get(EDIT) and kept[1] != base.canonical():
            st.session_state[EDIT] = ""
            st.session_state["_boundaries_dropped"] = True
        edit = controls.by_hand(SLUG, BoundaryParams, "edit")
    st.session_state["_boundaries_edited"] = (edit, base.canonical())
    return BoundaryParams(**values, start=start, edit=edit)


def fitting(params: BoundaryParams) -> BoundaryParams:
    """Return the settings without changed weights that do not fit, and say what was left out."""
    if st.session_state.pop("_boundaries_dropped", False):
        st.info("The weights that you had changed belonged to other settings. They were reset.")
    usable, problems = changed.fitting(params)
    _left_out(problems)
    return usable


def _left_out(problems: tuple[str, ...], place: str = "") -> None:
    if not problems:
        return
    more = f" There are {len(problems) - 3} more problems." if len(problems) > 3 else ""
    st.warning(literal("Some changed weights in the address were left out. " + " ".join(problems[:3])) + more)
    st.button("Remove the changed weights", on_click=_train_on, args=("",), key=f"_boundaries_remove{place}")


def with_edit(run: BoundaryRun, text: str) -> BoundaryRun:
    """Return the network with the weights changed by `text` as a run of one frame; the run itself without changes."""
    edit, _ = edits.read(text, run.net)
    if not edit.changes:
        return run
    frames = component.frames_of(run)
    one = changed.edited(run, edit) if edit.step is None or edit.step in run.steps[frames] else None
    if one is None:
        _left_out((f"They belong to step {edit.step:,}, which the time slider of this run does not have.",), "_step")
        return run
    return one


def pinned_run(pinned: BoundaryParams) -> BoundaryRun | None:
    """Return the run of pinned settings with the weights that were changed by hand, or offer to compute it again."""
    usable, _ = changed.fitting(pinned)
    run = share.again(request(usable))
    if run is None:
        return None
    edit, _ = edits.read(usable.edit, run.net)
    return (changed.edited(run, edit) or run) if edit.changes else run


def _change(edit: str) -> None:
    """Put changed weights into the address, and remember the former ones (part of a callback)."""
    st.session_state.setdefault("_boundaries_undo_edits", []).append(st.session_state.get(EDIT, ""))
    st.session_state[EDIT] = edit


def _undo() -> None:
    earlier = st.session_state.get("_boundaries_undo_edits")
    st.session_state[EDIT] = earlier.pop() if earlier else ""


def _reset() -> None:
    st.session_state["_boundaries_undo_edits"] = []
    st.session_state[EDIT] = ""


def _train_on(start: str) -> None:
    """Let the run start from changed weights, or from random ones again where `start` is empty."""
    _reset()
    st.session_state[START] = start
    st.session_state["_boundaries_play"] = bool(start)


# --- the chapter -----------------------------------------------------------------------------------------------------


def boundary(run: BoundaryRun, shown: BoundaryRun) -> None:
    """Show the plane and the network of `run`; `shown` is that network with the weights changed by hand, or the run."""
    if explained := findings.divergence(run).text:
        st.warning(explained)
    place = st.container()
    other = _second_run()
    edit = shown.params.edit if shown is not run else ""
    with place:
        content = component.pack(
            run,
            edit,
            [other] if other else [],
            name="boundaries_film",
            start=player.linked("boundaries_film", 0, len(component.frames_of(run))),
            play=st.session_state.pop("_boundaries_play", False),
            locked=lesson.hides(SLUG, "edit"),
        )
        component.network(content, key="boundaries_network", on_edit=_change)
        if edit:
            _actions(run, edit)
        else:
            if not lesson.hides(SLUG, "edit"):
                st.caption(edit_findings.how_to_change(run))
            layout.quiz(SLUG, quiz(run))
        layout.findings(*_said(run, shown))


def exported(run: BoundaryRun, shown: BoundaryRun) -> exports.Film:
    """Return plane and network for a file, at the end of the training, and what is said below them."""
    edit = shown.params.edit if shown is not run else ""
    return exports.Film(
        drawing=component.view(),
        data=component.pack(run, edit, start=len(component.frames_of(run)) - 1),
        findings=[one.text for one in (findings.divergence(run), *_said(run, shown))],
    )


def _said(run: BoundaryRun, shown: BoundaryRun) -> tuple[Finding, ...]:
    """Return what the changed weights do, or how the run ended."""
    if shown is not run:
        return (edit_findings.changed(run, shown),)
    return findings.outcome(run), edit_findings.started(run), findings.shared_places(run)


def _actions(run: BoundaryRun, text: str) -> None:
    """Offer to train on from the changed weights, and to take changes back."""
    if lesson.hides(SLUG, "edit"):
        return
    edit, _ = edits.read(text, run.net)
    with st.container(horizontal=True, vertical_alignment="center"):
        try:
            start = edits.joined(run.params.start, edit)
        except EditError as full:
            st.info(str(full))
        else:
            st.button(
                "Train on from here",
                type="primary",
                icon=":material/play_arrow:",
                on_click=_train_on,
                args=(start,),
                key="_boundaries_train_on",
                help=f"{run.params.steps:,} further steps from the changed weights, with the same points and settings.",
            )
        st.button("Undo", icon=":material/undo:", on_click=_undo, key="_boundaries_undo_edit")
        st.button("Reset", icon=":material/restart_alt:", on_click=_reset, key="_boundaries_reset_edit")


def _second_run() -> tuple[str, BoundaryRun] | None:
    """Return another run that moves under the same slider: a preset's, or the one that the visitor has pinned."""
    presets = {preset.title: preset for preset in PRESETS}
    key = f"{SLUG}_beside"
    if (asked := st.query_params.get(key)) in OLD_CHOICES:
        st.session_state[key] = OLD_CHOICES[asked]
    chosen = st.selectbox(
        "Second run under the same slider", [ALONE, PINNED, *presets], key=key, bind="query-params", width=280
    )
    if chosen == ALONE:
        return None
    params = share.pinned(catalog.topic(SLUG)) if chosen == PINNED else BoundaryParams(**presets[chosen].values)
    if not isinstance(params, BoundaryParams):
        st.info("No run is pinned yet. Press “Compare” at the top of the page, then change a setting.")
        return None
    other: BoundaryRun = runs.ask(request(changed.fitting(params)[0]))
    last = f"{other.accuracy[-1]:.1%} correct after {findings.count(int(other.steps[-1]), 'step')}"
    return f"{chosen}: {findings.shape(other)}, {last}", other
