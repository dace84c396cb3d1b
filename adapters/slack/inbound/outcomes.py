"""What becomes of a /learn command: the note that only its writer sees leads to the answer once it is there.

Source: docs.slack.dev/interactivity/handling-user-interaction: a response_url takes five messages in half an hour.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import aiohttp
from cachetools import LRUCache
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.slack.connector.credentials import Tokens
from adapters.slack.connector.payloads import person
from adapters.slack.connector.port import Body
from adapters.slack.outbound.blocks import blocks
from bot.chat import Message
from bot.events import Asked, Person
from bot.faults import ChatError
from bot.messages import platform_texts
from bot.messages.reply import find
from lessons.database import Database
from schedules.ledger.figures.answers_sent import Asker, SentAnswer, sent_answers
from schedules.people import roster
from schedules.people.identities import learners_known_as

log = logging.getLogger(__name__)

LOOK_S = 0.5
LATE_S = 20.0  # most answers are there within seconds; a clip that must be drawn first takes a minute
MOST_PLACES = 4096
GIVEN_UP_S = 300.0  # a response_url lives for half an hour; nobody looks at the note that long


class OpenCommand:
    """A command that is not answered yet.

    Attributes:
        asker: None until the row of who wrote it is found.
        answer: set once it was sent.
    """

    def __init__(self, event: Asked) -> None:
        self.event = event
        self.asker: Asker | None = None
        self.answer: asyncio.Future[SentAnswer] = asyncio.get_running_loop().create_future()

    async def answer_within(self, seconds: float) -> SentAnswer | None:
        """The answer, or None when it was not sent in this time."""
        await asyncio.wait([self.answer], timeout=seconds)
        return self.answer.result() if self.answer.done() else None


class CommandOutcomes:
    """Follows commands until they are answered."""

    def __init__(self, database: Database, tokens: Tokens, session: aiohttp.ClientSession) -> None:
        self._database = database
        self._tokens = tokens
        self._session = session
        self._open: dict[str, OpenCommand] = {}
        self._places: LRUCache[Person, str] = LRUCache(MOST_PLACES)

    async def in_own_conversation(self, body: Body) -> bool:
        """Whether a command was written in the conversation with the app, where its answer comes anyway."""
        channel = str(body.get("channel_id") or "")
        # Only there the answer appears right below the words. Ids of direct messages begin with a D.
        return channel.startswith("D") and channel == await self._place(person(body))

    async def _place(self, who: Person) -> str:
        """The conversation with somebody, "" while there is none; remembered, since Slack waits for the answer."""
        if who not in self._places:
            async with self._database.read() as db:
                sender = await find(db, who)
            if sender is None or not sender[1].place:
                return ""
            self._places[who] = sender[1].place
        return self._places[who]

    async def follow(self, body: Body, event: Asked) -> None:
        """Replace the note of a command by a link to its answer."""
        if event.event_id in self._open:  # Slack sent it again: it is followed already
            return
        command = self._open[event.event_id] = OpenCommand(event)
        try:
            answer = await command.answer_within(LATE_S)
            if answer is None:
                await self._replace(body, platform_texts.answer_late())
                answer = await command.answer_within(GIVEN_UP_S - LATE_S)
            if answer is not None:
                await self._replace(body, platform_texts.answer_sent(await self._link(answer)))
        finally:
            del self._open[event.event_id]

    async def look(self) -> None:
        """Look for the answers of all open commands at once, again and again.

        One query for all: when each command looked by itself, 200 commands a second kept the database from anything
        else (`python -m bench.inbound`).
        """
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self._look()
            except Exception:
                # The database may be away for a while; commands wait until it is back.
                log.exception("the answers of commands were not looked for")

    async def _look(self) -> None:
        commands = [command for command in self._open.values() if not command.answer.done()]
        if not commands:
            return
        async with self._database.read() as db:
            await self._find_askers(db, [command for command in commands if command.asker is None])
            askers = {command.event.event_id: command.asker for command in commands if command.asker}
            answers = await sent_answers(db, askers.values())
        for command in commands:
            if (answer := answers.get(command.event.event_id)) and not command.answer.done():
                command.answer.set_result(answer)

    async def _find_askers(self, db: AsyncConnection, commands: Sequence[OpenCommand]) -> None:
        """Whose rows those are who wrote the commands; who is not known yet is looked for again."""
        for platform, workspace_id in {(each.event.who.platform, each.event.who.workspace) for each in commands}:
            workspace = await roster.workspace_outside(db, platform, workspace_id)
            if workspace is None:
                continue
            theirs = [each for each in commands if each.event.who.workspace == workspace_id]
            rows = await learners_known_as(db, workspace.id, [each.event.who.learner for each in theirs], platform)
            for each in theirs:
                if row := rows.get(each.event.who.learner):
                    each.asker = Asker(workspace.id, row.id, each.event.event_id, each.event.at)

    async def _link(self, answer: SentAnswer) -> str:
        """The address of a message, "" where Slack does not tell it."""
        try:
            client = await self._tokens.client(answer.workspace_id)
            reply = await client.chat_getPermalink(channel=answer.place, message_ts=answer.message_ref)
        except (SlackApiError, ChatError, aiohttp.ClientError, TimeoutError, ValueError) as error:
            log.info("an answer's address is not known: %s", type(error).__name__)
            return ""
        return str(reply.get("permalink") or "")

    async def _replace(self, body: Body, message: Message) -> None:
        hook = AsyncWebhookClient(str(body["response_url"]), session=self._session, retry_handlers=[])
        try:
            await hook.send(
                text=message.summary,
                blocks=blocks(message, inline_video=False),
                response_type="ephemeral",
                replace_original=True,
            )
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            log.info("a note of a command was not replaced: %s", type(error).__name__)
