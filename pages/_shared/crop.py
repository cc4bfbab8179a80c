"""A square to drag over an image: with the pointer, a finger or the arrow keys, and a slider for its size."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from core.charts import images
from core.runs.params import fingerprint

HERE = Path(__file__).resolve().parent
LEAST = 64  # pixels of the image; a smaller square is hardly more than its enlarged pixels
HTML = """<div class="crop"><div class="frame"><img alt="" draggable="false"><div class="square" tabindex="0"
  role="group" aria-label="Square that is used: the arrow keys move it"></div></div>
  <label>Size of the square <input type="range" min="0" max="100" step="1"></label></div>"""
CSS = """
.crop { display: grid; gap: 0.5rem; font-family: var(--st-font); color: var(--st-text-color); }
.crop .frame { position: relative; overflow: hidden; border-radius: 6px; line-height: 0; }
.crop img { width: 100%; user-select: none; -webkit-user-select: none; }
.crop .square { position: absolute; box-sizing: border-box; border: 2px solid #fff; cursor: move; touch-action: none;
  box-shadow: 0 0 0 1px #000, 0 0 0 999px rgb(0 0 0 / 55%); }
.crop .square:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: -3px; }
.crop label { display: flex; gap: 0.5rem; align-items: center; font-size: 0.875rem; }
.crop input { flex: 1; min-width: 0; accent-color: var(--st-primary-color); }
"""


@dataclass(frozen=True)
class Square:
    """Part of an image in pixels."""

    left: int
    top: int
    side: int


@st.cache_resource
def _component() -> Any:
    return st.components.v2.component("not_a_black_box_crop", html=HTML, css=CSS, js=(HERE / "crop.js").read_text())


def crop(pixels: np.ndarray, *, key: str) -> np.ndarray:
    """Show an RGB image (h, w, 3) with a square to drag over it, and return the pixels inside the square.

    A new image begins with its largest square in the middle.
    """
    height, width = pixels.shape[:2]
    digest = fingerprint(repr(pixels.shape).encode() + pixels.tobytes())
    kept = st.session_state.get(f"_{key}_kept", {})
    before = square(kept if kept.get("image") == digest else {}, height, width)
    data = {"uri": images.photo_uri(pixels), "image": digest, "width": width, "height": height}
    data |= {"left": before.left, "top": before.top, "side": before.side, "least": min(LEAST, height, width)}
    said = _component()(data=data, key=key, on_square_change=lambda: None).square
    if isinstance(said, Mapping) and said.get("image") == digest:
        st.session_state[f"_{key}_kept"] = dict(said)
        before = square(said, height, width)
    return pixels[before.top : before.top + before.side, before.left : before.left + before.side]


def square(said: Mapping[str, Any], height: int, width: int) -> Square:
    """Return the square that a browser says, moved into the image; the middle one where it says none."""
    numbers = [number for name in ("left", "top", "side") if isinstance(number := said.get(name), (int, float))]
    if len(numbers) < 3 or not np.isfinite(numbers).all():
        side = min(height, width)
        return Square((width - side) // 2, (height - side) // 2, side)
    left, top, side = (int(np.clip(number, 0, 1e6)) for number in numbers)
    side = max(min(side, height, width), min(LEAST, height, width))
    return Square(min(left, width - side), min(top, height - side), side)
