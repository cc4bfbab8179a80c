"""The confusion matrix with its margins, to point at and to click: arrays in, alt.Chart out."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme
from core.confusion.charts.difference import LOW_ROW, MOST_WRITTEN
from core.confusion.matrix import confusions, margins, row_shares
from core.confusion.params import ANY

# Height of a row in pixels, and rows and columns that the names take when they are words.
ROW, WORDS = 42, 2.0
# With more classes, percentages side by side under narrow columns would touch on a phone, so they stand upright.
MOST_WITH_LEVEL_PRECISION = 12
# Columns narrower than this many pixels have a name and a precision at every second one.
NARROW = 11
RIGHT, WRONG = theme.BETTER, theme.WORSE
Cell = tuple[int, int]


def confusion_matrix(
    counts: np.ndarray,
    class_names: Sequence[str],
    *,
    shares: bool = False,
    selected: tuple[str, str] = (ANY, ANY),
    hover: Mapping[Cell, str] | None = None,
    shown: Mapping[Cell, str] | None = None,
    ink: str = theme.INK,
) -> alt.LayerChart:
    """A matrix with its margins; a click selects a cell, a row (left of it) or a column (above it) as "cell".

    Parameters
    ----------
    counts : (classes, classes) int
        Rows actual, columns predicted.
    shares
        Write row shares instead of counts.
    selected
        Names of the actual and the predicted class that are framed.
    hover, shown
        Images (data URIs) that a cell shows under the pointer, and in place of its number.
    ink
        Colour of the text.
    """
    frame = _cells(counts, class_names, hover or {}, shown or {})
    column = "share_text" if shares else "count_text"
    plane = _Plane(class_names)
    pick = alt.selection_point(name="cell", fields=["actual", "predicted"], toggle=False, clear=False)
    tooltip = ["actual", "predicted", "count", alt.Tooltip("share of row:Q", format=".1%")]
    unused = ["count_text", "share_text", "strong", "number", "shown", "xm", "ym"] if plane.dense else []
    cells = (
        alt.Chart(frame.drop(columns=unused))
        .mark_rect(cursor="pointer", stroke=theme.NEUTRAL, strokeOpacity=0.35, strokeWidth=0.5)
        .encode(
            **plane.box(),
            color=alt.Color("kind:N", scale=alt.Scale(domain=["right", "wrong"], range=[RIGHT, WRONG]), legend=None),
            fillOpacity=alt.FillOpacity("strength:Q", scale=None),
            tooltip=[*tooltip, *(["image:N"] if hover else [])],
        )
        .add_params(pick)
    )
    numbers = [] if plane.dense else _words(frame[frame["number"]], plane, column, ink)
    small_images = [_small_images(frame[frame["shown"] != ""], plane)] if shown else []
    frame_of_choice = alt.Chart(plane.framed(selected)).mark_rect(filled=False, stroke=ink, strokeWidth=3)
    measured = margins(counts)
    mistakes = confusions(counts)
    largest = (
        f"Most frequent mistake: {class_names[mistakes[0][0]]} classified as {class_names[mistakes[0][1]]}, "
        f"{mistakes[0][2]} times."
        if mistakes
        else "No mistake."
    )
    return theme.titled(
        alt.layer(
            cells,
            *small_images,
            *numbers,
            *_headers(plane, ink),
            *_margins(counts, plane, ink),
            frame_of_choice.encode(**plane.box()),
        ).properties(height=plane.height),
        "Actual class down, predicted class across",
        f"Confusion matrix of {len(class_names)} classes, accuracy {measured.accuracy:.3f}. {largest}",
    )


def with_frame(spec: dict[str, Any], class_names: Sequence[str], selected: tuple[str, str]) -> dict[str, Any]:
    """The Vega-Lite of a `confusion_matrix` with another selection framed, without building it again."""
    frame = _Plane(class_names).framed(selected).to_dict("records")
    box = set(frame[0])
    datasets = {name: frame if set(rows[0]) == box else rows for name, rows in spec["datasets"].items()}
    return {**spec, "datasets": datasets}


class _Plane:
    """One plane holds names, cells and margins, so that it fits any width: a unit a cell."""

    def __init__(self, class_names: Sequence[str], rows: int | None = None) -> None:
        self.names = list(class_names)
        self.count = len(self.names)
        self.dense = self.count > MOST_WRITTEN
        self.wordy = max(map(len, self.names)) > 2
        row = LOW_ROW if self.dense else ROW
        self.head = (WORDS if self.wordy else 1.0) * ROW / row
        self.crowded = self.count > MOST_WITH_LEVEL_PRECISION
        # Room for recall and precision.
        self.right, self.below = (4.0, 2.2) if self.dense else (2.2 if self.crowded else 1.3, 1.0)
        self.height = row * (self.count + self.head + self.below) + 30
        self.x = alt.Scale(domain=[-self.head, self.count + self.right], nice=False, zero=False)
        self.y = alt.Scale(domain=[-self.head, self.count + self.below], nice=False, zero=False, reverse=True)

    def legible(self, column: str) -> str:
        """A filter in Vega's language: `column` of a text has room for it, or is an even one."""
        return f"width >= {NARROW * (self.count + self.head + self.right):g} || {column} % 2 == 0"

    def box(self) -> dict[str, Any]:
        return {
            "x": alt.X("x:Q", scale=self.x, axis=None),
            "x2": alt.X2("x2:Q"),
            "y": alt.Y("y:Q", scale=self.y, axis=None),
            "y2": alt.Y2("y2:Q"),
        }

    def middle(self) -> dict[str, Any]:
        return {"x": alt.X("xm:Q", scale=self.x, axis=None), "y": alt.Y("ym:Q", scale=self.y, axis=None)}

    def framed(self, selected: tuple[str, str]) -> pd.DataFrame:
        """The box around what is selected: a cell, a row or a column; nothing is a box without size, out of sight."""
        actual, predicted = selected
        x, x2, y, y2 = -self.head, -self.head, -self.head, -self.head
        if actual in self.names:
            y, y2 = self.names.index(actual), self.names.index(actual) + 1
            x2 = self.count
        if predicted in self.names:
            x, x2 = self.names.index(predicted), self.names.index(predicted) + 1
            y2 = y2 if actual in self.names else self.count
        return pd.DataFrame({"x": [float(x)], "x2": [float(x2)], "y": [float(y)], "y2": [float(y2)]})


