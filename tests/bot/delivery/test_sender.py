"""The postman: what is owed leaves once, what went wrong is written down, and nothing stops it."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestServer

from adapters.slack.outbound.chat import SlackChat
from bot.chat import Message, Text
from bot.delivery.composer import Composer
from bot.delivery.sender import Limits, Sender
from bot.links import Links, media_in
from bot.messages.codec import to_json
from lessons import catalog
from lessons.catalog.tables import clips
from lessons.database import Database
from lessons.episodes import Episode
from lessons.script import Headline, Role, Scene, Script
from lessons.series import Series
from schedules.ledger.ledger import Delivery, DeliveryKind, DeliveryState, deliveries
from schedules.ledger.pacing import pacing
from schedules.people.roster import workspaces
from schedules.replies.replies import Reply, keep_first
from tests.fakes.slack import Failure, FakeSlack
from tests.schedules.team import DAY, MONDAY, Team, make_team
from tests.stories.world import Moved

SECOND = timedelta(seconds=1)
HELLO = to_json(Message("Hello", (Text("Hello."),)))
LIMITS = Limits(slots=4, ahead=4, idle=timedelta(milliseconds=10))


@dataclass
class Office:
    """A team, the postman that writes to it, and the Slack that shows what came."""

    team: Team
    slack: FakeSlack
    clock: Moved
    sender: Sender

    async def owe(self, count: int = 1, **values: object) -> list[str]:
        told = {"kind": DeliveryKind.ANSWER, "body": HELLO, "prompted": True, **values}
        return [await self.team.owe(one, **told) for one in await self.team.join(count)]  # type: ignore[arg-type]

    async def after(self, delivery_id: str) -> Delivery:
        """The delivery once everything due was sent."""
        await self.sender.deliver_due()
        return await self.team.delivery(delivery_id)


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    async with _office(database, LIMITS) as made:
        yield made


@asynccontextmanager
async def _office(database: Database, limits: Limits) -> AsyncIterator[Office]:
    team, slack, clock = await make_team(database), FakeSlack(), Moved(MONDAY)

    async def token(workspace_id: str) -> str:
        return "xoxb-1"

    async with TestServer(slack.app()) as server, aiohttp.ClientSession() as session:
        chat = SlackChat(token, session, inline_video=True, base_url=str(server.make_url("/api/")), timeout_s=2)
        links = Links("a secret of more than thirty-two characters", "https://ninety.example.com")
        sender = Sender(database, {"slack": chat}, Composer(database, links), clock, limits)
        yield Office(team, slack, clock, sender)


async def test_everything_that_is_due_is_sent_once_and_marked(office: Office) -> None:
    owed = await office.owe(20)
    assert await office.sender.deliver_due() == 20
    assert office.slack.counts == Counter(owed)
    rows = [await office.team.delivery(one) for one in owed]
    assert {row.state for row in rows} == {DeliveryState.SENT}
    assert all(row.message_ref and row.sent_at == MONDAY for row in rows)
    assert await office.sender.deliver_due() == 0


async def test_an_episode_that_was_sent_waits_for_its_answer_and_a_reminder(office: Office) -> None:
    owed = await _episode(office)
    row = await office.after(owed)
    assert (row.state, row.remind_at) == (DeliveryState.SENT, MONDAY)
    (shown,) = office.slack.shown["D1"]
    assert shown["metadata"]["event_payload"] == {"delivery_id": owed}


async def _episode(office: Office, slug: str = "leak") -> str:
    """Owe a learner the first episode of a series."""
    (ada,) = await office.team.join()
    async with office.team.database.read() as db:
        series = await catalog.current_series(db, office.team.workspace.id, slug)
    assert series is not None
    first = series.episodes[0]
    return await office.team.owe(ada, episode_id=first.id, check_key=first.check_key if first.check else "")


async def test_a_platform_that_asks_to_wait_gets_time_and_the_attempt_does_not_count(office: Office) -> None:
    office.slack.failures.append(Failure(429, "ratelimited", retry_after=7))
    (owed,) = await office.owe()
    row = await office.after(owed)
    assert (row.state, row.attempt) == (DeliveryState.WAITING, 0)
    assert MONDAY + 7 * SECOND <= row.try_at <= MONDAY + 8 * SECOND
    async with office.team.database.read() as db:
        assert await db.scalar(sa.select(pacing.c.blocked_until)) == MONDAY + 7 * SECOND
    office.clock.at += 8 * SECOND
    row = await office.after(owed)
    assert (row.state, row.attempt) == (DeliveryState.SENT, 1)


async def test_a_refusal_is_final_and_says_why(office: Office) -> None:
    office.slack.failures.append(Failure(200, "user_not_found"))
    (owed,) = await office.owe()
    row = await office.after(owed)
    assert (row.state, row.reason) == (DeliveryState.REFUSED, "this person is not in the Slack workspace")
    assert await office.sender.deliver_due() == 0


async def test_a_lost_reply_is_neither_sent_again_nor_given_up(office: Office) -> None:
    office.slack.failures.append(Failure(0, delivered=True))
    (owed,) = await office.owe()
    row = await office.after(owed)
    assert (row.state, row.try_at) == (DeliveryState.UNCERTAIN, MONDAY + LIMITS.look_after)
    office.clock.at += DAY / 2
    assert await office.sender.deliver_due() == 0
    assert office.slack.counts[owed] == 1


async def test_a_platform_that_is_not_set_up_is_named(office: Office) -> None:
    async with office.team.database.write() as db:
        await db.execute(sa.update(workspaces).values(platform="pigeons"))
    (owed,) = await office.owe()
    row = await office.after(owed)
    assert (row.state, row.reason) == (DeliveryState.REFUSED, "this installation does not speak to pigeons")


async def test_a_message_that_cannot_be_composed_is_refused_with_the_reason(office: Office) -> None:
    empty, gone = await office.owe(2, body=None)
    async with office.team.database.write() as db:
        mine = deliveries.c.id == gone
        await db.execute(sa.update(deliveries).where(mine).values(kind=DeliveryKind.EPISODE, episode_id="gone"))
    assert (await office.after(empty)).reason == "the message has no words"
    assert (await office.after(gone)).reason == "the episode is gone from the catalogue"


async def test_one_faulty_delivery_does_not_hold_up_the_rest_and_is_given_up_in_the_end(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    """A body of a version that this one does not know: a fault of ours, so it is logged."""
    (faulty,) = await office.owe(body={"summary": "?", "parts": [{"part": "hologram"}]})
    others = await office.owe(5)
    with caplog.at_level(logging.CRITICAL):
        row = await office.after(faulty)
        assert (row.state, row.attempt) == (DeliveryState.WAITING, 1)
        assert [(await office.team.delivery(one)).state for one in others] == [DeliveryState.SENT] * 5
        for _ in range(10):
            office.clock.at += timedelta(hours=1)
            row = await office.after(faulty)
    assert (row.state, row.reason) == (DeliveryState.REFUSED, "the message could not be composed")
    assert faulty not in office.slack.counts


async def test_an_episode_whose_clip_is_still_being_made_waits_and_loses_no_attempt(office: Office) -> None:
    script = Script("New", (Scene(Role.HOOK, "New.", Headline("New")),))
    series = Series("new", "New", "en", (Episode("new", "e1", 1, "New", "en", script),))
    async with office.team.database.write() as db:
        await catalog.import_series(db, office.team.workspace.id, series, MONDAY)
    owed = await _episode(office, "new")
    row = await office.after(owed)
    assert (row.state, row.attempt, row.try_at) == (DeliveryState.WAITING, 0, MONDAY + 10 * SECOND)
    assert "still being made" in row.reason


async def test_a_clip_that_was_made_anew_is_shown_with_the_next_message(office: Office) -> None:
    for media in ("the-old-one", "the-new-one"):
        async with office.team.database.write() as db:
            await db.execute(sa.update(clips).values(media=media, state="ready", seconds=3.0))
        assert (await office.after(await _episode(office))).state is DeliveryState.SENT
        posters = [
            media_in(url) for url in re.findall(r"https://[^'\"]+/(?:poster|wide)\.jpg", str(office.slack.shown))
        ]
        assert posters.count(media) == 1
        office.clock.at += 6 * SECOND


async def test_an_answer_turns_the_message_into_the_verdict(office: Office) -> None:
    edit = await _answered(office)
    assert (await office.after(edit)).state is DeliveryState.SENT
    assert office.slack.calls == {"chat.postMessage": 1, "chat.update": 1}
    assert "Right: you said" in str(office.slack.shown["D1"])


async def _answered(office: Office) -> str:
    """Send an episode, let its check be answered, and owe the edit that shows the verdict."""
    owed = await _episode(office)
    sent = await office.after(owed)
    names = (sent.workspace_id, sent.id, sent.learner_id, "", sent.episode_id, sent.check_key)
    reply = Reply(*names, 1, True, True, None, 3.0, None, MONDAY)
    async with office.team.database.write() as db:
        await keep_first(db, reply)
    who = next(one for one in office.team.learners if one.id == sent.learner_id)
    about: dict[str, Any] = {"about_id": sent.id, "episode_id": sent.episode_id, "check_key": sent.check_key}
    return await office.team.owe(who, DeliveryKind.EDIT, prompted=True, **about)


async def test_where_old_messages_cannot_be_changed_the_verdict_comes_as_a_new_one(office: Office) -> None:
    edit = await _answered(office)
    office.slack.failures.append(Failure(200, "edit_window_closed"))
    assert (await office.after(edit)).state is DeliveryState.SENT
    assert len(office.slack.shown["D1"]) == 2
    assert "Right: you said" in str(office.slack.shown["D1"][1])


async def test_a_change_whose_reply_was_lost_is_made_again(office: Office) -> None:
    edit = await _answered(office)
    office.slack.failures.append(Failure(0, delivered=True))
    row = await office.after(edit)
    assert row.state is DeliveryState.WAITING
    office.clock.at += timedelta(minutes=1)
    assert (await office.after(edit)).state is DeliveryState.SENT
    assert len(office.slack.shown["D1"]) == 1


@pytest.mark.parametrize(
    ("state", "ref", "then"),
    [
        (DeliveryState.SENDING, "", DeliveryState.WAITING),
        (DeliveryState.REFUSED, "", DeliveryState.REFUSED),
        (DeliveryState.UNCERTAIN, "", DeliveryState.WAITING),
    ],
)
async def test_a_message_is_changed_only_once_it_is_known_to_be_there(
    office: Office, state: DeliveryState, ref: str, then: DeliveryState
) -> None:
    edit = await _answered(office)
    about = (await office.team.delivery(edit)).about_id
    async with office.team.database.write() as db:
        mine = deliveries.c.id == about
        far = {"lease_until": MONDAY + DAY, "try_at": MONDAY + DAY}
        await db.execute(sa.update(deliveries).where(mine).values(state=state, message_ref=ref, **far))
    assert (await office.after(edit)).state is then
    assert office.slack.calls["chat.update"] == 0


async def test_the_worker_goes_on_when_the_database_was_away(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    (owed,) = await office.owe()
    database = office.team.database
    async with database.write() as db:
        await db.execute(sa.text("ALTER TABLE pacing RENAME TO pacing_away"))
    stop = asyncio.Event()
    with caplog.at_level(logging.CRITICAL):
        running = asyncio.create_task(office.sender.run(stop))
        await asyncio.sleep(0.3)
        async with database.write() as db:
            await db.execute(sa.text("ALTER TABLE pacing_away RENAME TO pacing"))
        async with asyncio.timeout(20):
            while not office.slack.counts[owed]:  # noqa: ASYNC110  # the fake is looked at
                await asyncio.sleep(0.02)
        stop.set()
        await running
    assert (await office.team.delivery(owed)).state is DeliveryState.SENT


async def test_a_worker_that_is_told_to_stop_writes_what_came_of_its_last_messages(office: Office) -> None:
    office.slack.latency_s = 0.2
    owed = await office.owe(4)
    stop = asyncio.Event()
    running = asyncio.create_task(office.sender.run(stop))
    async with asyncio.timeout(20):
        while office.slack.calls.total() < 4:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    stop.set()
    await running
    assert {(await office.team.delivery(one)).state for one in owed} == {DeliveryState.SENT}


async def test_delivering_beside_a_running_worker_loses_no_outcome(office: Office) -> None:
    """The playground delivers at once while the worker runs in the same process."""
    office.slack.latency_s = 0.01
    owed = await office.owe(60)
    stop = asyncio.Event()
    running = asyncio.create_task(office.sender.run(stop))
    await asyncio.gather(*[office.sender.deliver_due() for _ in range(3)])
    assert {(await office.team.delivery(one)).state for one in owed} == {DeliveryState.SENT}
    stop.set()
    await running
    assert office.slack.counts == Counter(owed)


async def test_no_more_messages_are_under_way_than_there_are_slots(office: Office) -> None:
    office.slack.latency_s = 0.05
    await office.owe(20)
    most = 0
    running = asyncio.create_task(office.sender.deliver_due())
    while not running.done():
        under_way = office.slack.calls.total() - office.slack.counts.total()
        most = max(most, under_way)
        await asyncio.sleep(0.005)
    assert 1 < most <= LIMITS.slots


async def test_a_claim_that_waited_too_long_does_not_leave_any_more(database: Database) -> None:
    """Its lease could end before its answer comes, and another worker would look too early."""
    hasty = Limits(slots=4, lease=timedelta(seconds=30), timeout=timedelta(seconds=31))
    async with _office(database, hasty) as office:
        (owed,) = await office.owe()
        stop = asyncio.Event()
        running = asyncio.create_task(office.sender.run(stop))
        await asyncio.sleep(0.2)
        stop.set()
        await running
        row = await office.team.delivery(owed)
    assert (row.state, row.reason, row.attempt) == (DeliveryState.WAITING, "the worker was too slow to begin", 0)
    assert not office.slack.counts
