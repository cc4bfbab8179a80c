"""Jacobian Spectra in a browser: an address for each side; directions move without the server; layers and scales."""

import io

import pytest
from PIL import Image
from skimage import data

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_imagenet_network_and_its_film_then_the_side_that_one_trains(visit):
    """The address names the side as soon as the page is open, so that a reload shows the same chapter."""
    visitor = visit()
    page = visitor.page
    visitor.open("Jacobian_Spectra")
    page.wait_for_url("**jacobian_network=ImageNet+network*")
    film = page.locator(".film").first
    canvas = film.locator("canvas").nth(1)
    canvas.wait_for()
    page.set_viewport_size({"width": 1300, "height": 800})
    assert film.bounding_box()["y"] < 330
    before = canvas.evaluate("c => c.toDataURL()")
    film.get_by_role("slider", name="Time").fill("5")
    film.get_by_text("direction 20", exact=True).wait_for()
    assert canvas.evaluate("c => c.toDataURL()") != before
    page.get_by_role("radio", name="Claims").click()
    visitor.settle()
    page.reload()
    visitor.settle()
    assert page.get_by_role("radio", name="Claims").get_attribute("aria-checked") == "true"
    page.get_by_role("radio", name="Digits, dense layers", exact=True).click()
    page.wait_for_url("**jacobian_depth=4*")
    assert "jacobian_network=Train+one+yourself" in page.url
    assert "jacobian_tab=Claims" in page.url
    page.get_by_text("ImageNet network", exact=True).click()
    page.wait_for_url("**jacobian_network=ImageNet+network*")
    visitor.settle()
    assert "jacobian_depth" not in page.url
    page.get_by_text("Train one yourself", exact=True).click()
    page.wait_for_url("**jacobian_depth=4*")
    visitor.check()


def test_directions_are_scrubbed_without_the_server_and_layer_and_scale_change(visit):
    visitor = visit()
    page = visitor.page
    visitor.open("Jacobian_Spectra?jacobian_default=true")
    film = page.locator(".film").first
    canvas = film.locator("canvas").first
    canvas.wait_for()
    film.get_by_text("direction 1", exact=True).wait_for()
    visitor.settle()
    page.set_viewport_size({"width": 1300, "height": 800})
    assert film.bounding_box()["y"] < 330
    before = canvas.evaluate("c => c.toDataURL()")
    sent = len(visitor.sent)
    film.get_by_role("slider", name="Time").fill("7")
    film.get_by_text("weakest direction", exact=True).wait_for()
    scrubbed = canvas.evaluate("c => c.toDataURL()")
    assert scrubbed != before
    assert len(visitor.sent) == sent
    page.get_by_role("radio", name="pool1", exact=True).click()
    film.get_by_text("Where pool1 is sensitive").wait_for()
    visitor.settle()
    assert film.locator("canvas").first.evaluate("c => c.toDataURL()") not in (before, scrubbed)
    assert "jacobian_layer=pool1" in page.url
    chart = page.locator('[data-testid="stVegaLiteChart"]').first
    chart.get_by_label("Y-axis titled 's / s₁'").first.wait_for(state="attached")
    page.get_by_role("radio", name="gain s‖x‖/‖h‖").click()
    visitor.settle()
    chart.get_by_label("Y-axis titled 'gain s‖x‖/‖h‖'").first.wait_for(state="attached")
    assert "jacobian_scale=gain" in page.url
    page.set_viewport_size({"width": 420, "height": 800})
    visitor.settle()
    width, room = visitor.scroll()
    assert width <= room
    first, second = (page.locator('[data-testid="stVegaLiteChart"]').nth(i).bounding_box() for i in (0, 1))
    assert second["y"] > first["y"] + first["height"]  # small multiples stack
    visitor.check()


def test_a_visitors_photograph_is_cropped_classified_computed_and_stopped(visit):
    picture = io.BytesIO()
    Image.fromarray(data.coffee()).save(picture, "JPEG")
    visitor = visit()
    page = visitor.page
    visitor.open("Jacobian_Spectra?jacobian_tab=Directions&jacobian_imagenet_layer=block15")
    page.locator('input[type="file"]').set_input_files(
        {"name": "cup.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    )
    page.get_by_text("The directions at block15 are not bundled for your photograph").wait_for(timeout=120_000)
    assert page.get_by_text("espresso").count()
    page.get_by_role("button", name="Compute the 20 strongest directions").click()
    page.get_by_text("pixels around the largest").first.wait_for(timeout=240_000)
    page.get_by_role("radio", name="Noise", exact=True).click()
    page.get_by_role("button", name="Compute noise on this photograph").click()
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_text("Stopped: nothing of this run is kept").wait_for()
    visitor.settle()
    visitor.check()
