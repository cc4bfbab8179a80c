"""``python -m tests.screenshots [NAME ...]``: docs/NAME.png of the README and docs, from the running gallery."""

import sys
from pathlib import Path
from typing import Any

from core.catalog import ROOT, TOPICS
from tests.serving import browsing, served

DOCS = ROOT / "docs"
SIZE = {"width": 1280, "height": 800}
LESSON = "Weight_Templates?lesson=templates&step=2"
# What students answer in the image of a room.
ANSWERS = ("r from 0.6 to 0.9", "r from 0.2 to 0.6", "r from 0.6 to 0.9", "r above 0.9")


def main(names: list[str]) -> None:
    pages = {"home": ("", "light"), "lesson": (LESSON, "light"), "room": (LESSON, "light")}
    for i, topic in enumerate(TOPICS):
        pages[topic.slug] = (Path(topic.page).stem.split("_", 1)[1], ("dark", "light")[i % 2])
    DOCS.mkdir(exist_ok=True)
    with served() as (address, _), browsing() as browser:
        for name in names or pages:
            path, theme = pages[name]
            page = opened(browser, f"{address}/{path}", theme)
            if name == "room":
                fill_a_room(browser, page)
            page.screenshot(path=str(DOCS / f"{name}.png"))
            page.close()


def opened(browser: Any, address: str, theme: str = "light") -> Any:
    """Return a page, in a browser of its own, that has come to rest."""
    page = browser.new_page(viewport=SIZE, color_scheme=theme)
    page.goto(address)
    page.wait_for_selector("h1")
    rest(page)
    return page


def rest(page: Any) -> None:
    page.wait_for_timeout(1000)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    page.wait_for_timeout(1500)


def fill_a_room(browser: Any, teacher: Any) -> None:
    """Open a room, let a few students answer, and show their answers."""
    teacher.get_by_role("button", name="Answer as a class").click()
    teacher.get_by_role("button", name="Open a room for answers").click()
    link = teacher.get_by_test_id("stCode").inner_text()
    for option in ANSWERS:
        student = opened(browser, link)
        student.get_by_text(option, exact=True).click()
        student.get_by_role("button", name="Send your answer").click()
        student.get_by_text("Your answer has arrived").wait_for()
        student.close()
    teacher.get_by_role("button", name="Show the answers so far").click()
    rest(teacher)


if __name__ == "__main__":
    main(sys.argv[1:])
