"""What a learner does on a page: the same rules as in chat, and the words come back to the page instead of the chat."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.chat import Message
from bot.turn import Turn


@dataclass(frozen=True, slots=True)
class PageTurn(Turn):
    """A turn whose answers are shown where the learner is.

    Attributes:
        answers: what was said, in order.
    """

    answers: list[Message] = field(default_factory=list)

    async def say(self, message: Message, part: str = "") -> None:
        self.answers.append(message)

    @property
    def words(self) -> str:
        """What was said, as words alone."""
        return " ".join(answer.plain for answer in self.answers)
