"""A visitor of the load run: comes, moves controls, trains, reads other pages, often leaves while something runs."""

import asyncio
import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Error, TimeoutError

from core.catalog import TOPICS, Topic

THINK_SECONDS = 20.0
PATIENCE_SECONDS = 60.0
ARRIVAL_SECONDS = 90.0
# Twenty animated spinners alone keep two cores busy with painting.
STILL = """addEventListener("DOMContentLoaded", () => {
  const style = document.createElement("style");
  style.textContent = "*, *::before, *::after { animation: none !important; transition: none !important; }";
  document.head.append(style);
})"""
SHORT = {"epochs": "2", "steps": "300"}
ENDED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
BAR = '[data-testid="stMain"] [data-testid="stProgress"]'
BROKEN = "[...document.images].filter(i => i.complete && !i.naturalWidth && i.src.includes('/media/')).map(i => i.src)"
EXCEPTION = '[data-testid="stException"]'
# What a visitor may move: a slider by keyboard; a preset, choice or tab by a click.
SLIDERS = '[data-testid="stSidebar"] [role=slider]:not([aria-disabled=true]), [data-testid="stMain"] [role=slider]'
CHOICES = "[role=radio][aria-checked=false]:not([disabled])"
TABS = ".st-key-page_chapters [role=radio][aria-checked=false]"
# Known in Streamlit (its issue 11906): a chart that changes while it is drawn throws, and is drawn at the next move.
RACE, RACED = "Unrecognized data set", "charts drawn late"
# Streamlit's client looks for these two below the page's own path before it finds them at the root.
PROBES = ("_stcore/health", "_stcore/host-config")


def tracebacks(log: str) -> int:
    """Return how many tracebacks a server's log holds.

    Streamlit's server logs one of its own, without a line of ours, when a browser leaves while it writes to it.
    """
    blocks = re.split(r"^Traceback \(most recent call last\)", log, flags=re.MULTILINE)[1:]
    return sum(not re.search(r"^starlette\.websockets\.WebSocketDisconnected", block, re.MULTILINE) for block in blocks)


@dataclass
class Tally:
    """What happened, over all visitors."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    painted: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)

    def fault(self, text: str) -> None:
        self.faults.append(text)


class Visitor:
    """A tab of the browser, and so a session of its own, that comes and goes until it is cancelled."""

    def __init__(self, context: Any, address: str, chance: random.Random, tally: Tally) -> None:
        self.context, self.address, self.chance, self.tally = context, address, chance, tally
        self.page: Any = None
        self.trains = False

    async def stay(self) -> None:
        """Visit again and again; visitors come one by one."""
        await asyncio.sleep(self.chance.uniform(0, ARRIVAL_SECONDS))
        while True:
            self.page, self.trains = await self.context.new_page(), False
            try:
                await self.visit()
            except TimeoutError:  # the page did not answer in time: counted, and this visitor comes anew
                self.tally.counts["given up"] += 1
            except Error as error:
                self.tally.fault(f"{self.page.url}: {error}")
            finally:
                await self.page.close()
            await self.think()

    async def visit(self) -> None:
        """A page with settings of one's own, then some moves; the tab closes whatever runs."""
        self.page.on("pageerror", self._threw)
        self.page.on("console", self._listen)
        await self.come()
        for _ in range(self.chance.randint(6, 16)):
            await self.think()
            await self.look()
            await self.chance.choices((self.slide, self.choose, self.turn, self.go), (6, 3, 3, 1))[0]()
            await self.settle()
        await self.look()
        self.tally.counts["left mid-run"] += self.trains

    def _listen(self, message: Any) -> None:
        where = message.location.get("url", "")
        # A picture that was replaced before a slow browser fetched it is gone; `settle` sees to those that stay.
        if message.type == "error" and not where.endswith(PROBES) and "/media/" not in where + message.text:
            self.tally.fault(f"{self.page.url}: {message.text} ({where})")

    def _threw(self, error: Any) -> None:
        if RACE in str(error):
            self.tally.counts[RACED] += 1
        else:
            self.tally.fault(f"{self.page.url}: {error}")

    async def think(self) -> None:
        await asyncio.sleep(min(self.chance.expovariate(1 / THINK_SECONDS), 5 * THINK_SECONDS))

    async def come(self) -> None:
        """Open a page by its address."""
        topic = self.chance.choice(TOPICS)
        query = "&".join(f"{name}={value}" for name, value in self.settings(topic).items())
        began = time.perf_counter()
        await self.page.goto(f"{self.address}/{topic.page.split('_', 1)[1].removesuffix('.py')}?{query}")
        await self.page.wait_for_selector("h1")
        self.tally.painted.append(time.perf_counter() - began)
        self.tally.counts["pages opened"] += 1
        await self.settle()

    def settings(self, topic: Topic) -> dict[str, str]:
        """A preset, or a short run with a seed of one's own."""
        controls = topic.params.controls()
        if "seed" not in controls or self.chance.random() < 0.5:
            return topic.query(self.chance.choice(topic.presets))
        own = {"seed": str(self.chance.randint(1, 999)), **{k: v for k, v in SHORT.items() if k in controls}}
        return {f"{topic.slug}_{name}": value for name, value in own.items()}

    async def slide(self) -> None:
        """Move a slider by keyboard."""
        if (slider := await self.one_of(SLIDERS)) is not None:
            await slider.focus()
            await self.page.keyboard.press(self.chance.choice(("ArrowRight", "ArrowLeft")))
            self.tally.counts["controls moved"] += 1

    async def choose(self) -> None:
        """Click a preset or another choice."""
        await self.click(CHOICES, "controls moved")

    async def turn(self) -> None:
        """Open another tab."""
        await self.click(TABS, "controls moved")

    async def go(self) -> None:
        """Go to another page of the gallery by its link in the sidebar."""
        await self.click('[data-testid="stSidebarNavLink"]:not([aria-current=page])', "pages opened")

    async def click(self, selector: str, kind: str) -> None:
        if (target := await self.one_of(selector)) is not None:
            await target.click()
            self.tally.counts[kind] += 1

    async def one_of(self, selector: str) -> Any:
        """One visible element, or None."""
        found = self.page.locator(selector).filter(visible=True)
        count = await found.count()
        return found.nth(self.chance.randrange(count)) if count else None

    async def settle(self) -> None:
        """Wait until the script has ended, for as long as this visitor has patience; note what a training did."""
        began, patience = time.perf_counter(), self.chance.choice((2, 20, PATIENCE_SECONDS))
        await asyncio.sleep(0.5)  # the script has begun by then
        while (waited := time.perf_counter() - began) < patience:
            if await self.page.locator(ENDED).count():
                self.tally.answered.append(waited)
                self.tally.counts["runs finished"] += self.trains
                self.trains = False
                if broken := await self.page.evaluate(BROKEN):
                    self.tally.fault(f"{self.page.url}: broken pictures {broken}")
                break
            if not self.trains and await self.page.locator(BAR).count():
                self.trains = True
                self.tally.counts["runs begun"] += 1
            await asyncio.sleep(0.5)
        self.tally.counts["refused"] += bool(await self.page.get_by_text("runs wait already").count())

    async def look(self) -> None:
        """No exception box and no sentence of failure."""
        for fault in (self.page.locator(EXCEPTION), self.page.get_by_text("This run failed")):
            if await fault.count():
                self.tally.fault(f"{self.page.url}: {await fault.first.inner_text()}")
