"""The photograph at which EfficientNet-Lite0 is looked at."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.jacobian import imagenet_spectra

KEY = "jacobian_photograph"


@dataclass(frozen=True)
class Photograph:
    """What a visitor chose: one of PHOTOGRAPHS by `name`, as pixels (224, 224, 3) uint8; `digest` is "" then."""

    name: str
    digest: str
    pixels: np.ndarray


def choose() -> Photograph:
    """Draw the choice and return it."""
    names = imagenet_spectra.PHOTOGRAPHS
    name = str(st.selectbox("Photograph", names, key=KEY, bind="query-params", persist_state="session"))
    return Photograph(name, "", imagenet_spectra.load(name))
