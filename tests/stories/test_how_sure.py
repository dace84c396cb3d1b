"""How sure were you? Asked now and then between a choice and its verdict, with one tap, on every platform."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from lessons import catalog
from schedules.ledger import ledger
from schedules.ledger.figures.open_checks import open_checks
from schedules.ledger.ledger import DeliveryKind, deliveries
from schedules.people import roster
from schedules.plans.reasking import plan_reasks
from schedules.replies.certainty import PATIENCE
from schedules.replies.replies import replies
from schedules.replies.reviews import reviews
from schedules.rules.kinds import LESSONS
from tests.certainty import asked_about
from tests.stories.world import MONDAY, World

LEVELS = {"I guessed", "Fairly sure", "Sure"}


async def ready(world: World, asks: bool = True) -> None:
    """Ada answered her first question, so that the next one may be asked about."""
    await world.join("Ada")
    await world.start("Ada")
    await world.until(MONDAY + timedelta(hours=2))
    await world.press("Ada", "Report it")
    async with world.database.write() as db:
        await roster.change_workspace(db, world.workspace.id, asks_how_sure=asks)


async def ask_about(world: World, number: int = 2) -> None:
    """Bring the question of an episode in a message whose answer is asked about."""
    ada = world.learners["Ada"]
    async with world.database.write() as db:
        episode = (await catalog.episodes_of(db, world.workspace.id, "leak"))[number - 1]
        world.clock.at += timedelta(seconds=1)
        drawn = await asked_about(db, world.workspace.id, ada.id, world.clock.at)
        row = ledger.owed(
            world.workspace.id,
            ada.id,
            DeliveryKind.REASK,
            world.clock.at,
            world.clock.at + timedelta(days=1),
            id=drawn,
            slot=drawn,
            episode_id=episode.id,
            check_key=episode.check_key,
            prompted=True,
        )
        await ledger.plan(db, [row])
    await world.sender.deliver_due()
    world.clock.at += timedelta(seconds=20)  # who picks an option sooner has not read the question


async def rows(world: World, table: sa.Table, check: str) -> list[Any]:
    async with world.database.read() as db:
        return list((await db.execute(sa.select(table).where(table.c.check_key == check))).all())


async def test_the_verdict_waits_for_one_tap_that_is_kept_with_the_answer(world: World) -> None:
    await ready(world)
    await ask_about(world)
    await world.press("Ada", "Wait", about="The Cover-Up")
    card = await world.last("Ada")
    assert "How sure are you?" in card.words
    assert "The first hour counts." not in card.words
    assert set(card.buttons) >= LEVELS
    world.clock.at += timedelta(seconds=5)
    await world.press("Ada", "Sure")
    card = await world.last("Ada")
    assert "Not quite: you said “Wait”." in card.words
    assert "How sure are you?" not in card.words
    assert not set(card.buttons) & LEVELS
    (reply,) = await rows(world, replies, "leak/e2")
    assert (reply.choice, reply.correct, reply.first_try, reply.confidence) == (2, False, True, 3)


async def test_without_a_tap_the_verdict_comes_by_itself(world: World) -> None:
    await ready(world)
    await ask_about(world)
    await world.press("Ada", "Report it", about="The Cover-Up")
    assert "How sure are you?" in (await world.last("Ada")).words
    await world.until(world.clock.at + PATIENCE + timedelta(seconds=2))
    assert "Right: you said “Report it”." in (await world.last("Ada")).words
    (reply,) = await rows(world, replies, "leak/e2")
    assert (reply.correct, reply.confidence) == (True, None)


async def test_a_tap_after_the_verdict_does_not_count(world: World) -> None:
    await ready(world)
    await ask_about(world)
    await world.press("Ada", "Report it", about="The Cover-Up")
    token = (await world.last("Ada")).buttons["Sure"]
    await world.until(world.clock.at + PATIENCE + timedelta(seconds=2))
    await world.press_token("Ada", token)
    assert any("does not count any more" in words or "Right: you said" in words for words in await world.sees("Ada"))
    assert [row.confidence for row in await rows(world, replies, "leak/e2")] == [None]


async def test_the_first_tap_counts(world: World) -> None:
    await ready(world)
    await ask_about(world)
    await world.press("Ada", "Report it", about="The Cover-Up")
    buttons = (await world.last("Ada")).buttons
    await world.press_token("Ada", buttons["I guessed"])
    await world.press_token("Ada", buttons["Sure"])
    assert [row.confidence for row in await rows(world, replies, "leak/e2")] == [1]


async def test_who_was_sure_of_a_right_answer_is_asked_again_later_than_who_guessed(world: World) -> None:
    await ready(world)
    pauses = []
    for number, level in ((2, "I guessed"), (3, "Sure")):
        await ask_about(world, number)
        await world.press("Ada", "Report it", about=("The Cover-Up", "The Call")[number - 2])
        await world.press("Ada", level)
        world.clock.at += timedelta(minutes=1)
        (review,) = await rows(world, reviews, f"leak/e{number}")
        pauses.append(review.due_at - review.last_at)
    assert pauses[1] > pauses[0] + timedelta(days=1)


async def test_a_sure_mistake_comes_first_in_the_plan_and_on_the_page(world: World) -> None:
    """Two mistakes are due at once, and the week has room for one; the other was made earlier and is forgotten more."""
    await ready(world)
    ada = world.learners["Ada"]
    for number, level in ((2, "I guessed"), (3, "Sure")):
        await ask_about(world, number)
        await world.press("Ada", "Wait", about=("The Cover-Up", "The Call")[number - 2])
        await world.press("Ada", level)
    world.clock.at = MONDAY + timedelta(days=1)
    async with world.database.write() as db:
        lessons = sa.select(sa.func.count()).select_from(deliveries).where(deliveries.c.kind.in_(LESSONS))
        await roster.change_workspace(db, world.workspace.id, weekly_budget=(await db.scalar(lessons) or 0) + 1)
        await db.execute(sa.update(reviews).where(reviews.c.check_key != "leak/e1").values(due_at=world.clock.at))
    while not await plan_reasks(world.database, world.clock.at):
        world.clock.at += timedelta(minutes=15)
        assert world.clock.at < MONDAY + timedelta(days=9)
    async with world.database.write() as db:
        planned = sa.select(deliveries.c.check_key).where(deliveries.c.kind == "reask", deliveries.c.state == "planned")
        assert list((await db.execute(planned)).scalars()) == ["leak/e3"]
        await db.execute(sa.delete(deliveries).where(deliveries.c.kind == "reask"))
    for number in (2, 3):
        await ask_about(world, number)
    async with world.database.read() as db:
        waiting = await open_checks(db, world.workspace.id, ada.id, world.clock.at)
    assert [each.check_key for each in waiting if each.kind is DeliveryKind.REASK] == ["leak/e3", "leak/e2"]


async def test_a_workspace_that_does_not_want_it_is_never_asked(world: World) -> None:
    await ready(world, asks=False)
    await ask_about(world)
    await world.press("Ada", "Report it", about="The Cover-Up")
    assert "Right: you said “Report it”." in (await world.last("Ada")).words


async def test_an_answer_that_was_typed_gets_its_verdict_at_once(world: World) -> None:
    await ready(world)
    await ask_about(world)
    await world.write("Ada", "Report it")
    assert any("Right: you said “Report it”." in words for words in await world.sees("Ada"))
    assert [row.confidence_until for row in await rows(world, replies, "leak/e2")] == [None]
