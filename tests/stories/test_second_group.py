"""Whoever was kept for comparison gets the season later, once, and its manager is told."""

from __future__ import annotations

import pytest

from bot.managers.second_group import begin_second_groups
from tests.stories.world import World

TEAM = tuple(f"P{number}" for number in range(8))


def lessons_of(words: list[str]) -> list[str]:
    return [each for each in words if each.startswith("The Leak, episode")]


@pytest.mark.parametrize("world", ["web"], indirect=True)
async def test_people_who_were_kept_for_comparison_get_the_season_two_weeks_after_the_others(world: World) -> None:
    await world.join("Mira", manages=True)
    for name in TEAM:
        await world.join(name)
    await world.start(*TEAM, holdout_share=0.5, reminders=())
    await world.pass_days(11)
    first = {name for name in TEAM if lessons_of(await world.sees(name))}
    assert 0 < len(first) < len(TEAM)
    assert await begin_second_groups(world.database, world.clock.at) == 0
    await world.pass_days(14)
    assert await begin_second_groups(world.database, world.clock.at) == 1
    assert await begin_second_groups(world.database, world.clock.at) == 0
    await world.pass_days(4)
    assert all([lessons_of(await world.sees(name)) for name in TEAM])
    notices = [words for words in await world.sees("Mira") if "kept for comparison get the season now" in words]
    assert len(notices) == 1
