"""Words of the questions that ask nothing to be known: was it applied, was it useful."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat import Button, Choices, Message, Text, Tone
from bot.messages.catalogue import tr
from bot.messages.common_texts import plain


def applied_labels() -> tuple[str, str, str]:
    """What stands on the buttons: yes, no, and that there was no occasion."""
    return tr("Yes"), tr("No"), tr("There was no occasion")


def applied(series: str, buttons: Sequence[Button]) -> Message:
    """Asked once, a week or two after the season."""
    question = tr("In the last week, have you used anything from “{series}”?", series=series)
    why = tr("One press. Your manager sees how many said what, and nobody's name.")
    return Message(question, (Text(question), Choices(tuple(buttons)), Text(why, Tone.QUIET)))


def applied_answered(series: str, answer: str) -> Message:
    """The question once it was answered, without its buttons."""
    question = tr("In the last week, have you used anything from “{series}”?", series=series)
    return Message(question, (Text(question), Text(tr("You said: {answer}. Thank you.", answer=answer), Tone.QUIET)))


def gone() -> Message:
    return plain(tr("This question is over. Thank you all the same."))
