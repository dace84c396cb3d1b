"""A chat platform in memory: it keeps what it is sent, and fails for its app, a conversation, a person or a message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bot import lease
from bot.chat import Address, Choices, Message, Pace
from bot.faults import ChatAppFault, ChatConversationGone, ChatGone, ChatRefused, ChatUncertain
from schedules.people.roster import Learner
from tests.stories.world import Card


@dataclass
class Shown:
    """One message as it stands on a learner's screen now."""

    ref: str
    delivery_id: str
    message: Message
    at: datetime


@dataclass
class FakeChat:
    """The Chat port.

    Attributes:
        app_fault: why the app cannot write to anybody, "" while it can.
        gone: outside id of a person who cannot be reached -> why.
        refuses: why it takes no message of anybody, "" while it does.
        lose: how many of the next replies are lost after the message was kept.
        places: outside id -> the conversation that is theirs now, where it is not the first.
        tried: how many requests reached the platform at all.
        now: the platform's own clock.
    """

    platform: str = "memory"
    pace: Pace = field(default_factory=lambda: Pace(0, 1))
    can_look: bool = True
    app_fault: str = ""
    gone: dict[str, str] = field(default_factory=dict)
    refuses: str = ""
    lose: int = 0
    places: dict[str, str] = field(default_factory=dict)
    shown: dict[str, list[Shown]] = field(default_factory=lambda: defaultdict(list))
    tried: int = 0
    opened: list[str] = field(default_factory=list)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def send(self, to: Address, message: Message, delivery_id: str) -> str:
        self._may(to)
        if to.place != self.places.get(to.outside_id, to.place):
            raise ChatConversationGone("the conversation with this person no longer exists")
        if self.refuses:
            raise ChatRefused(self.refuses)
        lease.check()
        screen = self.shown[to.learner_id]
        screen.append(Shown(f"m{len(screen)}", delivery_id, message, self.now()))
        if self.lose:
            self.lose -= 1
            raise ChatUncertain("the platform did not answer")
        return screen[-1].ref

    async def reopen(self, to: Address) -> Address:
        self._may(to)
        self.opened.append(to.outside_id)
        return replace(to, place=self.places.get(to.outside_id, to.place))

    async def update(self, to: Address, ref: str, message: Message) -> None:
        self._may(to)
        for shown in self.shown[to.learner_id]:
            if shown.ref == ref:
                shown.message = message

    async def find(self, to: Address, delivery_id: str, since: datetime) -> str | None:
        messages = [shown for shown in self.shown[to.learner_id] if shown.at >= since]
        return next((shown.ref for shown in messages if shown.delivery_id == delivery_id), None)

    async def screen(self, learner: Learner) -> list[Card]:
        return [Card(shown.message.plain, _buttons(shown.message)) for shown in self.shown[learner.id]]

    def _may(self, to: Address) -> None:
        self.tried += 1
        if self.app_fault:
            raise ChatAppFault(self.app_fault)
        if to.outside_id in self.gone:
            raise ChatGone(self.gone[to.outside_id])


def _buttons(message: Message) -> dict[str, str]:
    choices = [part for part in message.parts if isinstance(part, Choices)]
    return {button.label: button.token for part in choices for button in part.buttons}
