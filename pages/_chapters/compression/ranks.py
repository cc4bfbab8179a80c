"""The picture of SVD Compression and what belongs to it: upload, rank slider, curves, components."""

import hashlib
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.charts import images
from core.compression import quality as compression_quality
from core.compression import storage as compression_storage
from core.compression import svd as compression
from core.compression import wire as compression_wire
from core.compression.quality import Quality
from core.compression.svd import CompressionParams, Factors
from core.data import pictures
from pages._shared import controls, runs, uploads
from pages._shared.layers import layers

SLUG = "compression"
COMPUTED = f"""
- **One SVD** of each channel in double precision (LAPACK), once a picture. Everything else here reads it.
- The **slider** needs no server: your browser has the pixels and the vectors of the shorter side, finds the others as
  (A − A₍ₖ₋₁₎)·v, and adds layer after layer. What it shows differs from the true rank-k picture by at most
  {compression_wire.STATED_ERROR} grey level of 255 (up to {compression_wire.COARSE_ERROR} for pictures like noise).
- **PSNR** and **SSIM** are scikit-image's, on pixels as shown: rounded and cut to 0–255. SSIM is measured at about
  {compression_quality.MEASURED_RANKS} ranks and drawn straight between them; PSNR follows every pixel.
- **Energy** is the share of the sum of s². The error of rank k in the Frobenius norm is the root of the dropped s², and
  no matrix of rank k comes nearer (Eckart and Young).
- **YCbCr** is JPEG's: Y = .299 R + .587 G + .114 B and two colour differences. **Stacked** puts the three channels one
  after the other along the longer side, so that they share one set of vectors.
- Residual and single layers show brightness: red adds, blue takes away.
- Pictures longer than {pictures.LONGEST_SIDE} pixels are reduced to that. Uploads stay in this session's memory.
"""


@dataclass(frozen=True)
class Subject:
    """The picture on show: its params, a digest of its pixels, its factors, and the rank that the controls ask for."""

    params: CompressionParams
    digest: str
    factors: Factors
    rank: int

    @property
    def key(self) -> str:
        """What names everything computed from these factors."""
        return f"{self.digest} {self.factors.scheme} {self.factors.chroma}"


def uploader() -> UploadedFile | None:
    """Let the visitor bring a picture; bringing one chooses it."""

    def chosen() -> None:
        if st.session_state[f"_{SLUG}_upload"] is not None:
            st.session_state[controls.key_of(SLUG, "picture")] = pictures.OWN

    return st.file_uploader(
        "Your own picture",
        pictures.UPLOAD_TYPES,
        key=f"_{SLUG}_upload",
        on_change=chosen,
        help="PNG, JPEG, WebP, TIFF, GIF or BMP. Drop a file here or choose one. It is not kept.",
    )


def subject(params: CompressionParams, upload: UploadedFile | None) -> Subject:
    """The picture that the controls mean, decomposed; a file that is no picture ends the script with a sentence."""
    if params.picture != pictures.OWN:
        pixels = named(params.picture)
    elif upload is None:
        st.info("Choose or drop a picture in the sidebar, under “Your own picture”.")
        st.stop()
    else:
        try:
            picture = uploads.decoded(upload.getvalue())
        except pictures.PictureError as problem:
            st.error(f"{upload.name} cannot be used. {problem}")
            st.stop()
        for note in picture.notes:
            st.caption(note)
        pixels = picture.pixels
    digest = hashlib.sha256(repr(pixels.shape).encode() + pixels.tobytes()).hexdigest()[:16]
    factors = replace(decomposed(digest, params.colour, pixels), chroma=params.chroma)
    return Subject(params, digest, factors, _rank(digest, params, factors))


def finished(params: CompressionParams, upload: UploadedFile | None) -> Subject | None:
    """The picture of other controls than the present ones, or None where it was a visitor's own and is gone."""
    if params.picture == pictures.OWN and upload is None:
        st.caption("The pinned image was an upload, and this session does not have it any more.")
        return None
    return subject(params, upload)


@st.cache_data(max_entries=32, show_spinner=False)
def named(name: str) -> np.ndarray:
    return pictures.load(name)


@st.cache_resource(max_entries=8, show_spinner="Taking the picture apart")  # 13 MB each, of 512 x 512 in colour
def decomposed(digest: str, scheme: str, _pixels: np.ndarray) -> Factors:
    """The one SVD of a picture, shared by all that is computed from it."""
    return compression.decompose(_pixels, scheme)


@st.cache_data(max_entries=256, show_spinner="Looking for the rank")
def _rank_for(digest: str, scheme: str, chroma: int, by: str, wish: float, _factors: Factors) -> int:
    return compression_quality.rank_for(_factors, by, wish)


