"""Photographs that need no network, and the safe decoding of a visitor's own.

The named pictures are those inside the scikit-image package (van der Walt et al. 2014, PeerJ 2:e453), none of which is
downloaded, and sheets of the bundled image sets. All are uint8: (height, width) in grey, (height, width, 3) in colour.
"""

import io
from dataclasses import dataclass

import numpy as np
from PIL import ExifTags, Image, ImageOps

from core.data import image_sets
from core.runs.progress import Step, Work

LONGEST_SIDE = 512  # pixels; a full SVD of such a picture takes a tenth of a second
SHORTEST_SIDE = 8  # pixels; SSIM slides a 7 x 7 window
MAX_PIXELS = 40_000_000  # before decoding: 120 MB of colour, as a large camera makes
MAX_MEGABYTES = 20
MAX_BYTES = MAX_MEGABYTES * 1_000_000
# A progressive JPEG may repeat its scans without end, and each costs as much as decoding all pixels once. Files that
# cameras and programs write have about ten.
MAX_SCANS = 100
MAX_SCANNED_PIXELS = 500_000_000  # scans x pixels; about ten seconds
UPLOAD_TYPES = ("png", "jpg", "jpeg", "webp", "tif", "tiff", "gif", "bmp")
_FORMATS = ("PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP")
_SIDEWAYS = (5, 6, 7, 8)  # EXIF orientations that swap width and height

OWN = "your own"
_DIGITS, _PATCHES = "MNIST digits", "photo patches"
# What a visitor reads and an address holds -> the name in scikit-image's data.
_COLOUR = {
    "astronaut": "astronaut",
    "coffee cup": "coffee",
    "cat": "chelsea",
    "rocket": "rocket",
    "motorcycle": "stereo_motorcycle",
    "Hubble deep field": "hubble_deep_field",
    "retina": "retina",
    "stained tissue": "immunohistochemistry",
    "colour wheel": "colorwheel",
    "logo": "logo",
}
_GREY = {
    "camera": "camera",
    "page": "page",
    "handwriting": "text",
    "coins": "coins",
    "moon": "moon",
    "clock": "clock",
    "cell": "cell",
    "microaneurysms": "microaneurysms",
    "brick wall": "brick",
    "grass": "grass",
    "gravel": "gravel",
    "horse": "horse",
    "chessboard": "checkerboard",
    "phantom": "shepp_logan_phantom",
}
COLOURED = frozenset({*_COLOUR, _PATCHES, OWN})
PICTURES = (*_GREY, *_COLOUR, _DIGITS, _PATCHES)


class PictureError(ValueError):
    """The bytes are no picture that can be used; the message is a sentence for the visitor."""


@dataclass(frozen=True)
class Picture:
    """A decoded picture.

    Attributes
    ----------
    pixels : ndarray of uint8, (height, width) or (height, width, 3)
    notes : tuple of str
        What was done to the file on the way, in sentences: turned, flattened, reduced.
    """

    pixels: np.ndarray
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What became of a visitor's file: its pixels and notes, or the reason why it cannot be used.

    Attributes
    ----------
    pixels : ndarray of uint8
        As in `Picture`; empty where there is a `problem`.
    notes : tuple of str
    problem : str
        A sentence for the visitor; empty when the file is good.
    """

    pixels: np.ndarray
    notes: tuple[str, ...] = ()
    problem: str = ""


def load(name: str) -> np.ndarray:
    """One of `PICTURES`, its longest side at most `LONGEST_SIDE`.

    Raises
    ------
    KeyError
        When there is no picture of that name.
    """
    if name in (_DIGITS, _PATCHES):
        return _contact_sheet("mnist-5k" if name == _DIGITS else "photo-patches")
    found = _from_skimage((_GREY | _COLOUR)[name])
    if found.dtype != np.uint8:  # a mask or a phantom in 0..1
        found = np.rint(found.astype(float) * 255).astype(np.uint8)
    return np.asarray(shrink(_flatten(Image.fromarray(found))[0]))


def _from_skimage(name: str) -> np.ndarray:
    from skimage import data  # noqa: PLC0415 slow to import, and only needed here

    found = getattr(data, name)()
    return found[0] if name == "stereo_motorcycle" else found  # (left view, right view, disparity)


def _contact_sheet(name: str) -> np.ndarray:
    """As many test pictures of an image set as fit in a square of `LONGEST_SIDE`, edge to edge."""
    pictures = image_sets.load(name).x_test
    side = pictures.shape[1]
    across = LONGEST_SIDE // side
    rows = pictures[: across**2].reshape(across, across, *pictures.shape[1:])
    return np.ascontiguousarray(rows.swapaxes(1, 2)).reshape(across * side, across * side, *pictures.shape[3:])


def shrink(image: Image.Image, longest: int = LONGEST_SIDE) -> Image.Image:
    """Scale `image` down until its longest side is `longest` pixels; a smaller one is returned as it is."""
    if max(image.size) <= longest:
        return image
    scale = longest / max(image.size)
    width, height = (max(1, round(side * scale)) for side in image.size)
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def decode(content: bytes) -> Picture:
    """A visitor's file as pixels: upright, opaque, 8 bit, and at most `LONGEST_SIDE` long.

    PNG, JPEG, WebP, TIFF, GIF (first frame) and BMP are read. 16-bit values keep their high byte, other number ranges
    are stretched to 0..255, transparency is laid on white, CMYK becomes RGB, the rotation in EXIF is applied, colour
    profiles are not.

    Raises
    ------
    PictureError
        When the file is empty, too large, too small, truncated, or not one of these formats.
    """
    if not content:
        raise PictureError("The file is empty.")
    if len(content) > MAX_BYTES:
        raise PictureError(f"The file has {len(content) / 1e6:.0f} MB; at most {MAX_BYTES / 1e6:.0f} MB are read.")
    try:
        return _decode(content)
    except PictureError:
        raise
    except Image.UnidentifiedImageError as error:
        raise PictureError("This is not a PNG, JPEG, WebP, TIFF, GIF or BMP picture.") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(_too_many_pixels()) from error
    # Decoders meet broken bytes with OSError, SyntaxError, ValueError, struct.error, IndexError and others: whatever
    # it is, it is the file's fault, and the cause is kept.
    except Exception as error:
        raise PictureError("The file is damaged or cut short: its pixels cannot be read.") from error


def read(content: bytes) -> Work[Reading]:
    """Return what `decode` makes of a file, or its refusal, as a result that can be kept like a run's."""
    yield Step(0, 1, message="Decoding the image")
    try:
        picture = decode(content)
    except PictureError as problem:
        return Reading(np.empty((0, 0), np.uint8), problem=str(problem))
    return Reading(picture.pixels, picture.notes)


