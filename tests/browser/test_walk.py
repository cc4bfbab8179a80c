"""A minute of the random walk (tests/load/walk.py); thirty minutes of it are `make walk`."""

import re
import subprocess
import sys

import pytest

from core.catalog import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_minute_at_random_raises_nothing(browser, data_folder):
    """In a process of its own: the session's browser has an event loop that runs already."""
    command = [sys.executable, "-m", "tests.load.walk", "--minutes", "1", "--seed", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout
    assert int(re.search(r"'actions': (\d+)", done.stdout).group(1)) > 5
