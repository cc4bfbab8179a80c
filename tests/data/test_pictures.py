"""core.data.pictures: every named picture, and every mode, rotation and kind of damage of an upload."""

import io
import struct
import time
import zlib

import numpy as np
import pytest
from PIL import Image

from core.data import image_sets, pictures
from core.runs.progress import drain

LOSSLESS = ("PNG", "WEBP", "TIFF", "BMP")


@pytest.fixture
def colour():
    """Random pixels: no two rotations, flips or channel orders of them agree."""
    return np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)


def encoded(pixels, kind, **options):
    buffer = io.BytesIO()
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    image.save(buffer, kind, **({"lossless": True} if kind == "WEBP" else {}) | options)
    return buffer.getvalue()


@pytest.mark.parametrize("name", pictures.PICTURES)
def test_named_pictures_are_usable_without_network(name):
    pixels = pictures.load(name)
    assert pixels.dtype == np.uint8
    assert pixels.ndim == 2 or pixels.shape[2] == 3
    assert pictures.SHORTEST_SIDE <= min(pixels.shape[:2]) <= max(pixels.shape[:2]) <= pictures.LONGEST_SIDE
    assert pixels.std() > 5  # grey levels; an empty picture teaches nothing


def test_unknown_name():
    with pytest.raises(KeyError):
        pictures.load("lenna")


def test_sheets_show_the_sets_own_pictures():
    sheet = pictures.load("MNIST digits")
    digits = image_sets.load("mnist-5k").x_test
    across = 512 // 28
    assert sheet.shape == (across * 28, across * 28)
    assert np.array_equal(sheet[28:56, 56:84], digits[across + 2])
    assert pictures.load("photo patches").shape == (512, 512, 3)


def test_colour_pictures_are_known_by_name():
    for name in pictures.PICTURES:
        assert (name in pictures.COLOURED) == (pictures.load(name).ndim == 3)


@pytest.mark.parametrize("kind", LOSSLESS)
def test_lossless_formats_keep_every_pixel(colour, kind):
    assert np.array_equal(pictures.decode(encoded(colour, kind)).pixels, colour)


def test_jpeg_is_read_to_its_own_precision():
    ramp = np.repeat(np.arange(64, dtype=np.uint8)[None, :] * 4, 40, axis=0)
    read = pictures.decode(encoded(ramp, "JPEG", quality=95)).pixels
    assert read.shape == (40, 64)
    assert np.abs(read.astype(int) - ramp).max() <= 4  # quantisation at quality 95 moves a pixel by a few levels


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "WEBP"])
def test_animations_give_their_first_frame(kind):
    frames = [Image.new("RGB", (16, 12), name) for name in ("red", "blue")]
    picture = pictures.decode(encoded(frames[0], kind, save_all=True, append_images=frames[1:]))
    assert (picture.pixels == (255, 0, 0)).all()
    assert "first frame" in picture.notes[0]


def test_sixteen_bit_grey_keeps_the_upper_byte():
    deep = (np.arange(400, dtype=np.uint16) * 150).reshape(20, 20)
    for kind in ("PNG", "TIFF"):
        assert np.array_equal(pictures.decode(encoded(deep, kind)).pixels, deep >> 8)