def _decode(content: bytes) -> Picture:
    notes: list[str] = []
    with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
        width, height = image.size
        if width * height > MAX_PIXELS:
            raise PictureError(_too_many_pixels(width, height))
        if getattr(image, "is_animated", False):  # `n_frames` would walk through every page of a TIFF
            notes.append("Only the first frame is used.")
        if image.format in ("JPEG", "MPO"):
            _check_scans(content, width * height)
            image.draft(None, (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))  # decodes at 1/2, 1/4 or 1/8 when that is enough
        orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
        upright = ImageOps.exif_transpose(image)
    if orientation != 1:
        notes.append("Turned upright as its EXIF tag says.")
    if orientation in _SIDEWAYS:
        width, height = height, width
    flat, note = _flatten(upright)
    notes += note
    small = shrink(flat)
    if (width, height) != small.size:
        notes.append(f"Reduced from {width} × {height} to {small.width} × {small.height} pixels.")
    if min(small.size) < SHORTEST_SIDE:
        raise PictureError(
            f"The picture is {width} × {height} pixels; here it needs at least {SHORTEST_SIDE} on the shorter side"
            + (f" once the longer one is reduced to {LONGEST_SIDE}." if max(width, height) > LONGEST_SIDE else ".")
        )
    return Picture(_drop_equal_channels(np.asarray(small)), tuple(notes))


def _check_scans(content: bytes, pixels: int) -> None:
    """Refuse a JPEG with far more scans than any program writes.

    Inside a scan a byte FF is always followed by 00 or a restart marker, so that the marker FF DA begins a scan, but
    for the few times that it stands in a preview or in text by chance.
    """
    scans = content.count(b"\xff\xda")
    if scans > MAX_SCANS or scans * pixels > MAX_SCANNED_PIXELS:
        raise PictureError(
            f"The JPEG file paints its {pixels / 1e6:.1f} million pixels {scans:,} times over, which no camera or "
            "program does. Save it again as an ordinary JPEG or PNG."
        )


def _too_many_pixels(width: int = 0, height: int = 0) -> str:
    size = f"The picture claims {width} × {height} pixels" if width else "The picture claims far too many pixels"
    return f"{size}; at most {MAX_PIXELS // 1_000_000} million are decoded."


def _flatten(image: Image.Image) -> tuple[Image.Image, list[str]]:
    """`image` in mode L or RGB, and sentences on what that took."""
    mode = image.mode
    if mode in ("L", "RGB"):
        if "transparency" not in image.info:
            return image, []
        image = image.convert("RGBA")  # one colour of the file is declared transparent
        mode = "RGBA" if mode == "RGB" else "LA"
    if mode == "1":
        return image.convert("L"), []
    if mode.startswith(("I", "F")):
        return _from_numbers(np.asarray(image))
    if mode in ("P", "PA", "LA", "La", "RGBA", "RGBa"):
        layers = image.convert("RGBA")
        if layers.getchannel("A").getextrema()[0] == 255:  # opaque after all
            return layers.convert("L" if mode in ("LA", "La") else "RGB"), []
        white = Image.new("RGBA", layers.size, "white")
        flat = Image.alpha_composite(white, layers).convert("L" if mode in ("LA", "La") else "RGB")
        return flat, ["Transparent parts are laid on white."]
    return image.convert("RGB"), [f"Converted from {mode} to RGB."]  # CMYK, YCbCr, LAB, HSV


def _from_numbers(values: np.ndarray) -> tuple[Image.Image, list[str]]:
    """Deep grey values as 8 bit: 16-bit ones by their high byte, others stretched from their own range."""
    if values.dtype.kind == "u" and values.dtype.itemsize == 2:
        return Image.fromarray((values >> 8).astype(np.uint8)), ["16-bit values keep their upper 8 bits."]
    numbers = values.astype(float)
    if not np.isfinite(numbers).all():
        raise PictureError("The picture holds values that are not finite numbers (NaN or infinity).")
    low, high = float(numbers.min()), float(numbers.max())
    stretched = (numbers - low) * (255 / (high - low) if high > low else 0)
    note = f"Values from {low:g} to {high:g} are stretched to 0 … 255."
    return Image.fromarray(np.rint(stretched).astype(np.uint8)), [note]


def _drop_equal_channels(pixels: np.ndarray) -> np.ndarray:
    """A grey picture that was stored as RGB is one matrix, not three equal ones."""
    if pixels.ndim == 3 and (pixels == pixels[..., :1]).all():
        return pixels[..., 0]
    return pixels
