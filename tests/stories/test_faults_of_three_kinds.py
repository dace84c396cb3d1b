"""What does not arrive is not passed over, whether the app, a conversation, a person or a message was at fault."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.clock import Clock
from bot.operations.health import health
from bot.reports.report import campaign_report
from lessons.database import Database
from schedules.ledger.faults.holds import current_holds
from schedules.ledger.ledger import deliveries
from schedules.people.enrolments import enrolments
from schedules.rules.campaigns import Campaign
from tests.fakes.chat import FakeChat
from tests.stories.world import MONDAY, Moved, World, make_world

DAY = timedelta(days=1)
REVOKED = "the app's token was revoked: install the app again"


@pytest.fixture
async def chat() -> FakeChat:
    return FakeChat()


@pytest.fixture
async def world(database: Database, chat: FakeChat) -> World:
    return await make_world(database, chat, Moved(MONDAY), chat.screen)


@pytest.fixture
async def campaign(world: World) -> Campaign:
    """Ada manages, and takes part with Bo."""
    await world.join("Ada", "Europe/Berlin", manages=True)
    await world.join("Bo", "Europe/Berlin")
    await world.beat()
    return await world.start("Ada", "Bo", silent_limit=9)


async def _arrived(world: World, name: str) -> list[int]:
    """The numbers of the episodes that arrived, in the order of their arrival."""
    chat = world.chat
    assert isinstance(chat, FakeChat)
    ids = [shown.delivery_id for shown in chat.shown[world.learners[name].id]]
    async with world.database.read() as db:
        rows = await db.execute(sa.select(deliveries.c.id, deliveries.c.position).where(deliveries.c.kind == "episode"))
        numbers: dict[str, int] = dict(rows.all())
    return [numbers[each] for each in ids if each in numbers]


async def _place(world: World, name: str) -> Any:
    async with world.database.read() as db:
        mine = enrolments.c.learner_id == world.learners[name].id
        return (await db.execute(sa.select(enrolments).where(mine))).one()


async def test_a_dead_app_burns_no_lesson_and_the_story_goes_on_in_order(
    world: World, chat: FakeChat, campaign: Campaign, caplog: pytest.LogCaptureFixture
) -> None:
    chat.app_fault = REVOKED
    with caplog.at_level(logging.CRITICAL):
        await world.until(MONDAY + 3 * DAY)
    assert await _arrived(world, "Bo") == []
    async with world.database.read() as db:
        (hold,) = await current_holds(db)
        status, told = await health(world.database, Clock(), {})
    assert (hold.reason, status) == (REVOKED, 503)
    assert any("Riverbank cannot be written to" in reason and REVOKED in reason for reason in told["reasons"])
    assert chat.tried < 3 * 288 + 20, "one message now and then tries for all"
    chat.app_fault = ""
    await world.until(MONDAY + 9 * DAY)
    assert await _arrived(world, "Bo") == await _arrived(world, "Ada")
    assert await _arrived(world, "Bo") == sorted(set(await _arrived(world, "Bo")))
    assert (await _arrived(world, "Bo"))[0] == 1
    async with world.database.read() as db:
        assert await current_holds(db) == []


async def test_managers_hear_once_of_a_dead_app_and_once_that_it_works_again(
    world: World, chat: FakeChat, campaign: Campaign, caplog: pytest.LogCaptureFixture
) -> None:
    chat.app_fault = REVOKED
    with caplog.at_level(logging.ERROR):
        await world.until(MONDAY + 2 * DAY)
    held = [record for record in caplog.records if "held" in record.getMessage()]
    assert len(held) == 1, "one line in the log, not one for every try"
    chat.app_fault = ""
    await world.until(MONDAY + 4 * DAY)
    (began,) = [words for words in await world.sees("Ada") if "Lessons have been waiting" in words]
    (over,) = [words for words in await world.sees("Ada") if "Lessons go on" in words]
    assert REVOKED in began
    assert REVOKED in over
    assert not [words for words in await world.sees("Bo") if "write to your team" in words]


async def test_a_conversation_with_a_new_id_is_opened_once_and_gets_the_lesson(
    world: World, chat: FakeChat, campaign: Campaign
) -> None:
    chat.places["Bo"] = "D-Bo-new"
    await world.until(MONDAY + 2 * DAY)
    assert await _arrived(world, "Bo") == [1, 2]
    assert chat.opened == ["Bo"], "the new place is kept"


async def test_whoever_blocked_the_app_keeps_their_place_and_nothing_is_tried_until_they_write(
    world: World, chat: FakeChat, campaign: Campaign
) -> None:
    await world.until(MONDAY + DAY)
    chat.gone["Bo"] = "this person blocked the app"
    await world.until(MONDAY + 2 * DAY)
    tried = chat.tried
    await world.until(MONDAY + 3 * DAY)
    ada_alone = chat.tried - tried
    assert ada_alone <= 3, "an episode and its reminders"
    async with world.database.read() as db:
        report = await campaign_report(db, world.workspace.id, campaign.id, world.clock.at)
    figures = {figure.name: figure for figure in report.audience}
    assert figures["Cannot be reached"].count == 1
    assert figures["Finished"].count == 0
    assert "this person blocked the app" in {each.reason for each in report.troubles}
    assert (await _place(world, "Bo")).position == 2
    await world.until(MONDAY + 9 * DAY)
    assert await _arrived(world, "Bo") == [1]
    assert (await _place(world, "Bo")).state == "active", "nothing is finished that did not arrive"
    chat.gone.clear()
    await world.write("Bo", "help")
    await world.until(MONDAY + 17 * DAY)
    assert await _arrived(world, "Bo") == [1, 2, 3, 4, 5]


async def test_a_message_that_is_refused_comes_again_with_the_next_slot_and_the_manager_reads_why(
    world: World, chat: FakeChat, campaign: Campaign
) -> None:
    chat.refuses = "the message is too long"
    await world.until(MONDAY + 2 * DAY + timedelta(hours=6))
    assert (await _place(world, "Bo")).position == 1
    assert (await _place(world, "Bo")).why == "the message is too long"
    chat.refuses = ""
    await world.until(MONDAY + 9 * DAY)
    assert (await _arrived(world, "Bo"))[:3] == [1, 2, 3]


async def test_a_lost_answer_is_said_again_where_nobody_can_look(database: Database) -> None:
    """A repeated help text harms nobody; silence after a question does."""
    chat = FakeChat(can_look=False)
    world = await make_world(database, chat, Moved(MONDAY), chat.screen)
    await world.join("Ada")
    await world.beat()
    chat.lose = 1
    await world.write("Ada", "help")
    world.clock.at += timedelta(minutes=1)
    await world.beat()
    assert len([words for words in await world.sees("Ada") if "snooze" in words.casefold()]) == 2


async def test_the_last_episode_is_finished_only_once_it_has_arrived(
    world: World, chat: FakeChat, campaign: Campaign
) -> None:
    await world.until(MONDAY + 4 * DAY - timedelta(hours=1))
    chat.gone["Bo"] = "this person blocked the app"
    await world.until(MONDAY + 5 * DAY)
    async with world.database.read() as db:
        report = await campaign_report(db, world.workspace.id, campaign.id, world.clock.at)
    figures = {figure.name: figure for figure in report.audience}
    assert figures["Finished"].count == 1, "Ada got all five, Bo four"
    await world.write("Ada", "progress")
    assert "5 of 5" in (await world.last("Ada")).words
