"""The two formats of own predictions: a table (.csv) and arrays (.npz). Sizes are checked, nothing is unpickled."""

import io
import math
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from core.confusion.own_predictions import MAX_FILE_BYTES, MAX_ROWS, QUOTED, PredictionsError, Table
from core.data.own_sets import MOST_CLASSES, class_name
from core.runs.archive import UNREADABLE

TYPES = ("csv", "npz")
MAX_COLUMNS = 200
MAX_ARRAY_BYTES = 200_000_000
FURTHER, FURTHER_CHARACTERS = 6, 40  # columns that are kept to look at, and characters of a cell
# What a column or an array may be called, the first that is there; case, blanks and punctuation do not count.
ROLES: Mapping[str, tuple[str, ...]] = {
    "actual": (
        *("actual", "y_true", "true", "truth", "ground_truth", "true_label", "true_class", "actual_class"),
        *("actual_label", "target", "targets", "label", "labels", "class", "y", "y_test"),
    ),
    "predicted": (
        *("predicted", "y_pred", "prediction", "predictions", "pred", "predicted_label", "predicted_class"),
        *("y_hat", "yhat", "output"),
    ),
    "confidence": ("confidence", "conf", "score", "probability", "prob", "max_prob", "p"),
    "image": ("image", "file", "filename", "file_name", "path", "image_path", "image_file"),
    "probabilities": ("probabilities", "probability", "proba", "probs", "y_prob", "y_proba", "y_score", "softmax", "p"),
    "names": ("class_names", "classes", "names", "label_names", "target_names"),
}
PROBABILITY = re.compile(r"(?:p|prob|proba|probability)\s*(?:[_: ]\s*(.+)|\((.+)\))", re.IGNORECASE)
TOO_MANY_ROWS = f"The file has more than {MAX_ROWS:,} rows. Take a random part of them."


def read(content: bytes, file_name: str) -> Table:
    """Return what is in a file, by the ending of its name.

    Raises
    ------
    PredictionsError
    """
    if not content:
        raise PredictionsError("The file is empty.")
    if len(content) > MAX_FILE_BYTES:
        raise PredictionsError(
            f"The file has {len(content) / 1e6:,.0f} MB; at most {MAX_FILE_BYTES / 1e6:.0f} MB are read."
        )
    ending = file_name.rpartition(".")[2].lower()
    if ending not in TYPES:
        raise PredictionsError("A .csv or .npz file is expected.")
    return table(content) if ending == "csv" else arrays(content)


def plain(name: object) -> str:
    """Return a name of a column as it is compared: small letters, with _ for everything else."""
    return re.sub(r"\W+", "_", str(name).strip().lower()).strip("_")


def roles(titles: Iterable[str], wanted: Sequence[str]) -> dict[str, str]:
    """Return which of `titles` plays each of the `wanted` roles, as far as there is one."""
    written = {plain(title): title for title in reversed(list(titles))}
    found: dict[str, str] = {}
    for role in wanted:
        for name in ROLES[role]:
            if name in written and written[name] not in found.values():
                found[role] = written[name]
                break
    return found


def _missing(titles: Iterable[str], role: str) -> PredictionsError:
    listed = ", ".join(str(title)[:QUOTED] for title in list(titles)[:8])
    return PredictionsError(
        f"There is no {role} class: found are {listed or 'no names'}; expected is one called "
        f"{', '.join(ROLES[role][:4])} or {ROLES[role][-1]}."
    )


def table(content: bytes) -> Table:
    """Return the columns of a .csv whose first line names them.

    Raises
    ------
    PredictionsError
        With the line that cannot be read.
    """
    frame = _frame(content)
    titles = [str(title) for title in frame.columns]
    found = roles(titles, ("actual", "predicted", "confidence", "image"))
    if "actual" not in found:
        raise _missing(titles, "actual")
    labels = [frame[found[role]] for role in ("actual", "predicted") if role in found]
    probable = _probability_columns([t for t in titles if t not in found.values()], labels)
    if "predicted" not in found and not probable:
        raise _missing(titles, "predicted")
    rest = [title for title in titles if title not in found.values() and title not in probable.values()]
    probabilities = [_numbers(frame[title], title) for title in probable.values()]
    return Table(
        where=_line,
        actual=labels[0].to_numpy(),
        predicted=labels[1].to_numpy() if "predicted" in found else None,
        confidence=_numbers(frame[found["confidence"]], found["confidence"]) if "confidence" in found else None,
        probabilities=np.stack(probabilities, 1) if probabilities else None,
        probability_names=list(probable),
        class_names=list(probable),
        image_names=frame[found["image"]].to_numpy() if "image" in found else None,
        columns={title[:QUOTED]: _further(frame[title]) for title in rest[:FURTHER]},
    )


