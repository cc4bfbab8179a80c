"""The rank slider in a real browser: it moves pixels, right ones, and sends nothing."""

import base64

import numpy as np
import pytest
from PIL import Image

from core.compression import quality as compression_quality
from core.compression import svd as compression
from core.data import pictures

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Shadow roots keep document.querySelector out; Playwright's own selectors pierce them.
MOVE = """(root, rank) => new Promise((done) => {
  const stops = root.querySelector('input[type=range]');
  const step = () => root.dataset.settled === 'true' ? done(Number(root.dataset.rank)) : requestAnimationFrame(step);
  stops.value = rank;
  stops.dispatchEvent(new Event('input'));
  requestAnimationFrame(step);
})"""
PIXELS = """(root) => {
  const canvas = root.querySelector('canvas.shown');
  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let text = '';
  for (let i = 0; i < data.length; i += 8192) text += String.fromCharCode(...data.subarray(i, i + 8192));
  return [canvas.width, canvas.height, btoa(text)];
}"""


def shown(root):
    """The pixels of the large canvas, (h, w, 3)."""
    width, height, text = root.evaluate(PIXELS)
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width, 4)[..., :3].astype(int)


def opened(visit, query, **options):
    visitor = visit(**options)
    visitor.open(f"SVD_Compression?{query}")
    root = visitor.page.locator(".layers").first
    visitor.page.wait_for_selector(".layers canvas.shown")
    visitor.settle()
    return visitor, root.element_handle()


@pytest.mark.parametrize(
    ("query", "name", "scheme", "chroma"),
    [
        ("compression_picture=camera", "camera", "RGB", 1),
        ("compression_picture=cat&compression_colour=YCbCr&compression_chroma=4", "cat", "YCbCr", 4),
        ("compression_picture=cell&compression_colour=stacked", "cell", "stacked", 1),
        ("compression_picture=cat&compression_colour=stacked", "cat", "stacked", 1),
    ],
    ids=["grey", "wide YCbCr", "tall grey", "wide stacked"],
)
def test_the_slider_shows_the_true_picture_and_sends_nothing(visit, query, name, scheme, chroma):
    visitor, root = opened(visit, query)
    factors = compression.decompose(pictures.load(name), scheme, chroma)
    visitor.page.wait_for_function("(root) => root.dataset.settled === 'true'", arg=root)
    before, sent, previous = shown(root), len(visitor.sent), None
    for place in (2, 40, 20, 0):  # up, back, down by less than half, and to the first rank
        rank = root.evaluate(MOVE, place)
        true = compression.to_pixels(compression.approximate(factors, rank)).astype(int)
        now = shown(root)
        assert np.abs(now - (true if true.ndim == 3 else true[..., None])).max() <= 1  # grey level: the stated error
        assert previous is None or (now != previous).any()
        previous = now
    assert (previous != before).any()
    assert len(visitor.sent) == sent
    readouts = root.evaluate("(root) => root.querySelector('.readouts').textContent")
    exact = compression_quality.psnr(factors.pixels, compression.to_pixels(compression.approximate(factors, 1)))
    assert f"{exact:.1f} dB" in readouts
    visitor.check()


def test_the_full_rank_is_the_picture_itself(visit):
    visitor, root = opened(visit, "compression_picture=cat")
    last = root.evaluate("(root) => Number(root.querySelector('input[type=range]').max)")
    assert root.evaluate(MOVE, last) == 300
    assert np.array_equal(shown(root), pictures.load("cat"))
    visitor.check()


def test_wipe_buttons_and_reporting_the_rank(visit):
    visitor, root = opened(visit, "compression_picture=coins&compression_rank=12")
    stage = visitor.page.locator(".layers .stage").first
    box = stage.bounding_box()
    visitor.page.mouse.click(box["x"] + 0.25 * box["width"], box["y"] + 20)
    assert 23 <= int(stage.get_attribute("aria-valuenow")) <= 27  # percent; a click is to the pixel
    stage.press("ArrowRight")
    assert 28 <= int(stage.get_attribute("aria-valuenow")) <= 32
    sent = len(visitor.sent)
    more = visitor.page.get_by_role("button", name="One component more").first
    more.click()
    more.click()
    visitor.page.wait_for_function("(root) => root.dataset.rank === '14'", arg=root)
    assert len(visitor.sent) == sent
    visitor.page.get_by_role("button", name="Use this rank in all chapters").click()
    visitor.page.get_by_text("Rank 14", exact=True).wait_for()
    assert "compression_rank=14" in visitor.page.url
    visitor.check()


def test_the_first_message_is_small(visit):
    """The heaviest bundled picture: three different full channels of 512 x 512."""
    received = []
    visitor = visit()
    visitor.page.on("websocket", lambda socket: socket.on("framereceived", lambda data: received.append(len(data))))
    visitor.open("SVD_Compression?compression_picture=stained+tissue")
    visitor.page.wait_for_selector(".layers canvas.shown")
    assert 1_000_000 < max(received) < 1_500_000
    visitor.check()


def test_an_uploaded_file_is_shown(visit, tmp_path):
    path = tmp_path / "ramp.png"
    Image.fromarray(np.add.outer(np.arange(90), np.arange(120)).astype(np.uint8)).save(path)
    visitor, _ = opened(visit, "compression_picture=coins")
    visitor.page.locator("input[type=file]").set_input_files(path)
    visitor.page.wait_for_url("**compression_picture=your*own**")
    visitor.page.locator(".layers canvas.shown[width='120']").wait_for()
    visitor.check()
