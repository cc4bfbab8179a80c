"""Live answers: the room of a class at a question of a lesson, on the teacher's screen and on the students'.

Whoever opens a room controls it from the same browser, also after a reload. A lesson's page gives what is asked; it
gets a student's answer back once the teacher has closed the question.
"""

import secrets
from collections.abc import Mapping
from functools import partial

import streamlit as st

from core.charts import answers as charts
from core.charts import theme
from core.gallery import sharing
from core.gallery.lessons import Guess
from core.gallery.rooms import CODE_LENGTH, RoomError, Rooms
from core.runs.text import literal
from pages._shared import streamlit_private

ROOM = "room"  # in the address
VISITOR, PROBLEM, CODE = "_room_visitor", "_room_problem", "_room_code"
QR_SIDE = 260  # pixels
LIVE, WAIT = 1.5, 5.0  # seconds between two looks: of the teacher's screen, and of a student who waits


@st.cache_resource
def store() -> Rooms:
    """Return the rooms of this server."""
    return Rooms()


def visitor() -> str:
    """Return a secret of this browser, or of this session where the browser has none."""
    own: str = st.session_state.setdefault(VISITOR, secrets.token_hex(16))
    return streamlit_private.browser_secret() or own


def offer(lesson: str, questions: Mapping[int, int], step: int) -> None:
    """Draw the way into a room: its code for students, a button for the teacher."""
    problem = st.session_state.pop(PROBLEM, "")
    with st.popover("Answer as a class", icon=":material/groups:", type="tertiary"):
        with st.form("_room_join", border=False):
            st.text_input("Code of your teacher's room", key=CODE, max_chars=2 * CODE_LENGTH)
            st.form_submit_button("Join", on_click=_join, args=(lesson,))
        st.markdown("**For teachers.** Students join with a code and answer at the same time; no account is needed.")
        st.button("Open a room for answers", key="_room_open", on_click=_open, args=(lesson, questions, step))
    if problem:
        st.warning(literal(problem))


def _join(lesson: str) -> None:
    code = str(st.session_state.get(CODE, ""))
    try:
        store().join(code, lesson)
        st.query_params[ROOM] = code
    except RoomError as problem:
        st.session_state[PROBLEM] = str(problem)


def _open(lesson: str, questions: Mapping[int, int], step: int) -> None:
    try:
        st.query_params[ROOM] = store().open(visitor(), lesson, questions, step)
    except RoomError as problem:
        st.session_state[PROBLEM] = str(problem)


def joined(lesson: str) -> str | None:
    """Return the code of the room that the visitor is in, or None."""
    code = st.query_params.get(ROOM)
    if code is None:
        return None
    try:
        store().join(code, lesson)
    except RoomError as problem:
        _leave(str(problem))
        return None
    return code


def _leave(why: str = "") -> None:
    st.query_params.pop(ROOM, None)
    st.session_state[PROBLEM] = why


def ask(code: str, step: int, guess: Guess) -> int | None:
    """Draw the question in a room; until the teacher closes it, the script ends here.

    Returns
    -------
    int or None
        What the visitor has answered.
    """
    house = store()
    try:
        if house.controls(code, visitor()):
            house.turn(code, visitor(), step)
            _teach(code, step, guess)
        else:
            _answer(code, step, guess)
        if not house.poll(code, step).closed:
            st.stop()
        return house.chosen(code, visitor(), step)
    except RoomError as problem:  # the room has ended meanwhile
        _leave(str(problem))
        st.rerun()


def _teach(code: str, step: int, guess: Guess) -> None:
    poll = store().poll(code, step)
    if not poll.closed:
        _invite(code)
        st.subheader(literal(guess.question), anchor=False)
    st.fragment(_counts, run_every=None if poll.closed else LIVE)(code, step, guess)
    act = partial(_control, code, step)
    with st.container(horizontal=True):
        if poll.closed:
            st.button("Ask again", icon=":material/replay:", on_click=act, args=("ask_again",))
        else:
            if not poll.revealed:
                st.button("Show the answers so far", icon=":material/bar_chart:", on_click=act, args=("reveal",))
            st.button("Close and show the answer", type="primary", on_click=act, args=("close",))
        st.button("End the room", type="tertiary", on_click=_end, args=(code,))


def _invite(code: str) -> None:
    """Show how students come in: a QR code, a link and the code itself."""
    address = sharing.with_query((st.context.url or "").replace("/~/+/", "/"), {ROOM: code})
    drawn = sharing.qr_code(address)
    left, right = st.columns([1, 2], vertical_alignment="center")
    if drawn is not None:
        left.image(drawn[0], width=QR_SIDE, alt="QR code of the students' link")
    with right:
        st.markdown(
            "Students scan the QR code, open the link, or type the letters under “Answer as a class” in this lesson:"
        )
        st.html(f'<div style="font-size: 4rem; letter-spacing: .15em; font-weight: 600; line-height: 1.2">{code}</div>')
        st.code(address, language=None, wrap_lines=True)


def _counts(code: str, step: int, guess: Guess) -> None:
    """Show how many have answered, and once they are revealed, what."""
    try:
        poll = store().poll(code, step)
    except RoomError:
        st.rerun()
    if poll.revealed:
        figure = charts.histogram(guess.options, poll.counts, guess.answer if poll.closed else None)
        st.altair_chart(theme.inked(figure, theme.INK_ON_DARK if st.context.theme.type == "dark" else theme.INK))
    number = "1 student has" if poll.students == 1 else f"{poll.students} students have"
    st.markdown(f"**{number} answered.**" + ("" if poll.revealed else " Their answers are hidden until you show them."))


def _control(code: str, step: int, act: str) -> None:
    try:
        getattr(store(), act)(code, visitor(), step)
    except RoomError as problem:
        _leave(str(problem))


def _end(code: str) -> None:
    try:
        store().end(code, visitor())
        _leave()
    except RoomError as problem:
        _leave(str(problem))


def _answer(code: str, step: int, guess: Guess) -> None:
    """Draw a student's side: the options, and what has arrived."""
    house = store()
    if house.poll(code, step).closed:
        return
    given = house.chosen(code, visitor(), step)
    key = f"_room_answer_{step}"
    with st.form(f"_room_question_{step}", width=640):
        st.radio(
            literal(guess.question),
            range(len(guess.options)),
            index=given,
            key=key,
            format_func=lambda option: literal(guess.options[option]),
        )
        label = "Send your answer" if given is None else "Change your answer"
        st.form_submit_button(label, type="primary", on_click=_send, args=(code, step, key))
    problem = st.session_state.pop(PROBLEM, "")
    if problem:
        st.warning(literal(problem))
    elif given is not None:
        st.success(f"Your answer has arrived: {literal(guess.options[given])}. The result follows when it is closed.")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Room {literal(code)}", width="content")
        st.button("Leave the room", type="tertiary", on_click=_leave)
    _until_closed(code, step)


def _send(code: str, step: int, key: str) -> None:
    option = st.session_state.get(key)
    if option is None:
        st.session_state[PROBLEM] = "Choose one of the options first."
        return
    try:
        store().answer(code, visitor(), step, int(option))
    except RoomError as problem:
        st.session_state[PROBLEM] = str(problem)


@st.fragment(run_every=WAIT)
def _until_closed(code: str, step: int) -> None:
    """Run the page again when the teacher has closed the question or the room has ended."""
    try:
        if store().poll(code, step).closed:
            st.rerun()
    except RoomError:
        st.rerun()
