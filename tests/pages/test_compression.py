"""SVD Compression through AppTest: one session turns all chapters; then uploads, the game, and one SVD an image."""

import io
from functools import partial

import numpy as np
import pytest
from PIL import Image

from core.compression import game as compression_game
from core.compression import quality as compression_quality
from core.compression import svd as compression
from core.data import pictures
from tests import opening
from tests.opening import said

opened = partial(opening.opened, "pages/3_SVD_Compression.py", "compression_")
SMALL = {"picture": "microaneurysms"}  # 102 x 102 pixels
TABS = (
    "Image by rank",
    "Quality by rank",
    "Rank-1 components",
    "Size and colour",
    "Network layers",
    "Guess the image",
    "Claims",
)


def turned(app, tabs=TABS):
    """Open chapters of a page; what it says in each."""
    for tab in tabs:
        app.session_state["compression_tab"] = tab
        app.run()
        assert not app.exception, tab
        assert not app.error, tab
        yield tab, said(app)


def notes(app):
    return " ".join(box.value for box in app.info)


def test_every_chapter_opens_for_every_kind_of_image():
    app = opened(**SMALL)
    words = dict(turned(app))
    assert "**Rank 20** keeps" in words["Image by rank"]
    assert "sum of the squared singular values that are left out" in words["Quality by rank"]
    assert "Each component is one column" in words["Rank-1 components"]
    assert "8-bit factors" in words["Size and colour"]
    assert "within one percentage point" in words["Network layers"]
    assert "Which image is it?" in words["Guess the image"]
    # A grey image has no colour to compare: a bundled one is shown, and the page can switch to it.
    words = dict(turned(app, ["Size and colour"]))
    assert "no colour to compare. Shown here instead: the image “cat”" in notes(app)
    assert "With at most a tenth of the image's 405,900 numbers" in words["Size and colour"]
    app.button(key="_compression_switch_cat").click().run()
    assert app.selectbox(key="compression_picture").value == "cat"
    assert not app.info
    # A colour in which rank 1 is exact has no curves.
    app.selectbox(key="compression_picture").set_value("your own").run()
    constant = png(np.full((20, 30, 3), (9, 200, 70), np.uint8))
    app.file_uploader[0].set_value(("mine.png", constant, "image/png")).run()
    for tab, text in turned(app, ["Image by rank", "Quality by rank", "Rank-1 components", "Size and colour"]):
        assert ("Rank 1 already shows exactly" in notes(app)) == (tab in ("Quality by rank", "Size and colour"))
        assert "nan" not in text
    noise = np.random.default_rng(0).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    app.file_uploader[0].set_value(("noise.png", png(noise), "image/png")).run()
    assert "is less than rank 1 takes" in said(app)


def test_the_sentence_quotes_this_image():
    app = opened(rank=30, **SMALL)
    factors = compression.decompose(pictures.load("microaneurysms"))
    kept = f"{100 * compression.energy(factors)[29]:.2f} %"
    numbers = f"{30 * (102 + 102 + 1):,} numbers instead of {102 * 102:,}"
    assert "**Rank 30**" in said(app)
    assert kept in said(app)
    assert numbers in said(app)


@pytest.mark.parametrize(
    ("by", "field", "wish"), [("energy", "energy", 99.9), ("PSNR", "psnr", 35.0), ("SSIM", "ssim", 0.8)]
)
def test_a_wish_sets_the_rank(by, field, wish):
    app = opened(by=by, **{field: wish}, **SMALL)
    k = compression_quality.rank_for(compression.decompose(pictures.load("microaneurysms")), by, wish)
    assert f"**Rank {k}**" in said(app)


def test_a_top_rank_ends_the_sweep():
    app = opened(rank=90, top="50", **SMALL)
    assert "**Rank 50**" in said(app)


def test_one_svd_an_image(monkeypatch):
    """Moving every control but image and colour decomposes nothing again."""
    calls = []
    real = np.linalg.svd
    monkeypatch.setattr(np.linalg, "svd", lambda *a, **k: calls.append(1) or real(*a, **k))
    app = opened(picture="coins", colour="stacked", rank=7)
    first = len(calls)
    for rank in (8, 9, 50):
        app.number_input(key="compression_rank").set_value(rank)
        app.run()
        assert f"**Rank {rank}**" in said(app)
    assert first <= 1
    assert len(calls) == first


def test_a_preset_sets_the_rank():
    app = opened(rank=90, **SMALL)
    app.button_group(key="_compression_preset").set_value("Page of text")
    app.run()
    assert "**Rank 10**" in said(app)
    assert app.number_input(key="compression_rank").value == 10


