"""How the bot speaks in the playground: rows that the chat page shows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.web.chat import messages
from adapters.web.chat.messages import Author
from adapters.web.http.errors import database_is_gone
from bot import lease
from bot.chat import Address, Message, Pace
from bot.clock import Clock
from bot.faults import ChatError, ChatRefused, ChatUncertain
from bot.messages.catalogue import Manner, introduce
from lessons.database import Database


class Bell:
    """Wakes those who wait for news within this process; other processes' news is looked for in the table."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def ring(self) -> None:
        # The new event stands before the old one is set: whoever wakes and listens again waits for the next ring.
        rung, self._next = self._next, asyncio.Event()
        rung.set()

    def listen(self) -> asyncio.Event:
        """The next ring. Take it before looking, so that what happens while looking is not missed."""
        return self._next


async def heard(ring: asyncio.Event, timeout_s: float) -> None:
    """Returns at the ring, or when the time is over."""
    with suppress(TimeoutError):
        await asyncio.wait_for(ring.wait(), timeout_s)


class WebChat:
    """The Chat port on the web_messages table.

    Attributes:
        bell: rings at every change made by this process.
    """

    platform = "web"
    # There is no platform behind this chat that limits how much is sent; 0 is without limit.
    pace = Pace(per_second=0, burst=1)
    can_look = True

    def __init__(self, database: Database, clock: Clock) -> None:
        introduce(self.platform, Manner(pages_only=True))
        self.bell = Bell()
        self.database = database
        self._clock = clock

    async def send(self, to: Address, message: Message, delivery_id: str) -> str:
        async with self._writing() as db:
            at = self._clock.now()
            # Checked after the lock was waited for and before the row is written: past the lease another worker may
            # look for it.
            lease.check()
            entry = await messages.say(db, to.workspace_id, to.learner_id, Author.BOT, delivery_id, message, at)
        self.bell.ring()
        return entry

    async def reopen(self, to: Address) -> Address:
        """The same place: a chat in our own table is there as long as its learner is."""
        return to

    async def update(self, to: Address, ref: str, message: Message) -> None:
        async with self._writing() as db:
            revised = await messages.revise(db, to.workspace_id, to.learner_id, ref, message, self._clock.now())
        if not revised:
            raise ChatRefused("the message to change is not in this learner's chat")
        self.bell.ring()

    async def find(self, to: Address, delivery_id: str, since: datetime) -> str | None:
        try:
            async with self.database.read() as db:
                return await messages.carrying(db, to.workspace_id, to.learner_id, delivery_id)
        except Exception as error:
            if database_is_gone(error):
                raise ChatError("the chat's table cannot be read now") from error
            raise

    async def hear(self, workspace_id: str, learner_id: str, event_id: str, words: str, at: datetime) -> None:
        """Keep what a learner wrote, so that their chat is whole when it is opened again."""
        async with self.database.write() as db:
            spoken = messages.own_words(words)
            await messages.say(db, workspace_id, learner_id, Author.LEARNER, event_id, spoken, at)
        self.bell.ring()

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with self.database.write() as db:
                yield db
        except Exception as error:
            if database_is_gone(error):
                # The commit may have arrived although its confirmation did not: find() tells.
                raise ChatUncertain("the chat's table did not confirm") from error
            raise
