"""A server that is killed and started again at the same address: visitors find again what they had."""

import re

import pytest

from tests.browser.conftest import Visitor
from tests.serving import free_port, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BAR = '[data-testid="stMain"] [data-testid="stProgress"]'
LOST = re.compile(
    "WebSocket|ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|reaching server endpoint|server is not responding"
)


def test_pin_settings_and_a_run_under_way_survive_a_killed_server(browser, data_folder):
    port = free_port()
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    with served(port=port) as (address, server):
        visitor = Visitor(context.new_page(), address)
        page = visitor.page
        visitor.open("Weight_Templates")
        page.get_by_role("button", name="Compare", exact=True).click()
        visitor.settle()
        page.get_by_role("radio", name="Hidden 128", exact=True).click()
        page.get_by_text("Pinned → now:").wait_for()
        visitor.settle()
        compared = page.get_by_text("Pinned → now:").first.inner_text()
        settled = page.url

        working = Visitor(context.new_page(), address)
        working.page.goto(f"{address}/Weight_Templates?templates_epochs=30&templates_seed=77")
        working.page.locator(BAR).wait_for()
        visitor.check()
        working.check()
        server.kill()
        server.wait(10)

    with served(port=port):
        # Streamlit's client finds the server again by itself and asks for the run anew.
        working.page.get_by_text("After 30 epochs").wait_for(timeout=60_000)
        page.reload()
        page.get_by_text("Pinned → now:").wait_for()
        visitor.settle()
        assert page.url == settled
        assert page.get_by_text("Pinned → now:").first.inner_text() == compared
        for seen in (visitor, working):
            seen.errors = [error for error in seen.errors if not LOST.search(error)]
            seen.check()
        context.close()
