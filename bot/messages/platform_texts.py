"""What the bot says where a chat platform, and not a lesson, is what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.chat import Link, Message, Text, Tone
from bot.messages.catalogue import tr, trn, voice
from bot.messages.common_texts import first_name, listed, long_date, plain


def on_its_way() -> Message:
    """Beside a button whose answer comes as a message of its own."""
    return plain(tr("It is on its way."))


def words_only() -> Message:
    return plain(
        tr(
            "I cannot open this file. I read words, and take films of up to 90 seconds for lessons. Write your "
            "question, and I will look for an answer."
        )
    )


def window_late(words: str) -> Message:
    """A window that the platform did not open in time.

    Args:
        words: what opens it.
    """
    return plain(tr("That window did not open in time, and nothing was lost. Write “{words}” once more.", words=words))


def share_window_late() -> Message:
    return plain(
        tr("That window did not open in time. Choose “Share with a colleague” once more, or write “share with @Bo”.")
    )


def left_out() -> Message:
    """To somebody whom lessons leave out, such as a guest."""
    return plain(
        tr(
            "Lessons and answers are for members of this workspace, so I have none for you. Ask an admin if you "
            "miss them."
        )
    )


def vote_in_a_line(right: int, total: int) -> str:
    """How a team voted, in one line."""
    return tr("{right} of {total} chose right", right=right, total=total)


def one_moment() -> Message:
    """In a channel, for words that are no question."""
    return plain(tr("One moment … the answer comes to you in our direct messages."))


def answer_sent(url: str) -> Message:
    """In a channel, once the answer stands in the direct conversation.

    Args:
        url: of the answer, "" where it is not known.
    """
    words = tr("Your answer is in our direct messages.")
    return Message(words, (Text(words), Link(tr("Open it"), url))) if url else plain(words)


def answered_directly(name: str) -> Message:
    """In a group, where an answer would be seen by everybody."""
    return plain(tr("{name}, I answer you in our direct chat.", name=first_name(name)))


def app_missing(name: str, url: str) -> Message:
    """In a group, to somebody who cannot be written to."""
    words = tr("{name}, I cannot write to you yet: add the app, then ask me once more.", name=first_name(name))
    return Message(words, (Text(words), Link(tr("Add the app"), url)))


def answer_late() -> Message:
    return plain(tr("This takes a little longer. The answer comes to you in our direct messages."))


def app_back(campaigns: Sequence[str]) -> Message:
    """To managers, after the app was taken out and is back."""
    heading = tr("Ninety is back in this workspace")
    paused = trn(
        "{titles} was paused meanwhile: nothing begins by itself.",
        "{titles} were paused meanwhile: nothing begins by itself.",
        len(campaigns),
        titles=listed(campaigns),
    )
    return Message(
        heading,
        (
            Text(heading, Tone.TITLE),
            Text(paused),
            Text(tr("Write “{learn} campaigns” to resume them.", learn=voice().manner.learn)),
        ),
    )


def lessons_wait(platform: str, since: datetime, reason: str) -> Message:
    return plain(
        tr(
            "Lessons have been waiting since {since}: I cannot write to your team in {platform} ({reason}). Nothing is "
            "lost, and nothing is skipped. Whoever looks after Ninety can mend it.",
            since=_moment(since),
            platform=platform.title(),
            reason=reason,
        )
    )


def lessons_go_on(platform: str, since: datetime, until: datetime, reason: str) -> Message:
    return plain(
        tr(
            "Lessons go on. From {since} to {until} I could not write to your team in {platform} ({reason}). Everybody "
            "goes on with the episode that they were to get.",
            since=_moment(since),
            until=_moment(until),
            platform=platform.title(),
            reason=reason,
        )
    )


def _moment(instant: datetime) -> str:
    return tr("{clock} UTC on {day}", clock=f"{instant:%H:%M}", day=long_date(instant.date()))
