"""What the bot says of a learner's own progress."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat import Facts, Message, Text, Tone
from bot.messages.catalogue import tr, trn
from bot.messages.common_texts import plain


def progress(rows: Sequence[tuple[str, str]]) -> Message:
    if not rows:
        return plain(tr("Nothing to show yet: your first lesson is still to come."))
    heading = tr("Your progress")
    return Message(heading, (Text(heading, Tone.TITLE), Facts(tuple(rows))))


def seen_of(seen: int, of: int) -> str:
    return trn("{seen} of {count} episode", "{seen} of {count} episodes", of, seen=seen)


def begins_later() -> str:
    """In place of a figure, for somebody whose group gets the series later."""
    return tr("begins later for you")


def first_try(right: int, of: int) -> tuple[str, str]:
    return tr("Right at the first try"), tr("{right} of {of}", right=right, of=of)


def still_right(right: int, of: int) -> tuple[str, str]:
    return tr("Still right a week or more later"), tr("{right} of {of}", right=right, of=of)


def fading(count: int, of: int) -> tuple[str, str]:
    label = tr("Fading, to be asked again soon")
    return label, trn("{fading} of {count} question", "{fading} of {count} questions", of, fading=count)