def test_sixteen_bit_colour_png():
    """Pillow cannot write one, so it is put together by hand: 8 x 8 pixels of (0x1234, 0x8000, 0xFFFF)."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    row = b"\0" + bytes.fromhex("12348000ffff") * 8
    header = struct.pack(">IIBBBBB", 8, 8, 16, 2, 0, 0, 0)
    content = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(row * 8)) + chunk(b"IEND", b"")
    )
    assert (pictures.decode(content).pixels == (0x12, 0x80, 0xFF)).all()


def test_float_tiff_is_stretched():
    values = np.linspace(-3.0, 5.0, 144, dtype=np.float32).reshape(12, 12)
    picture = pictures.decode(encoded(values, "TIFF"))
    assert (picture.pixels.min(), picture.pixels.max()) == (0, 255)
    assert "-3 to 5" in picture.notes[0]


def test_constant_float_tiff_is_black_and_nan_is_refused():
    constant = np.full((12, 12), 7.0, dtype=np.float32)
    assert (pictures.decode(encoded(constant, "TIFF")).pixels == 0).all()
    constant[3, 3] = np.nan
    with pytest.raises(pictures.PictureError, match="not finite"):
        pictures.decode(encoded(constant, "TIFF"))


def test_one_bit_and_palette():
    bits = np.indices((10, 10)).sum(axis=0) % 2 == 0
    assert np.array_equal(pictures.decode(encoded(Image.fromarray(bits), "PNG")).pixels, bits * np.uint8(255))
    palette = Image.fromarray(np.dstack([bits * 255, bits * 9, bits * 80]).astype(np.uint8)).quantize(2)
    assert np.array_equal(pictures.decode(encoded(palette, "GIF")).pixels, np.asarray(palette.convert("RGB")))


def test_transparency_is_laid_on_white(colour):
    alpha = np.zeros(colour.shape[:2], np.uint8)
    alpha[:10] = 255
    picture = pictures.decode(encoded(np.dstack([colour, alpha]), "PNG"))
    assert np.array_equal(picture.pixels[:10], colour[:10])
    assert (picture.pixels[10:] == 255).all()
    assert picture.notes == ("Transparent parts are laid on white.",)
    grey = Image.merge("LA", [Image.fromarray(colour[..., 0]), Image.fromarray(alpha)])
    read = pictures.decode(encoded(grey, "PNG")).pixels
    assert np.array_equal(read[:10], colour[:10, :, 0])
    assert (read[10:] == 255).all()


def test_opaque_alpha_changes_nothing(colour):
    opaque = np.dstack([colour, np.full(colour.shape[:2], 255, np.uint8)])
    picture = pictures.decode(encoded(opaque, "PNG"))
    assert np.array_equal(picture.pixels, colour)
    assert picture.notes == ()


def test_one_transparent_colour_of_the_file(colour):
    colour[:5] = (10, 20, 30)
    picture = pictures.decode(encoded(colour, "PNG", transparency=(10, 20, 30)))
    assert (picture.pixels[:5] == 255).all()
    assert np.array_equal(picture.pixels[5:], colour[5:])


def test_cmyk():
    inks = Image.new("CMYK", (16, 16), (0, 255, 255, 0))  # magenta and yellow: red
    picture = pictures.decode(encoded(inks, "TIFF"))
    assert (picture.pixels == (255, 0, 0)).all()
    assert picture.notes == ("Converted from CMYK to RGB.",)
    red = pictures.decode(encoded(inks, "JPEG", quality=95)).pixels.reshape(-1, 3).mean(axis=0)
    assert np.abs(red - (255, 0, 0)).max() < 5  # levels, JPEG's rounding


# What a camera held so must be shown as: EXIF 2.32, tag 274 (orientation), as numpy operations.
UPRIGHT = {
    1: lambda a: a,
    2: np.fliplr,
    3: lambda a: np.rot90(a, 2),
    4: np.flipud,
    5: lambda a: a.transpose(1, 0, 2),
    6: lambda a: np.rot90(a, -1),
    7: lambda a: np.rot90(a, 2).transpose(1, 0, 2),
    8: np.rot90,
}


@pytest.mark.parametrize("orientation", UPRIGHT)
@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP"])
def test_exif_rotation(colour, orientation, kind):
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = pictures.decode(encoded(colour, kind, exif=exif))
    assert np.array_equal(picture.pixels, UPRIGHT[orientation](colour))
    assert bool(picture.notes) == (orientation != 1)


def test_large_pictures_are_reduced_and_say_so():
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = pictures.decode(encoded(Image.new("RGB", (2000, 1500), "teal"), "JPEG", exif=exif))
    assert picture.pixels.shape == (512, 384, 3)
    assert "1500 × 2000 to 384 × 512" in picture.notes[-1]


def test_grey_stored_as_rgb_is_one_matrix(colour):
    grey = np.repeat(colour[..., :1], 3, axis=2)
    assert np.array_equal(pictures.decode(encoded(grey, "PNG")).pixels, grey[..., 0])


BROKEN = {
    "empty": b"",
    "text": b"What is a picture?",
    "html": b"<html><body>404</body></html>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    "signature only": b"\x89PNG\r\n\x1a\n",
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_is_no_picture_gets_a_sentence(content):
    with pytest.raises(pictures.PictureError, match=r"^The file is |^This is not ") as caught:
        pictures.decode(content)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6])
def test_truncated_files_get_a_sentence(colour, kind, share):
    content = encoded(np.tile(colour, (8, 8, 1)), kind)
    with pytest.raises(pictures.PictureError, match=r"cut short|This is not"):
        pictures.decode(content[: int(len(content) * share)])


def test_noise_in_the_middle_never_escapes_as_another_error():
    """Any byte of any format may be wrong: the answer is a picture or a `PictureError`."""
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 256, (24, 24, 3), dtype=np.uint8)
    refused = 0
    for kind in ("PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP"):
        content = encoded(pixels, kind)
        for _ in range(40):
            broken = bytearray(content)
            for place in rng.integers(4, len(broken), 8):
                broken[place] = rng.integers(0, 256)
            try:
                read = pictures.decode(bytes(broken))
            except pictures.PictureError:
                refused += 1
            else:
                assert read.pixels.dtype == np.uint8
    assert refused > 20  # otherwise the bytes were hardly broken


def test_decompression_bombs_are_refused_before_decoding():
    flat = encoded(Image.new("1", (9000, 9000)), "PNG")
    assert len(flat) < 20_000  # a small file that claims 81 million pixels
    with pytest.raises(pictures.PictureError, match="9000 × 9000"):
        pictures.decode(flat)


def test_absurd_sizes_are_refused_without_reading_pixels():
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 2**30, 2**30, 8, 2, 0, 0, 0)
    with pytest.raises(pictures.PictureError, match="at most 40 million"):
        pictures.decode(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b""))


def test_too_small_too_narrow_too_many_bytes(monkeypatch):
    with pytest.raises(pictures.PictureError, match="at least 8"):
        pictures.decode(encoded(Image.new("L", (7, 40)), "PNG"))
    with pytest.raises(pictures.PictureError, match="once the longer one is reduced to 512"):
        pictures.decode(encoded(Image.new("L", (4000, 20)), "PNG"))
    monkeypatch.setattr(pictures, "MAX_BYTES", 100)
    with pytest.raises(pictures.PictureError, match="MB are read"):
        pictures.decode(encoded(Image.new("RGB", (40, 40), "navy"), "BMP"))


def repeated_scans(side, repeats, quality=30):
    """A progressive JPEG whose last scan stands in it `repeats` times more, and the scans it has then."""
    pixels = np.random.default_rng(0).integers(0, 256, (side, side, 3), dtype=np.uint8)
    content = encoded(pixels, "JPEG", progressive=True, quality=quality)
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * (1 + repeats) + content[-2:]


def test_a_jpeg_that_repeats_its_scans_is_refused_at_once():
    """Each of 2,000 scans costs a decoding of its own: 63 s of processor time where it was read."""
    flat = repeated_scans(64, 2000)
    started = time.process_time()
    with pytest.raises(pictures.PictureError, match=r"2,010 times over.*[.]$"):
        pictures.decode(flat)
    assert time.process_time() - started < 1  # seconds


def test_large_jpegs_may_have_fewer_scans(monkeypatch):
    few = repeated_scans(64, 20)
    assert pictures.decode(few).pixels.shape == (64, 64, 3)
    monkeypatch.setattr(pictures, "MAX_SCANNED_PIXELS", 29 * 64 * 64)
    with pytest.raises(pictures.PictureError, match="30 times over"):
        pictures.decode(few)


def test_the_scans_of_an_ordinary_large_jpeg_are_within_both_bounds():
    content = encoded(Image.new("RGB", (6000, 6000), "navy"), "JPEG", progressive=True, quality=80)
    scans = content.count(b"\xff\xda")
    assert 1 < scans <= pictures.MAX_SCANS
    assert scans * pictures.MAX_PIXELS <= pictures.MAX_SCANNED_PIXELS


def many_pages(count):
    """A TIFF of `count` pages, made by hand: one 8 x 8 page whose directory is repeated, each naming the next."""
    entries = ((256, 4, 1, 8), (257, 4, 1, 8), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8))
    entries += ((277, 3, 1, 1), (278, 4, 1, 8), (279, 4, 1, 64))
    page = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    first, size = 8 + 64, len(page) + 4
    following = [first + number * size for number in range(1, count)] + [0]
    body = b"".join(page + struct.pack("<I", place) for place in following)
    return b"II*\0" + struct.pack("<I", first) + bytes(64) + body


def test_pages_of_a_tiff_are_not_counted():
    """Pillow's `n_frames` walks through all of them, which takes 10 s for 40,000."""
    content = many_pages(20_000)
    started = time.process_time()
    picture = pictures.decode(content)
    assert time.process_time() - started < 0.5  # seconds
    assert picture.pixels.shape == (8, 8)
    assert "first frame" in picture.notes[0]


def test_a_reading_is_a_picture_or_the_reason_why_there_is_none(colour):
    good = drain(pictures.read(encoded(colour, "PNG")))
    assert np.array_equal(good.pixels, colour)
    assert good.problem == ""
    bad = drain(pictures.read(b"no picture"))
    assert bad.pixels.size == 0
    assert bad.problem.startswith("This is not a PNG")