def png(pixels):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def upload(content, name="mine.png"):
    app = opened(picture="your own")
    app.file_uploader[0].set_value((name, content, "image/png"))
    return app.run()


def test_without_a_file_a_sentence_asks_for_one():
    app = opened(picture="your own")
    assert not app.exception
    assert "sidebar" in app.info[0].value


def test_an_upload_is_shown_and_its_notes_are_read_out():
    buffer = io.BytesIO()
    ramp = np.add.outer(np.arange(600) % 256, np.arange(40)).astype(np.uint8)
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(ramp).save(buffer, "PNG", exif=exif)
    app = upload(buffer.getvalue())
    assert not app.exception
    assert not app.error
    text = said(app)
    assert "Turned upright" in text
    assert "Reduced from 40 × 600 to 34 × 512 pixels." in text or "Reduced from 600 × 40 to 512 × 34 pixels." in text
    assert "**Rank 20**" in text


def test_a_bad_upload_gets_a_sentence():
    app = upload(b"not a picture", "diary<b>.png")
    assert not app.exception
    assert "cannot be used. This is not a PNG" in app.error[0].value
    assert "choose a bundled image" in app.error[0].value
    assert "<b>" not in app.error[0].value


def test_a_file_is_decoded_once(monkeypatch):
    """Moving a control decodes nothing again, nor does a second look at a file that was refused."""
    calls = []
    real = pictures.decode
    monkeypatch.setattr(pictures, "decode", lambda content: calls.append(1) or real(content))
    pixels = np.random.default_rng(7).integers(0, 256, (20, 31), dtype=np.uint8)
    for content in (png(pixels), b"no picture either"):
        calls.clear()
        app = upload(content)
        for rank in (3, 9):
            app.number_input(key="compression_rank").set_value(rank)
            app.run()
        assert len(calls) == 1


def test_choosing_a_file_chooses_it():
    buffer = io.BytesIO()
    Image.new("RGB", (30, 20), "navy").save(buffer, "PNG")
    app = opened(**SMALL)
    app.file_uploader[0].set_value(("navy.png", buffer.getvalue(), "image/png"))
    app.run()
    assert app.selectbox(key="compression_picture").value == "your own"
    assert not app.exception


def test_the_game_counts():
    app = opened(tab="Guess the image", seed=5)
    question = compression_game.questions(5)[0]
    wrong = next(name for name in question.choices if name != question.answer)
    buttons = {button.label: button for button in app.button}
    buttons["Show more components"].click().run()
    {button.label: button for button in app.button}[wrong].click().run()
    assert f"It is not “{wrong}”." in said(app)
    {button.label: button for button in app.button}[question.answer].click().run()
    assert app.metric[0].value == str(compression_game.points(1, 1))
    assert "is correct, at rank 2" in said(app)
    {button.label: button for button in app.button}["Next image"].click().run()
    assert "Image 2. " in said(app)


def export_page() -> None:
    from core.compression.svd import CompressionParams
    from pages._chapters.compression import export, subject

    export.take_away(subject.subject(CompressionParams(picture="microaneurysms", top="10"), None))


def test_the_animation_is_made_on_demand():
    """The dialog's content alone: AppTest runs whole pages, which closes a dialog."""
    app = opening.AppTest.from_function(export_page, default_timeout=60).run()
    before = len(app.get("download_button"))
    next(button for button in app.button if button.label == "Make the animation").click().run()
    assert not app.exception
    assert len(app.get("download_button")) == before + 1


def test_each_layer_of_a_network_is_reduced_and_says_what_it_needs():
    app = opened(tab="Network layers", net="One layer")
    text = said(app)
    assert "784 × 10 weights, so its rank is at most 10" in text
    assert "From rank **" in text
    assert "test images of mnist" in text  # of the small set or, where that is on the machine, of the full one
    for k in (1, 2, 3, 6, 10):
        assert f"**Rank {k}{' (all)' if k == 10 else ''}:**" in text
    app.selectbox(key="compression_net").set_value("Hidden 128").run()
    app.button_group(key="compression_which").set_value("output layer")
    app.run()
    assert "128 × 10 weights" in said(app)
    assert "Each row is one class" in said(app)


def test_a_network_that_is_gone_gives_way_to_a_bundled_one():
    app = opening.app_of("pages/3_SVD_Compression.py", compression_tab="Network layers")
    app.query_params["from_compression"] = "architecture=hidden&hidden=33"
    app.run()
    assert "no longer cached: train it again on Weight Templates. Shown here instead: “" in notes(app)
    assert "× 128 weights" in said(app)
    app.button(key="_compression_net_switch").click().run()
    assert not app.info
    assert "× 128 weights" in said(app)
