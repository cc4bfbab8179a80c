"""A real server and a real Chromium, once for all browser tests."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.serving import browsing, chromium, served, without_tensorflow

pytest.importorskip("playwright.sync_api")

# Opened below a page's own path, Streamlit's client probes these two there before it finds the real ones at the root.
PROBES = ("_stcore/health", "_stcore/host-config")
WAIT_MS = 30_000
RESTING = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium; without one these tests skip, but fail on CI."""
    if chromium() is None:
        reason = "no Chromium on this machine (install it, or name it in NBB_CHROMIUM)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with browsing() as instance:
        yield instance


@pytest.fixture(scope="session")
def server(data_folder: Path) -> Iterator[str]:
    """The address of a running gallery; whatever visitors do, its workers alone load TensorFlow."""
    with served() as (address, process):
        yield address
        assert without_tensorflow(process)


class Visitor:
    """A browser page that remembers what went wrong on it."""

    def __init__(self, page: Any, address: str) -> None:
        self.page = page
        self.address = address
        self.errors: list[str] = []
        self.sent: list[bytes | str] = []
        page.set_default_timeout(WAIT_MS)
        self.listeners = {
            "pageerror": lambda error: self.errors.append(str(error)),
            "console": self._listen,
            "websocket": lambda socket: socket.on("framesent", self._remember),
        }
        for event, listener in self.listeners.items():
            page.on(event, listener)

    def _listen(self, message: Any) -> None:
        where = message.location.get("url", "")
        if message.type == "error" and not where.endswith(PROBES):
            self.errors.append(f"{message.text} ({where})")

    def _remember(self, frame: bytes | str) -> None:
        self.sent.append(frame)

    def open(self, path: str = "") -> None:
        """Open a page and wait until its script has ended."""
        self.page.goto(f"{self.address}/{path}")
        self.page.wait_for_selector("h1")
        self.settle()

    def leave(self) -> None:
        """Leave the page as if it had just been opened."""
        for event, listener in self.listeners.items():
            self.page.remove_listener(event, listener)
        self.page.unroute_all()
        if self.page.url.startswith("http"):
            self.page.evaluate("localStorage.clear()")
        self.page.goto("about:blank")
        self.page.context.clear_cookies()

    def settle(self) -> None:
        """Wait until no script has run for half a second, and fail when that never comes."""
        quiet = 0
        for _ in range(WAIT_MS // 100):
            self.page.wait_for_timeout(100)
            quiet = quiet + 1 if self.page.locator(RESTING).count() else 0
            if quiet == 5:
                return
        raise TimeoutError("the page's script does not come to rest")

    def box(self, locator: Any) -> dict[str, float]:
        """Where an element stands once it is on the screen and what is above it has stopped growing."""
        locator.wait_for()
        before = None
        for _ in range(50):
            locator.scroll_into_view_if_needed()
            now = locator.bounding_box()
            if now == before:
                return now
            before = now
            self.page.wait_for_timeout(300)
        raise TimeoutError("the page does not come to rest")

    def check(self) -> None:
        """No exception box and no error in the console."""
        assert self.page.locator('[data-testid="stException"]').count() == 0
        assert self.errors == []

    def scroll(self) -> tuple[int, int]:
        """Width of the content and width that there is for it."""
        main = "document.querySelector('[data-testid=stMain]')"
        width, room = self.page.evaluate(f"[{main}.scrollWidth, {main}.clientWidth]")
        return width, room


@pytest.fixture(scope="session")
def left_pages() -> list[Any]:
    """Pages that nobody looks at: opened in one of them, Streamlit's scripts need not be compiled again."""
    return []


@pytest.fixture
def visit(browser: Any, server: str, left_pages: list[Any]) -> Iterator[Callable[..., Visitor]]:
    """Open pages that share nothing: ``visit(width=420, theme="dark")`` gives a `Visitor`."""
    visitors = []

    def start(width: int = 1300, height: int = 900, theme: str = "light") -> Visitor:
        page = left_pages.pop() if left_pages else browser.new_context().new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme)
        visitors.append(Visitor(page, server))
        return visitors[-1]

    yield start
    for visitor in visitors:
        visitor.leave()
        left_pages.append(visitor.page)
