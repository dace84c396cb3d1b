"""A week after the season one question of one press, to whoever finished it; and what the manager reads of it."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.events import CampaignAction, Managed
from bot.learners.pulse import plan_pulses
from bot.reports.results import campaign_results
from schedules.ledger.figures.pulse import PulseCounts
from schedules.ledger.ledger import deliveries
from schedules.rules.campaigns import Campaign
from tests.stories.world import World

QUESTION = "In the last week, have you used anything from “The Leak”?"


async def a_season(world: World, *names: str) -> Campaign:
    """Everybody gets all episodes and answers none."""
    await world.join("Mira", manages=True)
    for name in names:
        await world.join(name)
    campaign = await world.start(*names, reminders=(), silent_limit=9)
    await world.pass_days(5)
    return campaign


async def weeks(world: World, days: int) -> None:
    """Let days pass with what a worker plans beside lessons."""
    for _ in range(days * 4):
        await plan_pulses(world.database, world.bot.links, world.clock.at)
        await world.until(world.clock.at + timedelta(hours=6))


async def questions(world: World, name: str) -> list[str]:
    return [words for words in await world.sees(name) if QUESTION in words]


async def pulse_of(world: World, campaign: Campaign) -> PulseCounts:
    async with world.database.read() as db:
        return (await campaign_results(db, world.workspace.id, campaign.id, world.clock.at)).pulse


async def test_whoever_finished_is_asked_once_a_week_later_and_answers_with_one_press(world: World) -> None:
    campaign = await a_season(world, "Ada", "Bo")
    await weeks(world, 6)
    assert await questions(world, "Ada") == [], "the week is not over"
    await weeks(world, 9)
    for name in ("Ada", "Bo"):
        assert len(await questions(world, name)) == 1
    await world.press("Ada", "Yes", QUESTION)
    assert "You said: Yes. Thank you." in "\n".join(await questions(world, "Ada"))
    assert await pulse_of(world, campaign) == PulseCounts(2, 1, 0, 0)


@pytest.mark.parametrize("world", ["web"], indirect=True)
async def test_it_comes_within_seven_to_fourteen_days_and_in_the_campaigns_hours(world: World) -> None:
    campaign = await a_season(world, "Ada")
    await weeks(world, 16)
    async with world.database.read() as db:
        last = await db.scalar(
            sa.select(sa.func.max(deliveries.c.sent_at, type_=deliveries.c.sent_at.type)).where(
                deliveries.c.kind == "episode"
            )
        )
        query = sa.select(deliveries.c.sent_at).where(deliveries.c.kind == "survey")
        (at,) = (await db.execute(query.where(deliveries.c.campaign_id == campaign.id))).scalars().all()
    assert last
    assert timedelta(days=7) <= at - last <= timedelta(days=14)
    local = at.astimezone(ZoneInfo("Europe/Berlin"))
    assert (local.hour, local.weekday() < 5) == (9, True)


@pytest.mark.parametrize("world", ["web"], indirect=True)
async def test_the_last_press_counts_and_each_person_once(world: World) -> None:
    campaign = await a_season(world, "Ada")
    await weeks(world, 14)
    token = await world.press("Ada", "Yes", QUESTION)
    await world.press_token("Ada", token)
    assert await pulse_of(world, campaign) == PulseCounts(1, 1, 0, 0)


@pytest.mark.parametrize("world", ["web"], indirect=True)
async def test_a_button_in_other_hands_counts_for_nobody(world: World) -> None:
    campaign = await a_season(world, "Ada", "Bo")
    await weeks(world, 14)
    cards = await world.screen(world.learners["Ada"])
    token = next(card.buttons["No"] for card in cards if QUESTION in card.words)
    await world.press_token("Bo", token)
    assert await pulse_of(world, campaign) == PulseCounts(2, 0, 0, 0)


@pytest.mark.parametrize("world", ["web"], indirect=True)
async def test_nobody_is_asked_after_the_campaign_was_ended(world: World) -> None:
    campaign = await a_season(world, "Ada")
    person = world.person("Mira")
    await world.bot.handle(Managed(person, world.event(), campaign.id, CampaignAction.END, world.clock.at))
    await weeks(world, 14)
    assert await questions(world, "Ada") == []
