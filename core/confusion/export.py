"""The matrix and its samples as files: tables, and one drawing that comes as SVG and as PNG."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd
from PIL import Image, ImageDraw, ImageFont

from core.charts import theme
from core.confusion.matrix import margins, row_shares
from core.confusion.samples import Scored

CELL, INK, PAPER = 56, theme.INK, "#ffffff"


def matrix_table(counts: np.ndarray, class_names: Sequence[str]) -> pd.DataFrame:
    """Counts by actual (rows) and predicted (columns) class, with recall, and a last row of precision."""
    measured = margins(counts)
    table = pd.DataFrame(counts.astype(object), columns=[f"classified as {name}" for name in class_names])
    table.insert(0, "actual", list(class_names))
    table["recall"] = measured.recall
    table.loc[len(class_names)] = ["precision", *measured.precision, measured.accuracy]
    return table


def sample_table(samples: Scored, class_names: Sequence[str]) -> pd.DataFrame:
    """A row a test sample: its class and the prediction, and what is known of confidence, loss and probabilities."""
    names = np.array(class_names)
    columns = {
        "sample": np.arange(len(samples.actual)),
        "actual": names[samples.actual],
        "predicted": names[samples.predicted],
    }
    if samples.doubt is not None:
        columns["confidence"] = samples.confidence.round(6)
    if samples.loss is not None:
        columns["loss"] = samples.loss.round(6)
    table = pd.DataFrame(columns)
    if samples.probabilities is None:
        return table
    return table.join(pd.DataFrame(samples.probabilities.round(6), columns=[f"p({name})" for name in class_names]))


@dataclass(frozen=True)
class _Box:
    """One cell of the drawing: where, what fills it, what stands in it."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    text: str
    ink: str


def _drawing(counts: np.ndarray, class_names: Sequence[str]) -> tuple[float, float, list[_Box]]:
    classes = len(class_names)
    head = max(CELL, 9 * max(map(len, class_names)) + 16)
    shares, measured = row_shares(counts), margins(counts)
    worst = (shares * (1 - np.eye(classes))).max() or 1.0
    boxes = []
    for i, name in enumerate(class_names):
        boxes.append(_Box(0, (i + 1) * CELL, head, CELL, PAPER, name, INK))
        boxes.append(_Box(head + i * CELL, 0, CELL, CELL, PAPER, name if len(name) < 8 else f"{name[:6]}…", INK))
        boxes.append(_Box(head + classes * CELL, (i + 1) * CELL, CELL, CELL, PAPER, _percent(measured.recall[i]), INK))
        below = _percent(measured.precision[i])
        boxes.append(_Box(head + i * CELL, (classes + 1) * CELL, CELL, CELL, PAPER, below, INK))
        for j in range(classes):
            right = i == j
            strength = 0.12 + 0.5 * shares[i, j] ** 2 if right else float(np.sqrt(shares[i, j] / worst))
            fill = _mixed(theme.BETTER if right else theme.WORSE, strength)
            text = str(counts[i, j]) if counts[i, j] else ""
            boxes.append(_Box(head + j * CELL, (i + 1) * CELL, CELL, CELL, fill, text, INK))
    corner = head + classes * CELL, (classes + 1) * CELL
    boxes.append(_Box(*corner, CELL, CELL, PAPER, _percent(measured.accuracy), INK))
    boxes.append(_Box(0, 0, head, CELL, PAPER, "actual ↓", INK))
    return head + (classes + 1) * CELL, (classes + 2) * CELL, boxes


def _percent(value: float) -> str:
    return "–" if np.isnan(value) else f"{100 * value:.1f}%"


def _mixed(colour: str, strength: float) -> str:
    parts = [round(255 + strength * (int(colour[i : i + 2], 16) - 255)) for i in (1, 3, 5)]
    return "#" + "".join(f"{part:02x}" for part in parts)


def matrix_svg(counts: np.ndarray, class_names: Sequence[str]) -> str:
    """The matrix as a drawing that scales; every string is escaped."""
    width, height, boxes = _drawing(counts, class_names)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" font-family="sans-serif" '
        f'font-size="15" text-anchor="middle"><rect width="100%" height="100%" fill="{PAPER}"/>'
    ]
    for box in boxes:
        place = f'x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}"'
        parts.append(f'<rect {place} fill="{box.fill}" stroke="#d5d5d5" stroke-width="0.5"/>')
        if box.text:
            middle = f'x="{box.x + box.width / 2:g}" y="{box.y + box.height / 2 + 5:g}"'
            parts.append(f'<text {middle} fill="{box.ink}">{escape(box.text)}</text>')
    return "".join([*parts, "</svg>"])


def matrix_png(counts: np.ndarray, class_names: Sequence[str], scale: int = 2) -> bytes:
    """The same drawing in pixels."""
    width, height, boxes = _drawing(counts, class_names)
    image = Image.new("RGB", (round(scale * width), round(scale * height)), PAPER)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(15 * scale)
    for box in boxes:
        corners = [scale * v for v in (box.x, box.y, box.x + box.width, box.y + box.height)]
        draw.rectangle(corners, fill=box.fill, outline="#d5d5d5")
        middle = (scale * (box.x + box.width / 2), scale * (box.y + box.height / 2))
        draw.text(middle, box.text, fill=box.ink, font=font, anchor="mm")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
