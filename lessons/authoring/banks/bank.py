"""What comes out of a question bank: checks, and what was left out, each with its line."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lessons.checks import Check

OTHER_KIND = "this question is no single choice"
SEVERAL_RIGHT = "more than one answer is right"
NONE_RIGHT = "no answer is marked as right"
TOO_FEW = "there is only one answer to choose"
TOO_MANY = "there are more than five answers to choose"
EMPTY = "one of the answers has no words"
NO_QUESTION = "there is no question before the answers"
NOT_CLOSED = "the answers have no closing brace"
NOT_OPENED = "there is no question with answers in braces"
NO_XML = "this is no XML that can be read"
NO_QTI = "there is no QTI question in it"
NO_TEXT = "this is no text in UTF-8"
NO_BANK = "this is no question bank that can be read: bring GIFT as .txt or .gift, or QTI as .xml or .zip"
TOO_LARGE = "this question bank is too large: bring parts of at most 8 MB and 200 questions"
MOST_QUESTIONS = 200
MOST_BYTES = 8 << 20

_TAG = re.compile(r"<[^>]{0,500}>")
_BREAK = re.compile(r"<(?:br|/p|/div|/li)\b[^>]{0,500}>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class LeftOut:
    """A question that no check was made of.

    Attributes:
        file: "" where the bank is one file.
        line: from 1.
        why: one of the sentences above.
    """

    file: str
    line: int
    why: str


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """A question that became a check.

    Attributes:
        title: "" where the bank has none.
    """

    line: int
    title: str
    check: Check


@dataclass(slots=True)
class Bank:
    """Everything that a bank holds, in its order."""

    questions: list[BankQuestion] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


class UnreadableBank(ValueError):
    """Nothing can be read; the text is one of the sentences above.

    Attributes:
        line: where it stops, 0 where that is nowhere.
    """

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(why)
        self.line = line


def as_text(markup: str) -> str:
    """Words without markup: banks hold HTML, and checks are plain text."""
    return " ".join(html.unescape(_TAG.sub("", _BREAK.sub(" ", markup))).split())


def fault_in_options(options: Sequence[str], right: int) -> str:
    """Why options are none that a check can have, "" where they are."""
    if len(options) < 2:
        return TOO_FEW
    if len(options) > 5:
        return TOO_MANY
    if not all(options):
        return EMPTY
    return "" if right == 1 else SEVERAL_RIGHT if right else NONE_RIGHT
