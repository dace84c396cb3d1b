"""Who got a question wrong is told its point another way when it comes back, where anything else tells it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from bot.answers.sources.access import limit
from lessons import catalog
from lessons.answers.index.indexing import learn_episode
from schedules.ledger.ledger import DeliveryKind, deliveries
from schedules.people import roster
from schedules.replies.replies import replies
from schedules.replies.reviews import reviews
from tests.bot.asking import teach, teach_handbook
from tests.stories.world import MONDAY, Card, World

RULE = (
    "What to do now, after the printer: report the print to the security desk within the first hour, and stay with it."
)
TOLD = "The same point, told another way"
HEARD = (
    (0.0, 4.0, "Another office, another morning."),
    (20.0, 26.0, "After the printer, what to do now? Report the print to the security desk within the first hour."),
)


async def missed(world: World) -> None:
    """Ada got the first question wrong."""
    await world.join("Ada")
    await world.start("Ada")
    await teach_handbook(world)
    await world.until(MONDAY + timedelta(hours=2))
    await world.press("Ada", "Hide it", about="The Printer")


async def asked_again(world: World) -> Card:
    """What Ada is sent when the question comes back."""
    for _ in range(12):
        await world.pass_days(0.5)
        cards = [card for card in await world.screen(world.learners["Ada"]) if "From “The Printer”" in card.words]
        if cards:
            return cards[-1]
    raise AssertionError("it was not asked again")


async def rows(world: World, table: sa.Table) -> list[Any]:
    async with world.database.read() as db:
        where = table.c.check_key == "leak/e1"
        return list((await db.execute(sa.select(table).where(where))).all())


async def test_a_document_tells_it_in_its_own_words_and_a_right_answer_makes_the_pause_longer(world: World) -> None:
    await missed(world)
    await teach(world.database, world.workspace.id, "Prints", RULE)
    (before,) = await rows(world, reviews)
    card = await asked_again(world)
    assert TOLD in card.words
    assert "report the print to the security desk" in card.words
    await world.press("Ada", "Report it", about="From “The Printer”")
    card = next(card for card in await world.screen(world.learners["Ada"]) if "From “The Printer”" in card.words)
    assert "Right: you said “Report it”." in card.words
    assert card.words.count("security desk") == 1
    (after,) = await rows(world, reviews)
    assert after.due_at - after.last_at > before.due_at - before.last_at
    newest = max(await rows(world, replies), key=lambda row: row.replied_at)
    assert (newest.correct, newest.days_since) == (True, 0.0), "what was read a moment ago is no delayed recall"


async def test_another_episode_tells_it_instead_of_the_same_clip(world: World) -> None:
    await missed(world)
    async with world.database.write() as db:
        fifth = (await catalog.episodes_of(db, world.workspace.id, "leak"))[4]
        clip = await catalog.clip_of(db, world.workspace.id, fifth.id)
        assert clip is not None
        place = (world.workspace.id, fifth.id, clip.id, "Another Office")
        await learn_episode(db, *place, HEARD, "en", (), approved=True, now=MONDAY)
    card = await asked_again(world)
    assert TOLD in card.words
    assert "The End" in card.words or world.platform == "teams", (
        "there the question stands beside a clip, not its title"
    )
    await world.press("Ada", "Report it", about="From “The Printer”")
    again = next(card for card in await world.screen(world.learners["Ada"]) if "From “The Printer”" in card.words)
    assert again.words.count("▶") <= card.words.count("▶"), "the clip that did not help is not shown once more"


async def test_where_nothing_else_tells_it_the_question_comes_back_alone(world: World) -> None:
    await missed(world)
    assert TOLD not in (await asked_again(world)).words


async def test_a_document_that_is_not_for_her_tells_her_nothing(world: World) -> None:
    await missed(world)
    document_id = await teach(world.database, world.workspace.id, "Prints", RULE)
    async with world.database.write() as db:
        await limit(db, world.workspace.id, document_id, ["Board"])
    assert "security desk" not in (await asked_again(world)).words


async def test_who_was_right_is_not_told_again(world: World) -> None:
    await world.join("Ada")
    await world.start("Ada")
    await teach(world.database, world.workspace.id, "Prints", RULE)
    await world.until(MONDAY + timedelta(hours=2))
    await world.press("Ada", "Report it", about="The Printer")
    async with world.database.write() as db:
        await roster.change_workspace(db, world.workspace.id, weekly_budget=0)
    assert TOLD not in (await asked_again(world)).words
    async with world.database.read() as db:
        again = sa.select(deliveries.c.id).where(deliveries.c.kind == DeliveryKind.REASK)
        assert len((await db.execute(again)).all()) >= 1
