"""A check that was first answered below an answer, without any campaign, is asked again as every other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from lessons import catalog
from lessons.database import Database
from schedules.ledger.ledger import DeliveryKind, deliveries
from schedules.people import roster
from schedules.replies.reviews import reviews
from tests.bot.asking import CALL, a_world, answer, teach_the_call
from tests.stories.world import World

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    async with a_world(database) as made:
        await made.join("Ada")
        await teach_the_call(made)
        yield made


async def answered_wrong(world: World) -> None:
    """Ada asked something, and picked a wrong option of the question that ended the answer."""
    await answer(world, CALL)
    await world.press("Ada", "Hide it", about="And now you")


async def pass_days(world: World, days: int) -> None:
    """Let days pass in beats of two hours between eight and six; the nights, when nothing is due, at once."""
    for _ in range(days):
        morning = world.clock.at.astimezone(BERLIN).replace(hour=8, minute=30)
        for hours in (0, 2, 4, 6, 8, 9):
            world.clock.at = max(world.clock.at, (morning + timedelta(hours=hours)).astimezone(UTC))
            await world.beat()
        world.clock.at = (morning + timedelta(days=1)).astimezone(UTC)


async def asked_again(world: World) -> list[datetime]:
    """When Ada was sent a re-ask, on her own clock."""
    async with world.database.read() as db:
        sent = sa.select(deliveries.c.sent_at).where(
            deliveries.c.kind == DeliveryKind.REASK, deliveries.c.sent_at.is_not(None)
        )
        return [at.astimezone(BERLIN) for at in (await db.execute(sent.order_by(deliveries.c.sent_at))).scalars()]


async def test_a_missed_check_comes_back_in_working_hours_and_can_be_answered(world: World) -> None:
    await answered_wrong(world)
    await pass_days(world, 4)
    first = (await asked_again(world))[0]
    assert time(9) <= first.time() < time(18)
    assert first.weekday() < 5
    await world.press("Ada", "Report it", about="What now, after The Call?")
    assert "The first hour counts." in (await world.last("Ada")).words
    async with world.database.read() as db:
        (row,) = (await db.execute(sa.select(reviews))).all()
    assert (row.campaign_id, row.unheard) == ("", 0)
    assert row.due_at > world.clock.at


async def test_nobody_who_opted_out_is_asked_again(world: World) -> None:
    await answered_wrong(world)
    await world.write("Ada", "stop")
    await pass_days(world, 5)
    assert await asked_again(world) == []
    await world.write("Ada", "start")
    await pass_days(world, 4)
    assert len(await asked_again(world)) == 1


async def test_a_snooze_holds_the_question_back(world: World) -> None:
    await answered_wrong(world)
    async with world.database.write() as db:
        until = world.clock.at + timedelta(days=9)
        await roster.change_learner(db, world.workspace.id, world.learners["Ada"].id, snoozed_until=until)
    await pass_days(world, 12)
    assert (await asked_again(world))[0] >= until


async def test_quiet_hours_and_the_weekly_budget_hold_it_back_too(world: World) -> None:
    await answered_wrong(world)
    async with world.database.write() as db:
        quiet = {"quiet_starts": "08:00", "quiet_ends": "11:30", "weekly_budget": 1}
        await roster.change_workspace(db, world.workspace.id, **quiet)
        due = sa.update(reviews).values(due_at=world.clock.at + timedelta(days=1))
        await db.execute(due)
        (row,) = (await db.execute(sa.select(reviews))).all()
        second = dict(row._mapping) | {"check_key": "leak/e1", "episode_id": await _first_episode(world)}
        await db.execute(sa.insert(reviews).values(second))
    await pass_days(world, 6)
    times = await asked_again(world)
    assert len(times) == 1
    assert times[0].time() >= time(11, 30)


async def _first_episode(world: World) -> str:
    async with world.database.read() as db:
        return (await catalog.episodes_of(db, world.workspace.id, "leak"))[0].id


async def test_it_is_asked_three_times_without_a_reply_and_then_let_go(world: World) -> None:
    await answered_wrong(world)
    await pass_days(world, 32)
    assert len(await asked_again(world)) == 3
