"""A game: recognise an image from as few components as possible."""

from typing import Any

import streamlit as st

from core.compression import game as rules
from core.compression.svd import approximate, to_pixels
from pages._chapters.compression.subject import SLUG, decomposed, named


@st.fragment
def game(seed: int) -> None:
    """Guess the image from as few components as possible."""
    state = _game_state(seed)
    asked = rules.questions(seed)
    question = asked[state["round"] % len(asked)]
    ladder = rules.LADDER
    k = ladder[state["step"]]
    pixels = named(question.answer)
    digest = f"{question.answer} game"
    factors = decomposed(digest, "grey", pixels)
    done = state["solved"]
    left, right = st.columns([3, 2])
    rank = factors.full if done else min(k, factors.full)
    with left:
        st.image(
            to_pixels(approximate(factors, rank)),
            caption=f"{question.answer}, all {factors.full} components" if done else f"Rank {rank} of {factors.full}",
            alt=f"An unknown image at rank {rank}" if not done else question.answer,
            width="stretch",
        )
        with st.container(horizontal=True):
            st.button(
                "Show more components",
                icon=":material/add:",
                on_click=_step,
                args=(state,),
                key=f"_{SLUG}_more",
                disabled=done or state["step"] == len(ladder) - 1,
            )
            st.button(
                "Next image",
                icon=":material/skip_next:",
                on_click=_next,
                args=(state,),
                key=f"_{SLUG}_next",
                type="primary" if done else "secondary",
            )
    with right:
        st.metric(
            "Score",
            state["score"],
            help="10 points at rank 1, one less for each step up in rank, three less for each wrong answer.",
        )
        st.caption(f"Image {state['round'] + 1}. A correct answer now is worth {_worth(state)} points.")
        st.markdown("**Which image is it?**")
        for name in question.choices:
            st.button(
                name,
                key=f"_{SLUG}_guess_{state['round']}_{name}",
                on_click=_guess,
                args=(state, question, name),
                disabled=done or name in state["tried"],
                width="stretch",
            )
        if state["said"]:
            st.markdown(state["said"])


def _game_state(seed: int) -> dict[str, Any]:
    state = st.session_state.setdefault(f"_{SLUG}_game", {"seed": None})
    if state["seed"] != seed:
        state.clear()
        state.update(seed=seed, round=0, score=0, ranks=[], **_fresh())
    return state


def _fresh() -> dict[str, Any]:
    return {"step": 0, "tried": [], "solved": False, "said": ""}


def _worth(state: dict[str, Any]) -> int:
    return rules.points(state["step"], len(state["tried"]))


def _guess(state: dict[str, Any], question: rules.Question, name: str) -> None:
    if name != question.answer:
        state["said"] = f"It is not “{name}”."
        state["tried"].append(name)
        return
    won = _worth(state)
    k = rules.LADDER[state["step"]]
    state["score"] += won
    state["ranks"].append(k)
    state["solved"] = True
    mean = rules.mean_rank(state["ranks"])
    state["said"] = f"**{name}** is correct, at rank {k}: {won} points. So far you needed rank {mean:.1f} on average."


def _step(state: dict[str, Any]) -> None:
    state["step"] += 1
    state["said"] = ""


def _next(state: dict[str, Any]) -> None:
    state["round"] += 1
    state.update(_fresh())