def _cells(
    counts: np.ndarray, names: Sequence[str], hover: Mapping[Cell, str], shown: Mapping[Cell, str]
) -> pd.DataFrame:
    classes = len(names)
    row, column = np.indices(counts.shape).reshape(2, -1)
    shares = row_shares(counts)
    wrong = shares * (1 - np.eye(classes))
    # The square root lifts rare mistakes; they have a colour of their own, so the diagonal can't drown them.
    strength = np.where(np.eye(classes, dtype=bool), 0.12 + 0.5 * shares**2, np.sqrt(wrong / (wrong.max() or 1.0)))
    cells = list(zip(row.tolist(), column.tolist(), strict=True))
    return pd.DataFrame(
        {
            "actual": [names[r] for r in row],
            "predicted": [names[c] for c in column],
            "count": counts.ravel(),
            "share of row": shares.ravel(),
            "count_text": [f"{value:,}" if value else "" for value in counts.ravel()],
            "share_text": [_percent(value) for value in shares.ravel()],
            "kind": np.where(row == column, "right", "wrong"),
            "strength": strength.ravel(),
            "strong": strength.ravel() > 0.75,
            "number": [cell not in shown for cell in cells],
            "image": [hover.get(cell, "") for cell in cells],
            "shown": [shown.get(cell, "") for cell in cells],
            "x": column.astype(float),
            "x2": column + 1.0,
            "y": row.astype(float),
            "y2": row + 1.0,
            "xm": column + 0.5,
            "ym": row + 0.5,
        }
    )


def _percent(share: float) -> str:
    if share == 0:
        return ""
    return f"{100 * share:.1f}" if share < 0.1 else f"{100 * share:.0f}"


def _font(plane: _Plane, most: int = 13) -> Any:
    """A font that follows the width of a cell."""
    return alt.expr(f"max(8, min({most}, width / {plane.count + plane.head + plane.right} * 0.34))")


def _words(frame: pd.DataFrame, plane: _Plane, column: str, ink: str) -> list[alt.Chart]:
    base = alt.Chart(frame).encode(**plane.middle(), text=f"{column}:N")
    # On the strong colours dark text is readable in both themes; elsewhere the theme's text colour is.
    plain = base.transform_filter("!datum.strong").mark_text(fontSize=_font(plane), tooltip=None, color=ink)
    strong = base.transform_filter("datum.strong").mark_text(
        fontSize=_font(plane), tooltip=None, color=theme.INK, fontWeight="bold"
    )
    return [plain, strong]


