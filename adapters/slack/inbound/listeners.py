"""What is done with each kind of payload while Slack waits: a row is written, or work is begun, and Slack is answered.

Every event is a row before Slack is answered; what takes longer goes on in the background.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.response import BoltResponse

from adapters.slack.connector.payloads import organisation, person, team
from adapters.slack.connector.port import PLATFORM
from adapters.slack.forms.home_pages import HomePages
from adapters.slack.inbound import events
from adapters.slack.inbound.app_news import AppNews
from adapters.slack.inbound.background import BackgroundTasks
from adapters.slack.inbound.films import filmed_in_dm
from adapters.slack.inbound.handler import EventHandler
from adapters.slack.inbound.interactions import SlackInteractions
from adapters.slack.inbound.outcomes import CommandOutcomes
from bot.chat import Message
from bot.clock import Clock
from bot.event_queue import EventQueue
from bot.events import Asked, Person
from bot.messages import answer_texts, platform_texts
from bot.parsing.phrases import Command, understand

Acknowledge = Callable[..., Awaitable[BoltResponse]]
Payload = dict[str, Any]


class Listeners:
    """One method for each kind of payload."""

    def __init__(
        self,
        queue: EventQueue,
        handler: EventHandler,
        interactions: SlackInteractions,
        homes: HomePages,
        outcomes: CommandOutcomes,
        news: AppNews,
        background: BackgroundTasks,
        clock: Clock,
    ) -> None:
        self._queue = queue
        self._handler = handler
        self._interactions = interactions
        self._homes = homes
        self._outcomes = outcomes
        self._news = news
        self._background = background
        self._clock = clock

    async def message(self, body: Payload) -> None:
        film = filmed_in_dm(body, self._clock.now())
        if question := film or events.asked_in_dm(body, self._clock.now()):
            # Returns when the row is written; only then is Slack answered, which will not send the event again.
            await self._queue.take(question)

    async def home_opened(self, body: Payload) -> None:
        event = body["event"]
        if event.get("tab", "home") == "home":
            who = Person(PLATFORM, team(body), str(event["user"]))
            self._background.run(self._homes.publish(who), "showing App Home")

    async def joined(self, body: Payload) -> None:
        await self._news.person_changed(team(body), body["event"]["user"], True)

    async def changed(self, body: Payload) -> None:
        await self._news.person_changed(team(body), body["event"]["user"], False)

    async def uninstalled(self, body: Payload) -> None:
        await self._removed(body, "the app was uninstalled")

    async def revoked(self, body: Payload) -> None:
        # The event also comes when a person revokes a token of their own, which takes nothing from the app.
        if (body["event"].get("tokens") or {}).get("bot"):
            await self._removed(body, "the app's token was revoked")

    async def _removed(self, body: Payload, why: str) -> None:
        if enterprise_id := organisation(body):
            await self._news.removed_everywhere(enterprise_id, why)
        else:
            await self._news.removed(team(body), why)

    async def access_granted(self, body: Payload) -> None:
        enterprise_id = organisation(body) or str(body.get("enterprise_id") or "")
        await self._news.granted(enterprise_id, [str(team_id) for team_id in body["event"].get("team_ids", ())])

    async def access_revoked(self, body: Payload) -> None:
        for team_id in body["event"].get("team_ids", ()):
            await self._news.removed(str(team_id), "the organisation took the app out of this workspace")

    async def command(self, body: Payload, ack: Acknowledge) -> None:
        if await self._interactions.command(body):
            await ack()
            return
        if await self._handler.is_left_out(person(body)):
            await ack(response_type="ephemeral", text=platform_texts.left_out().plain)
            return
        event = events.asked_by_command(body, self._clock.now())
        await self._queue.take(event)
        if await self._outcomes.in_own_conversation(body):
            await ack()  # the answer comes right below
            return
        await ack(response_type="ephemeral", text=_note(event).plain)
        self._background.run(self._outcomes.follow(body, event), "following a command", lasting=True)

    async def action(self, body: Payload, ack: Acknowledge) -> None:
        if not await self._interactions.pressed(body):
            # One press may carry several actions; each is an event of its own.
            presses = list(events.pressed(body, self._clock.now()))
            if events.from_home(body):
                self._handler.refresh_home_after(presses)
            for press in presses:
                await self._queue.take(press)
        await ack()

    async def view(self, body: Payload, ack: Acknowledge) -> None:
        await ack(**await self._interactions.submitted(body))

    async def options(self, body: Payload, ack: Acknowledge) -> None:
        await ack(options=await self._interactions.suggested(body))


def _note(event: Asked) -> Message:
    """What the writer of a command sees at once: only a question is looked for."""
    command, rest = understand(event.words, event.command)
    return answer_texts.looking() if command is Command.LEARN and rest else platform_texts.one_moment()
