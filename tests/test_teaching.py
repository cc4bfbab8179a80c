"""docs/teaching.md: its lessons open, its images exist, and its numbers are those of the claims."""

import re
from itertools import pairwise
from pathlib import Path

from core import catalog
from core.catalog import ROOT

DOCS = ROOT / "docs"
TEXT = (DOCS / "teaching.md").read_text()
ADDRESS = re.compile(r"`(\w+)\?lesson=(\w+)(?:&step=(\d+))?`")
CITED = re.compile(r"\b([A-E]\d+): ([^()]*?)(?=, [A-E]\d+: |\))")


def test_every_address_is_a_step_of_a_lesson():
    found = ADDRESS.findall(TEXT)
    assert len(found) == TEXT.count("?lesson=")
    for page, slug, step in found:
        assert page == Path(catalog.topic(slug).page).stem.partition("_")[2]
        assert int(step or 1) <= len(catalog.LESSONS[slug].steps)
    assert {slug for _, slug, _ in found} == set(catalog.LESSONS)


def test_the_table_counts_the_steps():
    for topic in catalog.TOPICS:
        count = len(catalog.LESSONS[topic.slug].steps)
        row = rf"\| {topic.title} \| `\w+\?lesson={topic.slug}` \| {count} \| about {5 * count} minutes \|"
        assert re.search(row, TEXT)


def test_images_exist():
    for name in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", TEXT):
        assert (DOCS / name).is_file()


def test_cited_numbers_are_in_the_claims():
    sections = dict(re.findall(r"^### ([A-E]\d+)\. (.*?)(?=^###? |\Z)", (DOCS / "claims.md").read_text(), re.M | re.S))
    cited = CITED.findall(TEXT)
    assert len(cited) > 15
    for claim, said in cited:
        for number in re.findall(r"[-+]?\d+(?:\.\d+)?(?: of 20)?", said):
            if number not in ("20", "10"):
                assert re.search(rf"(?<![\d.]){re.escape(number)}(?![\d])", sections[claim]), f"{claim} lacks {number}"


def test_times_of_a_plan_add_up_to_ninety_minutes():
    for plan in TEXT.split("\n## Plan ")[1:]:
        spans = [(int(a), int(b)) for a, b in re.findall(r"^\| (\d+)–(\d+) \|", plan, re.M)]
        assert spans[0][0] == 0
        assert spans[-1][1] == 90
        assert all(before[1] == after[0] for before, after in pairwise(spans))
