"""What visitors see of a server's workers, in a real browser: a class that trains all at once, and a quiet page."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import psutil
from playwright.async_api import async_playwright

from core.catalog import TOPICS
from tests.load.visitor import BAR, ENDED, STILL
from tests.serving import ARGUMENTS, browsing, chromium, served

Row = tuple[str, str]

VISITORS = 30
ARRIVAL_SECONDS = 15.0
PATIENCE_SECONDS = 600.0
LOADS = 7
SHORT = {
    "templates": {"epochs": 2},
    "confusion": {"epochs": 2},
    "boundaries": {"steps": 300},
    "semantics": {"epochs": 300},
}
WAITS = ("Starting", "Waiting", "Loading TensorFlow")
IMAGE = ".film canvas"
LONG = "Weight_Templates?templates_architecture=hidden&templates_hidden=512&templates_epochs=100"


@dataclass
class Seen:
    """Seconds since a visitor's coming."""

    painted: float = 0.0
    progress: float = 0.0
    finished: float = 0.0


def classroom(visitors: int = VISITORS, workers: tuple[int, ...] = (0, 1, 2)) -> Iterator[Row]:
    """Visitors come within some seconds and each trains something else: without workers, with one and with two."""
    for count in workers:
        settings = {"NBB_WORKERS": str(count), "NBB_QUEUE": str(visitors)}
        with served(settings=settings) as (address, server):
            before = _seconds(server)
            seen, minutes = asyncio.run(_class(address, visitors))
            spent, processes = _seconds(server) - before, len(server.children())
        name = f"{visitors} visitors, {count} workers" if count else f"{visitors} visitors, in the web process"
        for moment in ("painted", "progress", "finished"):
            values = [getattr(one, moment) for one in seen]
            yield f"{name}: {moment}, median / longest", f"{np.median(values):.1f} / {max(values):.1f} s"
        yield (
            f"{name}: runs a minute; processor time of the server and its processes",
            (f"{visitors / minutes:.1f}; {spent:.0f} s, {processes} processes at the end"),
        )


async def _class(address: str, visitors: int) -> tuple[list[Seen], float]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        context = await browser.new_context(viewport={"width": 1300, "height": 900})
        context.set_default_timeout(1000 * PATIENCE_SECONDS)
        await context.add_init_script(STILL)
        began = time.perf_counter()
        tasks = [_visit(context, address, number, number * ARRIVAL_SECONDS / visitors) for number in range(visitors)]
        seen = await asyncio.gather(*tasks)
        minutes = (time.perf_counter() - began) / 60
        await browser.close()
    return list(seen), minutes


async def _visit(context: Any, address: str, number: int, after: float) -> Seen:
    """Come, train, and note when the page was painted, its run moved and its run was finished."""
    await asyncio.sleep(after)
    topics = [topic for topic in TOPICS if topic.slug in SHORT]
    topic = topics[number % len(topics)]
    own = {"seed": 100 + number, **SHORT[topic.slug]}
    query = "&".join(f"{topic.slug}_{name}={value}" for name, value in own.items())
    page = await context.new_page()
    began = time.perf_counter()
    await page.goto(f"{address}/{topic.page.split('_', 1)[1].removesuffix('.py')}?{query}")
    await page.wait_for_selector("h1")
    seen = Seen(painted=time.perf_counter() - began)
    bar, ended = page.locator(BAR), page.locator(ENDED)
    while not await ended.count():
        if not seen.progress:
            texts = await bar.all_inner_texts()  # waits for no bar that has just gone
            if any(text.strip() and not text.startswith(WAITS) for text in texts):
                seen.progress = time.perf_counter() - began
        await asyncio.sleep(0.1)
    seen.finished = time.perf_counter() - began
    seen.progress = seen.progress or seen.finished  # a run may be over before one looks
    assert not await page.get_by_text("Start again").count(), await page.locator("[data-testid=stMain]").inner_text()
    await page.close()
    return seen


