"""A second manager sees what the first one saw before they agree."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from lessons.database import Database
from schedules.people.enrolments import campaigns_of
from schedules.rules.campaigns import CampaignState
from tests.adapters.web.managing import FORM, Office, office


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Office]:
    """A company in which everything for more than one person needs a second yes."""
    async with office(database, approval_above=1) as opened:
        await opened.world.join("Max", manages=True)
        yield opened


async def asked_for(desk: Office) -> str:
    """Mira asks, and Max opens the link from his chat; returns the address of the page it leads to."""
    await desk.sign_in()
    _, page = await desk.look()
    request = re.findall(r'name="request" value="(\w+)"', page)[0]
    await desk.post("/manage/new", do="start", request=request, **FORM)
    await desk.world.sender.deliver_due()
    words = (await desk.world.last("Max")).words
    assert "See who gets what when" in words
    link = "/manage/open/" + words.partition("/manage/open/")[2].split()[0]
    desk.client.session.cookie_jar.clear()
    reply = await desk.client.post(link)
    return reply.url.path


async def running(desk: Office) -> list[CampaignState]:
    async with desk.world.database.read() as db:
        return [campaign.state for campaign in await campaigns_of(db, desk.world.workspace.id)]


async def test_the_link_in_chat_leads_to_calendar_and_names_and_one_press_starts_it(desk: Office) -> None:
    here = await asked_for(desk)
    status, page = await desk.page(here)
    assert status == 200
    for words in ("Mira wants to start “Spring” for ", "The first two weeks", "Ada", "Bo", "Monday, Wednesday, Friday"):
        assert words in page
    assert await running(desk) == []
    await desk.post(here, do="approve")
    assert await running(desk) == [CampaignState.RUNNING]
    assert (await desk.page(here))[0] == 404, "what is decided waits for nobody"


async def test_a_no_on_the_page_is_the_no_in_chat(desk: Office) -> None:
    here = await asked_for(desk)
    await desk.post(here, do="decline")
    await desk.world.sender.deliver_due()
    assert await running(desk) == []
    assert "Max" in (await desk.world.last("Mira")).words
    await desk.post(here, do="approve")
    assert await running(desk) == []


async def test_whoever_asks_cannot_agree_for_the_other(desk: Office) -> None:
    here = await asked_for(desk)
    desk.client.session.cookie_jar.clear()
    await desk.sign_in()
    assert (await desk.page(here))[0] == 404
    assert (await desk.post(here, do="approve"))[0] == 404
    assert await running(desk) == []
