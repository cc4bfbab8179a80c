"""A random walk through the gallery in a real browser: ``python -m tests.load.walk [--minutes 30] [--seed 0]``.

One visitor who never rests moves between pages, presets, sliders, tabs, buttons, number fields and the browser's Back.
It fails on an exception box, an error in the browser's console, a broken picture or a traceback in the server's log,
and prints the actions that led there. The same seed begins the same walk; how long a run takes may change its course.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import deque
from pathlib import Path
from typing import Any

from playwright.async_api import Error, TimeoutError, async_playwright

from tests.load.visitor import STILL, Tally, Visitor, tracebacks
from tests.serving import ARGUMENTS, chromium, served

PATIENCE_SECONDS = 20.0
VISIT_ACTIONS = 25
REMEMBERED = 30
BUTTONS = '[data-testid="stMain"] [data-testid="stButton"] button:not([disabled])'
STEPPERS = '[data-testid="stNumberInput"] button:not([disabled])'
EXPANDERS = '[data-testid="stExpander"] summary'


class Walker(Visitor):
    """A visitor who acts without a pause and remembers what it did."""

    def __init__(self, context: Any, address: str, chance: random.Random, tally: Tally) -> None:
        super().__init__(context, address, chance, tally)
        self.actions: deque[str] = deque(maxlen=REMEMBERED)
        self.reported = 0

    async def think(self) -> None:
        """Take no time."""

    async def walk(self, seconds: float) -> None:
        """Visit again and again until the time is over."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.page = await self.context.new_page()
            self.page.on("pageerror", self._threw)
            self.page.on("console", self._listen)
            self.actions.clear()
            try:
                await self.come()
                self.note(f"open {self.page.url}")
                for _ in range(VISIT_ACTIONS):
                    if time.monotonic() > end:
                        break
                    await self.act()
            except TimeoutError as late:  # something lay over what it wanted to click: the next visit begins
                self.tally.counts["given up"] += 1
                self.note(f"gave up: {str(late).splitlines()[0]}")
            except Error as error:
                self.tally.fault(f"{self.page.url}: {error}")
            self.report()
            await self.page.close()

    async def act(self) -> None:
        """Do one thing and look at what came of it."""
        moves = (self.slide, self.choose, self.turn, self.press, self.step, self.unfold, self.go, self.back)
        [move] = self.chance.choices(moves, (5, 4, 6, 4, 2, 1, 1, 1))
        await move()
        await self.settle()
        await self.look()
        self.tally.counts["actions"] += 1
        self.report()

    async def press(self) -> None:
        """Press a button of the page."""
        await self.click(BUTTONS, "buttons pressed")

    async def step(self) -> None:
        """Step a number up or down."""
        await self.click(STEPPERS, "controls moved")

    async def unfold(self) -> None:
        """Open or close what is folded away."""
        await self.click(EXPANDERS, "controls moved")

    async def back(self) -> None:
        """Go back in the browser's history, unless that leaves the gallery."""
        if await self.page.evaluate("history.length") > 3:
            self.note("back")
            await self.page.go_back(wait_until="commit")
            if not self.page.url.startswith(self.address):
                self.note("forward again")
                await self.page.go_forward(wait_until="commit")

    async def slide(self) -> None:
        """Move a slider by keyboard, some steps at once."""
        slider = await self.one_of("input[type=range]:not([disabled])")
        if slider is not None:
            key = self.chance.choice(("ArrowRight", "ArrowLeft"))
            self.note(f"{key} on {await slider.get_attribute('aria-label')}")
            await slider.focus()
            await self.page.keyboard.press(key)
            self.tally.counts["controls moved"] += 1

    async def click(self, selector: str, kind: str) -> None:
        """Click one of the visible elements that the selector finds."""
        target = await self.one_of(selector)
        if target is not None:
            self.note(f"click {(await target.inner_text()).strip()!r} ({selector})")
            await target.click(timeout=5000)
            self.tally.counts[kind] += 1

    def note(self, action: str) -> None:
        """Remember an action for the report."""
        self.actions.append(action)

    def report(self) -> None:
        """Print new faults with the actions before them."""
        for fault in self.tally.faults[self.reported :]:
            print(fault, *(f"    {action}" for action in self.actions), sep="\n", flush=True)
        self.reported = len(self.tally.faults)


async def walk(address: str, seed: int, seconds: float) -> Tally:
    """Walk for so many seconds and return what happened."""
    tally = Tally()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        context = await browser.new_context(viewport={"width": 1300, "height": 900})
        context.set_default_timeout(1000 * PATIENCE_SECONDS)
        await context.add_init_script(STILL)
        await Walker(context, address, random.Random(seed), tally).walk(seconds)
    return tally


def walked(seed: int, seconds: float) -> Tally:
    """Walk through a server of its own; a traceback in its log is a fault like others."""
    log = Path(tempfile.mkdtemp()) / "server.log"
    with served(log=log) as (address, _):
        tally = asyncio.run(walk(address, seed, seconds))
    if found := tracebacks(log.read_text(errors="replace")):
        tally.fault(f"{found} tracebacks in the server's log {log}")
    return tally


def main() -> int:
    """Walk, and print what happened."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args()
    tally = walked(wanted.seed, 60 * wanted.minutes)
    print(f"seed {wanted.seed}, {wanted.minutes:g} minutes: {dict(tally.counts)}, faults {len(tally.faults)}")
    print(*tally.faults, sep="\n")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
