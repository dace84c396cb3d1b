"""The section Check, with Why: one question, its options, and where the clip answers it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lessons.authoring.page.errors import SourceFile, counted, listed, nearest
from lessons.authoring.page.markdown import Box, Items, TableRow, Words, plain
from lessons.authoring.page.outline import ACKNOWLEDGE, CHECK, WHY, Outline, Part
from lessons.checks import MAX_OPTIONS, MIN_OPTIONS, Check, Option

OPTION_CHARACTERS = 75
"""An option is the label of a button, and chat platforms cut longer ones."""

QUESTION_CHARACTERS = 250
REASON_CHARACTERS = 300
OPTION = re.compile(r"^\[(.?)\]\s*(.*?)(?:\s*(?:(?<!\\)->|→)\s*(\S+))?$")
CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
ANSWER = re.compile(r"^answer at\s*:\s*(.*)$", re.IGNORECASE)
VERSION = re.compile(r"\d")  # a number, a year or a day: what tells one version of a document from the next
CLOCK = re.compile(r"^(\d):([0-5]\d)$")
HOW = "Write it as - [ ] words, and the right one as - [x] words."


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """A check as written, with the lines that later rules speak of.

    Attributes:
        leads: line of each option that leads to a branch, by the branch's key.
    """

    check: Check
    line: int
    leads: Mapping[str, int]


@dataclass(slots=True)
class _Read:
    question: str = ""
    options: tuple[tuple[Option, bool, int], ...] = ()
    answer: TableRow | None = None


def read_check(page: SourceFile, outline: Outline, scene_titles: Mapping[str, int]) -> QuestionPart | None:
    """The check of an episode; None when it has none.

    Args:
        scene_titles: title of a section -> index of the first scene of the script below it.
    """
    why = outline.words(WHY, REASON_CHARACTERS)
    check_part, part = outline.one(CHECK), outline.one(ACKNOWLEDGE)
    if check_part and part:
        page.fault(
            part.line, "there is a ## Check and an ## Acknowledge", "Keep one of them: a lesson ends with one question."
        )
    part = check_part or part
    if part is None:
        if reason := outline.one(WHY):
            page.fault(reason.line, "there is a ## Why but no ## Check", "Write the question under ## Check.")
        return None
    if outline.one(WHY) is None:
        page.fault(
            part.line,
            "the check has no reason",
            "Write ## Why and, below it, one sentence that every learner sees after answering.",
        )
    read = _read(page, part)
    if part.name == ACKNOWLEDGE:
        return QuestionPart(_acknowledgement(page, part, read, why), part.line, {})
    _refuse_options(page, part, read.options)
    right = [at for at, (_, correct, _) in enumerate(read.options) if correct]
    check = Check(read.question, tuple(option for option, _, _ in read.options), right[0] if right else 0, why)
    leads = {option.leads_to: line for option, _, line in read.options if option.leads_to}
    return QuestionPart(_with_answer(page, check, read.answer, scene_titles), part.line, leads)


def _acknowledgement(page: SourceFile, part: Part, read: _Read, why: str) -> Check:
    """A document with its version, and the one option that says that it was read."""
    if not VERSION.search(read.question):
        page.fault(
            part.line,
            "the document has no version",
            "Write its name and version, such as: Information security policy, version 3.2",
        )
    if len(read.options) != 1 or not read.options[0][1]:
        page.fault(part.line, "there is not one option that says it was read", "Write one: - [x] I have read it")
    options = tuple(replace(option, leads_to="") for option, _, _ in read.options[:1])
    return Check(read.question, options, 0, why, document=read.question)


def _read(page: SourceFile, part: Part) -> _Read:
    read = _Read()
    question: list[str] = []
    for block in part.blocks:
        match block:
            case Items() if read.options:
                page.fault(block.line, "the check has two lists", "Write all options as one list.")
            case Items():
                read.options = tuple(_option(page, rows, read) for rows in block.items)
            case Words():
                question += _words(page, block, read)
            case Box():
                page.fault(
                    block.line,
                    "a box stands in the check",
                    "Write the question as a sentence; boxes belong into scenes.",
                )
    read.question = " ".join(question)
    if not read.question:
        page.fault(part.line, "the check asks nothing", "Write the question between ## Check and the options.")
    elif len(read.question) > QUESTION_CHARACTERS:
        what = f"the question has {len(read.question)} characters and can have {QUESTION_CHARACTERS}"
        page.fault(part.line, what, f"Write it shorter by {len(read.question) - QUESTION_CHARACTERS}.")
    return read


def _words(page: SourceFile, block: Words, read: _Read) -> Sequence[str]:
    rows = [row for row in block.rows if not _takes_answer(row, read)]
    if rows and read.options:
        page.fault(
            rows[0].line, "words stand below the options", "Write the question above them, and the reason under ## Why."
        )
    return [plain(page, block.line, "\n".join(row.text for row in rows))] if rows and not read.options else []


def _takes_answer(row: TableRow, read: _Read) -> bool:
    answer = ANSWER.match(row.text)
    if answer:
        read.answer = TableRow(row.line, answer[1].strip())
    return answer is not None


def _option(page: SourceFile, rows: Sequence[TableRow], read: _Read) -> tuple[Option, bool, int]:
    first, *more = rows
    # What stands in backticks is text, an arrow too: it is covered while the parts of the option are looked for.
    option = OPTION.match(CODE.sub(lambda code: "_" * len(code[0]), first.text))
    if option is None or option[1] not in (" ", "x", "X"):
        page.fault(first.line, f"the option {first.text!r} has no box for right or wrong", HOW)
    mark, words, key = (option[1], first.text[slice(*option.span(2))], option[3]) if option else ("", first.text, None)
    text = plain(page, first.line, words)
    if not text:
        page.fault(first.line, "the option is empty", HOW)
    if len(text) > OPTION_CHARACTERS:
        what = f"the option has {len(text)} characters and a button in chat holds {OPTION_CHARACTERS}"
        page.fault(
            first.line, what, f"Cut {len(text) - OPTION_CHARACTERS}, or move them to a line below it as feedback."
        )
    return Option(text, _feedback(page, more, read), key or ""), mark in ("x", "X"), first.line


def _feedback(page: SourceFile, rows: Sequence[TableRow], read: _Read) -> str:
    sentences = [row for row in rows if not _takes_answer(row, read)]
    nested = next((row for row in sentences if re.match(r"[-*+>]\s", row.text)), None)
    if nested is not None:
        page.fault(
            nested.line,
            "the feedback of an option is a sentence",
            "Write it without a mark before it, indented by two spaces.",
        )
    text = plain(page, sentences[0].line, "\n".join(row.text for row in sentences)) if sentences else ""
    if len(text) > REASON_CHARACTERS:
        what = f"the feedback has {len(text)} characters and can have {REASON_CHARACTERS}"
        page.fault(sentences[0].line, what, f"Write it shorter by {len(text) - REASON_CHARACTERS}.")
    return text


def _refuse_options(page: SourceFile, part: Part, options: Sequence[tuple[Option, bool, int]]) -> None:
    right = [line for _, correct, line in options if correct]
    if not MIN_OPTIONS <= len(options) <= MAX_OPTIONS:
        what = f"the check has {counted(len(options), 'option')} and can have {MIN_OPTIONS} to {MAX_OPTIONS}"
        page.fault(part.line, what, HOW if len(options) < MIN_OPTIONS else f"Take {len(options) - MAX_OPTIONS} out.")
    elif not right:
        page.fault(part.line, "no option is marked as right", "Write the right one as - [x] words.")
    for line in right[1:]:
        what = f"a second option is marked as right; the first is on line {right[0]}"
        page.fault(line, what, "Write - [ ] before the one that is wrong.")
    seen: dict[str, int] = {}
    for option, _, line in options:
        if seen.setdefault(option.text.casefold(), line) != line and option.text:
            page.fault(line, f"the option {option.text!r} stands twice", "Write something else, or take it out.")


def _with_answer(page: SourceFile, check: Check, answer: TableRow | None, scene_titles: Mapping[str, int]) -> Check:
    if answer is None:
        return check
    clock = CLOCK.match(answer.text)
    if clock:
        return replace(check, at_s=int(clock[1]) * 60.0 + int(clock[2]))
    titles = {title.casefold(): title for title in scene_titles}
    title = titles.get(answer.text.casefold())
    if title is None:
        meant = nearest(answer.text, titles)
        choices = f"The titles are {listed(scene_titles)}." if titles else "Write minutes and seconds: Answer at: 0:42"
        instead = f"Write Answer at: {titles[meant]}" if meant else choices
        page.fault(answer.line, f"no scene has the title {answer.text!r}", instead)
    return check if title is None else replace(check, scene=scene_titles[title])
