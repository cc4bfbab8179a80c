"""A step of a lesson: a page that shows one chapter, the controls that the lesson leaves, a task and a question.

The address of a step is that of the topic's page with ``lesson`` and ``step``. The controls of a chapter and those that
stay are written into the address beside them when the step begins; all others have the values of the lesson, whatever
an address or an earlier page says.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import streamlit as st

from core import catalog
from core.catalog import Topic
from core.gallery import sharing
from core.gallery.lessons import Guess, Lesson, LessonError, LessonStep
from core.gallery.rooms import RoomError
from core.runs.text import literal
from pages._shared import present, room, streamlit_private

LESSON, STEP = "lesson", "step"
AT, TURNED, ANSWERS = "_lesson_at", "_lesson_turned", "_lesson_answers"
NO_SIDEBAR = "<style>[data-testid=stSidebar], [data-testid=stExpandSidebarButton] { display: none; }</style>"


@dataclass(frozen=True)
class Place:
    """A lesson, the text that its address says, and the number of the present step, from 1."""

    text: str
    lesson: Lesson
    number: int

    @property
    def step(self) -> LessonStep:
        """The present step."""
        return self.lesson.steps[self.number - 1]

    def hides(self, field: str) -> bool:
        """Whether `field` of the page is a control that the step does not show."""
        return field in catalog.topic(self.step.slug).control_labels() and field not in self.step.shown

    def query(self) -> dict[str, str]:
        """Return the address of the step: the lesson, and what may differ from it."""
        prefix = f"{self.step.slug}_"
        said = {name: text for name, text in self.step.query.items() if text}
        free = {name: text for name, text in said.items() if not self.hides(name.removeprefix(prefix))}
        kept = {name: st.query_params[name] for name in (present.VIEW, room.ROOM) if name in st.query_params}
        return {LESSON: self.text, STEP: str(self.number), **kept, **free}


_read = lru_cache(maxsize=64)(catalog.lesson)


def place() -> Place | None:
    """Return where in a lesson the page is, or None on a page of its own.

    Raises
    ------
    LessonError
        When the address names no lesson or no step of it; `begin` has told the reader then.
    """
    text = st.query_params.get(LESSON)
    if text is None:
        return None
    found, written = _read(text), st.query_params.get(STEP, "1")
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 4 else 0
    if not 1 <= number <= len(found.steps):
        raise LessonError(f"This lesson has {len(found.steps)} steps. The link asks for step {written[:20] or 'none'}.")
    return Place(text, found, number)


def hides(slug: str, field: str) -> bool:
    """Whether the page is a step of a lesson that hides this control."""
    here = place()
    return here is not None and here.step.slug == slug and here.hides(field)


def settings() -> Mapping[str, str]:
    """Return the lesson's values of the page's controls by field; empty on a page of its own."""
    here = place()
    return {} if here is None else here.step.settings()


# --- what pages draw of it -------------------------------------------------------------------------------------------


def begin(topic: Topic) -> None:
    """Draw the head of a step where the address names one: before any control of the page.

    A link that cannot be read, and a question that is still to be answered, end the script.
    """
    try:
        _follow()
        here = place()
    except LessonError as problem:
        st.title(topic.title, anchor=False)
        st.error(literal(problem))
        st.page_link(topic.page, label=f"Open {topic.title}", icon=topic.icon, query_params=topic.first_query())
        st.stop()
    if here is None:
        st.session_state.pop(AT, None)
        return
    if here.step.slug != topic.slug:
        st.session_state.pop(TURNED, None)
        st.switch_page(catalog.topic(here.step.slug).page, query_params=here.query())
    _enter(here)
    _head(here)


def controls_area() -> AbstractContextManager[Any]:
    """Return where a page's controls stand: the sidebar, or a row above the result of a step."""
    return st.sidebar if place() is None else st.container(horizontal=True, vertical_alignment="bottom")


def more_controls(label: str) -> AbstractContextManager[Any]:
    """Return an expander for further controls; in a step they stand with the others."""
    return st.expander(label) if place() is None else nullcontext()


def end() -> None:
    """Draw what stands below the result of a step: the way on, and to the page with all its controls."""
    here = place()
    if here is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        _way(here, "below")
        if here.lesson.full_page:
            topic = catalog.topic(here.step.slug)
            address = sharing.relative(topic, {**here.step.query, **_moved(here)})
            st.link_button("Open the full page", address, icon=":material/open_in_new:", type="tertiary")
        if not present.active() and st.button("Presenter view", icon=":material/slideshow:", type="tertiary"):
            present.start()


def _moved(here: Place) -> dict[str, str]:
    """Return what the address says of the controls that stay."""
    prefix = f"{here.step.slug}_"
    said = {name: text for name, text in st.query_params.items() if name.startswith(prefix) and name != f"{prefix}tab"}
    return {name: text for name, text in said.items() if not here.hides(name.removeprefix(prefix))}


