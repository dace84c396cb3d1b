"""Everybody's own page: today's question, how it goes, what they saved, their settings, and managers' campaigns."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.app import bare_app
from adapters.web.learners.home import own_pages
from adapters.web.pages.feed import feed_pages
from bot.links import FEED_LIFE
from lessons.database import Database
from schedules.people import roster
from tests.adapters.web.managing import healthy
from tests.bot.asking import a_world
from tests.stories.world import World


@dataclass
class Home:
    """The pages of a company in which Mira manages, and Ada got her first lesson."""

    world: World
    client: TestClient[web.Request, web.Application]

    def address(self, name: str) -> str:
        learner = self.world.learners[name]
        url = self.world.bot.links.own_page(self.world.workspace.id, learner.id, self.world.clock.now())
        return url.removeprefix(self.world.bot.links.public_url)

    async def page(self, name: str = "Ada") -> str:
        reply = await self.client.get(self.address(name))
        assert reply.status == 200
        return html.unescape(await reply.text())

    async def post(self, name: str, path: str, **form: str) -> tuple[int, str]:
        reply = await self.client.post(f"{self.address(name)}/{path}", data=form)
        await self.world.sender.deliver_due()
        return reply.status, html.unescape(await reply.text())


@pytest.fixture
async def home(database: Database) -> AsyncIterator[Home]:
    async with a_world(database) as world:
        await world.join("Mira", manages=True)
        await world.join("Ada", zone="Europe/Berlin")
        await world.start("Ada")
        await world.pass_days(1)

        def pages(app: web.Application) -> None:
            own_pages(app, world.bot)
            feed_pages(app, world.database, world.bot.links, world.clock)

        async with TestClient(TestServer(bare_app([pages], healthy))) as client:
            yield Home(world, client)


def token_of(page: str, label: str) -> str:
    found = re.search(rf'name="token" value="([^"]+)" dir="auto">{re.escape(label)}<', page)
    assert found, f"no option {label}"
    return found[1]


async def test_the_question_of_the_day_is_answered_on_the_page_and_counts_in_the_chat(home: Home) -> None:
    page = await home.page()
    assert "What now, after The Printer?" in page
    assert "The first hour counts." not in page, "the reason comes with the answer"
    status, after = await home.post("Ada", "answer", token=token_of(page, "Report it"))
    assert status == 200
    assert 'class="verdict right"' in after
    assert "The first hour counts." in after
    assert any("Right" in words for words in await home.world.sees("Ada"))
    assert "1 day in a row answered" in after


async def test_a_wrong_answer_is_told_with_the_right_one_and_is_not_taken_back(home: Home) -> None:
    page = await home.page()
    await home.post("Ada", "answer", token=token_of(page, "Wait"))
    _, after = await home.post("Ada", "answer", token=token_of(page, "Report it"))
    assert "Not quite" in after
    assert "You said: Wait" in after
    assert "The right answer: Report it" in after


async def test_somebody_elses_option_answers_nothing(home: Home) -> None:
    token = token_of(await home.page("Ada"), "Report it")
    await home.post("Mira", "answer", token=token)
    assert "What now, after The Printer?" in await home.page("Ada")
    assert 'class="verdict' not in await home.page("Ada")


async def test_settings_are_kept_and_what_is_wrong_stands_at_its_field(home: Home) -> None:
    filled = {"send_time": "09:45", "zone": "Lisbon", "language": "", "snooze": "", "lessons": "yes"}
    status, page = await home.post("Ada", "settings", **filled)
    assert (status, "Your settings are saved." in page) == (200, True)
    assert 'value="09:45"' in page
    assert 'value="Europe/Lisbon"' in page
    status, page = await home.post("Ada", "settings", **{**filled, "zone": "Atlantis", "snooze": "2020-01-01"})
    assert status == 422
    assert page.count('class="at-field"') == 2
    async with home.world.database.read() as db:
        learner = await roster.learner_by_id(db, home.world.workspace.id, home.world.learners["Ada"].id)
    assert learner is not None
    assert (learner.zone, learner.snoozed_until) == ("Europe/Lisbon", None)


async def test_managers_see_their_campaigns_with_figures_and_nobody_else_does(home: Home) -> None:
    page = await home.page("Mira")
    assert "0 of 1 questions answered (0 %)" in page
    assert "1 person" in page
    assert "next episode" in page
    assert "Your campaigns" not in await home.page("Ada")


async def test_the_link_of_a_page_opens_no_campaigns_but_has_their_link_sent_to_the_chat(home: Home) -> None:
    _, page = await home.post("Mira", "say", words="campaign page")
    assert "/manage/open/" not in page
    assert "the answer is in our chat" in page
    assert "/manage/open/" in (await home.world.last("Mira")).words
    status, _ = await home.post("Mira", "say", words="end The Leak")
    assert status == 400


async def test_what_was_saved_opens_from_the_page(home: Home) -> None:
    await home.world.write("Ada", "save")
    page = await home.page()
    found = re.search(r'name="episode" value="(\w+)" dir="auto">The Printer<', page)
    assert found
    path = home.address("Ada").replace("/home/", "/feed/")
    reply = await home.client.post(f"{path}/open", data={"episode": found[1]}, allow_redirects=False)
    assert (reply.status, reply.headers["Location"].startswith("/watch/")) == (303, True)


async def test_the_page_speaks_its_readers_language(home: Home) -> None:
    async with home.world.database.write() as db:
        await roster.change_learner(db, home.world.workspace.id, home.world.learners["Mira"].id, own_locale="de")
    page = await home.page("Mira")
    assert '<html lang="de">' in page
    for words in ("Deine Kampagnen", "Wie es läuft", "Einstellungen"):
        assert words in page
    assert "Your " not in page


async def test_a_link_that_is_old_or_changed_says_how_to_get_another(home: Home) -> None:
    path = home.address("Ada")
    reply = await home.client.get(f"{path[:-3]}abc")
    assert (reply.status, "Write “my page”" in html.unescape(await reply.text())) == (404, True)
    home.world.clock.at += FEED_LIFE + timedelta(hours=1)
    reply = await home.client.get(path)
    assert (reply.status, "Write “my page”" in html.unescape(await reply.text())) == (410, True)


async def test_the_word_brings_the_link_on_every_platform(home: Home) -> None:
    for words in ("my page", "Meine Seite", "“MY PAGE”"):
        await home.world.write("Ada", words)
        assert "/home/" in (await home.world.last("Ada")).words
