"""An episode with two beginnings: half of a team gets each, by chance and for good, until the manager stops one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.web.pages.showing import find
from bot.links import Purpose, Ticket
from lessons import catalog
from lessons.catalog.tables import clips
from lessons.episodes import MAIN, SECOND_HOOK, Cue
from lessons.script import Headline, Role, Scene, Script
from lessons.series import Series
from schedules.ledger.figures.funnel import funnel
from schedules.ledger.figures.scope import Scope
from schedules.ledger.figures.watching import viewings
from schedules.ledger.ledger import deliveries, delivery
from schedules.people import roster
from schedules.plans.editing import add_people
from schedules.plans.hooks.choices import choose_hook, drawn_hook
from schedules.plans.hooks.comparing import HookComparison, compare_hooks, figures_of
from schedules.replies import watching
from schedules.rules.campaigns import Campaign
from tests.stories.world import EPISODES, World, episode

pytestmark = pytest.mark.parametrize("world", ["web"], indirect=True)
TEAM = tuple(f"P{number}" for number in range(10))
LENGTHS = {MAIN: 30.0, SECOND_HOOK: 34.0}


async def put_two_hooks(db: AsyncConnection, world: World) -> None:
    """The season once more, with a second hook in its first episode."""
    scenes = (Scene(Role.HOOK, "This happened.", Headline("This")), Scene(Role.SCENE, "And then.", Headline("Then")))
    second = (Scene(Role.HOOK, "Or did it?", Headline("Or")), scenes[1])
    first = episode(1, EPISODES[0])
    first = replace(first, script=Script(first.title, scenes), second_hook=Script(first.title, second))
    lessons = (first, *(episode(number, title) for number, title in enumerate(EPISODES[1:], 2)))
    await catalog.import_series(db, world.workspace.id, Series("leak", "The Leak", "en", lessons), world.clock.at)
    for clip in await catalog.clips_wanted(db, world.workspace.id, 100):
        words = ("This happened.", "And then.") if clip.key == MAIN else ("Or did it?", "And then.")
        cues = [Cue(0.0, 4.0, words[0]), Cue(4.0, 9.0, words[1])]
        await catalog.clip_ready(db, world.workspace.id, clip.id, LENGTHS[clip.key], "c0ffee", cues, world.clock.at)


async def a_season(world: World) -> Campaign:
    await world.join("Mira", manages=True)
    for name in TEAM:
        await world.join(name)
    async with world.database.write() as db:
        await put_two_hooks(db, world)
    return await world.start(*TEAM, reminders=())


async def shown_keys(world: World) -> Mapping[str, str]:
    """The key of the clip that each learner's own link to the first episode shows."""
    names = {learner.id: name for name, learner in world.learners.items()}
    async with world.database.read() as db:
        rows = await db.execute(deliveries.select().where(deliveries.c.kind == "episode", deliveries.c.position == 1))
        keys = {}
        for each in map(delivery, rows):
            ticket = Ticket(Purpose.PLAYER, world.workspace.id, each.id, each.learner_id)
            keys[names[each.learner_id]] = (await find(db, ticket)).clip.key
    return keys


async def watch(world: World, campaign: Campaign, seconds: Mapping[str, int]) -> None:
    """Let each learner watch so many seconds of what they were sent first."""
    keys = await shown_keys(world)
    async with world.database.write() as db:
        rows = await db.execute(deliveries.select().where(deliveries.c.kind == "episode", deliveries.c.position == 1))
        own = {each.learner_id: each for each in map(delivery, rows)}
        for name, until in seconds.items():
            sent = own[world.learners[name].id]
            await watching.record(
                db,
                world.workspace.id,
                sent.id,
                sent.learner_id,
                campaign_id=campaign.id,
                episode_id=sent.episode_id,
                clip_key=keys[name],
                watched=watching.bits(range(until)),
                played=True,
                captions_on=False,
                last_s=float(until),
                now=world.clock.at,
            )


