"""One event of one learner, with everything that is needed to answer it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Button, Message, Text
from bot.links import Links
from bot.messages.buttons import say_button
from bot.messages.reply import say
from schedules.people.roster import Learner, Workspace

# How long a short answer waits for the platform to show it where it was asked for. Whoever shows it takes it back from
# the ledger; what was not shown, since the process was stopped or the database slow, leaves as a message after all.
TIME_TO_SHOW = timedelta(seconds=3)


def is_short(message: Message) -> bool:
    """Whether a message is words alone, which a platform can show beside the button that asked for them."""
    return all(isinstance(part, Text) for part in message.parts)


@dataclass(frozen=True, slots=True)
class Turn:
    """What a learner did, in the transaction that answers it.

    Attributes:
        learner: who did it; answers go to them.
        cause: id of the event; the same cause is answered once.
        now: when it is answered, UTC.
        in_place: the platform shows a short answer where the event happened.
    """

    db: AsyncConnection
    workspace: Workspace
    learner: Learner
    links: Links
    cause: str
    now: datetime
    in_place: bool = False

    async def say(self, message: Message, part: str = "") -> None:
        """Owe the learner an answer.

        Args:
            part: names a second answer to the same event, which would be taken for a repetition without a name.
        """
        cause = f"{self.cause}:{part}" if part else self.cause
        due_at = self.now + TIME_TO_SHOW if self.in_place and is_short(message) else self.now
        await say(self.db, self.learner, message, cause, due_at)

    def say_button(self, label: str, words: str) -> Button:
        """A button that says the words for the learner."""
        return say_button(self.learner, label, words, self.links, self.now)