def _line(row: int) -> str:
    return f"Line {row + 2}"


def _frame(content: bytes) -> pd.DataFrame:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    start = content[:100_000].decode(encoding, errors="replace").lstrip()
    if "\0" in start:
        raise PredictionsError("The file is no text. Save the table as CSV.")
    first = start.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    if first.count(separator) >= MAX_COLUMNS:
        raise PredictionsError(f"The first line names more than {MAX_COLUMNS} columns.")
    titles = [cell.strip().strip('"') for cell in first.split(separator)]
    found = roles(titles, ("actual", "predicted", "image"))
    try:
        frame = pd.read_csv(
            io.BytesIO(content),
            sep=separator,
            encoding=encoding,
            encoding_errors="replace",
            dtype=dict.fromkeys(found.values(), str),
            na_filter=False,
            skipinitialspace=True,
            nrows=MAX_ROWS + 1,
            low_memory=False,
        )
    except pd.errors.EmptyDataError as error:
        raise PredictionsError("The file is empty. The first line names the columns.") from error
    except (pd.errors.ParserError, UnicodeError) as error:
        raise PredictionsError(_in_words(str(error))) from error
    if not isinstance(frame.index, pd.RangeIndex):
        raise PredictionsError("Line 2 has more cells than the first line, which names the columns.")
    if len(frame) > MAX_ROWS:
        raise PredictionsError(TOO_MANY_ROWS)
    return frame.rename(columns=lambda title: str(title).strip())


def _in_words(problem: str) -> str:
    cells = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", problem)
    if cells:
        return f"Line {cells[2]} has {cells[3]} cells; the first line has {cells[1]}."
    quote = re.search(r"starting at row (\d+)", problem)
    if quote:
        return f"Line {int(quote[1]) + 1} opens a quote that is never closed."
    return "The file is no table that can be read: its first line names the columns, and each further line is a row."


def _probability_columns(titles: Sequence[str], labels: Sequence[pd.Series]) -> dict[str, str]:
    """Return class -> column of the columns that hold the probability of a class."""
    named: dict[str, str] = {}
    for title in titles:
        match = PROBABILITY.fullmatch(title)
        label = match[1] or match[2] if match else ""
        if label and named.setdefault(label, title) != title:
            raise PredictionsError(f"There are two columns with the probability of class “{label}”.")
    if named:
        return named
    classes = {class_name(label) for series in labels for label in series.unique()[: MOST_CLASSES + 1]}
    bare = {title: title for title in titles if class_name(title) in classes}
    return bare if {class_name(title) for title in bare} == classes else {}


def _numbers(series: pd.Series, title: str) -> np.ndarray:
    """Return a column as numbers; a decimal comma is one."""
    if series.dtype.kind in "iuf":
        values = series.to_numpy(np.float64)
    else:
        text = series.astype(str)
        values = pd.to_numeric(text.str.replace(",", ".", regex=False), errors="coerce").to_numpy(np.float64)
    wrong = np.flatnonzero(~np.isfinite(values))
    if len(wrong):
        row = int(wrong[0])
        cell = str(series.iloc[row])[:QUOTED]
        raise PredictionsError(f"{_line(row)}: “{cell}” in the column “{title[:QUOTED]}” is no number.")
    return values


def _further(series: pd.Series) -> np.ndarray:
    """Return a column to look at: numbers as they are, text cut to a few characters."""
    if series.dtype.kind in "iuf":
        return series.to_numpy()
    return series.astype(str).str.slice(0, FURTHER_CHARACTERS).to_numpy(dtype=f"U{FURTHER_CHARACTERS}")


