"""Captions as a person corrects them: the marks that say when each word begins are out of the way, and come back."""

from __future__ import annotations

import re

MARK = re.compile(r"<(?:\d\d:)?\d\d:\d\d\.\d{3}>")  # as WebVTT writes when a word begins


def without_word_marks(captions: str) -> str:
    """The captions with the times of lines, and without those of words."""
    return MARK.sub("", captions)


def with_word_marks(corrected: str, before: str) -> str:
    """What it was before where a line's words stayed as they are: there captions go on lighting up word by word."""
    rows = {without_word_marks(row): row for row in before.split("\n")}
    return "\n".join(rows.get(row, row) for row in corrected.split("\n"))
