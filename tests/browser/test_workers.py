"""A worker process that is killed while a visitor watches its run: a sentence, and all else goes on."""

import psutil
import pytest

from tests.browser.conftest import Visitor
from tests.load.visitor import BAR, tracebacks
from tests.serving import served, without_tensorflow

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG = "Weight_Templates?templates_architecture=hidden&templates_hidden=512&templates_epochs=100&templates_seed=5"

NOT_QUICK = "boundaries_layers=6&boundaries_steps=12000&boundaries_seed=5"  # a quick run would not wait


def test_a_killed_worker_is_a_sentence_for_those_who_watch_its_run_and_stop_ends_a_run_at_once(
    browser, data_folder, tmp_path
):
    log = tmp_path / "server.log"
    with served(log=log) as (address, server):
        context = browser.new_context(viewport={"width": 1300, "height": 900})
        watching, other = Visitor(context.new_page(), address), Visitor(context.new_page(), address)
        watching.page.goto(f"{address}/{LONG}")
        watching.page.locator(BAR).get_by_text("epoch").first.wait_for(timeout=60_000)
        other.page.goto(f"{address}/Decision_Boundaries?{NOT_QUICK}")
        other.page.get_by_text("Waiting: 1 other run first").wait_for()
        [worker] = server.children()
        worker.kill()
        watching.page.get_by_text("was ended, perhaps because this server ran out of memory").wait_for()
        other.settle()
        other.check()  # its run had a process of its own
        watching.page.get_by_role("button", name="Start again", exact=True).click()
        watching.page.locator(BAR).get_by_text("epoch").first.wait_for(timeout=60_000)
        [worker] = server.children()
        watching.page.get_by_role("button", name="Stop", exact=True).click()
        watching.page.get_by_text("Stopped: nothing of this run is kept").wait_for(timeout=2_000)
        watching.check()
        assert server.children() == [worker]  # it ended its run at a step, and is ready for the next
        assert without_tensorflow(server)
        context.close()
    psutil.wait_procs([worker], 10)
    assert not worker.is_running()
    assert tracebacks(log.read_text(errors="replace")) == 0
