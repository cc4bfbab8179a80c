"""Weight Templates in a real browser: scrubbing without the server, training, stopping, chapters, addresses."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FILM = ".film canvas"
PIXELS = "canvas => Array.from(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data)"


def film(visitor):
    visitor.page.wait_for_selector(FILM)
    return visitor.page.locator(".film").first


def test_scrubbing_and_play_move_templates_and_curves_without_a_request(visit):
    visitor = visit()
    visitor.open("Weight_Templates")
    player = film(visitor)
    slider = player.get_by_role("slider")
    assert slider.bounding_box()["y"] < 330
    mean, template = player.locator("canvas").first, player.locator("canvas").nth(10)
    assert template.bounding_box()["width"] > 1.5 * mean.bounding_box()["width"]
    after, still = template.evaluate(PIXELS), mean.evaluate(PIXELS)
    cursor = player.locator("svg .cursor").first.get_attribute("x1")
    visitor.sent.clear()
    slider.focus()
    visitor.page.keyboard.press("Home")
    assert player.locator("output").inner_text() == "epoch 0"
    assert template.evaluate(PIXELS) != after
    assert mean.evaluate(PIXELS) == still
    assert player.locator("svg .cursor").first.get_attribute("x1") != cursor
    visitor.page.keyboard.press("End")
    assert template.evaluate(PIXELS) == after
    visitor.page.wait_for_timeout(500)
    assert visitor.sent == []
    player.get_by_role("button", name="Play").click()
    player.get_by_role("button", name="Pause").click()
    assert player.locator("output").inner_text() != "epoch 20"
    player.get_by_role("button", name="Play").click()
    player.get_by_role("button", name="Play").wait_for()
    assert player.locator("output").inner_text() == "epoch 20"
    visitor.check()


def test_a_moved_control_trains_and_the_address_rebuilds_the_page(visit):
    visitor = visit()
    visitor.open("Weight_Templates?templates_epochs=2&templates_class=4")
    visitor.page.get_by_text("After 2 epochs").wait_for(timeout=120_000)  # the first training imports TensorFlow
    seed = visitor.page.get_by_test_id("stSidebar").get_by_role("slider", name="Learning rate")
    seed.focus()
    visitor.page.keyboard.press("ArrowRight")
    visitor.page.wait_for_url("**templates_learning_rate=0.003**")
    visitor.settle()
    sentence = visitor.page.get_by_text("After 2 epochs").inner_text()
    visitor.page.get_by_role("radio", name="Evidence in one image").click()
    visitor.page.get_by_text("4, test image").first.wait_for()
    visitor.page.get_by_role("radio", name="Templates", exact=True).click()
    visitor.page.get_by_text(sentence, exact=True).wait_for()
    visitor.check()
    again = visit()
    again.open(visitor.page.url.split("/", 3)[3])
    again.page.get_by_text(sentence, exact=True).wait_for()
    again.check()


def test_stop_ends_a_training_and_start_again_is_offered(visit):
    visitor = visit()
    visitor.page.goto(
        f"{visitor.address}/Weight_Templates?templates_epochs=100&templates_batch_size=10&templates_seed=5"
    )
    visitor.page.get_by_role("button", name="Stop").click(timeout=60_000)
    visitor.page.get_by_text("Stopped: nothing of this run is kept").wait_for()
    visitor.page.get_by_role("button", name="Start again").wait_for()
    visitor.check()


def test_a_moved_control_abandons_the_run_under_way_and_a_second_visitor_waits(visit):
    first, second = visit(), visit()
    path = "Weight_Templates?templates_batch_size=10&templates_epochs=100&templates_seed="
    first.page.goto(f"{first.address}/{path}21")
    first.page.get_by_text("Epoch ").first.wait_for(timeout=60_000)
    second.page.goto(f"{second.address}/{path}22")
    second.page.get_by_text("Waiting: 1 other run first").wait_for()
    first.page.get_by_role("radio", name="One layer", exact=True).click()  # a baked run: the long one is given up
    first.page.get_by_text("After 20 epochs").wait_for()
    second.page.get_by_text("Epoch ").first.wait_for(timeout=60_000)
    second.page.get_by_role("button", name="Stop").click()
    second.page.get_by_text("Stopped: nothing").wait_for()
    first.check()
    second.check()


def test_every_chapter_fits_a_phone_and_takes_a_point_of_ones_own(visit):
    visitor = visit(width=420)
    visitor.open("Weight_Templates?templates_tab=Which+part+is+luck%3F&templates_varied=only+the+start")
    page = visitor.page
    page.get_by_text("coordinates are incompatible").wait_for()
    for title in ("Evidence in one image", "Hidden units", "Targets of each layer", "Size and colour"):
        page.get_by_role("radio", name=title).click()
        visitor.settle()
        content, room = visitor.scroll()
        assert content <= room, title
    page.get_by_text("of its best from width").first.wait_for()
    page.get_by_role("slider", name="Width").focus()
    page.keyboard.press("Home")
    visitor.settle()
    page.get_by_role("button", name="Add this point on mnist-5k").click()
    page.get_by_text("Your point: width 1, depth 1 on mnist-5k").wait_for()
    visitor.check()