def _small_images(frame: pd.DataFrame, plane: _Plane) -> alt.Chart:
    side = alt.expr(f"min(width / {plane.count + plane.head + plane.right}, {ROW}) - 5")
    return alt.Chart(frame).mark_image(width=side, height=side, tooltip=None).encode(**plane.middle(), url="shown:N")


def _headers(plane: _Plane, ink: str) -> list[alt.Chart]:
    """Names as cells of their own: a click selects the row or the column; the corner selects everything."""
    at = np.arange(plane.count, dtype=float)
    head, zero = np.full(plane.count, -plane.head), np.zeros(plane.count)
    rows = pd.DataFrame(
        {"actual": plane.names, "predicted": ANY, "name": plane.names, "x": head, "x2": zero, "y": at, "y2": at + 1}
    )
    columns = pd.DataFrame(
        {"actual": ANY, "predicted": plane.names, "name": plane.names, "x": at, "x2": at + 1, "y": head, "y2": zero}
    )
    corner = pd.DataFrame(
        {
            "actual": [ANY],
            "predicted": [ANY],
            "name": ["all"],
            "x": [-plane.head],
            "x2": [0.0],
            "y": [-plane.head],
            "y2": [0.0],
        }
    )
    frame = pd.concat([rows, columns, corner]).assign(
        xm=lambda f: (f["x"] + f["x2"]) / 2, ym=lambda f: (f["y"] + f["y2"]) / 2
    )
    boxes = (
        alt.Chart(frame)
        .mark_rect(cursor="pointer", color=theme.NEUTRAL, fillOpacity=0.12)
        .encode(**plane.box(), tooltip=["actual", "predicted"])
    )
    style = {"fontSize": _font(plane), "fontWeight": "bold", "tooltip": None, "color": ink}
    texts = alt.Chart(frame).encode(**plane.middle(), text="name:N")
    texts = texts.transform_filter(f"datum.x < 0 || {plane.legible('datum.x')}")
    if not plane.wordy:
        return [boxes, texts.mark_text(**style)]
    upright = texts.transform_filter("datum.y < 0 && datum.x >= 0").mark_text(angle=300, **style)
    return [boxes, upright, texts.transform_filter("datum.y >= 0 || datum.x < 0").mark_text(**style)]


def _margins(counts: np.ndarray, plane: _Plane, ink: str) -> list[alt.Chart]:
    """Write recall right of each row, precision under each column and accuracy in the corner, with their names."""
    measured = margins(counts)
    at = np.arange(plane.count)
    end = float(plane.count)
    frame = pd.DataFrame(
        {
            "what": ["recall"] * plane.count + ["precision"] * plane.count + ["accuracy"],
            "of": [*plane.names, *plane.names, "all"],
            "value": [*measured.recall, *measured.precision, measured.accuracy],
            "xm": [*np.full(plane.count, end + plane.right / 2), *(at + 0.5), end + plane.right / 2],
            "ym": [*(at + 0.5), *np.full(plane.count, end + plane.below / 2), end + plane.below / 2],
        }
    )
    frame["text"] = ["–" if np.isnan(value) else f"{100 * value:.1f}%" for value in frame["value"]]
    base = alt.Chart(frame).encode(
        **plane.middle(), text="text:N", tooltip=["what", "of", alt.Tooltip("value:Q", format=".2%")]
    )
    corner = base.transform_filter("datum.what == 'accuracy'").mark_text(
        fontSize=_font(plane, 12), fontWeight="bold", color=ink
    )
    names = pd.DataFrame(
        {
            "name": ["recall", "precision"],
            "xm": [end + plane.right / 2, -plane.head / 2],
            "ym": [-0.4, end + plane.below / 2],
        }
    )
    label = alt.Chart(names).encode(**plane.middle(), text="name:N")
    small = alt.expr(f"max(7, min(11, width / {plane.count + plane.head + plane.right} * 0.23))")
    written: dict[str, Any] = {"fontSize": small, "fontStyle": "italic", "color": ink, "tooltip": None}
    size, angle = _font(plane, 11), 270 if plane.crowded else 0
    precision = base.transform_filter(f"datum.what == 'precision' && ({plane.legible('floor(datum.xm)')})")
    return [
        base.transform_filter("datum.what == 'recall'").mark_text(fontSize=size, color=ink),
        precision.mark_text(fontSize=size, color=ink, angle=angle),
        corner,
        label.transform_filter("datum.name == 'recall'").mark_text(**written),
        label.transform_filter("datum.name == 'precision'").mark_text(angle=angle, **written),
    ]
