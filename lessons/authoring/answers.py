"""The section Answers: questions that the clip answers, in the words in which people ask them, and their answers."""

from __future__ import annotations

from collections.abc import Sequence

from lessons.authoring.page.errors import SourceFile
from lessons.authoring.page.markdown import Items, TableRow, plain
from lessons.authoring.page.outline import ANSWERS, Outline, Part
from lessons.authoring.passages import shown

MOST_ANSWERS = 5
ANSWERED_CHARACTERS = 140
ANSWER_CHARACTERS = 300  # of the answer below a question, which a chat shows whole
ASKS = ("?", "？", "؟")
HOW = "Write each question as - How do people ask it?"


def read_answers(page: SourceFile, outline: Outline) -> tuple[str, ...]:
    """The questions in the order of the file; none without the section."""
    part = outline.one(ANSWERS)
    if part is None:
        return ()
    questions: dict[str, str] = {}
    for rows in _items(page, part):
        above, below = _parts(rows)
        question, answer = _text(page, above, "question", ANSWERED_CHARACTERS), ""
        if below:
            answer = _text(page, below, "answer", ANSWER_CHARACTERS)
        if question.casefold() in questions:
            page.fault(rows[0].line, f"the question {question!r} stands twice", "Take it out, or ask something else.")
        elif question:
            questions[question.casefold()] = f"{question}\n{answer}" if answer else question
    if len(questions) > MOST_ANSWERS:
        what = f"## {part.heading} has {len(questions)} questions and can have {MOST_ANSWERS}"
        page.fault(part.line, what, f"Keep those that people really ask, and take {len(questions) - MOST_ANSWERS} out.")
    return tuple(questions.values())


def _items(page: SourceFile, part: Part) -> Sequence[Sequence[TableRow]]:
    items: list[Sequence[TableRow]] = []
    for block in part.blocks:
        if isinstance(block, Items):
            items += block.items
        else:
            page.fault(block.line, "the questions that a clip answers are a list", HOW)
    if not part.blocks:
        page.fault(part.line, f"## {part.heading} is empty", "Write each question as - …?, or take it out.")
    return items


def _parts(rows: Sequence[TableRow]) -> tuple[Sequence[TableRow], Sequence[TableRow]]:
    """The lines of the question, and those of the answer below the line that ends with its mark."""
    end = next((at for at, row in enumerate(rows, start=1) if row.text.rstrip().endswith(ASKS)), len(rows))
    return rows[:end], rows[end:]


def _text(page: SourceFile, rows: Sequence[TableRow], what: str, most: int) -> str:
    line = rows[0].line
    text = " ".join(shown(plain(page, line, "\n".join(row.text for row in rows))).split())
    if not text:
        page.fault(line, f"the {what} is empty", HOW)
    if len(text) > most:
        too_long = f"the {what} has {len(text)} characters and can have {most}"
        page.fault(line, too_long, f"Write it shorter by {len(text) - most}.")
    return text
