"""Doubt is settled by looking, twice, and never by guessing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.slack.outbound.chat import SlackChat
from bot.chat import Address, Message, Text
from bot.delivery.reconciling import BATCH, reconcile
from lessons.database import Database
from schedules.ledger.figures import history
from schedules.ledger.ledger import DeliveryKind, DeliveryState
from tests.fakes.slack import FakeSlack
from tests.schedules.team import LEASE, MONDAY, Team, make_team, sent
from tests.stories.world import Moved

SECOND = timedelta(seconds=1)
LOOK_AFTER = 5 * SECOND


class FailingHistory(FakeSlack):
    """Its history answers with an error for as long as it is told to."""

    deaf = False

    async def _history(self, fields: dict[str, Any]) -> web.Response:
        if self.deaf:
            return web.json_response({"ok": False, "error": "internal_error"}, status=500)
        return await super()._history(fields)


@dataclass
class Desk:
    """A worker died after claiming one delivery; somebody looks for it."""

    team: Team
    slack: FailingHistory
    chat: SlackChat
    clock: Moved
    delivery_id: str

    async def look(self, after: timedelta = LOOK_AFTER) -> DeliveryState:
        """Look once, some time later; the delivery's state then."""
        self.clock.at += after
        await reconcile(self.team.database, {"slack": self.chat}, self.clock.at, LOOK_AFTER)
        return (await self.team.delivery(self.delivery_id)).state

    async def arrive(self) -> None:
        """The dead worker's message turns up."""
        to = Address("slack", self.team.workspace.id, "ada", "D1")
        await self.chat.send(to, Message("Hello", (Text("Hello."),)), self.delivery_id)


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    team, slack, clock = await make_team(database), FailingHistory(), Moved(MONDAY)

    async def token(workspace_id: str) -> str:
        return "xoxb-1"

    (delivery_id,) = await team.owe_all(1)
    await team.claim()
    async with TestServer(slack.app()) as server, aiohttp.ClientSession() as session:
        chat = SlackChat(token, session, inline_video=True, base_url=str(server.make_url("/api/")), timeout_s=2)
        yield Desk(team, slack, chat, clock, delivery_id)


async def test_what_a_living_worker_sends_is_left_alone(desk: Desk) -> None:
    assert await desk.look(LEASE / 2) is DeliveryState.SENDING


async def test_what_is_found_is_sent(desk: Desk) -> None:
    await desk.arrive()
    assert await desk.look(LEASE + SECOND) is DeliveryState.UNCERTAIN
    assert await desk.look() is DeliveryState.SENT
    row = await desk.team.delivery(desk.delivery_id)
    assert row.message_ref
    assert row.sent_at == desk.clock.at


async def test_what_is_absent_twice_is_sent_again(desk: Desk) -> None:
    states = [await desk.look(LEASE + SECOND), await desk.look(), await desk.look()]
    assert states == [DeliveryState.UNCERTAIN, DeliveryState.UNCERTAIN, DeliveryState.WAITING]
    (claimed,) = await desk.team.claim(now=desk.clock.at)
    assert claimed.attempt == 2


async def test_what_turns_up_between_two_looks_is_sent(desk: Desk) -> None:
    await desk.look(LEASE + SECOND)
    await desk.look()
    await desk.arrive()
    assert await desk.look() is DeliveryState.SENT


async def test_a_look_that_could_not_be_made_decides_nothing(desk: Desk) -> None:
    await desk.look(LEASE + SECOND)
    desk.slack.deaf = True
    for _ in range(4):
        assert await desk.look(timedelta(minutes=2)) is DeliveryState.UNCERTAIN
    desk.slack.deaf = False
    await desk.arrive()
    assert await desk.look(timedelta(minutes=2)) is DeliveryState.SENT


async def test_after_looks_that_failed_two_real_ones_are_needed(desk: Desk) -> None:
    await desk.look(LEASE + SECOND)
    desk.slack.deaf = True
    for _ in range(3):
        await desk.look(timedelta(minutes=2))
    desk.slack.deaf = False
    assert await desk.look(timedelta(minutes=2)) is DeliveryState.UNCERTAIN
    assert await desk.look() is DeliveryState.WAITING


async def test_a_platform_that_this_process_does_not_speak_to_is_left_to_others(desk: Desk) -> None:
    await desk.look(LEASE + SECOND)
    desk.clock.at += timedelta(minutes=5)
    assert await reconcile(desk.team.database, {}, desk.clock.at, LOOK_AFTER) == 0
    assert (await desk.team.delivery(desk.delivery_id)).state is DeliveryState.UNCERTAIN


async def test_a_lost_reply_of_an_episode_still_brings_a_reminder(desk: Desk) -> None:
    (ada,) = await desk.team.join()
    owed = await desk.team.owe(ada, DeliveryKind.EPISODE, check_key="leak/e1")
    (claimed,) = await desk.team.claim()
    doubt = sent(claimed, state=DeliveryState.UNCERTAIN, message_ref="", reason="Slack did not answer", try_at=MONDAY)
    await desk.team.claim(0, outcomes=[doubt])
    desk.delivery_id = owed
    await desk.arrive()
    assert await desk.look() is DeliveryState.SENT
    row = await desk.team.delivery(owed)
    assert (row.remind_at, row.reason) == (desk.clock.at, "")


async def test_many_doubts_are_settled_round_by_round(desk: Desk) -> None:
    await desk.team.owe_all(BATCH + 5)
    await desk.team.claim(200)
    await desk.look(LEASE + SECOND)
    for _ in range(4):
        await desk.look()
    async with desk.team.database.read() as db:
        assert (await history.backlog(db, desk.clock.at))["uncertain"] == 0
