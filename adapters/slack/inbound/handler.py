"""Handles queued events: unknown people are looked up first, and App Home is shown anew after a press on it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterable

import aiohttp
from slack_sdk.errors import SlackApiError

from adapters.slack.connector.port import PLATFORM
from adapters.slack.forms.home_pages import HomePages
from adapters.slack.inbound.background import BackgroundTasks
from adapters.slack.people.conversations import Conversations
from adapters.slack.people.directory import Directory
from adapters.slack.people.left_out import LeftOut
from bot.events import Asked, Event, Person
from bot.faults import ChatError
from bot.inbound import Bot
from schedules.people.roster import learner_outside, workspace_outside

log = logging.getLogger(__name__)
MEETING_S = 1.5  # for looking somebody up while Slack waits: it closes a command after three seconds
MOST_KNOWN = 50_000  # people remembered as known, about 10 MB; more only cost a question each
MOST_PRESSES = 10_000  # on App Home, not handled yet; where more are waiting, pages are shown anew when they are opened


class EventHandler:
    """What becomes of each event of Slack once it is a row."""

    def __init__(
        self,
        bot: Bot,
        directory: Directory,
        conversations: Conversations,
        homes: HomePages,
        left_out: LeftOut,
        background: BackgroundTasks,
    ) -> None:
        self._bot = bot
        self._directory = directory
        self._conversations = conversations
        self._homes = homes
        self._left_out = left_out
        self._background = background
        self._reachable: set[Person] = set()
        self._pressed_at_home: set[tuple[Person, str]] = set()

    async def handle(self, event: Event) -> None:
        """The bot's handle(), for people whom the directory may not have named yet, or who have no conversation yet."""
        reachable = event.who in self._reachable or await self.meet(event.who)
        if not reachable and isinstance(event, Asked) and event.place and await self._left_out.applies(event.who):
            return await self._left_out.tell(event.who, event.place, self._bot.clock.now())
        await self._bot.handle(event)
        self._refresh_home(event)
        # Who wrote has a conversation; who only pressed or wrote a command may have none.
        if not reachable and not (isinstance(event, Asked) and event.place):
            await self._conversations.open_with(event.who)

    async def is_left_out(self, who: Person) -> bool:
        """Whether somebody who waits for an answer will get none, as far as Slack says so in time."""
        if who in self._reachable:
            return False
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(MEETING_S):
                if await self.meet(who):
                    return False
        return await self._left_out.applies(who)

    async def meet(self, who: Person) -> bool:
        """Enter somebody unknown; returns whether there is a conversation with them already."""
        async with self._bot.database.read() as db:
            workspace = await workspace_outside(db, who.platform, who.workspace)
            learner = await learner_outside(db, workspace.id, who.learner, PLATFORM) if workspace else None
        if workspace and learner is None:
            try:
                await self._directory.look_up(who)
            except (SlackApiError, ChatError, aiohttp.ClientError, TimeoutError) as fault:
                log.warning("somebody unknown could not be looked up: %s", type(fault).__name__)
        # A learner who left keeps their row, and is greeted anew when they are back.
        reachable = learner is not None and learner.active and learner.platform == PLATFORM and learner.place != ""
        if reachable and len(self._reachable) < MOST_KNOWN:
            self._reachable.add(who)
        return reachable

    def refresh_home_after(self, events: Iterable[Event]) -> None:
        """Show App Home anew as soon as these presses on it are handled, which are about to be queued."""
        if len(self._pressed_at_home) < MOST_PRESSES:
            self._pressed_at_home.update((event.who, event.event_id) for event in events)

    def _refresh_home(self, event: Event) -> None:
        press = (event.who, event.event_id)
        if press in self._pressed_at_home:
            self._pressed_at_home.discard(press)
            self._background.run(self._homes.publish(event.who), "showing App Home")
