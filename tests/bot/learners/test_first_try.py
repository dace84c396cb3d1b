"""First try means: nobody had told them the answer, and no other reply of theirs came before."""

from __future__ import annotations

import asyncio

import sqlalchemy as sa

from bot.learners import replies as chat_replies
from bot.links import Links, Purpose, Ticket
from bot.reports import campaign_report
from bot.turn import Turn
from lessons.database import Database
from schedules.ledger.ledger import DeliveryKind
from schedules.replies import solutions
from schedules.replies.replies import replies
from tests.bot.world import DAY, MONDAY, World, furnished

LINKS = Links("a secret of more than thirty-two characters", "")
RIGHT = 1


async def press(world: World, name: str, delivery_id: str) -> None:
    learner = world.team[name]
    ticket = Ticket(Purpose.CHOICE, world.workspace.id, delivery_id, learner.id, str(RIGHT))
    async with world.database.write() as db:
        await chat_replies.record(Turn(db, world.workspace, learner, LINKS, delivery_id, MONDAY + DAY), ticket)


async def first_tries(world: World, name: str) -> list[bool]:
    async with world.database.read() as db:
        query = sa.select(replies.c.first_try).where(replies.c.learner_id == world.team[name].id)
        return sorted((await db.execute(query)).scalars().all())


async def test_the_same_question_answered_in_two_messages_at_once_has_one_first_try(either_database: Database) -> None:
    world = await furnished(either_database)
    names = [f"Ann {number}" for number in range(8)]
    await world.join(*names)
    for name in names:
        asked = await world.deliver(name)
        asked_again = await world.deliver(name, kind=DeliveryKind.REASK)
        await asyncio.gather(press(world, name, asked), press(world, name, asked_again))
        assert await first_tries(world, name) == [False, True]


async def test_who_was_shown_the_right_answer_in_a_report_has_no_first_try(either_database: Database) -> None:
    world = await furnished(either_database)
    await world.join("Ann", "Ben")
    await world.answer("Ann", await world.deliver("Ann"), RIGHT)
    asked = await world.deliver("Ben")
    for _ in range(2):  # a report is opened more than once
        async with world.database.write() as db:
            report = await campaign_report(db, world.workspace.id, world.campaign.id, MONDAY)
            keys = [question.key for question in report.questions]
            await solutions.shown_in_report(db, world.workspace.id, world.team["Ben"].id, keys, MONDAY)
    await press(world, "Ben", asked)
    assert await first_tries(world, "Ben") == [False]
