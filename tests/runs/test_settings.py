"""Settings: one table, quoted in the README, and complete."""

import re

import pytest

from core.catalog import ROOT
from core.runs import settings


def test_the_readme_quotes_the_table_of_settings():
    assert settings.table() in (ROOT / "README.md").read_text()


def test_every_setting_that_the_code_reads_is_in_the_table():
    files = [*ROOT.glob("core/**/*.py"), *ROOT.glob("pages/**/*.py"), ROOT / "Home.py"]
    read = {name for file in files for name in re.findall(r"NBB_[A-Z_]+", file.read_text())}
    assert read == {setting.name for setting in settings.SETTINGS}


@pytest.mark.parametrize("written", ["junk", "-3", "0", "nan", ""])
def test_a_number_that_is_none_falls_back(monkeypatch, written):
    monkeypatch.setenv("NBB_QUEUE", written)
    assert settings.number("NBB_QUEUE") == 8


def test_a_number_is_taken(monkeypatch):
    monkeypatch.setenv("NBB_QUEUE", "3")
    assert settings.number("NBB_QUEUE") == 3
