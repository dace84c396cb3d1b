"""What the studio says about question banks that are brought."""

from __future__ import annotations

from bot.messages.catalogue import template, told, tr, trn

WHY = (
    *(template("this question is no single choice"), template("more than one answer is right")),
    *(template("no answer is marked as right"), template("there is only one answer to choose")),
    *(template("there are more than five answers to choose"), template("there is no question before the answers")),
    *(template("the answers have no closing brace"), template("there is no question with answers in braces")),
    *(template("this is no XML that can be read"), template("there is no QTI question in it")),
    *(template("this is no text in UTF-8"), template("one of the answers has no words")),
    template("this is no question bank that can be read: bring GIFT as .txt or .gift, or QTI as .xml or .zip"),
    template("this question bank is too large: bring parts of at most 8 MB and 200 questions"),
)
"""Why a question was left out, or a bank cannot be read."""


def labels() -> dict[str, str]:
    return {
        "bank": tr("Bring questions"),
        "bank_hint": tr(
            "A question bank of Moodle or another system: GIFT (.txt, .gift) or QTI 1.2 and 2 (.xml, .zip). Each "
            "single choice becomes an episode with its question, whose story you write."
        ),
        "bank_file": tr("Question bank"),
        "bank_button": tr("Bring them"),
    }


def truth() -> tuple[str, str]:
    """The options of a question that asks whether something is so."""
    return tr("True"), tr("False")


def came_in(count: int, left_out: int) -> str:
    came = trn("{count} question became an episode.", "{count} questions became episodes.", count)
    stayed = trn("{count} was left out:", "{count} were left out:", left_out)
    return f"{came} {stayed}" if left_out else came


def why(sentence: str) -> str:
    return told(sentence)


def at_line(sentence: str, line: int) -> str:
    return tr("Line {line}: {why}", line=line, why=told(sentence)) if line else told(sentence)
