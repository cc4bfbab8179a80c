"""Text that strangers wrote (an address, a file, a table), made safe to show among our own Markdown."""

import re

# Streamlit replaces emoji, arrows and bare addresses after Markdown's own escapes are resolved, so a backslash does
# not protect them. An invisible character that no line breaks at, put inside, does.
JOINER = "\u2060"
BROKEN = re.compile(r"(?<=[:@])|(?<=www)(?=\.)|(?<=[-<])(?=[->=])|(?<=[>~])(?==)", re.IGNORECASE)
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def literal(text: object) -> str:
    r"""Return `text` as Markdown that shows exactly its characters.

    No part of it becomes an image, a link, HTML, a formula, an emoji, a colour, a list or a table. Line breaks become
    spaces, and control characters are dropped, so that it stays inside the sentence or the cell it is put in.

    Examples
    --------
    >>> literal("# not *bold*")
    '\\# not \\*bold\\*'
    """
    plain = "".join(character for character in " ".join(str(text).split()) if character.isprintable())
    return PUNCTUATION.sub(r"\\\1", BROKEN.sub(JOINER, plain))