def arrays(content: bytes) -> Table:
    """Return the arrays of an .npz: actual, predicted and confidence (n,), or probabilities (n, classes).

    Raises
    ------
    PredictionsError
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = {info.filename.removesuffix(".npy"): info for info in archive.infolist()[:MAX_COLUMNS]}
            found = roles(infos, ("actual", "predicted", "probabilities", "confidence", "image", "names"))
            read = {role: _array(archive, infos[name], name) for role, name in found.items()}
    except UNREADABLE as error:
        if isinstance(error, PredictionsError):
            raise
        raise PredictionsError("The file is no readable .npz archive: it is damaged or cut short.") from error
    if "actual" not in read:
        raise _missing(infos, "actual")
    if "predicted" in read and read["predicted"].ndim == 2:  # what a model's predict() returns
        read["probabilities"] = read.pop("predicted")
    if "probabilities" in read and read["probabilities"].ndim == 1:
        read["confidence"] = read.pop("probabilities")
    if "predicted" not in read and "probabilities" not in read:
        raise _missing(infos, "predicted")
    return _table_of(read)


def _table_of(read: dict[str, np.ndarray]) -> Table:
    count = len(read["actual"]) if read["actual"].ndim else 0
    names = _text(read["names"].ravel(), "class_names").tolist() if "names" in read else []
    for role in ("actual", "predicted", "confidence", "image"):
        if role in read and read[role].shape != (count,):
            raise PredictionsError(f"{role} has the shape {read[role].shape}; expected is ({count:,},), one a sample.")
    probabilities = _floats(read, "probabilities")
    if probabilities is not None:
        if probabilities.ndim != 2 or len(probabilities) != count or not 2 <= probabilities.shape[1] <= MOST_CLASSES:
            raise PredictionsError(
                f"The probabilities have the shape {probabilities.shape}; expected is ({count:,}, classes), with 2 to "
                f"{MOST_CLASSES} classes."
            )
        if names and len(names) != probabilities.shape[1]:
            raise PredictionsError(
                f"There are {len(names):,} class names, and probabilities of {probabilities.shape[1]} classes."
            )
    numbered = names or [str(i) for i in range(0 if probabilities is None else probabilities.shape[1])]
    return Table(
        where=_row,
        actual=_labels(read["actual"], names, "actual"),
        predicted=_labels(read["predicted"], names, "predicted") if "predicted" in read else None,
        confidence=_floats(read, "confidence"),
        probabilities=probabilities,
        probability_names=numbered if probabilities is not None else (),
        class_names=names,
        image_names=_text(read["image"], "image") if "image" in read else None,
    )


def _row(row: int) -> str:
    return f"Row {row}"


def _array(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> np.ndarray:
    """Read one array, after its header has been checked against the limits."""
    with archive.open(info) as file:
        version = np.lib.format.read_magic(file)
        header: Callable = np.lib.format.read_array_header_1_0
        if version != (1, 0):
            header = np.lib.format.read_array_header_2_0
        shape, _, dtype = header(file)
    if dtype.kind not in "biufUS":
        raise PredictionsError(f"{name} has the type {dtype}; numbers or strings are read, and no Python objects.")
    if max(math.prod(shape) * dtype.itemsize, info.file_size) > MAX_ARRAY_BYTES:
        raise PredictionsError(f"{name} takes more than {MAX_ARRAY_BYTES / 1e6:.0f} MB.")
    if shape and shape[0] > MAX_ROWS:
        raise PredictionsError(TOO_MANY_ROWS)
    with archive.open(info) as file:
        return np.lib.format.read_array(file, allow_pickle=False)


def _floats(read: dict[str, np.ndarray], role: str) -> np.ndarray | None:
    if role not in read:
        return None
    if read[role].dtype.kind not in "biuf":
        raise PredictionsError(f"{role} has the type {read[role].dtype}; expected are numbers.")
    values = read[role].astype(np.float64)
    wrong = np.argwhere(~np.isfinite(values))
    if len(wrong):
        raise PredictionsError(f"{_row(int(wrong[0][0]))}: {role} holds NaN or infinity.")
    return values


def _text(values: np.ndarray, name: str) -> np.ndarray:
    if values.dtype.kind == "S":
        return np.char.decode(values, "utf-8", "replace").astype(object)
    if values.dtype.kind != "U":
        raise PredictionsError(f"{name} has the type {values.dtype}; expected are strings.")
    return values.astype(object)


def _labels(values: np.ndarray, names: Sequence[str], role: str) -> np.ndarray:
    """Return classes as strings: whole numbers are looked up in `names` where there are some."""
    if values.dtype.kind in "US":
        return _text(values, role)
    whole = values.astype(np.int64) if np.isfinite(values).all() else np.zeros(values.shape, np.int64)
    wrong = np.flatnonzero(whole != values)
    if names:
        wrong = np.flatnonzero((whole != values) | (whole < 0) | (whole >= len(names)))
    if len(wrong):
        row = int(wrong[0])
        expected = f"a whole number from 0 to {len(names) - 1}" if names else "a whole number or a string"
        raise PredictionsError(f"{_row(row)}: {role} is {values[row]!s}; expected is {expected}.")
    return np.array(names, object)[whole] if names else whole.astype(str).astype(object)
