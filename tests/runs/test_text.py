"""Text of strangers shown literally; tests/browser/test_hostile_text.py holds it against Streamlit's own renderer."""

import re

import pytest
from markdown_it import MarkdownIt

from core.runs.text import JOINER, literal
from tests.hostile import TEXTS

# Streamlit's replacements work on text after Markdown's escapes are resolved.
LATE = re.compile(r":[\w+-]+:|:[\w/-]+\[|https?://|www\.|@[\w-]+\.|--|->|<-|[<>~]=", re.IGNORECASE)


@pytest.mark.parametrize("text", TEXTS)
def test_markdown_shows_every_character_and_adds_no_element(text):
    [opening, inline, closing] = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(literal(text))
    assert (opening.type, closing.type) == ("paragraph_open", "paragraph_close")
    assert {token.type for token in inline.children} <= {"text", "text_special"}
    shown = "".join(token.content for token in inline.children)
    assert shown.replace(JOINER, "") == text
    assert not LATE.search(shown)


def test_the_late_replacements_would_see_the_raw_texts():
    assert sum(bool(LATE.search(text)) for text in TEXTS) > 8


def test_line_breaks_and_control_characters_end_no_sentence():
    assert literal("a\n\n# b\x00\tc\u202ed") == r"a \# b cd"
    assert literal("canary 12 äß") == "canary 12 äß"
    assert literal(3) == "3"
