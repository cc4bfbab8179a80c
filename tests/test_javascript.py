"""The scripts of pages/_shared: their unit tests run in node, and what Python packs is what player.js unpacks."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

TESTS = sorted((Path(__file__).parent / "javascript").glob("*.test.mjs"))


@pytest.fixture(scope="module")
def node() -> str:
    """The node program; without one these tests skip, but fail on CI."""
    found = shutil.which("node")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("node is not installed")
        pytest.skip("node is not installed")
    return found


def test_the_unit_tests_of_the_scripts_pass(node):
    assert TESTS
    done = subprocess.run([node, "--test", *map(str, TESTS)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
