"""A learner sees their days in a row and how their team did; a company may switch that off, and nobody is ranked."""

from __future__ import annotations

import pytest

from bot.learners.home import gather
from schedules.people import roster
from tests.stories.world import World

pytestmark = pytest.mark.parametrize("world", ["web"], indirect=True)
TEAM = ("Ada", "Bo", "Cy", "Di", "Ed", "Flo")


async def a_week(world: World) -> None:
    """Mira's team got two lessons; four of five were right at the second one."""
    mira = await world.join("Mira", manages=True)
    for name in TEAM:
        learner = await world.join(name)
        async with world.database.write() as db:
            await roster.change_learner(db, world.workspace.id, learner.id, manager_id=mira.id)
    await world.start(*TEAM, reminders=())
    await world.pass_days(2)
    for name in TEAM[:5]:
        await world.press(name, "Hide it" if name == "Ed" else "Report it", "The Cover-Up")
    await world.press("Ada", "Report it", "The Printer")


async def test_progress_tells_days_in_a_row_and_how_the_team_did_and_names_nobody_of_it(world: World) -> None:
    await a_week(world)
    await world.write("Ada", "progress")
    words = (await world.last("Ada")).words
    assert "2 days in a row answered" in words
    assert "Team of Mira: 80 % on Tuesday's question (5 answers). The goal of 80 % is reached." in words
    assert "Ed" not in words.replace("Answered", "")


async def test_of_a_team_that_is_too_small_nothing_is_told(world: World) -> None:
    await a_week(world)
    async with world.database.write() as db:
        await roster.change_learner(db, world.workspace.id, world.learners["Ed"].id, manager_id="")
    await world.write("Ada", "progress")
    assert "Team of" not in (await world.last("Ada")).words


async def test_a_company_that_wants_none_of_it_gets_none(world: World) -> None:
    await a_week(world)
    async with world.database.write() as db:
        await roster.change_workspace(db, world.workspace.id, streaks=False)
    await world.write("Ada", "progress")
    words = (await world.last("Ada")).words
    assert "in a row" not in words
    assert "Team of" not in words
    async with world.database.read() as db:
        workspace = await roster.workspace_by_id(db, world.workspace.id)
        learner = await roster.learner_by_id(db, world.workspace.id, world.learners["Ada"].id)
        assert workspace
        assert learner
        page = await gather(db, workspace, learner, world.bot.links, world.clock.at)
    assert (page.streaks, page.goal) == (False, None)
