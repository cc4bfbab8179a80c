"""Chapters of several parts, of which one is drawn at a time; the address names it."""

from collections.abc import Callable, Mapping

import streamlit as st

from pages._shared import layout

TAB = "jacobian_tab"
DIRECTIONS = "jacobian_directions_part"
NOISE, TRAINING, ARCHITECTURE = "jacobian_noise_part", "jacobian_training_part", "jacobian_architecture_part"
OTHER_NETWORKS = "jacobian_elsewhere"
# A title that opens one part of a chapter: the chapter, the part's widget, the part. Most were chapters of their own.
TITLES = {
    "How local are directions?": ("Spectra and directions", DIRECTIONS, "How local are they?"),
    "Noise along directions": ("Noise", NOISE, "Along singular directions"),
    "Which steps change the answer?": ("Noise", NOISE, "Along singular directions"),
    "Steepness and accuracy": ("During training", TRAINING, "Steepness and accuracy"),
    "Does steepness tell a good net?": ("During training", TRAINING, "Steepness and accuracy"),
    "Initialisation": ("Architecture", ARCHITECTURE, "Initialisation"),
    "Does the start matter?": ("Architecture", ARCHITECTURE, "Initialisation"),
    "Layer by layer": ("Architecture", ARCHITECTURE, "Layer by layer"),
    "What does each layer do?": ("Architecture", ARCHITECTURE, "Layer by layer"),
    "Contractive auto-encoders": ("Architecture", ARCHITECTURE, "Contractive auto-encoders"),
    "Can one ask for steepness?": ("Architecture", ARCHITECTURE, "Contractive auto-encoders"),
    "Network of another page": ("Other networks", OTHER_NETWORKS, "Network of another page"),
    "And a net from another page?": ("Other networks", OTHER_NETWORKS, "Network of another page"),
}
RENAMED = {
    "Spectra": "Spectra and directions",
    "Which directions survive?": "Spectra and directions",
    "What does noise do?": "Noise",
    "Are classes pulled apart?": "Classes",
    "When does it get steep?": "During training",
    "And a net for photographs?": "Other networks",
    "Does the paper hold?": "Claims",
    **{title: chapter for title, (chapter, _, _) in TITLES.items()},
}


def open_named() -> None:
    """Turn to the part that the address or a preset names, before its chapter's widgets are drawn."""
    for asked in (st.query_params.get(TAB), st.session_state.get(TAB)):
        if asked in TITLES:
            st.session_state[TAB], key, part = TITLES[asked]
            st.session_state[key] = part


def choose(label: str, key: str, parts: Mapping[str, Callable[[], None]]) -> None:
    """Draw the chosen one of a chapter's parts under a line of their titles."""
    layout.chosen(label, key, parts)()


def renamed(label: str, key: str, names: list[str]) -> str:
    """Let a visitor choose one of `names`; links of earlier versions say picture where these say image."""
    asked = st.query_params.get(key, "").replace("picture", "image")
    if asked != st.query_params.get(key) and asked in names:
        st.session_state[key] = asked
    return str(st.segmented_control(label, names, default=names[0], required=True, key=key, bind="query-params"))
