"""A manager's Monday: one picture, one sentence, one thing to do; and silence where there is nothing to say."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.managers.digest import plan_digests
from schedules.people import roster
from tests.stories.world import World

BERLIN = ZoneInfo("Europe/Berlin")
NEXT_MONDAY = datetime(2026, 3, 9, 9, 40, tzinfo=BERLIN)
TEAM = ("Ada", "Bo", "Cy", "Di", "Ed")


async def week(world: World, team: tuple[str, ...] = TEAM) -> None:
    """A manager's team gets its episodes for a week, and nobody answers."""
    await world.join("Mira", manages=True)
    for name in team:
        await world.join(name)
    await world.start(*team, reminders=())
    await world.until(NEXT_MONDAY - timedelta(minutes=30))


async def digests(world: World, at: datetime = NEXT_MONDAY) -> list[str]:
    world.clock.at = at.astimezone(world.clock.at.tzinfo)
    await plan_digests(world.database, world.bot.links, world.clock.at)
    await plan_digests(world.database, world.bot.links, world.clock.at + timedelta(minutes=5))
    await world.sender.deliver_due()
    return [words for words in await world.sees("Mira") if "Last week in" in words]


async def test_a_manager_reads_on_monday_who_answered_and_reminds_the_silent_with_one_press(world: World) -> None:
    await week(world)
    (digest,) = await digests(world)
    assert "0 of 5 people answered everything that came last week" in digest
    before = len(await world.sees("Bo"))
    await world.press("Mira", "Remind 5 people", "Last week in")
    assert len(await world.sees("Bo")) == before + 1


@pytest.mark.parametrize("world", ["web"], indirect=True)
async def test_nothing_is_said_on_other_days_or_after_noon(world: World) -> None:
    await week(world)
    assert await digests(world, NEXT_MONDAY + timedelta(days=1)) == []
    assert await digests(world, NEXT_MONDAY.replace(hour=13) + timedelta(days=7)) == []


@pytest.mark.parametrize("world", ["web"], indirect=True)
async def test_a_small_team_has_no_figures_where_privacy_is_on(world: World) -> None:
    await week(world, TEAM[:3])
    async with world.database.write() as db:
        await roster.change_workspace(db, world.workspace.id, privacy=True)
    assert await digests(world) == []


@pytest.mark.parametrize("world", ["web"], indirect=True)
async def test_a_german_manager_reads_it_in_german(world: World) -> None:
    await week(world)
    async with world.database.write() as db:
        await roster.change_learner(db, world.workspace.id, world.learners["Mira"].id, own_locale="de")
    world.clock.at = NEXT_MONDAY.astimezone(world.clock.at.tzinfo)
    await plan_digests(world.database, world.bot.links, world.clock.at)
    await world.sender.deliver_due()
    assert "Letzte Woche in „The Leak“" in "\n".join(await world.sees("Mira"))