def first_image(workers: tuple[int, ...] = (0, 1)) -> Iterator[Row]:
    """Seconds to the first image of a bundled run, quiet and while another visitor trains."""
    for count in workers:
        with served(settings={"NBB_WORKERS": str(count)}) as (address, _), browsing() as browser:
            page = browser.new_page()
            _train(page, address, epochs=2, seed=7)  # TensorFlow is imported, and the pages are compiled
            _first_image(browser, address)
            quiet, busy = [], []
            for number in range(LOADS):  # in turn: what else the machine does may change meanwhile
                page.goto("about:blank")
                quiet.append(_first_image(browser, address))
                page.goto(f"{address}/{LONG}&templates_seed={number}")
                page.wait_for_selector(BAR)
                busy.append(_first_image(browser, address))
                assert page.locator(BAR).count(), "the training has ended meanwhile"
        name = f"in {count} worker" if count else "in the web process"
        before, after = np.median(quiet), np.median(busy)
        yield (
            f"first image while a run trains {name}, and quiet",
            (f"{after:.2f} and {before:.2f} s, {after / before:.2f} times"),
        )


def quick(times: int = 5) -> Iterator[Row]:
    """Seconds to the finished quick run of a visitor, quiet and while another visitor's long run is at work."""
    with served(settings={"NBB_WORKERS": "1"}) as (address, _), browsing() as browser:
        page = browser.new_page()
        _train(page, address, epochs=2, seed=7)
        quiet = [_quick(browser, address, seed) for seed in range(times + 1)]
        page.goto(f"{address}/{LONG}&templates_batch_size=10")  # a minute on an idle machine
        page.wait_for_selector(BAR)
        busy = [_quick(browser, address, 100 + seed) for seed in range(times + 1)]
        assert page.locator(BAR).count(), "the long run has ended meanwhile"
    yield "a quick run on a quiet server: first, then", f"{quiet[0]:.1f}, {np.median(quiet[1:]):.1f} s"
    yield "a quick run while a long one works: first, then", f"{busy[0]:.1f}, {np.median(busy[1:]):.1f} s"


def _quick(browser: Any, address: str, seed: int) -> float:
    context = browser.new_context()
    page = context.new_page()
    began = time.perf_counter()
    page.goto(f"{address}/Decision_Boundaries?boundaries_steps=300&boundaries_seed={seed}")
    page.wait_for_selector("h1")
    page.wait_for_selector(ENDED, timeout=1000 * PATIENCE_SECONDS)
    took = time.perf_counter() - began
    context.close()
    return took


def _train(page: Any, address: str, epochs: int, seed: int) -> None:
    page.goto(f"{address}/Weight_Templates?templates_epochs={epochs}&templates_seed={seed}")
    page.get_by_text(f"After {epochs} epochs").wait_for(timeout=1000 * PATIENCE_SECONDS)


def _first_image(browser: Any, address: str) -> float:
    context = browser.new_context()
    page = context.new_page()
    began = time.perf_counter()
    page.goto(f"{address}/Weight_Templates")
    page.wait_for_selector(IMAGE)
    took = time.perf_counter() - began
    context.close()
    return took


def idle(minutes: float = 0.1) -> Iterator[Row]:
    """Memory of a server with pages visited, after a training, and when its worker has ended for lack of work."""
    settings = {"NBB_WORKERS": "1", "NBB_WORKER_IDLE": str(minutes)}
    with served(settings=settings) as (address, server), browsing() as browser:
        page = browser.new_page()
        page.goto(address)
        page.wait_for_selector("[data-testid=stMain] img")
        yield "memory of the web process with Home open", _megabytes(server)
        _train(page, address, epochs=2, seed=7)
        workers = server.children(recursive=True)
        yield "memory after a training: web process, worker", f"{_megabytes(server)}, {_megabytes(*workers)}"
        psutil.wait_procs(workers, 60 * minutes + 30)
        left = [worker for worker in workers if worker.is_running()]
        yield "memory when idle: web process, workers left", f"{_megabytes(server)}, {len(left)}"


def _seconds(server: psutil.Process) -> float:
    """Seconds of a processor that a server and those that it started have used."""
    times = [one.cpu_times() for one in (server, *server.children(recursive=True))]
    return sum(one.user + one.system for one in times)


def _megabytes(*processes: psutil.Process) -> str:
    return f"{sum(process.memory_info().rss for process in processes) / 1e6:.0f} MB"
