"""A series comes once to everybody, nobody is reminded of what is over, and a vote gives nothing away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa

from bot.managers.dry_run import TAKES_IT
from lessons.database import Database
from schedules.ledger.ledger import deliveries
from schedules.people.enrolments import campaign_by_id, enrolments
from schedules.plans import campaigns
from schedules.plans.nudging import nudge
from schedules.rules.campaigns import Campaign
from tests.fakes.chat import FakeChat
from tests.stories.world import MONDAY, Moved, World, make_world

DAY = timedelta(days=1)
TEAM = ("Ada", "Bo", "Cy", "Di", "Ed", "Flo")


@pytest.fixture
def chat() -> FakeChat:
    return FakeChat()


@pytest.fixture
async def world(database: Database, chat: FakeChat) -> World:
    world = await make_world(database, chat, Moved(MONDAY), chat.screen)
    for name in TEAM:
        await world.join(name, manages=name == "Ada")
    await world.beat()
    return world


async def _positions(world: World, name: str) -> list[int]:
    """The numbers of the episodes that came, in their order."""
    theirs = (deliveries.c.learner_id == world.learners[name].id) & (deliveries.c.kind == "episode")
    query = sa.select(deliveries.c.position).where(theirs, deliveries.c.state == "sent").order_by(deliveries.c.sent_at)
    async with world.database.read() as db:
        return list((await db.execute(query)).scalars())


async def _end(world: World, campaign: Campaign) -> None:
    async with world.database.write() as db:
        current = await campaign_by_id(db, world.workspace.id, campaign.id, to_change=True)
        assert current is not None
        await campaigns.end(db, current, "m", world.clock.at)


async def _reminders(world: World, name: str) -> Sequence[str]:
    return [words for words in await world.sees(name) if words.startswith("Still open")]


async def test_a_second_campaign_leaves_out_who_takes_the_series_already(world: World) -> None:
    await world.start("Bo")
    await world.until(MONDAY + 2 * DAY)
    await world.start("Bo", "Cy", start=date(2026, 3, 5))
    await world.until(MONDAY + 14 * DAY)
    assert await _positions(world, "Bo") == await _positions(world, "Cy") == [1, 2, 3]
    async with world.database.read() as db:
        assert await campaigns.already_taking(db, world.workspace.id, "leak") == {
            world.learners["Bo"].id,
            world.learners["Cy"].id,
        }
    assert TAKES_IT == "already takes it"


async def test_who_was_half_way_when_a_campaign_ended_goes_on_there_in_the_next(world: World) -> None:
    first = await world.start("Bo", silent_limit=9)
    await world.until(MONDAY + 2 * DAY)
    await _end(world, first)
    await world.start("Bo", "Cy", silent_limit=9, start=date(2026, 3, 9))
    await world.until(MONDAY + 14 * DAY)
    assert await _positions(world, "Bo") == [1, 2, 3, 4, 5]
    assert await _positions(world, "Cy") == [1, 2, 3, 4, 5]


async def test_progress_names_a_series_once_however_many_campaigns_brought_it(world: World) -> None:
    """W12: it stood there once for each campaign, and for the group that gets it later as "0 of 1"."""
    first = await world.start("Bo", "Cy", silent_limit=9)
    async with world.database.write() as db:  # who is held out is drawn by lot
        cy = enrolments.c.learner_id == world.learners["Cy"].id
        await db.execute(sa.update(enrolments).where(cy).values(state="holdout", next_at=None))
    await world.until(MONDAY + 2 * DAY)
    for name, words in (("Cy", "begins later for you"), ("Bo", "2 of 5 episodes")):
        await world.write(name, "progress")
        assert words in (await world.last(name)).words
    await _end(world, first)
    await world.start("Bo", silent_limit=9, start=date(2026, 3, 9))
    await world.until(MONDAY + 8 * DAY)
    await world.write("Bo", "progress")
    words = (await world.last("Bo")).words
    assert "3 of 5 episodes" in words
    assert words.count("of 5 episodes") == 1


async def test_nobody_is_reminded_after_being_told_that_the_lessons_rest(world: World) -> None:
    await world.start("Bo", silent_limit=1)
    await world.until(MONDAY + timedelta(hours=1, minutes=30))
    await world.until(MONDAY + 5 * DAY)
    words = await world.sees("Bo")
    paused = next(number for number, card in enumerate(words) if "paused" in card)
    assert not [card for card in words[paused:] if card.startswith("Still open")]


async def test_a_question_that_was_answered_elsewhere_is_not_asked_for_again(world: World) -> None:
    """Two campaigns of one series existed before the second left out who takes it: an answer counts for both."""
    first = await world.start("Bo", reminders=(timedelta(hours=6),))
    await world.until(MONDAY + timedelta(hours=3))
    async with world.database.write() as db:
        await db.execute(sa.update(deliveries).values(campaign_id=first.id))
    await world.press("Bo", "Report it")
    await world.until(MONDAY + timedelta(hours=20))
    assert await _reminders(world, "Bo") == []


async def test_the_vote_is_shown_to_who_answered_and_from_five_votes_on(world: World) -> None:
    await world.start(*TEAM, reminders=())
    await world.until(MONDAY + timedelta(hours=3))
    for number, name in enumerate(TEAM[:5], 1):
        await world.press(name, "Report it")
        shown = [words for words in await world.sees(name) if f"of {number}" in words and "Report it: " in words]
        assert bool(shown) == (number == 5), "five people, of whom nobody can tell one apart"
    await world.until(MONDAY + DAY + timedelta(hours=3))
    newest = {name: (await world.last(name)).words for name in TEAM}
    assert "5 of 5" in newest["Ada"]
    assert "5 of 5" not in newest["Flo"], "she may still pick the right option of episode 1"


async def test_a_manager_nudges_once_on_each_local_day(world: World) -> None:
    campaign = await world.start("Bo", weekdays=frozenset({0}), reminders=())
    await world.until(MONDAY + timedelta(hours=3))
    people = []
    for hours in (3, 4, 24, 25, 48):
        await world.until(MONDAY + timedelta(hours=hours))
        async with world.database.write() as db:
            people.append(await nudge(db, campaign, world.clock.at))
        await world.beat()
    assert people == [1, 0, 1, 0, 1]
    assert len(await _reminders(world, "Bo")) == 3


async def test_re_asks_that_nobody_answers_come_further_and_further_apart(world: World) -> None:
    await world.start("Bo", silent_limit=9, reminders=())
    await world.until(MONDAY + timedelta(hours=3))
    await world.press("Bo", "Hide it")
    await world.until(MONDAY + 60 * DAY)
    async with world.database.read() as db:
        asked = (deliveries.c.kind == "reask") & (deliveries.c.check_key.contains("e1"))
        query = (
            sa.select(deliveries.c.sent_at).where(asked, deliveries.c.state == "sent").order_by(deliveries.c.sent_at)
        )
        instants = list((await db.execute(query)).scalars())
    gaps = [(later - earlier).days for earlier, later in pairwise(instants)]
    assert len(gaps) == 2
    assert gaps[0] >= 6
    assert gaps[1] >= 13  # a week, then two, each moved by working days at most
