"""What the writer of a series hears of its review."""

from __future__ import annotations

from bot.chat import Message, Text, Tone
from bot.messages.catalogue import tr


def sent_back(title: str, name: str, reason: str) -> Message:
    heading = tr("“{title}” came back from its review", title=title)
    why = Text(tr("{name}: {reason}", name=name, reason=reason))
    again = Text(tr("Write “studio” to change and publish it again."))
    return Message(heading, (Text(heading, Tone.TITLE), why, again))


def labels() -> dict[str, str]:
    """The words of the part of the page on which a version is reviewed."""
    return {
        "review": tr("Review"),
        "send_back": tr("Send it back"),
        "send_back_why": tr("Why it cannot go out like this"),
        "decisions": tr("What became of its versions"),
        "published": tr("published"),
        "approved": tr("approved"),
        "sent_back": tr("sent back"),
    }
