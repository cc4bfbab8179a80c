"""SVD Compression through AppTest: every tab, wishes, uploads, the game, and one SVD a picture."""

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
    "Bytes and colours",
    "Network layers",
    "Guess the image",
    "Claims",
)


def turned(app):
    """Open every tab of a page; what it says in each."""
    for tab in TABS:
        app.session_state["compression_tab"] = tab
        app.run()
        assert not app.exception, tab
        assert not app.error, tab
        yield tab, said(app)


def test_every_tab_opens_for_every_kind_of_image():
    words = dict(turned(opened(**SMALL)))
    assert "in the Frobenius norm" in words["Quality by rank"]
    assert "Every component is one column" in words["Rank-1 components"]
    assert "8-bit factors" in words["Bytes and colours"]
    assert "Only brightness is decomposed" in words["Bytes and colours"]
    assert "of at most rank 10" in words["Network layers"] or "stays within one point" in words["Network layers"]
    constant = dict(turned(upload(png(np.full((20, 30, 3), (9, 200, 70), np.uint8)))))
    for tab in ("Quality by rank", "Bytes and colours"):
        assert "Rank 1 already shows exactly" in constant[tab]
    noise = np.random.default_rng(0).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    assert "is less than rank 1 takes" in dict(turned(upload(png(noise))))["Bytes and colours"]


def test_the_claim_quotes_this_picture():
    app = opened(rank=30, **SMALL)
    factors = compression.decompose(pictures.load("microaneurysms"))
    kept = f"{compression.energy(factors)[29]:.2%}"
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


def test_one_svd_a_picture(monkeypatch):
    """Moving every control but picture and colour decomposes nothing again."""
    calls = []
    real = np.linalg.svd
    monkeypatch.setattr(np.linalg, "svd", lambda *a, **k: calls.append(1) or real(*a, **k))
    app = opened(picture="coins", colour="stacked", rank=7)
    first = len(calls)
    for rank in (8, 9, 50):
        app.slider(key="compression_rank").set_value(rank)
        app.run()
        assert f"**Rank {rank}**" in said(app)
    assert first <= 1
    assert len(calls) == first


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
            app.slider(key="compression_rank").set_value(rank)
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
    buttons["More ranks"].click().run()
    {button.label: button for button in app.button}[wrong].click().run()
    assert f"Not {wrong}." in said(app)
    {button.label: button for button in app.button}[question.answer].click().run()
    assert app.metric[0].value == str(compression_game.points(1, 1))
    assert "named at rank 2" in said(app)
    {button.label: button for button in app.button}["Next image"].click().run()
    assert "Round 2" in said(app)


def test_the_animation_is_drawn_on_demand():
    app = opened(tab="Take it with you", top="10", **SMALL)
    before = len(app.get("download_button"))
    next(button for button in app.button if button.label == "Draw it").click().run()
    assert not app.exception
    assert len(app.get("download_button")) == before + 1


def test_a_trained_layer_is_cut_and_says_what_it_needs():
    app = opened(tab="Network layers", net="One layer")
    text = said(app)
    assert "784 × 10, of at most rank 10" in text
    assert "From rank **" in text
