"""How long a click inside a chapter takes until the page rests again: ``python -m tests.benchmarks.chapters``.

Median of ten clicks on one server, in a real browser; prints a row a page, with the server's processor time a click,
which other load on the machine changes less.
"""

import time
from statistics import median
from typing import Any

from tests.serving import browsing, served

TIMES = 10
RUNNING = '[data-testid="stApp"][data-test-script-state="running"]'
RESTING = '[data-testid="stApp"][data-test-script-state="notRunning"]'
# page, chapter, and the name of a slider in it that is moved to and fro
CASES = (
    ("Jacobian_Spectra", "What does noise do?", "jacobian_noise_picture"),
    ("Semantic_Development?semantics_categories=Basic+level", "Categories", "semantics_contrast"),
    ("SVD_Compression", "Rank-1 components", "compression_layer"),
)
# When the script begins and ends, as the page itself says it.
WATCH = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  window.turns = [];
  new MutationObserver(() => window.turns.push([app.dataset.testScriptState, performance.now()]))
    .observe(app, { attributes: true, attributeFilter: ["data-test-script-state"] });
}"""


def settle(page: Any) -> None:
    quiet = 0
    while quiet < 5:
        time.sleep(0.1)
        quiet = quiet + 1 if page.locator(RESTING).count() else 0


def clicks(page: Any, key: str) -> list[float]:
    """Seconds from each key press to the end of the last script that it began."""
    slider = page.locator(f".st-key-{key} input[type=range]")
    found = []
    for i in range(TIMES + 1):
        slider.focus()
        page.evaluate("() => { window.turns = []; window.began = performance.now(); }")
        page.keyboard.press("ArrowLeft" if i % 2 else "ArrowRight")
        page.wait_for_function("window.turns.length > 0")
        settle(page)
        found.append(page.evaluate("(window.turns.at(-1)[1] - window.began) / 1000"))
    return found[1:]  # the first fills caches


def main() -> None:
    """Print the table."""
    with served() as (address, process), browsing() as browser:
        for path, chapter, key in CASES:
            page = browser.new_page(viewport={"width": 1300, "height": 900})
            page.goto(f"{address}/{path}")
            page.wait_for_selector("h1")
            settle(page)
            page.get_by_role("radio", name=chapter).click()
            page.locator(f".st-key-{key}").wait_for()
            settle(page)
            page.evaluate(WATCH)
            before = process.cpu_times()
            seconds = median(clicks(page, key))
            after = process.cpu_times()
            busy = (after.user + after.system - before.user - before.system) / (TIMES + 1)
            print(f"| {path} | {chapter} | {seconds:.2f} s | {busy:.2f} s |", flush=True)
            page.close()


if __name__ == "__main__":
    main()
