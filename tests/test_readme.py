"""What the README names is there: tests, make targets, pictures."""

import re

from core.catalog import ROOT, TOPICS

README = (ROOT / "README.md").read_text()


def test_every_claim_names_a_test_that_exists():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", README)
    assert len(named) == len(set(named)) >= 10
    for file, name in named:
        assert f"\ndef {name}(" in (ROOT / file).read_text(), name


def test_every_file_command_and_page_exists():
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for line in re.findall(r"^make .+$|`make [^`]+`", README, re.MULTILINE):
        words = line.strip("`").removeprefix("make ").split()
        assert {word for word in words if "=" not in word} <= set(targets), line
    written = re.findall(r"\]\(([\w/.]+)\)|`((?:core|pages|tests|assets)/[\w/]+\.\w+)`", README)
    for file in map("".join, written):
        assert (ROOT / file).exists() or {"TOPIC", "N_Title"} & set(re.split(r"[/.]", file)), file
    for topic in TOPICS:
        assert f"| {topic.title} | {topic.question} |" in README
