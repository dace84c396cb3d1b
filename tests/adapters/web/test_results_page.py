"""The page of a campaign's results: who needs the manager, what got lost and why, what is forgotten, and one press."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import msgspec
import pytest
import sqlalchemy as sa

from adapters.web.managers.results_view import STEPS
from bot.privacy.erasure import forget_person
from bot.reports import Report
from bot.reports.results import ResultFacts
from bot.reports.standing import count_ahead, standing_figures, standing_report, standing_results
from lessons.database import Database
from schedules.ledger import audit
from schedules.people import roster
from schedules.people.enrolments import campaigns_of
from schedules.people.person_fields import PersonFields, save_people
from tests.adapters.web.managing import Office, office
from tests.stories.world import World

TEAM = ("Ada", "Bo", "Cy", "Di", "Ed", "Flo")


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Office]:
    async with office(database) as opened:
        yield opened


async def a_week(desk: Office, privacy: bool = False) -> str:
    """Six people get the first two episodes; what came of them differs. Returns the address of the campaign."""
    world = desk.world
    for name in TEAM[2:]:
        await world.join(name)
    async with world.database.write() as db:
        await roster.change_workspace(db, world.workspace.id, privacy=privacy)
        for name in TEAM:
            await roster.change_learner(
                db, world.workspace.id, world.learners[name].id, email=f"{name}@x.example", own_zone="Europe/Berlin"
            )
        people = [PersonFields(f"{name.lower()}@x.example", name, "", {"team": "Support"}) for name in TEAM[:5]]
        await save_people(db, world.workspace.id, people, world.clock.at)
    campaign = await world.start(*TEAM, reminders=())
    await world.until(world.clock.at + timedelta(hours=4))
    for name, option in (("Ada", "Report it"), ("Bo", "Report it"), ("Cy", "Hide it"), ("Di", "Report it")):
        await world.press(name, option, "The Printer")
    await world.pass_days(1)
    await world.press("Ada", "Report it", "The Cover-Up")
    await world.until(world.clock.at + timedelta(hours=25))
    await desk.sign_in()
    return f"/manage/campaigns/{campaign.id}"


def figures(page: str) -> str:
    """The page as it is read, without marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


async def test_every_step_has_its_count_its_interval_and_a_reason_for_each_loss(desk: Office) -> None:
    here = await a_week(desk)
    status, page = await desk.page(f"{here}/results")
    words = figures(page)
    assert status == 200
    assert "Owed 18 " in words
    assert "Delivered 100 % 18 of 18; 82 to 100 %" in words
    assert "Answered 28 % 5 of 18; 12 to 51 %" in words
    assert "Right at the first try 80 % 4 of 5; 38 to 96 %" in words
    assert "1 a wrong option was chosen first" in words
    assert "neither played nor answered" in words


async def test_the_losses_of_each_step_add_up(desk: Office) -> None:
    here = await a_week(desk)
    async with desk.world.database.read() as db:
        facts = await standing_results(db, desk.world.workspace.id, here.rpartition("/")[2], desk.world.clock.at)
    funnel = facts.funnel
    assert funnel.owed - funnel.delivered == sum(funnel.undelivered.values())
    assert funnel.delivered - funnel.played == sum(funnel.unplayed.values())
    assert funnel.delivered - funnel.answered == sum(funnel.unanswered.values())
    assert funnel.answered - funnel.right == sum(funnel.not_right.values())
    assert [getattr(funnel, step) for step in STEPS] == [18, 18, 0, 5, 4]


async def test_people_stand_in_four_plain_states_with_names_where_privacy_is_off(desk: Office) -> None:
    here = await a_week(desk)
    world = desk.world
    async with world.database.write() as db:
        await roster.change_learner(db, world.workspace.id, world.learners["Flo"].id, consents=False)
    words = figures((await desk.page(f"{here}/results"))[1])
    assert "Of 6 people, 0 are done, 1 on track, 4 behind, and 1 need attention." in words
    assert re.search(r"Flo Needs attention opted out of lessons", words)
    assert re.search(r"Bo Behind 1 2026-03-0\d", words)
    assert not re.search(r"Ada (Behind|Needs)", words)


async def test_one_press_reminds_the_silent_once_a_day(desk: Office) -> None:
    here = await a_week(desk)
    world = desk.world
    before = {name: len(await world.sees(name)) for name in TEAM}
    _, page = await desk.post(f"{here}/remind")
    assert "6 people get a reminder now." in page
    _, again = await desk.post(f"{here}/remind")
    assert "Nobody is reminded" in again
    await world.sender.deliver_due()
    assert {name: len(await world.sees(name)) - before[name] for name in TEAM} == dict.fromkeys(TEAM, 1)


async def test_teams_have_their_gaps_by_topic_and_small_ones_are_hidden_where_privacy_is_on(desk: Office) -> None:
    here = await a_week(desk)
    words = figures((await desk.page(f"{here}/results"))[1])
    assert re.search(r"Support 75 % 3 of 4; 30 to 95 %", words)
    async with desk.world.database.write() as db:
        await roster.change_workspace(db, desk.world.workspace.id, privacy=True)
    page = (await desk.page(f"{here}/results"))[1]
    assert not [name for name in TEAM if re.search(rf"\b{name}\b", figures(page))]
    assert "3 of 4" not in page
    assert "4 of 5" in page, "six people are enough for the steps"


