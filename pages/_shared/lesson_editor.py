"""The part "Lesson" of the dialog "Share": what students see of a page, and the link of a lesson of such steps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from core import catalog
from core.catalog import Topic
from core.confusion.params import OWN_FILE, OWN_MODEL
from core.data import image_sets, pictures
from core.gallery import lessons, sharing
from core.gallery.lessons import Guess, Lesson, LessonError, LessonStep
from core.runs.params import Params
from core.runs.text import literal
from pages._shared import controls, qr

DRAFT, PASTED = "_lesson_draft", "_lesson_pasted"
NO_ANSWER = "none is marked as right"
UPLOADED = "This page shows a file of yours, which a link cannot carry. Choose bundled data to make a lesson."


@dataclass(frozen=True)
class Draft:
    """The steps that a teacher has collected on the pages of this session."""

    title: str = ""
    steps: tuple[LessonStep, ...] = ()
    full_page: bool = True


def editor(topic: Topic, params: Params | None, address: str) -> None:
    """Draw the form of a step on the present page, the list of steps, and the lesson's link."""
    draft: Draft = st.session_state.get(DRAFT, Draft())
    st.markdown("Choose what students see of this page. The lesson is all in its link; nothing is stored.")
    step = _form(topic, params, address)
    _steps(draft, step)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        title = st.text_input("Title of the lesson", draft.title, lessons.TITLE, key="_lesson_title")
        full_page = st.toggle("Offer the full page", draft.full_page, key="_lesson_full_page")
    st.session_state[DRAFT] = draft = replace(draft, title=title, full_page=full_page)
    steps = draft.steps or ((step,) if step is not None else ())
    if steps:
        _link(replace(draft, steps=steps), address)
    with st.expander("Edit a lesson that has a link"):
        st.text_input("Link of the lesson", key=PASTED, on_change=_paste)
        if problem := st.session_state.pop("_lesson_problem", ""):
            st.warning(literal(problem))


# --- the step on the present page ------------------------------------------------------------------------------------


def _form(topic: Topic, params: Params | None, address: str) -> LessonStep | None:
    """Draw what a step on this page says, and return it once it is complete."""
    query = query_of(topic, params, address)
    if _is_uploaded(topic, query):
        st.info(UPLOADED)
        return None
    known = topic.control_labels()
    labels = {name: known[name] for name in known if (name in topic.more_controls) is (params is None)}
    titles: Sequence[str] = st.session_state.get(f"_{topic.slug}_chapters", ())
    left, right = st.columns(2, gap="medium")
    with left:
        name = f"_lesson_step_title_{topic.slug}"
        title = st.text_input("Title of this step", topic.question, lessons.TITLE, key=name)
        task = st.text_area("Task", max_chars=lessons.TASK, height=120, key="_lesson_task")
        key = f"{topic.slug}_tab"
        open_one = query.get(key, "")
        index = titles.index(open_one) if open_one in titles else 0
        chapter = st.selectbox("Chapter", titles, index, key=f"_lesson_chapter_{topic.slug}")
        shown = st.multiselect(
            "Controls that students can use",
            list(labels),
            format_func=lambda name: labels[name],
            key=f"_lesson_shown_{topic.slug}",
            placeholder="None: all are fixed at their present values",
        )
    with right:
        guess, problem = _question()
    if chapter:
        query[key] = chapter
    try:
        if problem:
            raise LessonError(problem)
        return LessonStep(slug=topic.slug, query=query, shown=tuple(shown), title=title, task=task, guess=guess)
    except LessonError as wrong:
        st.warning(literal(wrong))
        return None


def query_of(topic: Topic, params: Params | None, address: str) -> dict[str, str]:
    """Return the page's own part of an address: all settings of its run, and the state of its chapters and films."""
    names = (f"{topic.slug}_", f"at_{topic.slug}_", f"from_{topic.slug}")
    found = {name: text for name, text in sharing.query_of(address).items() if name.startswith(names)}
    if params is None:
        return found
    fields = {controls.key_of(topic.slug, name) for name in topic.params.controls() if name not in topic.in_chapters}
    written = {controls.key_of(topic.slug, name): text for name, text in params.to_query().items()}
    return {name: text for name, text in found.items() if name not in fields} | written


