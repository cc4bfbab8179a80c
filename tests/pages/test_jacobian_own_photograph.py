"""The directions of EfficientNet-Lite0: bundled ones, and photographs that visitors bring, good and bad."""

import io
import sys

import numpy as np
import pytest
from PIL import Image

from core.catalog import topic
from core.jacobian import imagenet
from core.runs.progress import Step
from pages._chapters.jacobian.imagenet import photograph
from pages._shared.crop import LEAST, Square, square
from tests.opening import opened, said

TOPIC = topic("jacobian")
NOISE = np.random.default_rng(0).integers(0, 256, (90, 130, 3), dtype=np.uint8)


def file(image, kind="PNG", **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def rotated():
    exif = Image.Exif()
    exif[0x0112] = 6
    return file(Image.fromarray(NOISE), "JPEG", exif=exif)


def frames():
    colours = [Image.new("RGB", (70, 70), colour) for colour in ("red", "blue")]
    return file(colours[0], "GIF", save_all=True, append_images=colours[1:])


COLOUR = Image.fromarray(NOISE)
GOOD = {
    "transparent": (file(COLOUR.convert("RGBA").rotate(45)), "laid on white"),
    "palette": (file(COLOUR.convert("P")), "The network sees the square"),
    "16 bit": (file(Image.fromarray(NOISE[..., 0].astype(np.uint16) * 257)), "keep their upper 8 bits"),
    "CMYK": (file(COLOUR.convert("CMYK"), "JPEG"), "from CMYK"),
    "animated": (frames(), "Only the first frame"),
    "rotated": (rotated(), "Turned upright"),
    "tiny": (file(Image.fromarray(NOISE[:8, :8])), "The network sees the square"),
    "huge": (file(COLOUR.resize((6000, 4000)), "JPEG"), "Reduced from 6000"),
}
BAD = {
    "truncated": (file(COLOUR)[:2000], "cut short"),
    "no image": (b"%PDF-1.7 diary", "not a PNG"),
    "empty": (b"", "empty"),
    "a thin line": (file(Image.fromarray(NOISE[:3])), "at least 8"),
    "too many pixels": (file(Image.new("1", (30_000, 30_000))), "million"),
}


def test_a_visitor_looks_at_bundled_directions_and_brings_photographs_of_all_kinds(monkeypatch):
    """The network is not asked: what it says of an image is tested in core."""
    seen = []

    def classes(pixels):
        seen.append(pixels)
        yield Step(0, 1)
        return ("toaster",), (0.75,)

    monkeypatch.setattr(imagenet, "classes_of", classes)
    before = "tensorflow" in sys.modules
    app = opened(TOPIC.page, "jacobian_", tab="Directions", imagenet_layer="stem")
    assert "20 of the 20 directions did not converge" in said(app)
    for name in ("rocket", "beagle"):
        app.selectbox(key=photograph.KEY).set_value(name).run()
        app.segmented_control(key="jacobian_imagenet_layer").set_value("block2").run()
        assert "All 20 directions converged" in said(app)
    app.segmented_control(key="jacobian_imagenet_layer").set_value("head").run()
    assert "toaster 75 %" in said(app)
    assert "not bundled for beagle" in said(app)
    app.selectbox(key=photograph.KEY).set_value(photograph.OWN).run()
    assert "Until then the page shows the coffee cup" in said(app)
    for kinds, used in ((GOOD, True), (BAD, False)):
        for name, (content, words) in kinds.items():
            app.file_uploader(key=photograph.UPLOAD).set_value((f"{name}.png", content, "image/png")).run()
            assert not app.exception, name
            assert words in said(app), name
            assert ("not bundled for your photograph" in said(app)) == used, name
            assert len(app.error) == (not used), name
    assert len(seen) == 3 + len(GOOD)  # before: the rocket at the stem, the beagle and the coffee cup at the head
    assert {pixels.shape for pixels in seen} == {(224, 224, 3)}
    assert ("tensorflow" in sys.modules) == before


def test_grey_images_get_three_equal_channels_and_equal_squares_one_name():
    grey = photograph.in_colour(NOISE[..., 0])
    np.testing.assert_array_equal(grey, NOISE[..., :1].repeat(3, 2))
    one, same, other = (photograph.own(pixels) for pixels in (grey[:64, :64], grey[:64, :64].copy(), grey[1:65, :64]))
    assert one.digest == same.digest != other.digest
    assert one.params == {"digest": one.digest}
    assert photograph.Photograph("cat", "", grey).params == {"photograph": "cat"}


@pytest.mark.parametrize(
    ("said_", "expected"),
    [
        ({}, Square(50, 0, 300)),
        ({"left": 10, "top": 20, "side": 100}, Square(10, 20, 100)),
        ({"left": 390, "top": 290, "side": 100}, Square(300, 200, 100)),
        ({"left": -5, "top": -1e30, "side": 1e30}, Square(0, 0, 300)),
        ({"left": 0, "top": 0, "side": 1}, Square(0, 0, LEAST)),
        ({"left": float("nan"), "top": 0, "side": 100}, Square(50, 0, 300)),
        ({"left": "0", "top": None, "side": [1]}, Square(50, 0, 300)),
    ],
)
def test_a_square_lies_inside_the_image_whatever_the_browser_says(said_, expected):
    assert square(said_, 300, 400) == expected
    assert square({"left": 3, "top": 3, "side": 1}, 8, 20) == Square(3, 0, 8)  # smaller than LEAST
