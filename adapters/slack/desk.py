"""What happens in Slack beside messages: windows, App Home, people who come and go, the app being taken out."""

from __future__ import annotations

import logging
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from adapters.slack.directory import Directory
from adapters.slack.errands import Errands
from adapters.slack.payloads import PLATFORM, Body
from adapters.slack.tokens import Tokens
from bot.chat import ChatError
from bot.clock import Clock
from bot.events import Asked, Event, Person
from bot.inbound import Bot
from bot.removal import remove_app
from lessons.database import Database
from schedules.roster import learner_outside, workspace_outside

log = logging.getLogger(__name__)
MOST_KNOWN = 50_000  # people remembered as known; more only cost a question each


class SlackDesk:
    """Answers what needs more than a row."""

    def __init__(
        self, database: Database, bot: Bot, tokens: Tokens, directory: Directory, errands: Errands, clock: Clock
    ) -> None:
        self._database = database
        self._bot = bot
        self._tokens = tokens
        self._directory = directory
        self._errands = errands
        self._clock = clock
        self._known: set[Person] = set()

    async def handle(self, event: Event) -> None:
        """The bot's handle(), for people whom the directory may not have named yet, or who have no conversation yet."""
        if event.who not in self._known:
            await self._meet(event.who)
        await self._bot.handle(event)
        if isinstance(event, Asked) and not event.place:
            await self._directory.place_of(event.who)

    async def _meet(self, who: Person) -> None:
        async with self._database.read() as db:
            workspace = await workspace_outside(db, who.platform, who.workspace)
            learner = await learner_outside(db, workspace.id, who.learner) if workspace else None
        if workspace and learner is None:
            try:
                await self._directory.look_up(who)
            except (SlackApiError, ChatError, aiohttp.ClientError, TimeoutError) as fault:
                log.warning("somebody unknown could not be looked up: %s", type(fault).__name__)
                return
        if len(self._known) < MOST_KNOWN:
            self._known.add(who)

    async def home_opened(self, who: Person) -> None:
        return None

    async def command(self, body: Body) -> bool:
        return False

    async def pressed(self, body: Body) -> bool:
        return False

    async def submitted(self, body: Body) -> dict[str, Any]:
        return {}

    async def suggested(self, body: Body) -> list[dict[str, Any]]:
        return []

    async def person_changed(self, team_id: str, user: Body, joined: bool) -> None:
        await self._directory.changed(team_id, user)
        if joined:
            self._errands.run(self._directory.place_of(Person(PLATFORM, team_id, str(user["id"]))), "welcoming")

    async def removed(self, team_id: str, why: str) -> None:
        async with self._database.write() as db:
            workspace = await workspace_outside(db, PLATFORM, team_id)
            if workspace:
                await remove_app(db, workspace, why, self._clock.now())
                await self._tokens.drop(db, workspace.id)
