"""A running Streamlit server and a headless Chromium, for browser tests, benchmarks and screenshots."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]
ONE_WORKER: Mapping[str, str] = MappingProxyType({"NBB_WORKERS": "1"})
# No sandbox, for containers that run as root; no traffic of its own.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str | None:
    """The system's Chromium: NBB_CHROMIUM or what is on the path."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("NBB_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def without_tensorflow(server: psutil.Process) -> bool:
    """Whether a server has not loaded TensorFlow, which is for its workers; always so on macOS, which tells nothing."""
    return not hasattr(server, "memory_maps") or not any("tensorflow" in found.path for found in server.memory_maps())


@contextmanager
def browsing() -> Iterator[Any]:
    """A headless Chromium through Playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        yield instance
        instance.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(
    script: Path = ROOT / "Home.py",
    log: Path = Path(os.devnull),
    port: int | None = None,
    base: str = "",
    settings: Mapping[str, str] = ONE_WORKER,
) -> Iterator[tuple[str, psutil.Process]]:
    """Serve `script` on `port` or a free one, below the path `base`; give its address and process; log to `log`.

    `settings` are variables of its environment.
    """
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
    options = ["--server.headless=true", "--server.address=127.0.0.1", "--server.fileWatcherType=none"]
    options += [f"--server.baseUrlPath={base}"] if base else []
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*command, *options],
            cwd=script.parent,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", **settings},
        )
    address = f"http://127.0.0.1:{port}/{base}".rstrip("/")
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.25)
        else:
            raise TimeoutError("the server did not start within a minute")
        yield address, psutil.Process(process.pid)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:  # busy with what nobody waits for any more
            process.kill()
            process.wait()
