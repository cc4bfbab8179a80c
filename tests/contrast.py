"""Contrast between two colours as WCAG 2.2 defines it."""

import re
import tomllib
from collections.abc import Sequence

from core.catalog import ROOT

THEMES = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]


def rgb(colour: str) -> list[float]:
    """The three parts of "#rrggbb" or "rgb(r, g, b)", 0 to 1."""
    parts = re.findall("[0-9a-f]{2}", colour[1:]) if colour.startswith("#") else re.findall("[0-9]+", colour)
    return [int(part, 16 if colour.startswith("#") else 10) / 255 for part in parts[:3]]


def linear(parts: Sequence[float]) -> list[float]:
    """sRGB as light."""
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one: str, other: str) -> float:
    """From 1 to 21: text needs 4.5, a mark that says something 3 (WCAG 2.2, 1.4.3 and 1.4.11)."""
    weights = (0.2126, 0.7152, 0.0722)
    dark, light = sorted(sum(w * x for w, x in zip(weights, linear(rgb(c)), strict=True)) for c in (one, other))
    return (light + 0.05) / (dark + 0.05)
