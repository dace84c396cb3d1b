"""Rules that act: a week in which they only list, on after a press, and then each thing once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.managers.automations.acting import act_by_rules
from lessons.database import Database
from schedules.ledger.audit import audit
from schedules.ledger.ledger import deliveries
from schedules.people import roster
from schedules.people.enrolments import campaigns, campaigns_of, enrolments
from schedules.people.person_fields import PersonFields, save_people
from schedules.plans import campaigns as plans
from schedules.plans.automations import automations
from schedules.plans.automations.hits import HitState
from schedules.rules.acting.automation import AutomationKind, AutomationState, BadAutomation, validate
from schedules.rules.campaigns import Campaign
from tests.bot.asking import a_world
from tests.stories.rules import REFRESHER, later, listed, next_lessons, put_refresher, read, rule, write_rule
from tests.stories.world import World

WATCHED = "has watched for a week"
WEB = pytest.mark.parametrize("world", ["web"], indirect=True)


async def a_team(world: World, *names: str, privacy: bool = False) -> Campaign:
    await world.join("Mira", manages=True)
    for name in names:
        await world.join(name)
    async with world.database.write() as db:
        await roster.change_workspace(db, world.workspace.id, privacy=privacy)
    await put_refresher(world)
    return await world.start(*names, reminders=(), silent_limit=9)


async def got_refresher(world: World, name: str) -> bool:
    return any(f"{REFRESHER}, episode 1" in words for words in await world.sees(name))


async def test_who_fails_gets_the_refresher_once_the_rule_was_watched_for_a_week_and_switched_on(world: World) -> None:
    campaign = await a_team(world, "Ada", "Bo")
    written = await write_rule(world, campaign, AutomationKind.FAILED)
    await world.pass_days(1)
    await world.press("Ada", "Hide it", "The Printer")
    await world.press("Bo", "Report it", "The Printer")
    await later(world, 5)
    assert [(each.hit.learner_id, each.state) for each in await listed(world.database, written)] == [
        (world.learners["Ada"].id, HitState.LISTED)
    ]
    assert not any(WATCHED in words for words in await world.sees("Mira")), "the week is not over"
    await later(world, 3)
    (asked,) = [words for words in await world.sees("Mira") if WATCHED in words]
    assert "1 person" in asked
    assert "Ada" in asked
    assert not await got_refresher(world, "Ada"), "nothing is sent while it watches"
    await world.press("Mira", "Switch it on", WATCHED)
    await next_lessons(world)
    assert await got_refresher(world, "Ada")
    assert not await got_refresher(world, "Bo")
    async with world.database.read() as db:
        actions = set((await db.execute(sa.select(audit.c.action))).scalars())
    assert {"rule written", "rule switched on"} <= actions


@WEB
async def test_nobody_can_switch_it_on_before_its_week_is_over(world: World) -> None:
    campaign = await a_team(world, "Ada")
    written = await write_rule(world, campaign, AutomationKind.FAILED)
    async with world.database.write() as db:
        assert not await automations.switch_on(db, written, "Mira", world.clock.at + timedelta(days=6))
    assert (await read(world.database, written)).state is AutomationState.SHADOW


@WEB
async def test_switched_off_it_does_nothing_and_does_not_make_up_for_it_later(world: World) -> None:
    campaign = await a_team(world, "Ada", "Bo")
    written = await write_rule(world, campaign, AutomationKind.FAILED)
    await world.pass_days(1)
    await later(world, 8)
    async with world.database.write() as db:
        assert await automations.switch_off(db, written, "Mira", world.clock.at)
        assert not await automations.switch_off(db, written, "Mira", world.clock.at)
    await world.press("Ada", "Hide it", "The Printer")
    await later(world, 1)
    async with world.database.write() as db:
        assert await automations.switch_on(db, written, "Mira", world.clock.at)
    await world.press("Bo", "Hide it", "The Printer")
    await next_lessons(world)
    assert [await got_refresher(world, name) for name in ("Ada", "Bo")] == [False, True]


@WEB
async def test_a_rule_that_would_reach_many_at_once_is_switched_on_by_another_manager(world: World) -> None:
    campaign = await a_team(world, "Ada", "Bo")
    written = await write_rule(world, campaign, AutomationKind.FAILED, most=1)
    await world.pass_days(1)
    for name in ("Ada", "Bo"):
        await world.press(name, "Hide it", "The Printer")
    await later(world, 8)
    asked = await world.last("Mira")
    assert "another manager has to switch it on" in "\n".join(await world.sees("Mira"))
    assert "Switch it on" not in asked.buttons
    assert (await read(world.database, written)).state is AutomationState.SHADOW


async def silent_rule(world: World, *names: str, privacy: bool = False) -> Campaign:
    campaign = await a_team(world, *names, privacy=privacy)
    written = await write_rule(world, campaign, AutomationKind.SILENT, days=9, refresher="")
    await world.pass_days(1)
    await later(world, 7)
    async with world.database.write() as db:
        assert await automations.switch_on(db, written, "Mira", world.clock.at)
    return campaign


async def test_a_manager_hears_once_who_has_not_answered_for_days_and_reminds_them(world: World) -> None:
    await silent_rule(world, "Ada", "Bo")
    await world.press("Bo", "Report it", "The Printer")
    world.clock.at += timedelta(hours=2)
    await later(world, 2)
    await later(world, 1)
    (words,) = [words for words in await world.sees("Mira") if "Without an answer for 9 days" in words]
    assert ("Ada" in words, "Bo" in words) == (True, False)
    before = len(await world.sees("Ada"))
    await world.press("Mira", "Remind who is silent", "Without an answer")
    assert len(await world.sees("Ada")) == before + 1


@WEB
async def test_in_privacy_mode_a_manager_hears_no_names_and_no_small_numbers(world: World) -> None:
    await silent_rule(world, "Ada", "Bo", privacy=True)
    world.clock.at += timedelta(hours=2)
    await later(world, 2)
    (words,) = [words for words in await world.sees("Mira") if "Without an answer" in words]
    assert "fewer than five people" in words
    assert not [name for name in ("Ada", "Bo", "2 ") if name in words]


TEAM = ("Ada", "Bo", "Cy", "Di", "Ed")


async def a_weak_team(world: World) -> None:
    """A team of five, of whom one is right."""
    campaign = await a_team(world, *TEAM, "Flo", privacy=True)
    async with world.database.write() as db:
        for name in TEAM:
            await roster.change_learner(db, world.workspace.id, world.learners[name].id, email=f"{name}@x.example")
        people = [PersonFields(f"{name.lower()}@x.example", name, "", {"team": "Support"}) for name in TEAM]
        await save_people(db, world.workspace.id, people, world.clock.at)
    written = await write_rule(world, campaign, AutomationKind.TEAM, percent=60)
    await world.pass_days(1)
    for name in TEAM:
        await world.press(name, "Report it" if name == "Ed" else "Hide it", "The Printer")
    await world.press("Flo", "Hide it", "The Printer")
    await later(world, 8)
    async with world.database.write() as db:
        assert await automations.switch_on(db, written, "Mira", world.clock.at)


async def test_a_manager_is_offered_the_refresher_for_a_team_that_knows_too_little_and_gives_it(world: World) -> None:
    await a_weak_team(world)
    await later(world, 0)
    offers = [words for words in await world.sees("Mira") if "a team could do with a refresher" in words]
    assert len(offers) == 1
    assert "Support: 20 % right at “What now, after The Printer?” (1 of 5)" in offers[0]
    assert not await got_refresher(world, "Ada")
    token = await world.press("Mira", "Give it to 5 people", "a refresher")
    await world.press_token("Mira", token)
    await next_lessons(world)
    assert [name for name in (*TEAM, "Flo") if await got_refresher(world, name)] == list(TEAM)
    async with world.database.read() as db:
        assert len(await campaigns_of(db, world.workspace.id)) == 2, "a second press makes no second campaign"


@WEB
async def test_no_button_of_a_rule_works_in_other_hands(world: World) -> None:
    await a_weak_team(world)
    await later(world, 0)
    card = next(card for card in reversed(await world.screen(world.learners["Mira"])) if "a refresher" in card.words)
    await world.join("Max", manages=True)
    await world.press_token("Max", card.buttons["Give it to 5 people"])
    async with world.database.read() as db:
        assert len(await campaigns_of(db, world.workspace.id)) == 1


@WEB
async def test_a_german_manager_is_asked_in_german(world: World) -> None:
    campaign = await a_team(world, "Ada")
    await write_rule(world, campaign, AutomationKind.FAILED)
    async with world.database.write() as db:
        await roster.change_learner(db, world.workspace.id, world.learners["Mira"].id, own_locale="de")
    await later(world, 8)
    assert "Eine Regel von „The Leak“ hat eine Woche lang zugesehen" in "\n".join(await world.sees("Mira"))


@WEB
async def test_an_ended_refresher_is_given_to_nobody_any_more(world: World) -> None:
    campaign = await a_team(world, "Ada", "Bo")
    written = await write_rule(world, campaign, AutomationKind.FAILED)
    await world.pass_days(1)
    await world.press("Ada", "Hide it", "The Printer")
    await later(world, 8)
    async with world.database.write() as db:
        await automations.switch_on(db, written, "Mira", world.clock.at)
    await later(world, 0)
    async with world.database.write() as db:
        rule_now = await automations.automation_by_id(db, written.workspace_id, written.id)
        assert rule_now is not None
        await plans.change(
            db, world.workspace.id, rule_now.refresher_campaign, plans.end, rule_now.manager_id, world.clock.at
        )
    await world.press("Bo", "Hide it", "The Printer")
    await next_lessons(world)
    assert not await got_refresher(world, "Bo")
    assert (await read(world.database, written)).state is AutomationState.OFF


async def test_two_workers_at_once_do_each_thing_once(either_database: Database) -> None:
    async with a_world(either_database) as world:
        names = [f"P{number}" for number in range(12)]
        campaign = await a_team(world, *names)
        failed = await write_rule(world, campaign, AutomationKind.FAILED)
        silent = await write_rule(world, campaign, AutomationKind.SILENT, days=2, refresher="")
        await world.pass_days(1)
        for name in names[:6]:
            await world.press(name, "Hide it", "The Printer")
        world.clock.at += timedelta(days=8, hours=3)
        pressed = await asyncio.gather(*[_switch_on(either_database, each, world) for each in (failed, silent) * 3])
        assert sum(pressed) == 2, "of presses at once one each counts"
        rounds = [act_by_rules(either_database, world.bot.links, world.clock.at) for _ in range(4)]
        assert sum(await asyncio.gather(*rounds)) == 6 + 6
        async with either_database.read() as db:
            refreshers = sa.select(campaigns.c.id).where(campaigns.c.series_slug == "again")
            (refresher,) = (await db.execute(refreshers)).scalars().all()
            taking = sa.select(sa.func.count()).select_from(enrolments).where(enrolments.c.campaign_id == refresher)
            assert await db.scalar(taking) == 6
            notices = sa.select(sa.func.count()).where(
                deliveries.c.slot.startswith(f"rule:{silent.id}"), deliveries.c.kind == "notice"
            )
            assert await db.scalar(notices) == 1


async def _switch_on(database: Database, automation: object, world: World) -> bool:
    async with database.write() as db:
        return await automations.switch_on(db, automation, "Mira", world.clock.at)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        (AutomationKind.SILENT, {"days": 1}, "days"),
        (AutomationKind.SILENT, {"days": 91}, "days"),
        (AutomationKind.TEAM, {"percent": 9}, "percent"),
        (AutomationKind.FAILED, {"refresher": ""}, "refresher"),
    ],
)
@WEB
async def test_a_rule_that_cannot_work_is_refused(
    world: World, kind: AutomationKind, values: dict[str, object], field: str
) -> None:
    campaign = await a_team(world, "Ada")
    with pytest.raises(BadAutomation) as refused:
        validate(rule(world, campaign, kind, **values))
    assert refused.value.field == field
