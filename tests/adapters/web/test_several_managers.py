"""Several managers on one campaign, drafts that wait, and finding one campaign among many."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.managers.digest import plan_digests
from lessons.database import Database
from schedules.people import roster
from schedules.rules.campaigns import Campaign
from tests.adapters.web.managing import FORM, Office, office
from tests.adapters.web.reading import english_in
from tests.stories.rules import put_refresher


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Office]:
    async with office(database) as opened:
        for name in ("Max", "Lea"):
            await opened.world.join(name, manages=True)
        await opened.sign_in()
        yield opened


async def shared(desk: Office) -> tuple[Campaign, str]:
    """A campaign of Mira's to which she added Max; its address."""
    campaign = await desk.world.start("Ada", "Bo", name="Zebra Season", reminders=())
    here = f"/manage/campaigns/{campaign.id}"
    _, page = await desk.post(f"{here}/managers", do="add", manager=desk.world.learners["Max"].id)
    assert "Added, and told so in chat." in page
    await desk.world.sender.deliver_due()
    return campaign, here


async def as_(desk: Office, name: str) -> None:
    desk.client.session.cookie_jar.clear()
    assert await desk.sign_in(name) == 200


async def test_whoever_is_added_sees_and_steers_it_and_is_told_so_and_others_do_not(desk: Office) -> None:
    _, here = await shared(desk)
    assert "You manage “Zebra Season” too" in "\n".join(await desk.world.sees("Max"))
    await as_(desk, "Max")
    assert "Zebra Season" in (await desk.page())[1]
    for path in (here, f"{here}/results", f"{here}/rules", f"{here}/metric"):
        assert (await desk.page(path))[0] == 200
    assert "It rests now" in (await desk.post(f"{here}/move", do="pause"))[1]
    await desk.world.write("Max", "resume Zebra Season")
    assert "running" in (await desk.world.last("Max")).words
    await as_(desk, "Lea")
    assert "Zebra Season" not in (await desk.page())[1]
    assert (await desk.page(here))[0] == 404


async def test_who_was_added_adds_nobody_and_whoever_is_taken_away_sees_it_no_more(desk: Office) -> None:
    _, here = await shared(desk)
    lea = desk.world.learners["Lea"].id
    await as_(desk, "Max")
    assert "Take away" not in (await desk.page(here))[1]
    assert (await desk.post(f"{here}/managers", do="add", manager=lea))[0] == 404
    await as_(desk, "Mira")
    for nobody in (desk.world.learners["Ada"].id, desk.world.learners["Mira"].id, "none"):
        assert "Nothing was changed" in (await desk.post(f"{here}/managers", do="add", manager=nobody))[1]
    _, page = await desk.post(f"{here}/managers", do="remove", manager=desk.world.learners["Max"].id)
    assert "they do not see this campaign any more" in page
    await as_(desk, "Max")
    assert (await desk.page(here))[0] == 404


async def test_both_read_on_monday_how_the_week_went_and_open_its_report(desk: Office) -> None:
    world = desk.world
    campaign, _ = await shared(desk)
    async with world.database.write() as db:
        await roster.change_workspace(db, world.workspace.id, privacy=False)
    await world.pass_days(1)
    world.clock.at = world.clock.at.replace(day=9, hour=8, minute=30)
    await plan_digests(world.database, world.bot.links, world.clock.at)
    await world.sender.deliver_due()
    for name, number in (("Mira", 1), ("Max", 1), ("Lea", 0)):
        assert len([words for words in await world.sees(name) if "Last week in" in words]) == number
    assert campaign.name in "\n".join(await world.sees("Max"))


async def test_a_draft_waits_as_it_was_typed_and_is_gone_once_it_was_started(desk: Office) -> None:
    typed = {**FORM, "name": "Half a plan", "opens": "later", "days": ["1"]}
    _, page = await desk.post("/manage/new", **{**typed, "do": "draft"})
    assert "Your draft is saved." in page
    (draft,) = re.findall(r"/manage/new\?draft=(\w+)", page)
    await as_(desk, "Max")
    assert "Half a plan" not in (await desk.page())[1]
    assert "Half a plan" not in (await desk.page(f"/manage/new?draft={draft}"))[1]
    await desk.post("/manage/drafts", draft=draft)
    await as_(desk, "Mira")
    _, page = await desk.page(f"/manage/new?draft={draft}")
    assert 'value="Half a plan"' in page
    assert 'value="later"' in page
    await desk.post("/manage/new", **{**FORM, "name": "A whole plan", "draft": draft, "do": "draft"})
    _, page = await desk.page()
    assert ("A whole plan" in page, "Half a plan" in page) == (True, False)
    _, page = await desk.post("/manage/new", **{**FORM, "name": "A whole plan", "draft": draft, "do": "look"})
    request = re.search(r'name="request" value="(\w+)"', page)
    assert request
    begun = {**FORM, "name": "A whole plan", "draft": draft, "do": "start", "request": request[1]}
    _, page = await desk.post("/manage/new", **begun)
    assert "It has started" in page
    assert "Your drafts" not in page


async def test_a_draft_is_discarded(desk: Office) -> None:
    _, page = await desk.post("/manage/new", **{**FORM, "do": "draft"})
    (draft,) = re.findall(r"/manage/new\?draft=(\w+)", page)
    _, page = await desk.post("/manage/drafts", draft=draft)
    assert ("The draft is discarded." in page, "Your drafts" in page) == (True, False)


async def test_one_campaign_is_found_among_many_by_words_state_series_and_manager(desk: Office) -> None:
    await put_refresher(desk.world)
    campaign, here = await shared(desk)
    await desk.world.start("Bo", name="Heron", series_slug="again")
    await desk.post(f"{here}/move", do="pause")
    mira, max_ = desk.world.learners["Mira"].id, desk.world.learners["Max"].id
    searches = {"q=zeb": (True, False), "state=paused": (True, False), "series=again": (False, True)}
    searches |= {
        f"manager={mira}": (True, True),
        f"manager={max_}": (False, False),
        "q=her&state=paused": (False, False),
    }
    for query, expected in searches.items():
        _, page = await desk.page(f"/manage/?{query}")
        assert (campaign.name in page, "Heron" in page) == expected, query


async def test_a_german_manager_reads_all_of_it_in_german(desk: Office) -> None:
    world = desk.world
    _, here = await shared(desk)
    async with world.database.write() as db:
        await roster.change_learner(db, world.workspace.id, world.learners["Mira"].id, own_locale="de")
    await desk.post("/manage/new", **{**FORM, "do": "draft"})
    world.clock.at += timedelta(minutes=1)
    for path in ("/manage/", here, "/manage/new"):
        status, page = await desk.page(path)
        assert (status, english_in(page, "The Leak", "Zebra Season", "Spring")) == (200, [])
