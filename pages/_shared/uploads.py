"""Image files of visitors, decoded once each, one at a time, and with a Stop button like all work."""

from core.data import pictures
from core.data.pictures import Picture, PictureError
from core.runs.params import fingerprint
from pages._shared import runs


def decoded(content: bytes) -> Picture:
    """Return the image in a file that a visitor brought; the file is decoded when its content is new to this server.

    Raises
    ------
    core.data.pictures.PictureError
        When the file cannot be used.
    """
    found = runs.work(f"decode {fingerprint(content, 64)}", lambda: pictures.read(content))
    if found.problem:
        raise PictureError(found.problem)
    return Picture(found.pixels, found.notes)
