"""Questions of one press around a season: was it useful, how sure are you, and has your manager seen it applied."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.learners.saved_clips import keeps
from bot.reports.results import campaign_results
from bot.surveys.surveys import plan_surveys
from schedules.ledger.figures.surveys import SurveyCounts
from schedules.people import roster
from schedules.rules.campaigns import Campaign
from tests.stories.world import World

WEB = pytest.mark.parametrize("world", ["web"], indirect=True)
USEFUL = "useful to you?"
SURE = "how sure are you"
SEEN = "have you seen anything of “The Leak”"


async def a_team(world: World, *names: str) -> Campaign:
    await world.join("Mira", manages=True)
    for name in names:
        await world.join(name)
    return await world.start(*names, reminders=(), silent_limit=9)


async def ask(world: World) -> None:
    """The surveys' round, twice, and what it owes."""
    for _ in range(2):
        await plan_surveys(world.database, world.bot.links, world.clock.at)
    await world.sender.deliver_due()


async def asked(world: World, name: str, question: str) -> list[str]:
    return [words for words in await world.sees(name) if question in words]


async def surveys_of(world: World, campaign: Campaign) -> SurveyCounts:
    async with world.database.read() as db:
        return (await campaign_results(db, world.workspace.id, campaign.id, world.clock.at)).surveys


async def test_whoever_answers_is_asked_once_a_week_whether_it_was_useful(world: World) -> None:
    campaign = await a_team(world, "Ada", "Bo")
    await world.pass_days(0.2)
    await world.press("Ada", "Report it", "The Printer")
    await ask(world)
    assert await asked(world, "Bo", USEFUL) == [], "who did not answer has nothing to judge"
    (words,) = await asked(world, "Ada", USEFUL)
    assert "Was “The Printer” useful to you?" in words
    await world.press("Ada", "Yes", USEFUL)
    assert "You said: Yes. Thank you." in "\n".join(await asked(world, "Ada", USEFUL))
    await world.pass_days(1)
    await world.press("Ada", "Report it", "The Cover-Up")
    await ask(world)
    assert len(await asked(world, "Ada", USEFUL)) == 1, "once a week at most"
    counts = await surveys_of(world, campaign)
    assert (counts.useful, counts.useless) == (1, 0)
    async with world.database.read() as db:
        assert list((await db.execute(sa.select(keeps.c.deed))).scalars()) == ["useful"]


@WEB
async def test_a_week_later_it_is_asked_again_of_another_episode(world: World) -> None:
    await a_team(world, "Ada")
    await world.pass_days(0.2)
    await world.press("Ada", "Report it", "The Printer")
    await ask(world)
    await world.pass_days(1)
    world.clock.at += timedelta(days=7)
    await world.press("Ada", "Report it", "The Cover-Up")
    await ask(world)
    assert ["The Printer" in words for words in await asked(world, "Ada", USEFUL)] == [True, False]


async def test_how_sure_people_are_is_asked_before_the_first_and_after_the_last_episode(world: World) -> None:
    campaign = await a_team(world, "Ada", "Bo")
    await world.beat()  # the first episode is on its way and has not left
    await ask(world)
    await world.pass_days(0.2)
    for name in ("Ada", "Bo"):
        before = await world.sees(name)
        (at,) = [number for number, words in enumerate(before) if SURE in words]
        (first,) = [number for number, words in enumerate(before) if words.startswith("The Leak, episode 1")]
        assert at < first, "whoever saw the clip is surer than they were"
    await world.press("Ada", "Rather unsure", SURE)
    await world.pass_days(5)
    world.clock.at = world.clock.at.replace(day=9, hour=7)  # Monday morning, an hour before the lessons' own
    await ask(world)
    await world.until(world.clock.at + timedelta(hours=3))
    assert (len(await asked(world, "Ada", SURE)), len(await asked(world, "Bo", SURE))) == (2, 1)
    await world.press("Ada", "Very sure", "is over")
    counts = await surveys_of(world, campaign)
    assert (counts.surer, counts.as_sure, counts.less_sure) == (1, 0, 0)


async def test_a_manager_says_of_three_people_at_most_whether_they_saw_it_applied(world: World) -> None:
    campaign = await a_team(world, "Ada", "Bo", "Cy", "Di")
    await world.pass_days(5)
    await ask(world)
    assert await asked(world, "Mira", SEEN) == [], "a week has to pass"
    world.clock.at += timedelta(days=8)
    await ask(world)
    (words,) = await asked(world, "Mira", SEEN)
    named = [name for name in ("Ada", "Bo", "Cy", "Di") if name in words]
    assert len(named) == 3
    await world.press("Mira", "No", SEEN)
    await world.press("Mira", "Yes", SEEN)
    counts = await surveys_of(world, campaign)
    assert counts.seen + counts.not_seen == 2
    (words,) = await asked(world, "Mira", SEEN)
    assert sum(f"{name}: " in words for name in named) == 2
    for name in ("Ada", "Bo"):
        assert not await asked(world, name, SEEN)


@WEB
async def test_a_german_learner_is_asked_in_german(world: World) -> None:
    await a_team(world, "Ada")
    async with world.database.write() as db:
        await roster.change_learner(db, world.workspace.id, world.learners["Ada"].id, own_locale="de")
    await world.pass_days(0.2)
    token = next(reversed((await world.last("Ada")).buttons.values()))
    await world.press_token("Ada", token)
    await ask(world)
    assert "nützlich für dich?" in "\n".join(await world.sees("Ada"))
