"""Pin, compare, copy the link with its moment, and open the same net elsewhere, in a real browser."""

from urllib.parse import parse_qs, urlsplit

import pytest

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
    sent = len(visitor.sent)
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Copy link").click()
    link = page.get_by_label("The link").input_value()
    assert len(visitor.sent) == sent  # neither scrubbing nor copying asks the server
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
    visitor.page.get_by_test_id("stPopoverBody").get_by_role("link", name="Jacobian spectra").click()
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
