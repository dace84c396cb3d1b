"""Moodle's GIFT format. Its grammar: docs.moodle.org, "GIFT format"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lessons.authoring.banks.bank import (
    NO_QUESTION,
    NOT_CLOSED,
    NOT_OPENED,
    OTHER_KIND,
    Bank,
    BankQuestion,
    LeftOut,
    as_text,
    fault_in_options,
)
from lessons.checks import Check, Option

_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(?:html|moodle|plain|markdown)\]\s*", re.IGNORECASE)
_WEIGHT = re.compile(r"^%-?\d{1,3}(?:\.\d{1,5})?%")
_TRUTH = re.compile(r"^(T|TRUE|F|FALSE)\s*(?=#|$)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_KEPT = {mark: chr(0xE000 + at) for at, mark in enumerate("~=#{}:\\n")}
_BACK = str.maketrans({chr(0xE000 + at): "\n" if mark == "n" else mark for at, mark in enumerate("~=#{}:\\n")})


@dataclass(frozen=True, slots=True)
class _GiftQuestion:
    """One question as written, with the line on which it begins."""

    line: int
    text: str


def read_gift(text: str, true: str = "True", false: str = "False") -> Bank:
    """The checks of a bank.

    Args:
        true, false: the options of a question that asks whether something is so.
    """
    bank = Bank()
    for block in _blocks(text):
        try:
            question = _question(block, true, false)
        except ValueError as why:
            bank.left_out.append(LeftOut("", block.line, str(why)))
        else:
            bank.questions.append(question)
    return bank


def _blocks(text: str) -> Iterator[_GiftQuestion]:
    """Questions are parted by empty lines; comments and categories are no part of one."""
    begun, lines = 0, []
    for number, line in enumerate([*text.removeprefix("\ufeff").splitlines(), ""], 1):
        if line.lstrip().startswith("//"):
            continue
        if line.strip() and not line.startswith("$CATEGORY:"):
            begun = begun or number
            lines.append(line)
        elif lines:
            yield _GiftQuestion(begun, "\n".join(lines))
            begun, lines = 0, []


def _question(block: _GiftQuestion, true: str, false: str) -> BankQuestion:
    """Raises: ValueError, with why there is no check in it."""
    # Escaped marks stand for themselves: they are put aside until the others have been read.
    text = _ESCAPED.sub(lambda match: _KEPT[match[1]], block.text)
    title = ""
    if named := _TITLE.match(text):
        title, text = named[1], text[named.end() :]
    text = _FORMAT.sub("", text, count=1)
    stem, opened, rest = text.partition("{")
    answers, closed, behind = rest.partition("}")
    if not opened:
        raise ValueError(NOT_OPENED)
    if not closed:
        raise ValueError(NOT_CLOSED)
    # Words behind the braces make a gap of them.
    wording = f"{stem} … {behind}" if behind.strip() else stem
    if not _plain(wording):
        raise ValueError(NO_QUESTION)
    answers, _, general = answers.partition("####")
    check = _truth(wording, answers, general, true, false) or _choice(wording, answers, general)
    return BankQuestion(block.line, _plain(title), check)


def _truth(wording: str, answers: str, general: str, true: str, false: str) -> Check | None:
    truth = _TRUTH.match(answers.strip())
    if truth is None:
        return None
    is_true = truth[1].upper().startswith("T")
    # The first feedback is for the wrong answer, the second for the right one.
    wrong, _, right = answers.strip()[truth.end() :].removeprefix("#").partition("#")
    feedback = (right, wrong) if is_true else (wrong, right)
    options = tuple(Option(word, _plain(each)) for word, each in zip((true, false), feedback, strict=True))
    return Check(_plain(wording), options, 0 if is_true else 1, _plain(general))


def _choice(wording: str, answers: str, general: str) -> Check:
    parts = re.split(r"(?=[~=])", answers.strip())
    written = [part for part in parts if part.strip()]
    # Only "=": every one is right, and somebody types one of them. Numbers and pairs have marks of their own.
    if not any(part.startswith("~") for part in written) or answers.strip().startswith("#"):
        raise ValueError(OTHER_KIND)
    options: list[Option] = []
    right: list[int] = []
    for part in written:
        words, _, feedback = part[1:].partition("#")
        weight = _WEIGHT.match(words.strip())
        # A share of the points: the whole is a right answer, a part is one of several.
        counts = float(weight[0].strip("%")) if weight else 0.0
        if part.startswith("=") or counts > 0:
            right.append(len(options))
        options.append(Option(_plain(_WEIGHT.sub("", words.strip())), _plain(feedback)))
    if fault := fault_in_options([option.text for option in options], len(right)):
        raise ValueError(fault)
    return Check(_plain(wording), tuple(options), right[0], _plain(general))


def _plain(text: str) -> str:
    return as_text(_FORMAT.sub("", text.translate(_BACK), count=1))
