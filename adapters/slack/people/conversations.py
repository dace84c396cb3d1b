"""Direct conversations: opened once for everybody who is to hear from us, before the first lesson is due.

Source: docs.slack.dev/reference/methods/conversations.open.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import aiohttp
from slack_sdk.errors import SlackApiError

from adapters.slack.connector.credentials import Tokens
from adapters.slack.connector.port import PLATFORM
from adapters.slack.people.paces import OPEN, wait_for_turn
from bot.clock import Clock
from bot.events import Event, Joined, Left, Person
from bot.faults import ChatError
from lessons.database import Database, new_id
from schedules.ledger import ledger, pacing
from schedules.ledger.faults.unreached import Unreached, unreached_person, unreached_soon

log = logging.getLogger(__name__)

# Conversations are opened this long before their first lesson: at 50 a minute, 10,000 people take over three hours.
AHEAD = timedelta(days=2)
BATCH = 20
PERSON_GONE = {"user_not_found", "user_disabled", "user_not_visible", "cannot_dm_bot"}
USUAL_WAIT_S = 30.0  # where Slack asks to wait and does not say how long


class Conversations:
    """Opens the direct conversations of every Slack workspace.

    Args:
        handle: the bot's, for those who are reached now, and those who turn out to be gone.
    """

    def __init__(
        self, database: Database, tokens: Tokens, clock: Clock, handle: Callable[[Event], Awaitable[None]]
    ) -> None:
        self._database = database
        self._tokens = tokens
        self._clock = clock
        self._handle = handle

    async def open_due(self, now: datetime) -> int:
        """Open the conversation with those who are to hear from us soon and have none; returns how many were opened."""
        async with self._database.read() as db:
            people = await unreached_soon(db, PLATFORM, now, now + AHEAD, BATCH)
        return sum([await self._open(person) for person in people])

    async def open_with(self, who: Person) -> None:
        """Open the conversation with one person now, if there is none."""
        async with self._database.read() as db:
            person = await unreached_person(db, PLATFORM, who.workspace, who.learner)
        if person is not None:
            await self._open(person)

    async def _open(self, person: Unreached) -> bool:
        """Open one learner's conversation, once for good, at the workspace's pace."""
        await wait_for_turn(self._database, person.workspace_id, OPEN, self._clock.now())
        try:
            client = await self._tokens.client(person.workspace_id)
            reply = await client.conversations_open(users=person.outside_id)
        except SlackApiError as error:
            await self._not_opened(person, error)
            return False
        except (ChatError, aiohttp.ClientError, TimeoutError, ValueError) as error:
            log.warning("a conversation could not be opened: %s", type(error).__name__)
            return False
        place = str(reply["channel"]["id"])
        await self._handle(Joined(_who(person), f"place:{place}", person.name, self._clock.now(), place=place))
        async with self._database.write() as db:
            # What waited for the conversation leaves now instead of at its next try.
            await ledger.hurry(db, person.workspace_id, person.learner_id, self._clock.now())
        return True

    async def _not_opened(self, person: Unreached, error: SlackApiError) -> None:
        code = str(error.response.get("error", ""))
        log.warning("a conversation could not be opened: %s", code, extra={"learner": person.learner_id})
        if error.response.status_code == 429:
            wait = timedelta(seconds=float(error.response.headers.get("Retry-After", USUAL_WAIT_S)))
            async with self._database.write() as db:
                await pacing.block(db, person.workspace_id, self._clock.now() + wait, OPEN)
        # Everything else is a fault of the app or of Slack, and says nothing about the person.
        elif code in PERSON_GONE:
            await self._handle(Left(_who(person), f"left:{new_id()}", self._clock.now()))


def _who(person: Unreached) -> Person:
    return Person(PLATFORM, person.workspace_outside_id, person.outside_id)
