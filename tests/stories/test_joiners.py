"""A campaign that follows a group: who comes later begins with the first episode, who leaves stops; and the zone
of people whose own nobody told."""

from __future__ import annotations

import asyncio
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.managers.joiners.joiners import choose_group, follow_groups
from bot.turn import Turn
from lessons.database import Database
from schedules.ledger.ledger import deliveries
from schedules.people import roster
from schedules.people.defaults import give_default_zones, people_without_zone, set_default_zone
from schedules.people.enrolments import enrolments
from schedules.people.person_fields import PersonFields, link, remove_group, save_group, save_people
from schedules.rules.campaigns import Campaign
from tests.bot.asking import a_world
from tests.stories.world import World

WEB = pytest.mark.parametrize("world", ["web"], indirect=True)
GROUP = "Support people"


async def in_team(world: World, team: str, *names: str) -> None:
    async with world.database.write() as db:
        for name in names:
            await roster.change_learner(
                db, world.workspace.id, world.learners[name].id, email=f"{name.lower()}@x.example"
            )
        people = [PersonFields(f"{name.lower()}@x.example", name, "", {"team": team}) for name in names]
        await save_people(db, world.workspace.id, people, world.clock.at)


async def following(world: World, *names: str) -> Campaign:
    """A campaign of Ada alone that follows the group, in which the named are too."""
    await world.join("Mira", manages=True)
    for name in names:
        await world.join(name)
    await in_team(world, "Support", *names)
    campaign = await world.start("Ada", reminders=(), silent_limit=9)
    async with world.database.write() as db:
        await save_group(db, world.workspace.id, GROUP, "team is Support", world.clock.at)
        manager = await roster.learner_by_id(db, world.workspace.id, world.learners["Mira"].id)
        assert manager
        turn = Turn(db, world.workspace, manager, world.bot.links, "test", world.clock.at)
        assert await choose_group(turn, campaign, GROUP)
    return campaign


async def follow(world: World, most: int = 50) -> int:
    return await follow_groups(world.database, world.bot.links, most, world.clock.at)


async def lessons(world: World, name: str) -> list[str]:
    return [words for words in await world.sees(name) if words.startswith("The Leak, episode")]


@WEB
async def test_who_comes_into_the_group_begins_with_the_first_episode_on_their_first_working_day(world: World) -> None:
    await following(world, "Ada", "Bo")
    await world.pass_days(2)
    assert await follow(world) == 0, "who was in the group is no joiner"
    world.clock.at = world.clock.at.replace(day=7, hour=12)  # a Saturday
    await world.join("Cy")
    await in_team(world, "Support", "Cy")
    assert await follow(world) == 1
    assert await follow(world) == 0
    await world.pass_days(1.5)
    assert await lessons(world, "Cy") == [], "it is a weekend"
    await world.pass_days(1)
    (first,) = await lessons(world, "Cy")
    assert "episode 1" in first
    assert await lessons(world, "Bo") == []


@WEB
async def test_who_leaves_the_group_gets_nothing_more_and_goes_on_when_they_come_back(world: World) -> None:
    await following(world, "Ada")
    await world.pass_days(1)
    await in_team(world, "Sales", "Ada")
    assert await follow(world) == 1
    await world.pass_days(2)
    assert len(await lessons(world, "Ada")) == 1
    await in_team(world, "Support", "Ada")
    assert await follow(world) == 1
    await world.pass_days(2)
    assert ["episode 1" in words for words in await lessons(world, "Ada")] == [True, False, False]


@WEB
async def test_a_group_that_is_gone_stops_nobody(world: World) -> None:
    await following(world, "Ada")
    async with world.database.write() as db:
        await remove_group(db, world.workspace.id, GROUP)
    assert await follow(world) == 0
    await world.pass_days(1.5)
    assert len(await lessons(world, "Ada")) == 2


@WEB
async def test_a_rule_that_becomes_wide_writes_to_nobody_before_a_manager_adds_them(world: World) -> None:
    await following(world, "Ada")
    for name in ("Bo", "Cy", "Di"):
        await world.join(name)
    await in_team(world, "Support", "Bo", "Cy", "Di")
    assert await follow(world, most=2) == 0
    await world.sender.deliver_due()
    assert "3 people came at once" in (await world.last("Mira")).words
    async with world.database.read() as db:
        assert await db.scalar(sa.select(sa.func.count()).select_from(enrolments)) == 1


async def test_two_workers_at_once_take_everybody_in_once(either_database: Database) -> None:
    async with a_world(either_database) as world:
        campaign = await following(world, "Ada")
        names = [f"P{number}" for number in range(8)]
        for name in names:
            await world.join(name)
        await in_team(world, "Support", *names)
        assert sum(await asyncio.gather(*[follow(world) for _ in range(4)])) == 8
        await world.pass_days(1)
        async with either_database.read() as db:
            query = sa.select(deliveries.c.learner_id).where(
                deliveries.c.campaign_id == campaign.id, deliveries.c.kind == "episode", deliveries.c.position == 1
            )
            people = list((await db.execute(query)).scalars())
        assert len(people) == len(set(people)) == 9


@WEB
async def test_lessons_of_people_whose_zone_nobody_told_come_at_the_companys_own_morning(world: World) -> None:
    await world.join("Mira", manages=True)
    await world.join("Ada", zone="UTC")
    await world.join("Bo", zone="Asia/Tokyo")
    async with world.database.read() as db:
        assert await people_without_zone(db) == [("Riverbank", 1)]
    async with world.database.write() as db:
        assert await set_default_zone(db, world.workspace.id, "America/New_York") == 1
    await world.join("Cy", zone="UTC")
    async with world.database.write() as db:
        await give_default_zones(db)
        assert await people_without_zone(db) == []
    await world.start("Ada", "Bo", "Cy", reminders=())
    await world.pass_days(2)
    async with world.database.read() as db:
        rows = await db.execute(
            sa.select(deliveries.c.learner_id, deliveries.c.sent_at).where(deliveries.c.kind == "episode")
        )
        sent = {row.learner_id: row.sent_at for row in rows}
    for name, zone in (("Ada", "America/New_York"), ("Bo", "Asia/Tokyo"), ("Cy", "America/New_York")):
        assert sent[world.learners[name].id].astimezone(ZoneInfo(zone)).hour == 9


@WEB
async def test_the_companys_list_knows_a_zone_better_than_its_default(world: World) -> None:
    await world.join("Ada", zone="UTC")
    await in_team(world, "Support", "Ada")
    async with world.database.write() as db:
        await set_default_zone(db, world.workspace.id, "America/New_York")
        person = PersonFields("ada@x.example", "Ada", "", {"zone": "Europe/Paris"})
        await save_people(db, world.workspace.id, [person], world.clock.at)
        await link(db, world.workspace.id)
        ada = await roster.learner_by_id(db, world.workspace.id, world.learners["Ada"].id)
    assert ada is not None
    assert ada.zone == "Europe/Paris"
