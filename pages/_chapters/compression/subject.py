"""The image on show and what belongs to it: upload, factors, quality by rank, and the image under its rank slider."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.charts import images
from core.compression import findings, storage, svd, wire
from core.compression import quality as measures
from core.compression.quality import Quality
from core.compression.quiz import quiz
from core.compression.svd import CompressionParams, Factors
from core.data import pictures
from core.runs.params import fingerprint
from core.runs.text import literal
from pages._shared import controls, exports, layout, lesson, runs, uploads
from pages._shared.layers import drawing, layers

SLUG = "compression"
COMPUTED = f"""
- Each channel is decomposed by **one SVD** in double precision (LAPACK). Everything on this page is computed from it.
- The **slider** works in your browser, without the server. The browser has the pixels and the vectors of the shorter
  side; it computes the other vectors as (A − A₍ₖ₋₁₎)·v and adds one component after the other. The image it shows
  differs from the exact rank-k image by at most {wire.STATED_ERROR} grey level of 255 ({wire.COARSE_ERROR} for images
  like noise).
- **PSNR** and **SSIM** are computed by scikit-image on the pixels shown, which are rounded and clipped to 0–255. SSIM
  is measured at about {measures.MEASURED_RANKS} ranks, with straight lines between them. PSNR next to the image is
  computed at every rank.
- **Energy** is the sum of the squared singular values kept, as a share of the sum of all. No matrix of rank k has a
  smaller squared error than the first k components (Eckart and Young).
- **YCbCr** is JPEG's: brightness Y = 0.299 R + 0.587 G + 0.114 B, and two colour differences. **Stacked** joins the
  three channels along the longer side, so that they share one set of vectors.
- What is missing and single components are drawn as brightness: red is positive, blue is negative.
- Images longer than {pictures.LONGEST_SIDE} pixels are reduced to that. Uploads stay in the memory of this
  server for a while; they are not written to its disk.
"""


PLANES = {
    "RGB": ("red", "green", "blue"),
    "YCbCr": ("brightness", "blue difference", "red difference"),
    "stacked": ("all channels",),
    "grey": ("brightness",),
}


def planes(factors: Factors) -> tuple[str, ...]:
    """Return the names of the matrices that an image is decomposed into."""
    return PLANES[factors.scheme] if len(factors.left) > 1 else ("brightness",)


@dataclass(frozen=True)
class Subject:
    """The image on show: its params, a digest of its pixels, its factors, and the rank that the controls ask for."""

    params: CompressionParams
    digest: str
    factors: Factors
    rank: int

    @property
    def key(self) -> str:
        """Identify everything computed from these factors."""
        return f"{self.digest} {self.factors.scheme} {self.factors.chroma}"


def uploader() -> UploadedFile | None:
    """Let the visitor upload an image; uploading one selects it. A lesson that fixes the image has no upload."""
    if lesson.hides(SLUG, "picture"):
        return None

    def chosen() -> None:
        if st.session_state[f"_{SLUG}_upload"] is not None:
            st.session_state[controls.key_of(SLUG, "picture")] = pictures.OWN

    return st.file_uploader(
        "Your own image",
        pictures.UPLOAD_TYPES,
        key=f"_{SLUG}_upload",
        on_change=chosen,
        max_upload_size=pictures.MAX_MEGABYTES,
        help="PNG, JPEG, WebP, TIFF, GIF or BMP. Drop a file here or choose one. It stays in memory.",
    )


def rank_field() -> int:
    """Draw the field for the rank that all chapters use; the slider under the image sets it, too."""
    if lesson.hides(SLUG, "rank"):
        return int(controls.fixed(CompressionParams, "rank"))
    control = CompressionParams.controls()["rank"]
    return controls.whole_number(
        "Rank in all chapters",
        int(control.low or 1),
        int(control.high or 1),
        CompressionParams.defaults()["rank"],
        key=controls.key_of(SLUG, "rank"),
        help=control.help,
        persist_state="session",
    )


def subject(params: CompressionParams, upload: UploadedFile | None) -> Subject:
    """Return the image that the controls select, decomposed; a file that is no image ends the script with an error."""
    if params.picture != pictures.OWN:
        pixels = named(params.picture)
    elif upload is None:
        st.info("Choose or drop an image in the sidebar, under “Your own image”.")
        st.stop()
    else:
        try:
            image = uploads.decoded(upload.getvalue())
        except pictures.PictureError as problem:
            st.error(
                f"{literal(upload.name)} cannot be used. {literal(problem)} "
                "Upload another file or choose a bundled image."
            )
            st.stop()
        for note in image.notes:
            st.caption(note)
        pixels = image.pixels
    digest = fingerprint(repr(pixels.shape).encode() + pixels.tobytes())
    factors = replace(decomposed(digest, params.colour, pixels), chroma=params.chroma)
    return Subject(params, digest, factors, _rank(digest, params, factors))


def finished(params: CompressionParams, upload: UploadedFile | None) -> Subject | None:
    """The image of other controls than the present ones, or None where it was a visitor's own and is gone."""
    if params.picture == pictures.OWN and upload is None:
        st.caption("The pinned image was an upload, which this session no longer has. Upload it again to compare.")
        return None
    return subject(params, upload)


