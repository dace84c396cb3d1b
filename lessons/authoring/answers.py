"""The section Answers: questions that the clip answers, in the words in which people ask them."""

from __future__ import annotations

from collections.abc import Sequence

from lessons.authoring.errors import Page
from lessons.authoring.markdown import Items, Row, plain
from lessons.authoring.outline import ANSWERS, Outline, Part
from lessons.authoring.passages import shown

MOST_ANSWERS = 5
ANSWERED_CHARACTERS = 140
HOW = "Write each question as - How do people ask it?"


def read_answers(page: Page, outline: Outline) -> tuple[str, ...]:
    """The questions in the order of the file; none without the section."""
    part = outline.one(ANSWERS)
    if part is None:
        return ()
    found: dict[str, str] = {}
    for rows in _items(page, part):
        question = _question(page, rows)
        if question.casefold() in found:
            page.fault(rows[0].line, f"the question {question!r} stands twice", "Take it out, or ask something else.")
        elif question:
            found[question.casefold()] = question
    if len(found) > MOST_ANSWERS:
        what = f"## {part.heading} has {len(found)} questions and can have {MOST_ANSWERS}"
        page.fault(part.line, what, f"Keep those that people really ask, and take {len(found) - MOST_ANSWERS} out.")
    return tuple(found.values())


def _items(page: Page, part: Part) -> Sequence[Sequence[Row]]:
    found: list[Sequence[Row]] = []
    for block in part.blocks:
        if isinstance(block, Items):
            found += block.items
        else:
            page.fault(block.line, "the questions that a clip answers are a list", HOW)
    if not part.blocks:
        page.fault(part.line, f"## {part.heading} is empty", "Write each question as - …?, or take it out.")
    return found


def _question(page: Page, rows: Sequence[Row]) -> str:
    line = rows[0].line
    text = shown(plain(page, line, "\n".join(row.text for row in rows)))
    if not text:
        page.fault(line, "the question is empty", HOW)
    if len(text) > ANSWERED_CHARACTERS:
        what = f"the question has {len(text)} characters and can have {ANSWERED_CHARACTERS}"
        page.fault(line, what, f"Write it shorter by {len(text) - ANSWERED_CHARACTERS}.")
    return text
