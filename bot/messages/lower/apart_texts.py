"""What is said where documents disagree."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat import Message, Passage, Text, Tone
from bot.messages.answer_texts import asked_for
from bot.messages.catalogue import tr


def disagreeing(question: str, apart: str, passages: Sequence[Passage], corrected: str = "") -> Message:
    """Two passages side by side that cannot both be right.

    Args:
        apart: the sentence that says so.
    """
    heading = tr("Our documents disagree about this")
    ask = Text(tr("I cannot say which one holds: ask before you rely on it. It is on the curators' list."), Tone.QUIET)
    lead = (Text(heading, Tone.TITLE), Text(apart))
    return Message(heading, (*asked_for(question, corrected), *lead, *passages, ask))
