"""Text without what no reader sees: letters that only a machine reads are no words of a document."""

from __future__ import annotations

import re
import unicodedata

_JOINERS = "\u200c\u200d"  # they shape Persian and Indian words, and join emoji
_ITEM_INDENT = re.compile(r" +(?=(?:[-*•–]|\d{1,3}[.)]) )")
_SPACES = re.compile(r"[^\S\n]+")


def visible(text: str) -> str:
    """The text in composed form (NFC), its lines kept, with single spaces.

    Soft hyphens, direction marks, zero-width spaces and tag characters go: a word that they part is one word to its
    reader, and tags can spell whole sentences that nobody sees.
    """
    composed = unicodedata.normalize("NFC", text)
    seen = "".join(char for char in composed if char in _JOINERS or unicodedata.category(char) != "Cf")
    return "\n".join(filter(None, map(_tidy, seen.split("\n"))))


def _tidy(line: str) -> str:
    """A line with single spaces; an item of a list keeps its indent, which says what it hangs on."""
    indent = _ITEM_INDENT.match(line)
    return f"{indent.group() if indent else ''}{_SPACES.sub(' ', line).strip()}"
