"""Pin, compare, copy the link with its moment, and open the same net elsewhere, in a real browser."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from core.catalog import topic
from tests.serving import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_copied_link_rebuilds_pin_settings_and_moment(visit):
    visitor = visit()
    visitor.open("Weight_Templates")
    page = visitor.page
    page.get_by_role("button", name="Compare", exact=True).click()
    visitor.settle()
    page.get_by_role("radio", name="Hidden 128", exact=True).click()
    page.get_by_text("Pinned → now:").wait_for()
    visitor.settle()
    slider = page.locator(".film input[type=range]").first
    slider.focus()
    slider.press("Home")
    slider.press("ArrowRight")
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Copy link").wait_for()
    visitor.settle()
    sent = len(visitor.sent)
    page.get_by_role("button", name="Copy link").click()
    link = page.get_by_label("The link").input_value()
    assert len(visitor.sent) == sent  # copying does not ask the server
    query = parse_qs(urlsplit(link).query, keep_blank_values=True)
    assert query["templates_architecture"] == ["hidden"]
    assert "pin_templates" in query
    visitor.check()

    other = visit()
    other.page.goto(link)
    other.page.get_by_text("Pinned → now:").wait_for()
    other.settle()
    assert other.page.locator(".film input[type=range]").first.input_value() == "1"
    difference = other.page.locator("[data-testid=stMain] img[alt^='Now − pinned']")
    difference.wait_for()
    assert difference.count() == 1
    other.check()


def test_a_net_opens_on_the_jacobian_page_with_its_settings(visit):
    visitor = visit()
    visitor.open("Weight_Templates?templates_architecture=hidden")
    visitor.page.get_by_role("button", name="Share").click()
    visitor.page.get_by_role("dialog").get_by_role("link", name="Jacobian spectra").click()
    visitor.page.get_by_text("hidden, 20 epochs on mnist-5k").wait_for()
    visitor.settle()
    visitor.check()


@pytest.mark.parametrize(("base", "copied"), [("~/+", ""), ("gallery", "/gallery")])
def test_a_link_copied_in_a_frame_is_the_address_outside_it(visit, base, copied):
    """In a frame at /~/+/, as on Streamlit Community Cloud, and in one below a path of its own."""
    with served(base=base) as (address, _):
        host = address.removesuffix(f"/{base}")
        visitor = visit()
        page = visitor.page
        frame = f"{address}/Weight_Templates?embed=true&templates_architecture=hidden"
        outer = f'<iframe src="{frame}" width="1300" height="900"></iframe>'
        page.route("**/outer", lambda route: route.fulfill(body=outer, content_type="text/html"))
        page.goto(f"{host}/outer")
        app = page.frame_locator("iframe")
        app.get_by_role("radio", name="Hidden 128", exact=True).wait_for()
        app.get_by_role("button", name="Share").click()
        app.get_by_role("button", name="Copy link").click()
        link = app.get_by_label("The link").input_value()
        assert link == f"{host}{copied}/Weight_Templates?templates_architecture=hidden"


def test_the_embed_code_works_on_a_page_of_another_origin(visit, tmp_path):
    """Copy link, the film and a control, in a frame whose page comes from another port."""
    visitor = visit()
    visitor.open("Weight_Templates")
    visitor.page.get_by_role("button", name="Share").click()
    visitor.page.get_by_role("tab", name="Embed").click()
    code = visitor.page.get_by_role("dialog").locator("code.language-html").inner_text()
    (tmp_path / "index.html").write_text(f"<!doctype html><title>Course</title><body>{code}")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as outer:
        Thread(target=outer.serve_forever, daemon=True).start()
        visitor.page.context.grant_permissions(["clipboard-write", "clipboard-read"])
        visitor.page.goto(f"http://127.0.0.1:{outer.server_port}/")
        app = visitor.page.frame_locator("iframe")
        slider = app.locator(".film input[type=range]").first
        slider.focus()
        slider.press("Home")
        slider.press("ArrowRight")
        assert slider.input_value() == "1"
        app.get_by_role("radio", name="Hidden 128", exact=True).click()
        app.get_by_text(topic("templates").presets[1].note).wait_for()
        app.get_by_role("button", name="Share").click()
        app.get_by_role("button", name="Copy link").click()
        app.get_by_role("button", name="Copied").wait_for()  # the frame may write to the clipboard
        link = app.get_by_label("The link").input_value()
        assert link.startswith(f"{visitor.address}/Weight_Templates?")
        assert parse_qs(urlsplit(link).query)["templates_architecture"] == ["hidden"]
        outer.shutdown()
