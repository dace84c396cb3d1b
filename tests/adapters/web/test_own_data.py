"""What is kept about somebody: they read it on a page and take it along as a file; nobody else does."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.media import FileMedia
from adapters.web.app import bare_app
from adapters.web.pages.report import report_pages
from adapters.web.privacy.own_data import own_data_pages
from bot.privacy.erasure import rows_of
from lessons.database import Database
from schedules.people.identities import known_as, platforms_of
from schedules.rules.campaigns import Campaign
from tests.bot.asking import CALL, HOTEL, a_world, answer, teach_handbook, teach_the_call
from tests.stories.world import World


@dataclass
class Desk:
    world: World
    client: TestClient[web.Request, web.Application]

    async def link(self, name: str = "Ada", words: str = "my data") -> str:
        """Where the bot's answer to the words leads."""
        await self.world.write(name, words)
        return "/mine/" + (await self.world.last(name)).words.partition("/mine/")[2].split()[0]

    async def page(self, name: str = "Ada", words: str = "my data") -> str:
        reply = await self.client.get(await self.link(name, words))
        assert reply.status == 200
        return await reply.text()


@asynccontextmanager
async def at_desk(database: Database, folder: Path) -> AsyncIterator[Desk]:
    """A company with a handbook and a lesson, and the pages of its people."""
    async with a_world(database, folder) as world:
        await world.join("Mira", manages=True)
        await world.join("Ada", "Europe/Berlin")
        await world.join("Bo")
        await teach_handbook(world)
        await teach_the_call(world)

        def rooms(app: web.Application) -> None:
            own_data_pages(app, database, world.bot.links, world.clock, FileMedia(folder / "media"))
            report_pages(app, database, world.bot.links, world.clock)

        async with TestClient(TestServer(bare_app([rooms], healthy), host="127.0.0.1")) as client:
            yield Desk(world, client)


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[Desk]:
    async with at_desk(database, tmp_path) as made:
        yield made


async def healthy() -> tuple[int, dict[str, Any]]:
    return 200, {}


async def live(desk: Desk) -> Campaign:
    """Ada and Bo take part, and each asks something."""
    campaign = await desk.world.start("Ada", "Bo")
    await desk.world.pass_days(0.2)
    for name in ("Ada", "Bo"):
        await desk.world.press(name, "Report it")
    await answer(desk.world, HOTEL, "Ada")
    await answer(desk.world, "Is Ada allowed to bring her zebra?", "Ada")
    await answer(desk.world, CALL, "Bo")
    return campaign


async def test_somebody_reads_what_they_got_answered_and_asked(desk: Desk) -> None:
    await live(desk)
    text = await desk.page()
    for words in ("The Printer", "Report it: right at the first try", "zebra", "Europe/Berlin", "2026-03-02"):
        assert words in text, words
    assert CALL not in text, "that was another one's question"


async def test_the_file_has_every_row_that_erasing_them_would_delete(desk: Desk) -> None:
    await live(desk)
    reply = await desk.client.get(f"{await desk.link()}/my-data.json")
    assert reply.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    tables = json.loads(await reply.text())["tables"]
    world, ada = desk.world, desk.world.learners["Ada"]
    async with world.database.read() as db:
        whose = (ada, await known_as(db, ada), await platforms_of(db, world.workspace.id))
        for table, where in rows_of(*whose):
            assert len(tables.get(table.name, [])) == len((await db.execute(table.select().where(where))).all())
    assert {row["learner_id"] for row in tables["replies"]} == {ada.id}


async def test_the_link_works_for_an_hour_and_for_nothing_else(desk: Desk) -> None:
    link = await desk.link()
    assert (await desk.client.get(link[:-2])).status == 404
    assert (await desk.client.get(link.replace("/mine/", "/report/"))).status == 404
    desk.world.clock.at += timedelta(minutes=62)
    assert (await desk.client.get(link)).status == 410


async def test_a_manager_reads_their_own_and_not_their_teams(desk: Desk) -> None:
    await live(desk)
    assert "zebra" not in await desk.page("Mira")


async def test_who_opened_a_report_about_them_stands_there(desk: Desk) -> None:
    campaign = await live(desk)
    assert "Nobody yet." in await desk.page()
    world = desk.world
    link = world.bot.links.report(world.workspace.id, campaign.id, campaign.manager_id, world.clock.at)
    opened = await desk.client.get(link.removeprefix(world.bot.links.public_url))
    assert opened.status == 200
    assert "Nobody yet." not in await desk.page()


@pytest.mark.parametrize("words", ["what do you know about me", "who sees my answers?", "meine Daten", "My Data!"])
async def test_people_ask_for_it_in_their_own_words(desk: Desk, words: str) -> None:
    assert "Who sees what of you" in await desk.page("Ada", words)
