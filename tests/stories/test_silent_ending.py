"""A series whose last questions nobody answers ends with a word to its manager all the same."""

from __future__ import annotations

import pytest

from bot.learners.finale import close_silent
from bot.links import Links
from tests.stories.world import World

LINKS = Links("a secret of more than thirty-two characters", "http://127.0.0.1:3000")


async def closed(world: World) -> int:
    words = await world.sees("Mira")
    return sum("“The Leak” is through" in each for each in words)


@pytest.mark.parametrize("world", ["web"], indirect=True)
async def test_the_manager_of_silent_people_hears_once_that_it_is_over(world: World) -> None:
    await world.join("Mira", manages=True)
    for name in ("Ada", "Bo"):
        await world.join(name)
    await world.start("Ada", "Bo", reminders=())
    await world.pass_days(4)
    await close_silent(world.database, LINKS, world.clock.at)
    assert await closed(world) == 0
    await world.pass_days(12)
    for _ in range(2):
        await close_silent(world.database, LINKS, world.clock.at)
        await world.pass_days(1)
    assert await closed(world) == 1
