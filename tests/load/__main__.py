"""Twenty visitors at once for some minutes: ``python -m tests.load [--minutes 30] [--visitors 20]``.

One server, one Chromium, a browser context for each visitor. All of them open pages (half with settings that nobody has
trained yet), move sliders, read other tabs, and often leave while something runs. Prints a small table and fails on
any exception on a page or in the server's log, or when the server ends above its limit of memory.
"""

import argparse
import contextlib
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from core.catalog import TOPICS, Topic
from tests.serving import browsing, served

LIMIT_MB = 2048
SHORT = {"epochs": "2", "steps": "300"}
ENDED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
FAULTS = '[data-testid="stException"]'
FAILED = ("Traceback (most recent call last)", "This run failed")
SAMPLE_SECONDS = 15


@dataclass
class Tally:
    """What happened, over all visitors."""

    faults: list[str] = field(default_factory=list)
    opened: int = 0
    moved: int = 0
    left: int = 0
    first_paint: list[float] = field(default_factory=list)
    finished: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


class Visitor:
    """One browser context. `act` does one thing and waits for nothing but the first paint."""

    def __init__(self, browser: Any, address: str, chance: random.Random, tally: Tally) -> None:
        self.browser, self.address, self.chance, self.tally = browser, address, chance, tally
        self.context: Any = None
        self.page: Any = None
        self.since: float | None = None

    def act(self) -> None:
        """Look for faults, then come, move a control, or leave."""
        if self.page is None:
            self.come()
            return
        self.look()
        if self.chance.random() < 0.3:
            self.leave()
        else:
            self.move()

    def come(self) -> None:
        topic = self.chance.choice(TOPICS)
        self.context = self.browser.new_context(viewport={"width": 1300, "height": 900})
        self.page = self.context.new_page()
        self.page.set_default_timeout(90_000)
        self.page.on("pageerror", lambda error: self.tally.faults.append(f"{topic.slug}: {error}"))
        self.since = time.perf_counter()
        page_name = topic.page.removeprefix("pages/").removesuffix(".py").split("_", 1)[1]
        query = "&".join(f"{name}={value}" for name, value in self.settings(topic).items())
        self.page.goto(f"{self.address}/{page_name}?{query}")
        self.page.wait_for_selector("h1")
        self.tally.first_paint.append(time.perf_counter() - self.since)
        self.tally.opened += 1

    def settings(self, topic: Topic) -> dict[str, str]:
        """A preset, or a short run with a seed of one's own."""
        controls = topic.params.controls()
        if "seed" not in controls or self.chance.random() < 0.5:
            return topic.query(self.chance.choice(topic.presets))
        own = {"seed": str(self.chance.randint(1, 999)), **{k: v for k, v in SHORT.items() if k in controls}}
        return {f"{topic.slug}_{name}": value for name, value in own.items()}

    def move(self) -> None:
        """One step of a slider in the sidebar; the script may be at work."""
        sliders = self.page.get_by_test_id("stSidebar").get_by_role("slider").all()
        free = [slider for slider in sliders if slider.is_enabled()]
        if not free:
            return
        self.since = time.perf_counter()
        slider = self.chance.choice(free)
        slider.evaluate("slider => slider.focus()")
        self.page.keyboard.press(self.chance.choice(("ArrowRight", "ArrowLeft")))
        self.tally.moved += 1

    def look(self) -> None:
        if self.since is not None and self.page.locator(ENDED).count():
            self.tally.finished.append(time.perf_counter() - self.since)
            self.since = None
        said = self.page.get_by_test_id("stMain").inner_text()
        for fault in FAILED:
            if fault in said or (fault is FAILED[0] and self.page.locator(FAULTS).count()):
                self.tally.faults.append(f"{self.page.url}: {fault}")

    def leave(self) -> None:
        """Close the tab, whatever runs."""
        if not self.page.locator(ENDED).count():
            self.tally.left += 1
        self.context.close()
        self.context = self.page = self.since = None


def memory_mb(process: psutil.Process) -> float:
    """Resident memory of the server and what it started."""
    total = process.memory_info().rss
    for child in process.children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):  # it ended since it was listed
            total += child.memory_info().rss
    return total / 2**20


def run(minutes: float, visitors: int, log: Path) -> Tally:
    """Let `visitors` act by turns until the time is over."""
    tally, chance = Tally(), random.Random(0)
    with served(log=log) as (address, process), browsing() as browser:
        tally.memory.append(memory_mb(process))
        crowd = [Visitor(browser, address, chance, tally) for _ in range(visitors)]
        end, sample = time.monotonic() + 60 * minutes, 0.0
        while time.monotonic() < end:
            for visitor in crowd:
                if time.monotonic() < end:
                    visitor.act()
                if time.monotonic() > sample:
                    tally.memory.append(memory_mb(process))
                    sample = time.monotonic() + SAMPLE_SECONDS
        for visitor in crowd:
            if visitor.page is not None:
                visitor.look()
                visitor.leave()
        time.sleep(5)  # what nobody waits for any more ends
        tally.memory.append(memory_mb(process))
    found = log.read_text(errors="replace").count(FAILED[0])
    tally.faults += [f"{found} tracebacks in the server's log {log}"] if found else []
    return tally


def report(tally: Tally, minutes: float, visitors: int) -> None:
    """The table."""
    middle = tally.memory[len(tally.memory) // 2]
    rows = {
        "visitors, minutes": f"{visitors}, {minutes:g}",
        "pages opened": tally.opened,
        "controls moved": tally.moved,
        "left while something ran": tally.left,
        "exceptions and tracebacks": len(tally.faults),
        "page painted, median / longest (s)": _spread(tally.first_paint),
        "script ended, median / longest (s)": _spread(tally.finished),
        "server memory: start, middle, most, end (MB)": f"{tally.memory[0]:.0f}, {middle:.0f}, "
        f"{max(tally.memory):.0f}, {tally.memory[-1]:.0f}",
    }
    for name, value in rows.items():
        print(f"| {name} | {value} |")
    for fault in tally.faults:
        print(fault)


def _spread(seconds: list[float]) -> str:
    ordered = sorted(seconds) or [float("nan")]
    return f"{ordered[len(ordered) // 2]:.1f} / {ordered[-1]:.1f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--visitors", type=int, default=20)
    wanted = parser.parse_args()
    log = Path(tempfile.mkdtemp()) / "server.log"
    tally = run(wanted.minutes, wanted.visitors, log)
    report(tally, wanted.minutes, wanted.visitors)
    return 1 if tally.faults or max(tally.memory) > LIMIT_MB else 0


if __name__ == "__main__":
    sys.exit(main())