def _is_uploaded(topic: Topic, query: dict[str, str]) -> bool:
    """Whether the page shows what a visitor uploaded: an image set, an image, predictions or a model."""
    set_name = query.get(f"{topic.slug}_dataset", "")
    return image_sets.is_brought(set_name) or bool({pictures.OWN, OWN_FILE, OWN_MODEL} & set(query.values()))


def _question() -> tuple[Guess | None, str]:
    """Draw the question of a step; return it, and what is wrong with it."""
    if not st.toggle("Ask a question before the result shows", key="_lesson_ask"):
        return None, ""
    question = st.text_input("Question", max_chars=lessons.QUESTION, key="_lesson_question")
    text = st.text_area("Options, one a line (2 to 5)", height=120, key="_lesson_options")
    options = tuple(line.strip() for line in text.splitlines() if line.strip())
    right = st.selectbox("Right answer", [NO_ANSWER, *options], key="_lesson_right")
    try:
        return Guess(question=question, options=options, answer=options.index(right) if right in options else None), ""
    except LessonError as wrong:
        return None, str(wrong)


# --- the list of steps -----------------------------------------------------------------------------------------------


def _steps(draft: Draft, step: LessonStep | None) -> None:
    """Draw the button that adds the page, and the steps there are with what can be done to each."""
    if len(draft.steps) < lessons.MOST_STEPS:
        pressed = st.button(
            "Add this page as a step",
            icon=":material/add:",
            key="_lesson_add",
            help="The steps stay while you visit other pages and settings. Add those pages in the same way.",
        )
        if pressed and step is not None:
            _put((*draft.steps, step))
            st.rerun(scope="fragment")
    for i, one in enumerate(draft.steps):
        before, after = draft.steps[:i], draft.steps[i + 1 :]
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            chapter = one.settings().get("tab", "")
            place = catalog.topic(one.slug).title + (f", {chapter}" if chapter else "")
            st.markdown(f"{i + 1}. **{literal(one.title)}** · {literal(place)}", width="stretch")
            up = (*before[:-1], one, *before[-1:], *after)
            down = (*before, *after[:1], one, *after[1:])
            _act("arrow_upward", "Move up", f"up_{i}", up, disabled=not before)
            _act("arrow_downward", "Move down", f"down_{i}", down, disabled=not after)
            _act("delete", "Remove", f"remove_{i}", (*before, *after))


def _act(icon: str, label: str, name: str, steps: Any, *, disabled: bool = False) -> None:
    icon, key = f":material/{icon}:", f"_lesson_{name}"
    st.button(label, key, icon=icon, type="tertiary", disabled=disabled, on_click=_put, args=(steps,))


def _put(steps: tuple[LessonStep, ...]) -> None:
    st.session_state[DRAFT] = replace(st.session_state.get(DRAFT, Draft()), steps=steps)


def _paste() -> None:
    """Take over the steps of a lesson whose link was pasted (a callback)."""
    pasted = str(st.session_state[PASTED]).strip()
    try:
        found = catalog.lesson(sharing.query_of(pasted).get("lesson", pasted))
    except LessonError as problem:
        st.session_state["_lesson_problem"] = str(problem)
        return
    st.session_state[DRAFT] = Draft(found.title, found.steps, found.full_page)
    st.session_state["_lesson_full_page"] = found.full_page
    st.session_state["_lesson_title"] = found.title
    st.session_state[PASTED] = ""


def _link(draft: Draft, address: str) -> None:
    """Show the link of the lesson, or why there is none."""
    first = draft.steps[0]
    try:
        text = lessons.encode(
            Lesson(title=draft.title.strip() or first.title, steps=draft.steps, full_page=draft.full_page)
        )
    except LessonError as problem:
        st.warning(literal(problem))
        return
    link = sharing.with_query(address, {"lesson": text}, catalog.topic(first.slug))
    count = len(draft.steps)
    st.markdown(f"**Link of the lesson** ({count} step{'' if count == 1 else 's'}, {len(link):,} characters)")
    st.code(link, language=None, wrap_lines=len(link) < 400)
    st.link_button("Open the lesson", link, icon=":material/open_in_new:")
    with st.expander("QR code of the lesson"):
        qr.code(link)