def _follow() -> None:
    """Go to the step of a room that the address names alone, as in the link on a teacher's screen."""
    if room.ROOM in st.query_params and LESSON not in st.query_params:
        try:
            text, number = room.store().place(st.query_params[room.ROOM])
        except RoomError as problem:
            raise LessonError(str(problem)) from problem
        st.query_params.update({LESSON: text, STEP: str(number)})


# --- entering a step -------------------------------------------------------------------------------------------------


def _enter(here: Place) -> None:
    """Put the page at the settings of the step when it is not there yet."""
    if st.session_state.get(AT) == (here.text, here.number):
        return
    prefix, wanted = f"{here.step.slug}_", here.query()
    defaults = streamlit_private.unbind()
    missing = {name: text for name, text in wanted.items() if name not in st.query_params}
    if missing or st.session_state.pop(TURNED, False):
        st.query_params.update(missing)
        st.rerun()  # controls read the address with which a run begins
    st.session_state[AT] = (here.text, here.number)
    for name in [name for name in map(str, st.session_state) if name.startswith((prefix, f"_{prefix}"))]:
        if name in defaults and name not in st.query_params:
            st.session_state[name] = defaults[name]  # its value in the browser goes, too
        else:
            del st.session_state[name]  # a control without a state reads the address


def _turn(here: Place, number: int) -> None:
    """Go to another step (a callback); where that is on another page, `begin` goes there."""
    st.session_state[TURNED] = True
    streamlit_private.unbind()
    st.query_params.from_dict(Place(here.text, here.lesson, number).query())


# --- head ------------------------------------------------------------------------------------------------------------


def _head(here: Place) -> None:
    step, count = here.step, len(here.lesson.steps)
    st.html(NO_SIDEBAR)
    with st.container(gap="xsmall", key="page_header"):
        left, right = st.columns([3, 2], vertical_alignment="center")
        if count > 1:
            left.caption(f"{literal(here.lesson.title)} · step {here.number} of {count}")
        left.title(literal(step.title), anchor=False)
        with right.container(horizontal=True, horizontal_alignment="right", gap="xsmall"):
            _way(here, "above")
    if step.guess is not None:
        _ask(here, step.guess)
    if step.task:
        st.markdown(literal(step.task))


def _way(here: Place, where: str) -> None:
    """Draw the buttons that lead to the steps before and after this one."""
    count = len(here.lesson.steps)
    for label, number, icon in (("Back", here.number - 1, "arrow_back"), ("Next", here.number + 1, "arrow_forward")):
        if count > 1:
            st.button(
                label,
                key=f"_lesson_{label.lower()}_{where}",
                icon=f":material/{icon}:",
                icon_position="left" if label == "Back" else "right",
                type="primary" if label == "Next" else "secondary",
                disabled=not 1 <= number <= count,
                on_click=_turn,
                args=(here, number),
            )


def _ask(here: Place, guess: Guess) -> None:
    """Draw the question of the step; until it is answered, or closed in a room, the script ends here."""
    code = room.joined(here.text)
    if code is not None:
        given = room.ask(code, here.number, guess)
        if given is not None:
            answered(here, given)
    else:
        given = answer(here)
        if given is None:
            _form(here, guess)
        questions = {at: len(step.guess.options) for at, step in enumerate(here.lesson.steps, 1) if step.guess}
        room.offer(here.text, questions, here.number)
        if given is None:
            st.stop()
    _result(guess, given)


def _form(here: Place, guess: Guess) -> None:
    options, key = range(len(guess.options)), f"_lesson_guess_{here.number}"
    with st.form(f"_lesson_question_{here.number}", width=640):
        st.radio(literal(guess.question), options, index=None, key=key, format_func=lambda i: literal(guess.options[i]))
        st.form_submit_button("Answer and show the result", type="primary", on_click=_answer, args=(here, key))


def _result(guess: Guess, given: int | None) -> None:
    """Say what the visitor has answered, if anything, and what is right, if the lesson says so."""
    said = f"**{literal(guess.question)}**"
    if given is not None:
        said += f" Your answer: {literal(guess.options[given])}."
    if guess.answer is not None:
        right = f"The right answer is **{literal(guess.options[guess.answer])}**."
        said += " :material/check: That is right." if given == guess.answer else f" {right}"
    st.markdown(said)


def answer(here: Place) -> int | None:
    """Return the index of the option that the visitor has chosen at this step, or None."""
    given: int | None = st.session_state.get(ANSWERS, {}).get((here.text, here.number))
    return given


def _answer(here: Place, key: str) -> None:
    option = st.session_state.get(key)
    if option is not None:
        answered(here, int(option))


def answered(here: Place, option: int) -> None:
    """Keep the visitor's answer to the question of a step (part of a callback)."""
    st.session_state[ANSWERS] = {**st.session_state.get(ANSWERS, {}), (here.text, here.number): option}
