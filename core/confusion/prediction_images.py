"""The images of own predictions: those files of a .zip that the rows name, brought to one size.

The archive's directory is checked before anything is unpacked, its paths are mere names, archives inside it are left
alone, and images are decoded as single uploads are.
"""

import io
import zipfile

import numpy as np
from PIL import Image

from core.confusion.own_predictions import QUOTED, PredictionsError, Table
from core.data import own_sets, pictures
from core.runs.archive import UNREADABLE
from core.runs.progress import Step, Work

MAX_MEMBERS = 20_000
MAX_IMAGES = 5_000  # of 64 x 64 pixels in colour: 61 MB
MAX_UNPACKED_BYTES = 300_000_000
STEP = 100  # images between two steps
Images = tuple[np.ndarray, np.ndarray, list[str]]


def read(content: bytes, table: Table) -> Work[Images]:
    """Return images (m, side, side) or (m, side, side, 3), the image of each row, (n,), and notes.

    Rows whose image is missing or cannot be read get the first one, which is blank.

    Raises
    ------
    PredictionsError
        When there are too many files, they are too large, or no row names one of them.
    """
    if table.image_names is None:
        raise PredictionsError(
            "The images cannot be matched to rows: the predictions need a column “image” with the name of a file."
        )
    if content.count(b"PK\x01\x02") > MAX_MEMBERS:  # before zipfile makes an object of every entry
        raise PredictionsError(f"The archive has more than {MAX_MEMBERS:,} files.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except UNREADABLE as error:
        raise PredictionsError("The images are in no readable .zip archive: it is damaged or cut short.") from error
    with archive:
        members, of_row = _wanted(archive, table.image_names)
        decoded, skipped = [], 0
        place = np.zeros(len(members) + 1, np.int64)  # the last one is of rows without an image: blank
        for at, info in enumerate(members):
            try:
                decoded.append(_decoded(archive, info))
                place[at] = len(decoded)
            except pictures.PictureError:
                skipped += 1
            if at % STEP == 0:
                yield Step(at, len(members), message=f"Decoding {len(members):,} images")
    if not decoded:
        raise PredictionsError("None of the images can be read. PNG, JPEG, WebP, TIFF, GIF and BMP files are.")
    image_of = place[of_row]
    shown = int((image_of > 0).sum())
    notes = [f"{shown:,} of {len(of_row):,} rows have an image."] if shown < len(of_row) else []
    if skipped:
        notes.append(f"{skipped:,} image{'' if skipped == 1 else 's'} cannot be read.")
    return _stacked(decoded), image_of, notes


def _wanted(archive: zipfile.ZipFile, named: np.ndarray) -> tuple[list[zipfile.ZipInfo], np.ndarray]:
    """Return the files that rows name, and for each row the index of its file; -1 where there is none.

    A row names a file by its path in the archive or, where that is unique, by its last part.
    """
    by_name: dict[str, zipfile.ZipInfo | None] = {}
    infos = [info for info in archive.infolist() if not info.is_dir()]
    for info in infos:
        last = _path(info.filename).rpartition("/")[2]
        by_name[last] = None if last in by_name else info
    by_name |= {_path(info.filename): info for info in infos}
    members: list[zipfile.ZipInfo] = []
    index: dict[str, int] = {}
    of_row = np.full(len(named), -1)
    for row, name in enumerate(named.tolist()):
        path = _path(str(name))
        found = by_name.get(path) or by_name.get(path.rpartition("/")[2])
        if found is None or found.filename.rpartition(".")[2].lower() not in pictures.UPLOAD_TYPES:
            continue
        if found.filename not in index:
            index[found.filename] = len(members)
            members.append(found)
        of_row[row] = index[found.filename]
    if not members:
        listed = ", ".join(info.filename[:QUOTED] for info in infos[:3])
        raise PredictionsError(
            f"No row names an image of the archive. The first row names “{str(named[0])[:QUOTED]}”, and the archive "
            f"has {listed or 'no files'}."
        )
    if len(members) > MAX_IMAGES:
        raise PredictionsError(f"The rows name {len(members):,} images; at most {MAX_IMAGES:,} are read.")
    total = sum(info.file_size for info in members)
    if total > MAX_UNPACKED_BYTES:
        raise PredictionsError(
            f"The images take {total / 1e6:,.0f} MB unpacked; at most {MAX_UNPACKED_BYTES / 1e6:.0f} MB are read. Make "
            f"them smaller: here they become squares of at most {own_sets.LARGEST_SIDE} pixels."
        )
    return members, of_row


def _path(name: str) -> str:
    """Return a path as a mere name: nothing is ever opened or written there."""
    return "/".join(part for part in name.strip().replace("\\", "/").split("/") if part not in ("", ".", ".."))


def _decoded(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> np.ndarray:
    """Decode an image like a single upload, and reduce it."""
    if info.file_size > pictures.MAX_BYTES:
        raise pictures.PictureError("it is too large.")
    try:
        content = archive.read(info)
    except UNREADABLE as error:
        raise pictures.PictureError("it is damaged, encrypted or compressed by an unknown method.") from error
    image = Image.fromarray(pictures.decode(content).pixels)
    return np.asarray(pictures.shrink(image, own_sets.LARGEST_SIDE))


def _stacked(decoded: list[np.ndarray]) -> np.ndarray:
    """Return a blank image and then all others as squares of one side, in colour where one is."""
    side = own_sets.natural_side(decoded)
    colour = any(image.ndim == 3 for image in decoded)
    squares = [own_sets.fit(image, side) for image in decoded]
    if colour:
        squares = [own_sets.in_colour(image) for image in squares]
    return np.stack([np.zeros_like(squares[0]), *squares])
