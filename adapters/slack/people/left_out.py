"""People whom lessons leave out, such as guests: they are told so at once instead of waiting for an answer."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import aiohttp
from slack_sdk.errors import SlackApiError

from adapters.slack.connector.credentials import Tokens
from adapters.slack.connector.port import PLATFORM
from bot.events import Person
from bot.faults import ChatError
from bot.managers.roles import LEFT_OUT, recorded_roles
from bot.messages import platform_texts
from bot.messages.reply import find
from lessons.database import Database
from schedules.people.roster import workspace_outside

log = logging.getLogger(__name__)

TELL_AGAIN = timedelta(hours=1)  # who writes ten messages in a row is told once
MOST_REMEMBERED = 10_000


class LeftOut:
    """Knows whom lessons leave out, and tells them."""

    def __init__(self, database: Database, tokens: Tokens) -> None:
        self._database = database
        self._tokens = tokens
        self._replied_at: dict[Person, datetime] = {}

    async def applies(self, who: Person) -> bool:
        """Whether Slack says of somebody that they are no learner; False while nothing is known of them."""
        async with self._database.read() as db:
            if await find(db, who) is not None:
                return False
            workspace = await workspace_outside(db, PLATFORM, who.workspace)
            roles = await recorded_roles(db, workspace.id, [who.learner]) if workspace else {}
        return roles.get(who.learner) in LEFT_OUT

    async def tell(self, who: Person, place: str, now: datetime) -> None:
        """Say so in their conversation. It is no delivery: the ledger knows learners alone."""
        # In memory alone: after a restart it is said once more, which harms nobody.
        if now - self._replied_at.get(who, now - TELL_AGAIN) < TELL_AGAIN:
            return
        if len(self._replied_at) >= MOST_REMEMBERED:
            self._replied_at.clear()
        self._replied_at[who] = now
        async with self._database.read() as db:
            workspace = await workspace_outside(db, PLATFORM, who.workspace)
        if workspace is None:
            return
        try:
            client = await self._tokens.client(workspace.id)
            await client.chat_postMessage(channel=place, text=platform_texts.left_out().plain)
        except (SlackApiError, ChatError, aiohttp.ClientError, TimeoutError, ValueError) as error:
            log.warning("somebody whom lessons leave out could not be told so: %s", type(error).__name__)
