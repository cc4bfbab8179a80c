"""The photograph of the ImageNet side: one of sixteen, or a visitor's own with a square to drag over it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from core.data import pictures
from core.jacobian import imagenet_spectra
from core.networks import imagenet
from core.runs.params import fingerprint
from core.runs.text import literal
from pages._shared import lesson, uploads
from pages._shared.crop import crop

KEY = "jacobian_photograph"
UPLOAD = "_jacobian_photograph_upload"
OWN = pictures.OWN


@dataclass(frozen=True)
class Photograph:
    """What the network sees: one of PHOTOGRAPHS by `name`, or a visitor's own, which has a `digest` and no name."""

    name: str
    digest: str
    pixels: np.ndarray

    @property
    def label(self) -> str:
        """What a sentence calls it."""
        return self.name or "your photograph"

    @property
    def own(self) -> np.ndarray | None:
        """The pixels where they are a visitor's own, for the computations that take named ones from their files."""
        return self.pixels if self.digest else None

    @property
    def params(self) -> dict[str, Any]:
        """The fields `photograph` and `digest` of params."""
        return {"digest": self.digest} if self.digest else {"photograph": self.name}


def choose() -> Photograph:
    """Draw the choice of the photograph; until a visitor's own one is there, the first of the bundled ones is shown.

    A lesson that hides the choice says the photograph itself.
    """
    if lesson.hides("jacobian", "photograph"):
        said = lesson.settings().get("photograph")
        return named(said if said in imagenet_spectra.PHOTOGRAPHS else imagenet_spectra.PHOTOGRAPHS[0])
    chosen = st.selectbox(
        "Photograph", (*imagenet_spectra.PHOTOGRAPHS, OWN), key=KEY, bind="query-params", persist_state="session"
    )
    upload = st.file_uploader(
        "Your own photograph",
        pictures.UPLOAD_TYPES,
        key=UPLOAD,
        on_change=_choose_own,
        help="PNG, JPEG, WebP, TIFF, GIF or BMP. Drop a file here or choose one. It stays in memory.",
    )
    if chosen != OWN:
        return named(str(chosen))
    usual = imagenet_spectra.PHOTOGRAPHS[0]
    if upload is None:
        st.info(f"Choose or drop a photograph above. Until then the page shows the {usual}.")
        return named(usual)
    try:
        image = uploads.decoded(upload.getvalue())
    except pictures.PictureError as problem:
        st.error(f"{literal(upload.name)} cannot be used. {literal(problem)} The page shows the {usual} instead.")
        return named(usual)
    st.caption(" ".join((*image.notes, "The network sees the square, at 224 x 224 pixels.")))
    return own(crop(in_colour(image.pixels), key="jacobian_photograph_crop"))


def _choose_own() -> None:
    if st.session_state[UPLOAD] is not None:
        st.session_state[KEY] = OWN


@st.cache_data(max_entries=len(imagenet_spectra.PHOTOGRAPHS), show_spinner=False)
def _pixels(name: str) -> np.ndarray:
    return imagenet_spectra.load(name)


def named(name: str) -> Photograph:
    """Return one of the bundled photographs."""
    return Photograph(name, "", _pixels(name))


def own(square: np.ndarray) -> Photograph:
    """Return a visitor's square (n, n, 3) as the network sees it."""
    pixels = imagenet.middle_square(square)
    return Photograph("", fingerprint(pixels.tobytes()), pixels)


def in_colour(pixels: np.ndarray) -> np.ndarray:
    """Return RGB (h, w, 3) of an image in grey (h, w) or in colour."""
    return pixels if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, axis=2)
