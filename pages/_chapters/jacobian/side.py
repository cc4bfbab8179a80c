"""The two sides of the page: an ImageNet network, whose results are bundled, and networks that a visitor trains."""

from collections.abc import Collection, Mapping
from typing import Any

import streamlit as st

from core.gallery.topic import Topic
from pages._chapters.jacobian.parts import TAB
from pages._shared import lesson, share

KEY, SHOWN = "jacobian_network", "_jacobian_shown"
IMAGENET, TRAIN = "ImageNet network", "Train one yourself"
SIDES = (IMAGENET, TRAIN)
# Addresses of before there were two sides name settings, chapters and films of the networks that one trains.
OF_TRAINING = ("jacobian_", "pin_jacobian", "from_jacobian", "at_jacobian")
OF_IMAGENET = ("jacobian_imagenet", "jacobian_photograph", "at_jacobian_imagenet")


def choose() -> str:
    """Draw the switch between the sides and return the chosen one, which always stands in the address.

    An address that does not name a side opens the one that its other parameters belong to, and a bare one the ImageNet
    network. A step of a lesson has its own side and no switch.
    """
    here = lesson.place()
    if here is not None:
        usual = TRAIN if _of_training(here.step.query) else IMAGENET
        return usual if (said := here.step.query.get(KEY)) not in SIDES else said
    if not {st.session_state.get(KEY), st.query_params.get(KEY)} & {*SIDES}:
        st.session_state[KEY] = st.query_params[KEY] = TRAIN if _of_training(st.query_params) else IMAGENET
    # Without a default every choice is written into the address.
    chosen = st.radio("Which network?", SIDES, index=None, key=KEY, bind="query-params", persist_state="session")
    return chosen or IMAGENET


def _of_training(names: Collection[str]) -> bool:
    """Whether an address has parameters of the trained networks, and none of the ImageNet side."""
    if any(name.startswith(OF_IMAGENET) for name in names):
        return False
    return any(name.startswith(OF_TRAINING) for name in names if name != KEY)


def turn_to_training() -> None:
    """Show the networks that one trains (part of a callback)."""
    st.session_state[KEY] = TRAIN


def name_kept_settings(chosen: str, defaults: Mapping[str, Any]) -> None:
    """Write into the address what the controls of a side will show when it takes the other's place.

    What a control shows when it is first drawn does not reach the address by itself.

    Parameters
    ----------
    defaults
        Key of each of its controls -> default.
    """
    before = st.session_state.get(SHOWN)
    st.session_state[SHOWN] = chosen
    if before in (None, chosen) or lesson.place() is not None:
        return
    kept = {key: st.session_state.get(key, default) for key, default in defaults.items()}
    named = {key: value for key, value in kept.items() if value != defaults[key]}
    st.query_params.update({key: str(value).lower() if value is True else str(value) for key, value in named.items()})


def forget_chapter_of_the_other(titles: Collection[str]) -> None:
    """Let the first chapter open where the other side's chapter has no counterpart of the same title."""
    if TAB in st.session_state and st.session_state[TAB] not in titles:
        del st.session_state[TAB]


def put_pin_away(topic: Topic) -> None:
    """Take a pinned run out of the address, where it would be no part of what is shown; the session remembers it."""
    if share.pinned(topic) is not None:
        st.query_params.pop(f"pin_{topic.slug}", None)
