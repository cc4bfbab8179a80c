"""A visitor's own predictions: checked, numbered by class, and kept in memory under a hash of their content.

`prediction_files` reads the two formats, `prediction_images` the images. Whatever is wrong with a file is a
`PredictionsError` with a sentence for the visitor.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from core.confusion import predictions
from core.confusion.predictions import Predictions
from core.data.own_sets import FEWEST_CLASSES, MAX_NAME, MOST_CLASSES, class_name, in_order
from core.runs.archive import freeze
from core.runs.params import fingerprint
from core.runs.progress import Step, Work

MAX_FILE_BYTES = 100_000_000
MAX_ROWS = 100_000
SUM_TOLERANCE = 0.05  # of the probabilities of a row: 50 of them, rounded to three decimals, are off by up to .025
QUOTED = 40  # characters of a cell that a message repeats


class PredictionsError(ValueError):
    """The file holds no predictions that can be used; the message says why and what would do."""


@dataclass
class Table:
    """What a reader found in a file, before it is checked.

    Attributes
    ----------
    where
        Names a row for a message, such as "Line 7".
    actual, predicted : (n,) array of str
        Classes as they were written; `predicted` is None where the probabilities say it.
    confidence : (n,) float, or None
    probabilities : (n, k) float, or None
    probability_names : sequence of str
        The class of each column of `probabilities`, as it was written.
    class_names : sequence of str
        All classes in the order of the file, where it says so.
    image_names : (n,) array of str, or None
    columns : dict
        Further columns, each (n,).
    """

    where: Callable[[int], str]
    actual: np.ndarray
    predicted: np.ndarray | None = None
    confidence: np.ndarray | None = None
    probabilities: np.ndarray | None = None
    probability_names: Sequence[str] = ()
    class_names: Sequence[str] = ()
    image_names: np.ndarray | None = None
    columns: dict[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """What became of a file: predictions with notes on what was done on the way, or a problem.

    Attributes
    ----------
    predictions : Predictions or None
    notes : tuple of str
    problem : str
        A sentence for the visitor; empty when the file is good.
    """

    predictions: Predictions | None
    notes: tuple[str, ...] = ()
    problem: str = ""


def key_of(content: bytes, images: bytes = b"") -> str:
    """Return the name of the predictions in a file (with an archive of images): equal for equal contents."""
    return f"own-{fingerprint(fingerprint(content, 64) + fingerprint(images, 64), 32)}"


def read(content: bytes, file_name: str, images: bytes = b"") -> Work[Reading]:
    """Read a file of predictions and, where there is one, the .zip of its images."""
    from core.confusion import prediction_files, prediction_images  # noqa: PLC0415 they need this module

    yield Step(0, 1, message="Reading the file")
    try:
        table = prediction_files.read(content, file_name)
        yield Step(0, 1, message="Checking the rows")
        pixels: np.ndarray | None = None
        image_of: np.ndarray | None = None
        notes: list[str] = []
        if images:
            pixels, image_of, notes = yield from prediction_images.read(images, table)
        found, more = build(table, key_of(content, images), pixels, image_of)
    except PredictionsError as problem:
        return Reading(None, problem=str(problem))
    return Reading(freeze(found), (*notes, *more))


def build(
    table: Table, key: str, images: np.ndarray | None = None, image_of: np.ndarray | None = None
) -> tuple[Predictions, tuple[str, ...]]:
    """Return the predictions of a table, and notes on what was done.

    Raises
    ------
    PredictionsError
        With the row that cannot be used.
    """
    if not len(table.actual):
        raise PredictionsError("The file has no rows. Each row needs an actual and a predicted class.")
    actual_at, actual_names = _factorised(table.actual, table.where, "actual")
    columns = [class_name(name) for name in table.probability_names]
    if table.predicted is None:
        predicted_at = np.zeros(0, np.int64)
        predicted_names: list[str] = []
    else:
        predicted_at, predicted_names = _factorised(table.predicted, table.where, "predicted")
    names = _class_names(table, {*actual_names, *predicted_names, *columns})
    number = {name: i for i, name in enumerate(names)}
    actual = np.array([number[name] for name in actual_names])[actual_at]
    notes = []
    probabilities = None
    if table.probabilities is not None:
        _complete(columns, names, table, actual)
        probabilities = _checked(table.probabilities, table.where)[:, [columns.index(name) for name in names]]
    if table.predicted is not None:
        predicted = np.array([number[name] for name in predicted_names])[predicted_at]
    else:
        assert probabilities is not None  # a reader returns one of them
        predicted = probabilities.argmax(1)
        notes.append("The predicted class is the one of the highest probability.")
    if probabilities is not None and table.predicted is not None:
        others = int((probabilities.max(1) > probabilities[np.arange(len(actual)), predicted] + 1e-6).sum())
        if others:
            rows = f"{others:,} row{'' if others == 1 else 's'}"
            notes.append(f"In {rows} another class than the predicted one has the highest probability.")
    confidence = None if table.confidence is None else _confidence(table.confidence, table.where, notes)
    return predictions.of(
        key,
        actual,
        predicted,
        names,
        probabilities=probabilities,
        confidence=confidence,
        images=images,
        image_of=image_of,
        columns=table.columns,
    ), tuple(notes)


def _factorised(written: np.ndarray, where: Callable[[int], str], kind: str) -> tuple[np.ndarray, list[str]]:
    """Return for each row the index of its class in the list of names that follows, which may repeat one."""
    codes, uniques = pd.factorize(written)
    names = []
    for code, label in enumerate(uniques.tolist()):
        if not str(label).strip() or len(str(label)) > MAX_NAME:
            first = where(int(np.flatnonzero(codes == code)[0]))
            what = f"a class name of {len(str(label)):,} characters" if str(label).strip() else f"no {kind} class"
            raise PredictionsError(f"{first} has {what}. A class name has 1 to {MAX_NAME} characters.")
        names.append(class_name(label))
    return codes, names


def _class_names(table: Table, found: set[str]) -> list[str]:
    names = [class_name(name) for name in table.class_names]
    if len(set(names)) < len(names):
        raise PredictionsError("The list of class names has the same name twice.")
    names += in_order(found.difference(names))
    if not FEWEST_CLASSES <= len(names) <= MOST_CLASSES:
        listed = f" ({', '.join(names[:5])}{', …' if len(names) > 5 else ''})"
        raise PredictionsError(
            f"The file has {len(names):,} class{'' if len(names) == 1 else 'es'}{listed}; this page shows "
            f"{FEWEST_CLASSES} to {MOST_CLASSES}. "
            + ("Rows of a second class are missing." if len(names) == 1 else "Merge classes, or take rows of some.")
        )
    return names


def _complete(columns: list[str], names: list[str], table: Table, actual: np.ndarray) -> None:
    """Refuse a class with two columns of probabilities, or with none."""
    twice = [name for i, name in enumerate(columns) if name in columns[:i]]
    if twice:
        raise PredictionsError(f"There are two columns with the probability of class “{twice[0]}”.")
    for number, name in enumerate(names):
        if name not in columns:
            at = np.flatnonzero(actual == number)
            place = f" of {table.where(int(at[0]))}" if len(at) else ""
            raise PredictionsError(
                f"There are probabilities of {', '.join(columns[:5])}{', …' if len(columns) > 5 else ''}, but none of "
                f"class “{name}”{place}. Every class needs a column, or none has one."
            )


def _checked(values: np.ndarray, where: Callable[[int], str]) -> np.ndarray:
    """Return probabilities after each row was checked."""
    low, total = values.min(1), values.sum(1)
    wrong = np.flatnonzero(~(np.isfinite(total) & (low >= -1e-6) & (np.abs(total - 1) <= SUM_TOLERANCE)))
    if len(wrong):
        row = int(wrong[0])
        what = f"sum to {total[row]:.4g}" if low[row] >= -1e-6 else f"include {low[row]:.4g}"
        raise PredictionsError(
            f"{where(row)}: the probabilities {what}; expected are numbers from 0 to 1 that sum to 1. Logits become "
            "probabilities by a softmax."
        )
    return np.maximum(values, 0)


def _confidence(values: np.ndarray, where: Callable[[int], str], notes: list[str]) -> np.ndarray:
    """Return confidences from 0 to 1; those from 0 to 100 are percent."""
    top = 100.0 if values.max() > 1 + 1e-6 and (values >= 0).all() and (values > 1).mean() > 0.5 else 1.0
    wrong = np.flatnonzero(~((values >= -1e-6) & (values <= top * (1 + 1e-6))))
    if len(wrong):
        row = int(wrong[0])
        raise PredictionsError(f"{where(row)}: the confidence is {values[row]:.4g}; expected is a number from 0 to 1.")
    if top == 100:
        notes.append("The confidences are taken as percent.")
    return np.clip(values / top, 0, 1)
