"""What whoever asked reads when a lesson was made for their question."""

from __future__ import annotations

from bot.chat import Message, Text, Tone
from bot.messages.catalogue import tr


def lesson_there(question: str, title: str) -> Message:
    heading = tr("There is a lesson about what you asked")
    asked = Text(tr("You asked: {question}", question=question))
    lesson = Text(tr("It is called “{title}”. Ask again, and you get it.", title=title))
    return Message(heading, (Text(heading, Tone.TITLE), asked, lesson))