async def test_of_four_people_nothing_is_shown_where_privacy_is_on(desk: Office) -> None:
    campaign = await desk.world.start("Ada", "Bo", reminders=())
    await desk.world.pass_days(2)
    await desk.sign_in()
    async with desk.world.database.write() as db:
        await roster.change_workspace(db, desk.world.workspace.id, privacy=True)
    _, page = await desk.page(f"/manage/campaigns/{campaign.id}/results")
    words = figures(page)
    assert "fewer than five: not shown" in words
    assert "Of 2 people" not in words
    assert not re.search(r"\d of \d", words)


async def test_the_table_has_every_figure_with_count_interval_and_meaning(desk: Office) -> None:
    here = await a_week(desk)
    reply = await desk.client.get(f"{here}/results.csv")
    rows = list(csv.DictReader(io.StringIO((await reply.read()).decode("utf-8-sig"))))
    assert reply.headers["Content-Disposition"].startswith("attachment")
    answered = next(row for row in rows if row["Figure"] == "Answered")
    assert (answered["Count"], answered["Of"], answered["Interval from"]) == ("5", "18", "0.125")
    assert all(row["What it means"] for row in rows if row["Interval from"])
    assert {row["Section"] for row in rows} >= {"People", "From owed to known", "Gaps by team and topic"}


async def test_results_in_chat_lead_to_the_page_by_a_link_that_opens_one_time(desk: Office) -> None:
    here = await a_week(desk)
    await desk.world.write("Mira", "results")
    words = (await desk.world.last("Mira")).words
    assert "Each link opens one time" in words
    door = "/manage/open/" + words.partition("/manage/open/")[2].split()[0]
    desk.client.session.cookie_jar.clear()
    reply = await desk.client.post(door)
    assert (reply.status, reply.url.path) == (200, f"{here}/results")
    desk.client.session.cookie_jar.clear()
    assert (await desk.client.post(door)).status == 410
    await desk.world.write("Ada", "results")
    assert "/manage/open/" not in (await desk.world.last("Ada")).words


async def test_the_report_in_chat_leads_to_the_results_too(desk: Office) -> None:
    await a_week(desk)
    await desk.world.write("Mira", "report")
    assert "/manage/open/" in (await desk.world.last("Mira")).words


async def test_another_managers_results_are_not_there(desk: Office) -> None:
    here = await a_week(desk)
    await desk.world.join("Max", manages=True)
    desk.client.session.cookie_jar.clear()
    await desk.sign_in("Max")
    for path in ("results", "results.csv"):
        assert (await desk.page(f"{here}/{path}"))[0] == 404
    assert (await desk.post(f"{here}/remind"))[0] == 404


async def test_a_german_manager_reads_it_in_german(desk: Office) -> None:
    here = await a_week(desk)
    async with desk.world.database.write() as db:
        await roster.change_learner(db, desk.world.workspace.id, desk.world.learners["Mira"].id, own_locale="de")
    words = figures((await desk.page(f"{here}/results"))[1])
    assert "Von 6 Personen" in words
    assert "Need" not in words
    assert "first" not in words


async def both(world: World) -> tuple[ResultFacts, Report]:
    async with world.database.read() as db:
        campaign = (await campaigns_of(db, world.workspace.id))[0]
        results = await standing_results(db, world.workspace.id, campaign.id, world.clock.at)
        return results, await standing_report(db, world.workspace.id, campaign.id, world.clock.at)


async def test_figures_of_a_large_campaign_are_counted_ahead_and_say_of_when(desk: Office) -> None:
    await a_week(desk)
    world = desk.world
    fresh = await both(world)
    assert await count_ahead(world.database, world.clock.at) == 0, "a small one is counted when it is opened"
    assert await count_ahead(world.database, world.clock.at, large=10) == 1
    assert [msgspec.json.encode(each) for each in await both(world)] == [msgspec.json.encode(each) for each in fresh], (
        "what was counted ahead is what would be counted now"
    )
    counted_at = world.clock.at
    await world.press("Ed", "Report it", "The Printer")
    world.clock.at += timedelta(minutes=9)
    assert await count_ahead(world.database, world.clock.at, large=10) == 0
    assert (await both(world))[0].at == counted_at
    world.clock.at += timedelta(minutes=2)
    assert await count_ahead(world.database, world.clock.at, large=10) == 1
    assert (await both(world))[0].funnel.answered == fresh[0].funnel.answered + 1


async def test_who_is_erased_or_hidden_by_privacy_is_in_no_figures_that_were_counted_ahead(desk: Office) -> None:
    await a_week(desk)
    world = desk.world
    await count_ahead(world.database, world.clock.at, large=10)
    assert "Bo" in str((await both(world))[1].silences)
    async with world.database.write() as db:
        await roster.change_workspace(db, world.workspace.id, privacy=True)
    assert (await both(world))[1].silences == ()
    async with world.database.write() as db:
        await forget_person(db, world.workspace, world.learners["Bo"], world.clock.at)
        assert await db.scalar(sa.select(sa.func.count()).select_from(standing_figures)) == 0


async def test_whoever_is_counted_can_see_who_opened_the_results(desk: Office) -> None:
    here = await a_week(desk)
    await desk.page(f"{here}/results")
    async with desk.world.database.read() as db:
        entries = await audit.entries_about(db, desk.world.workspace.id, audit.REPORT_OPENED, [here.rpartition("/")[2]])
    assert [entry.actor for entry in entries] == [desk.world.learners["Mira"].id]
