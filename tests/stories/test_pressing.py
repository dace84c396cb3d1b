"""Buttons pressed twice, by others, too late, or made up."""

from datetime import timedelta

import sqlalchemy as sa

from schedules.replies.replies import replies
from tests.stories.world import MONDAY, World


async def count(world: World) -> int:
    async with world.database.read() as db:
        return await db.scalar(sa.select(sa.func.count()).select_from(replies)) or 0


async def ready(world: World) -> None:
    await world.join("Ada")
    await world.join("Bo")
    await world.start("Ada", "Bo")
    await world.until(MONDAY + timedelta(hours=2))


async def test_the_first_press_counts_and_the_second_is_answered_kindly(world: World) -> None:
    await ready(world)
    card = await world.last("Ada")
    await world.press_token("Ada", card.buttons["Wait"])
    await world.press_token("Ada", card.buttons["Report it"])
    assert await count(world) == 1
    shown = (await world.last("Ada")).words  # in Teams the card that was pressed reads anew and says it
    assert "You answered this one already: “Wait”" in shown or "you said “Wait”" in shown


async def test_a_double_click_is_answered_once_and_by_the_verdict_alone(world: World) -> None:
    """S15: each further click of a triple one was told that this one is answered already."""
    await ready(world)
    token = (await world.last("Ada")).buttons["Wait"]
    for _ in range(3):
        await world.press_token("Ada", token)
    assert await count(world) == 1
    told = [words for words in await world.sees("Ada") if "answered this one already" in words]
    assert told == []
    assert sum("you said “Wait”" in words for words in await world.sees("Ada")) == 1


async def test_the_same_event_twice_does_nothing_the_second_time(world: World) -> None:
    await ready(world)
    token = (await world.last("Ada")).buttons["Wait"]
    await world.press_token("Ada", token, "same")
    shown = await world.sees("Ada")
    await world.press_token("Ada", token, "same")
    assert await world.sees("Ada") == shown


async def test_somebody_elses_button_changes_nothing_and_says_so(world: World) -> None:
    await ready(world)
    token = (await world.last("Ada")).buttons["Wait"]
    await world.press_token("Bo", token)
    assert await count(world) == 0
    assert "That button was made for somebody else." in (await world.last("Bo")).words


async def test_a_forged_button_changes_nothing(world: World) -> None:
    await ready(world)
    token = (await world.last("Ada")).buttons["Wait"]
    another = token[:-1] + ("A" if token[-1] != "A" else "B")  # a fixed end is the right one once in 4,096 times
    for forged in (another, "", "x" * 2000, token.split(".")[0], "null"):
        await world.press_token("Ada", forged)
    assert await count(world) == 0
    assert "I do not know that button" in (await world.last("Ada")).words


async def test_a_stale_button_is_answered_kindly(world: World) -> None:
    await ready(world)
    token = (await world.last("Ada")).buttons["Wait"]
    world.clock.at += timedelta(days=100)
    await world.press_token("Ada", token)
    assert await count(world) == 0
    assert "too old" in (await world.last("Ada")).words


async def test_a_stranger_changes_nothing(world: World) -> None:
    await ready(world)
    token = (await world.last("Ada")).buttons["Wait"]
    await world.press_token("Nobody", token)
    assert await count(world) == 0
