"""A certificate from the last answer in chat to the page that checks it years later, and the training that follows."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pypdf import PdfReader

from adapters.web.app import bare_app
from adapters.web.learners.certificates import certificate_pages
from adapters.web.learners.home import own_pages
from adapters.web.managers.pages import manager_pages
from bot.managers.planning.once_more import prepare_again
from lessons.database import Database
from schedules.people import roster
from schedules.plans.afterwards.afterwards import set_afterwards
from schedules.plans.campaigns import already_taking
from schedules.rules.campaigns import Campaign
from tests.adapters.web.managing import FORM, Office, healthy
from tests.adapters.web.test_results_page import figures
from tests.bot.asking import a_world
from tests.stories.world import EPISODES

LAST = "Your certificate for “The Leak”"


@dataclass
class School(Office):
    """A company whose campaign gives certificates."""

    campaign: Campaign

    async def finish(self, name: str = "Ada") -> str:
        """Answer every question; returns the path of the certificate that came, "" where none did."""
        for title in EPISODES:
            await self.world.press(name, "Report it", title)
        given = [words for words in await self.world.sees(name) if words.startswith(LAST)]
        return "/certificate/" + given[0].partition("/certificate/")[2].split()[0] if given else ""

    async def check_path(self, path: str) -> str:
        """The path that a holder shows to others."""
        _, page = await self.page(path)
        return "/certificate/" + page.rpartition("/certificate/")[2].split("<")[0].strip()


@pytest.fixture
async def school(database: Database) -> AsyncIterator[School]:
    async with a_school(database) as opened:
        yield opened


@asynccontextmanager
async def a_school(database: Database) -> AsyncIterator[School]:
    async with a_world(database) as world:
        await world.join("Mira", manages=True)
        for name in ("Ada", "Bo"):
            await world.join(name)
        campaign = await world.start("Ada", "Bo", reminders=(), silent_limit=9)
        async with world.database.write() as db:
            await set_afterwards(db, campaign, 12, True, world.learners["Mira"].id, world.clock.at)
        await world.pass_days(7)

        def pages(app: web.Application) -> None:
            manager_pages(app, world.database, world.bot.links, world.clock, 100, lambda: None)
            certificate_pages(app, world.database, world.bot.links, world.clock)
            own_pages(app, world.bot)

        async with TestClient(TestServer(bare_app([pages], healthy))) as client:
            yield School(world, client, campaign)


async def test_it_comes_with_the_last_answer_and_once(school: School) -> None:
    for title in EPISODES[:-1]:
        await school.world.press("Ada", "Report it", title)
    assert not [words for words in await school.world.sees("Ada") if words.startswith(LAST)]
    await school.world.press("Ada", "Report it", EPISODES[-1])
    (given,) = [words for words in await school.world.sees("Ada") if words.startswith(LAST)]
    assert "holds until Tuesday 9 March 2027" in given
    await school.world.write("Ada", "my certificates")
    assert "The Leak: http" in (await school.world.last("Ada")).words
    await school.world.write("Bo", "certificates")
    assert "You have no certificate yet." in (await school.world.last("Bo")).words


async def test_who_answered_the_last_question_first_gets_it_with_the_one_that_was_open(school: School) -> None:
    for title in EPISODES[1:]:
        await school.world.press("Ada", "Report it", title)
    assert not [words for words in await school.world.sees("Ada") if words.startswith(LAST)]
    await school.world.press("Ada", "Hide it", EPISODES[0])
    assert [words for words in await school.world.sees("Ada") if words.startswith(LAST)]


async def test_its_holder_takes_the_paper_and_others_check_it_without_reading_a_name(school: School) -> None:
    path = await school.finish()
    status, own = await school.page(path)
    assert status == 200
    assert "Ada" in own
    reply = await school.client.get(f"{path}/paper.pdf")
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(await reply.read())).pages)
    for part in ("Riverbank", "Ada", "The Leak", "2026-03-09", "2027-03-09"):
        assert part in words
    check = await school.check_path(path)
    assert check != path
    _, page = await school.page(check)
    assert "Yes, this certificate holds." in page
    assert "Ada" not in page
    assert "Yes, it was issued to somebody of that name." in (await school.page(f"{check}?name=ada"))[1]
    assert "No, it was issued to somebody of another name." in (await school.page(f"{check}?name=Bo"))[1]
    assert (await school.page(f"{check}/paper.pdf"))[0] == 404


async def test_without_privacy_the_page_names_its_holder(school: School) -> None:
    path = await school.finish()
    check = await school.check_path(path)
    async with school.world.database.write() as db:
        await roster.change_workspace(db, school.world.workspace.id, privacy=False)
    assert "Ada" in (await school.page(check))[1]


async def test_a_changed_address_and_an_expired_certificate_say_so(school: School) -> None:
    path = await school.finish()
    check = await school.check_path(path)
    assert (await school.page(check[:-2] + "xx"))[0] == 404
    school.world.clock.at += timedelta(days=366)
    _, page = await school.page(check)
    assert "It was good once. It has ended." in page


async def test_it_stands_on_its_holders_own_page(school: School) -> None:
    path = await school.finish()
    world = school.world
    url = world.bot.links.own_page(world.workspace.id, world.learners["Ada"].id, world.clock.at)
    _, page = await school.page(url.removeprefix(world.bot.links.public_url))
    assert path in page


async def test_a_month_before_it_ends_the_manager_is_offered_a_campaign_for_its_holders(school: School) -> None:
    world = school.world
    await school.finish("Ada")
    assert await prepare_again(world.database, world.bot.links, world.clock.at) == 0
    await school.sign_in()
    await school.post(f"/manage/campaigns/{school.campaign.id}/afterwards", certificate="12")
    world.clock.at += timedelta(days=340)
    assert await prepare_again(world.database, world.bot.links, world.clock.at) == 1
    assert await prepare_again(world.database, world.bot.links, world.clock.at) == 0
    await world.sender.deliver_due()
    offer = (await world.last("Mira")).words
    assert "The certificate of 1 person from “The Leak” ends within a month" in offer
    link = "/manage/open/" + offer.partition("/manage/open/")[2].split()[0]
    _, page = await school.post(link)
    assert "Whose certificate of “The Leak” ends" in page
    form = {**FORM, "start": world.clock.at.date().isoformat(), "again": "yes", "group": f"ending:{school.campaign.id}"}
    _, look = await school.look(**form)
    assert "Start with 1 person" in figures(look) or "1 person" in figures(look)
    request = look.partition('name="request" value="')[2].partition('"')[0]
    await school.post("/manage/new", do="start", request=request, **form)
    await world.pass_days(8)
    lessons = [words for words in await world.sees("Ada") if words.startswith("The Leak, episode 1 of 5")]
    assert len(lessons) == 2, "the first episode came once more"
    async with world.database.read() as db:
        assert world.learners["Ada"].id in await already_taking(db, world.workspace.id, "leak", again=True)


async def test_a_year_later_the_same_is_prepared_and_nothing_is_sent(school: School) -> None:
    world = school.world
    before = len(await world.sees("Ada"))
    world.clock.at += timedelta(days=350)
    assert await prepare_again(world.database, world.bot.links, world.clock.at) == 1
    assert await prepare_again(world.database, world.bot.links, world.clock.at) == 0
    await world.sender.deliver_due()
    offer = (await world.last("Mira")).words
    assert "“The Leak” is to begin again on Tuesday 2 March 2027" in offer
    link = "/manage/open/" + offer.partition("/manage/open/")[2].split()[0]
    _, page = await school.post(link)
    assert "Everybody from “The Leak”" in page
    assert len(await world.sees("Ada")) == before


async def test_a_season_without_certificates_gives_none(school: School) -> None:
    await school.sign_in()
    _, page = await school.post(f"/manage/campaigns/{school.campaign.id}/afterwards", certificate="-1")
    assert "Saved: what comes after the season." in page
    assert await school.finish() == ""
