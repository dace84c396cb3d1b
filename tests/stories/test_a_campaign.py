"""A team gets a series: what each of them sees, from the first episode to the re-ask weeks later."""

from datetime import timedelta

import sqlalchemy as sa

from schedules.ledger.ledger import DeliveryKind, DeliveryState, deliveries
from schedules.plans.planner import plan_due
from schedules.replies.replies import replies
from tests.stories.world import MONDAY, World


async def test_an_episode_comes_inside_the_window_and_its_answer_gets_a_verdict_with_the_reason(world: World) -> None:
    await world.join("Ada")
    await world.start("Ada")
    await world.until(MONDAY + timedelta(hours=2))
    card = await world.last("Ada")
    assert "The Leak, episode 1 of 5: The Printer" in card.words
    assert "What now, after The Printer?" in card.words
    assert list(card.buttons) == ["Hide it", "Report it", "Wait"]
    await world.press("Ada", "Report it")
    card = await world.last("Ada")
    assert "Right: you said “Report it”." in card.words
    assert "The first hour counts." in card.words
    assert "What would you do differently?" in card.words
    assert not card.buttons


async def test_nobody_is_written_to_before_their_own_window_opens(world: World) -> None:
    await world.join("Ada", "Europe/Berlin")
    await world.join("Bo", "America/New_York")
    await world.start("Ada", "Bo")
    await world.until(MONDAY + timedelta(hours=2))
    assert any("episode 1" in words for words in await world.sees("Ada"))
    assert not any("episode 1" in words for words in await world.sees("Bo"))
    await world.until(MONDAY + timedelta(hours=8))
    assert any("episode 1" in words for words in await world.sees("Bo"))


async def test_the_next_episode_opens_with_how_the_team_voted(world: World) -> None:
    team = ("Ada", "Bo", "Cy", "Di", "Ed")
    for name in team:
        await world.join(name)
    await world.start(*team)
    await world.pass_days(0.2)
    for name in team:
        await world.press(name, "Wait" if name == "Bo" else "Report it")
    await world.pass_days(1)
    words = next(one for one in await world.sees("Ada") if "episode 2 of 5" in one)
    assert "Last time, this is how your team voted: “Report it” 4 of 5 (right), “Wait” 1 of 5" in words


async def test_a_choice_that_leads_elsewhere_brings_the_clip_of_its_consequence(world: World) -> None:
    await world.join("Ada")
    await world.start("Ada")
    await world.pass_days(0.2)
    await world.press("Ada", "Hide it")
    seen = await world.sees("Ada")
    assert any("Not quite: you said “Hide it”." in one and "Hiding makes it worse." in one for one in seen)
    assert "What your choice led to: The Printer" in seen[-1]


async def test_a_wrong_answer_comes_back_some_days_later_and_shows_the_place_in_the_clip(world: World) -> None:
    await world.join("Ada")
    await world.start("Ada")
    await world.pass_days(0.2)
    await world.press("Ada", "Wait")
    await world.pass_days(4)
    again = [words for words in await world.sees("Ada") if words.startswith("Do you still know? From “The Printer”")]
    assert len(again) == 1
    async with world.database.read() as db:
        asked = (await db.execute(sa.select(deliveries).where(deliveries.c.kind == DeliveryKind.REASK))).one()
    assert timedelta(days=2) <= asked.sent_at - MONDAY <= timedelta(days=4.2)
    await world.press("Ada", "Report it", about="Do you still know?")
    assert any("Right: you said" in words for words in await world.sees("Ada") if "Do you still know?" in words)


async def test_a_whole_season_reaches_everybody_once_in_order(world: World) -> None:
    for name in ("Ada", "Bo", "Cy"):
        await world.join(name)
    await world.start("Ada", "Bo", "Cy")
    for _ in range(7):
        await world.pass_days(1)
        for name in ("Ada", "Bo", "Cy"):
            if "Report it" in (await world.last(name)).buttons:
                await world.press(name, "Report it")
    for name in ("Ada", "Bo", "Cy"):
        numbers = [words[18] for words in await world.sees(name) if words.startswith("The Leak, episode")]
        assert numbers == ["1", "2", "3", "4", "5"]
    async with world.database.read() as db:
        assert await db.scalar(sa.select(sa.func.count()).select_from(replies)) == 15


async def test_the_silent_are_reminded_after_two_hours_and_the_next_day_and_paused_after_three_episodes(
    world: World,
) -> None:
    await world.join("Ada")
    await world.start("Ada", weekdays=frozenset({0, 2, 4}))
    await world.until(MONDAY + timedelta(hours=5))
    assert sum("Still open: The Printer" in words for words in await world.sees("Ada")) == 1
    await world.pass_days(1.5)
    assert sum("Still open: The Printer" in words for words in await world.sees("Ada")) == 2
    await world.pass_days(14)
    words = await world.sees("Ada")
    assert sum(one.startswith("The Leak, episode") for one in words) == 3
    assert "I paused “The Leak” for you" in words[-1]
    await world.press("Ada", "Go on")
    await world.pass_days(3)
    assert any("episode 4 of 5" in one for one in await world.sees("Ada"))


async def test_an_answer_ends_the_reminders(world: World) -> None:
    await world.join("Ada")
    await world.start("Ada")
    await world.until(MONDAY + timedelta(hours=2))
    await world.press("Ada", "Report it")
    await world.until(MONDAY + timedelta(hours=8))
    assert not any("Still open" in words for words in await world.sees("Ada"))


async def test_an_answer_to_a_reminder_turns_both_messages_into_the_verdict(world: World) -> None:
    await world.join("Ada")
    await world.start("Ada")
    await world.until(MONDAY + timedelta(hours=5))
    await world.press("Ada", "Report it")
    left = [label for card in await world.screen(world.learners["Ada"]) for label in card.buttons]
    assert not {"Hide it", "Report it", "Wait"} & set(left)
    assert sum("Right: you said" in words for words in await world.sees("Ada")) == 2


async def test_an_outage_brings_one_episode_afterwards_not_all_that_were_missed(world: World) -> None:
    await world.join("Ada")
    await world.start("Ada")
    world.clock.at = MONDAY + timedelta(days=3, hours=3)
    await world.beat()
    assert sum("The Leak, episode" in words for words in await world.sees("Ada")) == 1
    await world.pass_days(1)
    assert [words[18] for words in await world.sees("Ada") if words.startswith("The Leak, episode")] == ["1", "2"]


async def test_what_was_planned_but_never_left_comes_first_after_the_outage(world: World) -> None:
    await world.join("Ada")
    await world.start("Ada")
    world.clock.at = MONDAY + timedelta(minutes=1)
    await plan_due(world.database, world.clock.at)
    world.clock.at = MONDAY + timedelta(days=2, hours=3)
    await world.beat()
    await world.pass_days(2)
    numbers = [words[18] for words in await world.sees("Ada") if words.startswith("The Leak, episode")]
    assert numbers[:2] == ["1", "2"]
    async with world.database.read() as db:
        states = (
            await db.execute(sa.select(deliveries.c.state).where(deliveries.c.kind == DeliveryKind.EPISODE))
        ).scalars()
        assert DeliveryState.EXPIRED in set(states)
