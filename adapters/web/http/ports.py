"""What the pages need of the bot and of the playground."""

from __future__ import annotations

from typing import Protocol

from bot.clock import Clock
from bot.events import Event
from bot.links import Links
from bot.playground import TimeStep
from lessons.database import Database
from schedules.people.roster import Learner


class Bot(Protocol):
    """Where events go; answers come back through the Chat port."""

    @property
    def database(self) -> Database: ...

    @property
    def links(self) -> Links: ...

    @property
    def clock(self) -> Clock: ...

    async def handle(self, event: Event) -> None:
        """Write down what happened. The same event twice does nothing the second time."""


class Playground(Protocol):
    """People who can be played, and a time that can be moved."""

    @property
    def progress(self) -> str:
        """What is being done while time moves, "" while it does not."""

    async def people(self) -> list[Learner]:
        """Who can be played, in the order shown."""

    async def advance(self, step: TimeStep) -> None:
        """Move playground time, delivering on the way. Takes seconds."""
