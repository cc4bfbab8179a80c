"""Twenty visitors at once for some minutes: ``python -m tests.load [--minutes 30] [--visitors 20]``.

One server and one Chromium with a tab for each visitor, which is a session of its own. Prints a line a minute and a
table at the end, and fails on any exception on a page, in a browser's console or in the server's log, and above the
limit of memory.
"""

import argparse
import asyncio
import contextlib
import random
import sys
import tempfile
from pathlib import Path

import numpy as np
import psutil
from playwright.async_api import async_playwright

from tests.load.visitor import PATIENCE_SECONDS, RACED, STILL, Tally, Visitor, tracebacks
from tests.serving import ARGUMENTS, chromium, served

LIMIT_MB = 2048
SAMPLE_SECONDS = 10
KINDS = ("pages opened", "controls moved", "runs begun", "runs finished", "left mid-run", "refused", "given up")


def memory_mb(process: psutil.Process) -> float:
    """Resident memory of the server and what it started; pages that they may share, TensorFlow's 0.4 GB, count once."""
    found = []
    for one in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):  # it ended since it was listed
            info = one.memory_info()
            found.append((info.rss, getattr(info, "shared", 0)))  # only Linux tells what is shared
    resident, shared = np.transpose(found)
    return float(resident.sum() - shared.sum() + shared.max()) / 2**20


async def crowd(address: str, process: psutil.Process, minutes: float, visitors: int) -> tuple[Tally, np.ndarray]:
    """Let `visitors` act for so many minutes. Returns what happened, and rows of minute and memory (MB)."""
    tally, memory = Tally(), []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        context = await browser.new_context(viewport={"width": 1300, "height": 900})
        context.set_default_timeout(1000 * PATIENCE_SECONDS)
        await context.add_init_script(STILL)
        chances = map(random.Random, range(visitors))
        tasks = [asyncio.create_task(Visitor(context, address, chance, tally).stay()) for chance in chances]
        clock = asyncio.get_running_loop().time
        began = clock()
        seen = tally.counts.copy()
        while (now := (clock() - began) / 60) < minutes:
            memory.append((now, memory_mb(process)))
            if int(now) > int(now - SAMPLE_SECONDS / 60):
                counts = ", ".join(f"{kind} {tally.counts[kind] - seen[kind]}" for kind in KINDS)
                print(f"minute {now:4.1f}: {counts}, faults {len(tally.faults)}, {memory[-1][1]:.0f} MB", flush=True)
                seen = tally.counts.copy()
            await asyncio.sleep(SAMPLE_SECONDS)
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        tally.faults += [repr(end) for end in ends if not isinstance(end, asyncio.CancelledError)]
    await asyncio.sleep(5)  # what nobody waits for any more ends
    memory.append(((clock() - began) / 60, memory_mb(process)))
    return tally, np.array(memory)


def report(tally: Tally, memory: np.ndarray, minutes: float, visitors: int) -> None:
    """The table."""
    second_half = memory[memory[:, 0] >= minutes / 2]
    growth = np.polyfit(second_half[:, 0], second_half[:, 1], 1)[0]
    rows = {
        "visitors, minutes": f"{visitors}, {minutes:g}",
        **{kind: tally.counts[kind] for kind in (*KINDS, RACED)},
        "exceptions, tracebacks, console errors": len(tally.faults),
        "page painted, median / longest": _spread(tally.painted),
        "script ended, median / longest": _spread(tally.answered),
        "server's memory: start, middle, most, end": f"{memory[0, 1]:.0f}, {second_half[0, 1]:.0f}, "
        f"{memory[:, 1].max():.0f}, {memory[-1, 1]:.0f} MB",
        "growth over the second half": f"{growth:+.1f} MB a minute",
    }
    for name, value in rows.items():
        print(f"| {name} | {value} |")
    for fault in tally.faults:
        print(fault)


def _spread(seconds: list[float]) -> str:
    return f"{np.median(seconds):.1f} / {max(seconds):.1f} s" if seconds else "none"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--visitors", type=int, default=20)
    wanted = parser.parse_args()
    log = Path(tempfile.mkdtemp()) / "server.log"
    with served(log=log) as (address, process):
        tally, memory = asyncio.run(crowd(address, process, wanted.minutes, wanted.visitors))
    if found := tracebacks(log.read_text(errors="replace")):
        tally.faults.append(f"{found} tracebacks in the server's log {log}")
    report(tally, memory, wanted.minutes, wanted.visitors)
    return 1 if tally.faults or memory[:, 1].max() > LIMIT_MB else 0


if __name__ == "__main__":
    sys.exit(main())