@st.cache_data(max_entries=32, show_spinner=False)
def named(name: str) -> np.ndarray:
    return pictures.load(name)


@st.cache_resource(max_entries=8, show_spinner="Decomposing the image")  # 13 MB each, of 512 x 512 in colour
def decomposed(digest: str, scheme: str, _pixels: np.ndarray) -> Factors:
    """The one SVD of an image, shared by all that is computed from it."""
    return svd.decompose(_pixels, scheme)


@st.cache_data(max_entries=256, show_spinner="Finding the rank")
def _rank_for(digest: str, scheme: str, chroma: int, by: str, wish: float, _factors: Factors) -> int:
    return measures.rank_for(_factors, by, wish)


def _rank(digest: str, params: CompressionParams, factors: Factors) -> int:
    top = factors.full if params.top == "full" else min(int(params.top), factors.full)
    return min(_rank_for(digest, params.colour, params.chroma, params.by, params.wish, factors), top)


def find_quality(seen: Subject) -> Quality | None:
    """PSNR and SSIM by rank where they are known: baked, or measured before."""
    if seen.params.picture != pictures.OWN:
        return runs.find(measures.request(seen.params))
    return st.session_state.get(f"_{SLUG}_quality", {}).get(seen.key)


def quality(seen: Subject) -> Quality:
    """PSNR and SSIM by rank, measured now if need be."""
    found = find_quality(seen)
    if found is not None:
        return found
    if seen.params.picture != pictures.OWN:
        return runs.ask(measures.request(seen.params))
    measured = runs.work(f"measure {seen.key}", lambda: measures.measure(seen.factors, seen.params))
    st.session_state[f"_{SLUG}_quality"] = {seen.key: measured}
    return measured


def scrubber(seen: Subject) -> None:
    """Draw original and approximation under the rank slider, what is missing, the last component, and curves."""
    known = find_quality(seen)
    layers(
        _message(seen.key, seen.rank, seen.params.top, known is not None, lesson.hides(SLUG, "rank"), seen, known),
        key=f"{SLUG}_layers",
        on_rank=_set_rank,
    )
    if known is None:
        quality(seen)
        st.rerun()
    layout.quiz(SLUG, quiz(seen.factors, seen.rank))
    layout.findings(findings.at_rank(seen.factors, seen.rank, _at_rank(seen.key, seen.rank, seen.factors)))


def comparable(seen: Subject) -> Subject:
    """Return the image, or a bundled one where rank 1 already shows the image exactly."""
    if np.isfinite(measures.psnr_at(seen.factors, 1)):
        return seen
    return example(findings.EXACT.text, "camera")


def example(why: str, picture: str) -> Subject:
    """Say why the image has nothing to show, offer to switch to a bundled one, and return that."""
    params = CompressionParams(picture=picture)
    st.info(f"{why} Shown here instead: the image “{picture}”.")
    st.button(
        f"Switch the page to “{picture}”",
        icon=":material/swap_horiz:",
        on_click=controls.set_all,
        args=(SLUG, CompressionParams, {"picture": picture}),
        disabled=lesson.place() is not None,
        key=f"_{SLUG}_switch_{picture}",
    )
    return subject(params, None)


def _set_rank(k: int) -> None:
    st.session_state[controls.key_of(SLUG, "by")] = "rank"
    st.session_state[controls.key_of(SLUG, "rank")] = k


def exported(seen: Subject, known: Quality) -> exports.Film:
    """Return the image under its rank slider for a file, and what is said below it."""
    found = findings.at_rank(seen.factors, seen.rank, _at_rank(seen.key, seen.rank, seen.factors))
    data = wire.message(seen.factors, _header(seen, known))
    return exports.Film(drawing=drawing(), data=data, findings=[found.text])


@st.cache_data(max_entries=24, show_spinner=False)
def _message(
    key: str, rank: int, top: str, measured: bool, locked: bool, _seen: Subject, _quality: Quality | None
) -> bytes:
    use = "" if locked else "Use this rank in all chapters"
    return wire.message(_seen.factors, _header(_seen, _quality) | {"use": use})


def _header(seen: Subject, known: Quality | None) -> dict[str, Any]:
    """Return what the browser needs beside the numbers."""
    return {
        "id": seen.params.picture.replace(" ", "-"),
        "start": seen.rank,
        "top": 0 if seen.params.top == "full" else int(seen.params.top),
        "palette": images.lookup("diverging").ravel().tolist(),
        "palette_on_dark": images.lookup("diverging on dark").ravel().tolist(),
        "curves": wire.image_curves(seen.factors, known),
    }


@st.cache_data(max_entries=256, show_spinner=False)
def _at_rank(key: str, k: int, _factors: Factors) -> storage.AtRank:
    return storage.at_rank(_factors, k)
