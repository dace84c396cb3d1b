"""The page of a campaign's rules: written, watched for a week with names, switched on and off, removed."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.managers.automations.acting import act_by_rules
from lessons.database import Database
from schedules.people import roster
from schedules.plans.automations import automations
from schedules.rules.acting.automation import AutomationState
from tests.adapters.web.managing import Office, office
from tests.adapters.web.reading import english_in
from tests.adapters.web.test_results_page import figures
from tests.stories.rules import put_refresher

NEW = {"do": "add", "kind": "failed", "question": "", "refresher": "again", "days": "14", "percent": "60"}


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Office]:
    async with office(database) as opened:
        await put_refresher(opened.world)
        yield opened


async def a_campaign(desk: Office, privacy: bool = False) -> str:
    """A campaign whose first lesson arrived; returns the address of its rules."""
    world = desk.world
    async with world.database.write() as db:
        await roster.change_workspace(db, world.workspace.id, privacy=privacy)
    campaign = await world.start("Ada", "Bo", reminders=())
    await world.pass_days(1)
    await desk.sign_in()
    return f"/manage/campaigns/{campaign.id}/rules"


async def rules_round(desk: Office, days: int) -> None:
    desk.world.clock.at += timedelta(days=days)
    await act_by_rules(desk.world.database, desk.world.bot.links, desk.world.clock.at)
    await desk.sign_in()


async def state_of(desk: Office, rules: str) -> list[AutomationState]:
    async with desk.world.database.read() as db:
        every = await automations.automations_of(db, desk.world.workspace.id, rules.split("/")[3])
    return [each.state for each in every]


def rule_in(page: str) -> str:
    found = re.search(r'name="rule" value="(\w+)"', page)
    assert found
    return found[1]


async def test_a_rule_is_written_watched_switched_on_and_off_and_removed(desk: Office) -> None:
    rules = await a_campaign(desk)
    _, page = await desk.post(rules, **NEW)
    assert "The rule watches from now on" in page
    assert "Whoever is wrong at a question gets “The Refresher”" in page
    rule = rule_in(page)
    await desk.world.press("Ada", "Hide it", "The Printer")
    await rules_round(desk, 1)
    words = figures((await desk.page(rules))[1])
    assert re.search(r"Ada What now, after The Printer\? Wednesday 4 March nothing yet", words)
    assert "then you can switch it on" in words
    _, page = await desk.post(rules, do="on", rule=rule)
    assert "its week is not over" in page
    assert await state_of(desk, rules) == [AutomationState.SHADOW]
    await rules_round(desk, 7)
    _, page = await desk.post(rules, do="on", rule=rule)
    assert "The rule is on." in page
    await rules_round(desk, 0)
    words = figures((await desk.page(rules))[1])
    assert re.search(r"Ada What now, after The Printer\? Wednesday 4 March done", words)
    assert "The refresher&#39;s campaign" in words
    for move, notice in (("off", "The rule is off."), ("off", "decided before"), ("remove", "The rule is removed.")):
        assert notice in (await desk.post(rules, do=move, rule=rule))[1]
    assert await state_of(desk, rules) == []


async def test_switched_off_within_its_week_it_has_to_watch_again(desk: Office) -> None:
    rules = await a_campaign(desk)
    rule = rule_in((await desk.post(rules, **NEW))[1])
    await desk.post(rules, do="off", rule=rule)
    assert "its week is not over" in (await desk.post(rules, do="on", rule=rule))[1]
    assert "watches for a week again" in (await desk.post(rules, do="again", rule=rule))[1]
    assert await state_of(desk, rules) == [AutomationState.SHADOW]


async def test_in_privacy_mode_no_name_is_listed_and_no_small_number(desk: Office) -> None:
    rules = await a_campaign(desk, privacy=True)
    await desk.post(rules, **NEW)
    await desk.world.press("Ada", "Hide it", "The Printer")
    await rules_round(desk, 1)
    words = figures((await desk.page(rules))[1])
    assert "fewer than five people" in words
    assert "Names are not shown" in words
    assert "Ada" not in words


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ({"kind": "none"}, "Choose what the rule does"),
        ({"kind": "silent", "days": "1"}, "from 2 to 90"),
        ({"kind": "silent", "days": "²"}, "from 2 to 90"),
        ({"kind": "team", "percent": "99"}, "from 10 to 95"),
        ({"refresher": "leak"}, "Choose a series as the refresher"),
        ({"refresher": "gone"}, "Choose a series as the refresher"),
    ],
)
async def test_a_rule_that_cannot_work_is_refused_with_advice(desk: Office, wrong: dict[str, str], advice: str) -> None:
    rules = await a_campaign(desk)
    status, page = await desk.post(rules, **{**NEW, **wrong})
    assert (status, advice in page) == (422, True)
    assert await state_of(desk, rules) == []


async def test_the_rules_of_another_campaign_are_not_changed_here(desk: Office) -> None:
    rules = await a_campaign(desk)
    rule = rule_in((await desk.post(rules, **NEW))[1])
    other = await desk.world.start("Ada", name="Another")
    _, page = await desk.post(f"/manage/campaigns/{other.id}/rules", do="off", rule=rule)
    assert "Nothing was changed" in page
    assert await state_of(desk, rules) == [AutomationState.SHADOW]


async def test_words_in_chat_lead_to_the_rules_by_a_link_that_opens_one_time(desk: Office) -> None:
    rules = await a_campaign(desk)
    await desk.world.write("Mira", "campaign rules")
    words = (await desk.world.last("Mira")).words
    door = "/manage/open/" + words.partition("/manage/open/")[2].split()[0]
    desk.client.session.cookie_jar.clear()
    assert (await desk.client.post(door)).url.path == rules
    await desk.world.write("Ada", "campaign rules")
    assert "/manage/open/" not in (await desk.world.last("Ada")).words


async def test_a_german_manager_reads_the_rules_in_german(desk: Office) -> None:
    rules = await a_campaign(desk)
    world = desk.world
    async with world.database.write() as db:
        await roster.change_learner(db, world.workspace.id, world.learners["Mira"].id, own_locale="de")
    for kind in ("failed", "silent", "team"):
        _, page = await desk.post(rules, **{**NEW, "kind": kind})
    await world.press("Ada", "Hide it", "The Printer")
    await rules_round(desk, 1)
    status, page = await desk.page(rules)
    assert (status, "Eine Woche zusehen lassen" in page) == (200, True)
    episodes = ("The Printer", "The Cover-Up", "The Call", "The Password", "The End")
    written = ("The Leak", "The Refresher", *(f"What now, after {title}?" for title in episodes))
    assert english_in(page, *written) == []