def _rank(digest: str, params: CompressionParams, factors: Factors) -> int:
    top = factors.full if params.top == "full" else min(int(params.top), factors.full)
    return min(_rank_for(digest, params.colour, params.chroma, params.by, params.wish, factors), top)


def find_quality(seen: Subject) -> Quality | None:
    """PSNR and SSIM by rank where they are known: baked, or measured before."""
    if seen.params.picture != pictures.OWN:
        return runs.find(compression_quality.request(seen.params))
    return st.session_state.get(f"_{SLUG}_quality", {}).get(seen.key)


def quality(seen: Subject) -> Quality:
    """PSNR and SSIM by rank, measured now if need be."""
    found = find_quality(seen)
    if found is not None:
        return found
    if seen.params.picture != pictures.OWN:
        return runs.ask(compression_quality.request(seen.params))
    measured = runs.work(f"measure {seen.key}", lambda: compression_quality.measure(seen.factors, seen.params))
    st.session_state[f"_{SLUG}_quality"] = {seen.key: measured}
    return measured


def scrubber(seen: Subject) -> None:
    """The large picture: original and approximation under the rank slider, residual, newest layer, curves."""
    known = find_quality(seen)
    layers(
        _message(seen.key, seen.rank, seen.params.top, known is not None, seen, known),
        key=f"{SLUG}_layers",
        on_rank=_set_rank,
    )
    if known is None:
        quality(seen)
        st.rerun()
    st.markdown(_claim(seen))


def _set_rank(k: int) -> None:
    st.session_state[controls.key_of(SLUG, "by")] = "rank"
    st.session_state[controls.key_of(SLUG, "rank")] = k


@st.cache_data(max_entries=24, show_spinner=False)
def _message(key: str, rank: int, top: str, measured: bool, _seen: Subject, _quality: Quality | None) -> bytes:
    factors = _seen.factors
    ranks = np.arange(1, factors.full + 1)
    together = np.sqrt(np.sum([values**2 for values in factors.singular_values], axis=0))
    curve = compression_wire.curve
    curves = [
        curve("Singular values (log)", ranks, together, log=True),
        curve(
            "Energy kept", ranks, compression.energy(factors), readout="Energy kept", factor=100, digits=2, unit=" %"
        ),
    ]
    if _quality is not None:
        curves += [
            curve("PSNR, dB", _quality.ranks, _quality.psnr, readout="PSNR", digits=1),
            curve("SSIM", _quality.ranks, _quality.ssim, readout="SSIM", digits=3),
        ]
    return compression_wire.message(
        factors,
        {
            "id": _seen.params.picture.replace(" ", "-"),
            "start": rank,
            "top": 0 if top == "full" else int(top),
            "labels": {"original": "Original", "residual": "What is missing"},
            "palette": images.lookup("diverging").ravel().tolist(),
            "curves": curves,
            "use": "Use this rank below",
        },
    )


def decibels(psnr: float) -> str:
    """A PSNR as text: equal pictures have none that ends."""
    return f"{psnr:.1f}" if np.isfinite(psnr) else "∞"


def _claim(seen: Subject) -> str:
    """What the rank of the controls costs and gives, in numbers of this picture."""
    factors, k = seen.factors, seen.rank
    facts = _facts(seen.key, k, factors)
    numbers = compression.stored_numbers(factors, k)
    even = compression.break_even(factors)
    jpeg = (
        f"A JPEG that comes as near takes **{facts['jpeg'] / 1000:.1f} kB**"
        if facts["jpeg"]
        else "No JPEG of quality 95 comes as near"
    )
    return (
        f"**Rank {k}** keeps {compression.energy(factors)[k - 1]:.2%} of the energy and reaches "
        f"{decibels(facts['psnr'])} dB (SSIM {facts['ssim']:.3f}) with {numbers:,} numbers instead of "
        f"{factors.pixels.size:,}: **{compression_storage.half_floats(factors, k) / 1000:.1f} kB** as 16-bit floats. "
        f"{jpeg}, a PNG that loses nothing {facts['png'] / 1000:.0f} kB. Above rank {even} the factors hold more "
        f"numbers than the picture."
    )


@st.cache_data(max_entries=256, show_spinner=False)
def _facts(key: str, k: int, _factors: Factors) -> dict[str, float]:
    shown = compression.to_pixels(compression.approximate(_factors, k))
    psnr = compression_quality.psnr(_factors.pixels, shown)
    jpeg = compression_storage.jpeg_at(_factors.pixels, psnr)
    return {
        "psnr": psnr,
        "ssim": compression_quality.ssim(_factors.pixels, shown),
        "jpeg": jpeg.size if jpeg else 0,
        "png": compression_storage.png_size(_factors.pixels),
    }