async def compared(world: World, campaign: Campaign) -> HookComparison:
    async with world.database.read() as db:
        (comparison,) = await compare_hooks(db, campaign, world.clock.at)
    return comparison


async def test_everybody_keeps_the_hook_that_chance_gave_them(world: World) -> None:
    campaign = await a_season(world)
    await world.pass_days(1)
    keys = await shown_keys(world)
    assert set(keys.values()) == {MAIN, SECOND_HOOK}
    for name, key in keys.items():
        assert key == drawn_hook(campaign.seed, "leak/e1", world.learners[name].id)
    await world.pass_days(1)
    assert await shown_keys(world) == keys


async def test_a_message_says_the_length_of_the_clip_that_its_link_plays(world: World) -> None:
    await a_season(world)
    await world.pass_days(1)
    for name, key in (await shown_keys(world)).items():
        words = next(each for each in await world.sees(name) if "The Printer" in each)
        assert ("34 s" in words) == (key == SECOND_HOOK), words


async def test_people_count_three_days_later_by_how_far_they_watched(world: World) -> None:
    campaign = await a_season(world)
    await world.pass_days(1)
    keys = await shown_keys(world)
    first, second = ([name for name in TEAM if keys[name] == key] for key in (MAIN, SECOND_HOOK))
    await watch(world, campaign, {first[0]: 30, first[1]: 2, second[0]: 34, second[1]: 10})
    young = await compared(world, campaign)
    assert (young.waiting, young.counts[MAIN].sent, young.better) == (len(TEAM), 0, "")
    world.clock.at += timedelta(days=3)
    old = await compared(world, campaign)
    assert old.waiting == 0
    assert {key: (each.sent, each.began, each.past, each.ended) for key, each in old.counts.items()} == {
        MAIN: (len(first), 2, 1, 1),
        SECOND_HOOK: (len(second), 2, 2, 1),
    }
    assert old.better == ""


async def test_reports_count_whoever_watched_either_clip_by_its_own_length(world: World) -> None:
    campaign = await a_season(world)
    await world.pass_days(1)
    keys = await shown_keys(world)
    await watch(world, campaign, {name: int(LENGTHS[keys[name]]) for name in TEAM})
    async with world.database.read() as db:
        scope = Scope(db, world.workspace.id, campaign.id)
        seen = await viewings(scope)
        assert (await funnel(scope, world.clock.at)).played == len(TEAM)
    assert {(each.length, each.completed, each.through) for each in seen} == {(30, True, 1.0), (34, True, 1.0)}


async def test_once_one_is_chosen_whoever_comes_later_gets_it_and_nobodys_message_changes(world: World) -> None:
    campaign = await a_season(world)
    await world.pass_days(1)
    before = await shown_keys(world)
    comparison = await compared(world, campaign)
    async with world.database.write() as db:
        about = (campaign, "leak/e1", SECOND_HOOK, figures_of(comparison), "", world.clock.at)
        assert await choose_hook(db, *about)
        assert not await choose_hook(db, *about), "the first press counts"
    late = [f"L{number}" for number in range(6)]
    people = [await world.join(name) for name in late]
    async with world.database.write() as db:
        team = await roster.learners_of(db, world.workspace.id, [each.id for each in people])
        await add_people(db, campaign, team, "", world.clock.at)
    await world.pass_days(1)
    keys = await shown_keys(world)
    assert {name: keys[name] for name in before} == before
    assert {keys[name] for name in late} == {SECOND_HOOK}
    assert (await compared(world, campaign)).counts == comparison.counts


async def test_a_second_clip_that_cannot_be_made_keeps_nobody_from_the_lesson(world: World) -> None:
    campaign = await a_season(world)
    async with world.database.write() as db:
        await db.execute(sa.update(clips).where(clips.c.key == SECOND_HOOK).values(state="failed"))
    await world.pass_days(1)
    assert set((await shown_keys(world)).values()) == {MAIN}
    assert all([any("The Printer" in words for words in await world.sees(name)) for name in TEAM])
    assert not (await compared(world, campaign)).playable
