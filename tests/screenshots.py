"""``python -m tests.screenshots``: the README's pictures, docs/SLUG.png and docs/home.png, from the running gallery."""

from pathlib import Path

from core.catalog import ROOT, TOPICS
from tests.serving import browsing, served

DOCS = ROOT / "docs"
SIZE = {"width": 1280, "height": 800}


def main() -> None:
    pages = {"home": ("", "light")}
    for i, topic in enumerate(TOPICS):
        pages[topic.slug] = (Path(topic.page).stem.split("_", 1)[1], ("dark", "light")[i % 2])
    DOCS.mkdir(exist_ok=True)
    with served() as (address, _), browsing() as browser:
        for name, (path, theme) in pages.items():
            page = browser.new_page(viewport=SIZE, color_scheme=theme)
            page.goto(f"{address}/{path}")
            page.wait_for_selector("h1")
            page.wait_for_timeout(1000)
            page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
            page.wait_for_timeout(1500)
            page.screenshot(path=str(DOCS / f"{name}.png"))
            page.close()


if __name__ == "__main__":
    main()
