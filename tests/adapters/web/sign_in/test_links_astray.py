"""Links that were taken back, and links in other hands: nothing opens, and their owner gets in by chat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.media import FileMedia
from adapters.web.app import bare_app
from adapters.web.managers.pages import manager_pages
from adapters.web.pages.curating import curating_pages
from adapters.web.pages.feed import feed_pages
from adapters.web.pages.report import report_pages
from adapters.web.privacy.own_data import own_data_pages
from adapters.web.sign_in.forwarded import LinkGuard
from bot.sign_in.revocations import forget_revocations, revoked_in
from bot.sign_in.taking_back import take_back
from lessons.database import Database
from schedules.people import roster
from tests.adapters.web.managing import healthy
from tests.adapters.web.signing_in import COOKIE, session_cookie
from tests.bot.asking import a_world
from tests.stories.world import World


@dataclass
class Doors:
    """The pages that links open, and a browser that nobody is signed in at."""

    world: World
    browser: TestClient[web.Request, web.Application]
    links: dict[str, str]

    def fresh(self) -> dict[str, str]:
        """Links to pages as the bot gives them now, by what they open."""
        links, here, now = self.world.bot.links, self.world.workspace.id, self.world.clock.at
        mira, campaign = self.world.learners["Mira"].id, self.links["campaign"]
        made = {
            "report": links.report(here, campaign, mira, now),
            "curate": links.curating(here, mira, now),
            "my-data": links.own_data(here, mira, now),
            "page": links.feed(here, mira, now),
            "campaigns": links.managing(here, mira, "once", now),
        }
        return {kind: url.removeprefix(links.public_url) for kind, url in made.items()}

    async def statuses(self, links: dict[str, str], cookie: str = "") -> dict[str, int]:
        headers = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
        return {kind: (await self.browser.get(path, headers=headers)).status for kind, path in links.items()}

    async def prove(self, token: str) -> int:
        """Press the button of the page that asks; what the bot then writes arrives."""
        status = (await self.browser.post(f"/prove/{token}")).status
        await self.world.sender.deliver_due()
        return status

    async def ask_who(self) -> None:
        async with self.world.database.write() as db:
            await roster.change_workspace(db, self.world.workspace.id, links_ask=True)


@pytest.fixture
async def doors(database: Database, tmp_path: Path) -> AsyncIterator[Doors]:
    async with a_world(database) as world:
        await world.join("Mira", manages=True)
        await world.join("Ada")
        campaign = await world.start("Ada")
        guard = LinkGuard(database, world.bot.links, world.clock, lambda: None, known_s=0)

        def pages(app: web.Application) -> None:
            links, clock = world.bot.links, world.clock
            report_pages(app, database, links, clock)
            curating_pages(app, database, links, clock)
            own_data_pages(app, database, links, clock, FileMedia(tmp_path))
            feed_pages(app, database, links, clock)
            manager_pages(app, database, links, clock, 100, lambda: None)
            guard.routes(app)

        async with TestClient(TestServer(bare_app([pages], healthy), host="127.0.0.1")) as browser:
            yield Doors(world, browser, {"campaign": campaign.id})


ALL_OPEN = dict.fromkeys(("report", "curate", "my-data", "page", "campaigns"), 200)


async def test_a_person_takes_their_links_back_in_chat(doors: Doors) -> None:
    links, cookie = doors.fresh(), await session_cookie(doors.world, doors.world.learners["Mira"])
    assert await doors.statuses(links) == ALL_OPEN
    await doors.world.write("Mira", "revoke my links")
    assert "Links that you got until now open nothing" in (await doors.world.last("Mira")).words
    assert set((await doors.statuses(links)).values()) == {410}
    assert "This link was taken back" in await (await doors.browser.get(links["report"])).text()
    assert (await doors.statuses({"list": "/manage/"}, cookie)) == {"list": 401}
    doors.world.clock.at += timedelta(minutes=2)
    assert await doors.statuses(doors.fresh()) == ALL_OPEN


async def test_one_kind_is_taken_back_and_the_others_open(doors: Doors) -> None:
    links, world = doors.fresh(), doors.world
    async with world.database.write() as db:
        await take_back(db, world.workspace.id, "command line", world.clock.at, kind="report")
    assert await doors.statuses(links) == ALL_OPEN | {"report": 410}


async def test_anothers_links_stay_as_they_are(doors: Doors) -> None:
    links, world = doors.fresh(), doors.world
    async with world.database.write() as db:
        ada = world.learners["Ada"].id
        await take_back(db, world.workspace.id, "command line", world.clock.at, ada)
        other = await roster.open_workspace(db, world.platform, "T2", "Other", world.clock.at)
        await take_back(db, other.id, "command line", world.clock.at)
    assert await doors.statuses(links) == ALL_OPEN


async def test_what_no_link_is_old_enough_for_is_forgotten(doors: Doors) -> None:
    world = doors.world
    async with world.database.write() as db:
        await take_back(db, world.workspace.id, "command line", world.clock.at)
        assert await forget_revocations(db, world.clock.at + timedelta(days=29)) == 0
        assert await forget_revocations(db, world.clock.at + timedelta(days=31)) == 1
        assert await revoked_in(db, world.workspace.id) == []


async def test_a_link_that_was_passed_on_asks_who_opens_it(doors: Doors) -> None:
    await doors.ask_who()
    links = doors.fresh()
    asking = dict.fromkeys(("report", "curate", "my-data"), 401)
    assert await doors.statuses(links) == ALL_OPEN | asking
    page = await (await doors.browser.get(links["report"])).text()
    assert ("Is it you?" in page, "Mira" in page, "Spring" in page) == (True, False, False)
    for name, opens in (("Ada", False), ("Mira", True)):
        cookie = await session_cookie(doors.world, doors.world.learners[name])
        assert await doors.statuses(links, cookie) == (ALL_OPEN if opens else ALL_OPEN | asking)


@pytest.mark.parametrize("kind", ["report", "curate", "my-data"])
async def test_its_owner_gets_in_by_a_message_in_chat(doors: Doors, kind: str) -> None:
    await doors.ask_who()
    path = doors.fresh()[kind]
    token = path.rpartition("/")[2].partition("?")[0]
    sent = await (await doors.browser.post(f"/prove/{token}")).text()
    assert "Look into your chat" in sent
    await doors.world.sender.deliver_due()
    message = (await doors.world.last("Mira")).words
    assert "Is it you who opens a link?" in message
    door = "/manage/open/" + message.partition("/manage/open/")[2].split()[0]
    assert (await doors.browser.post(door)).status == 200
    assert (await doors.browser.get(path)).status == 200


async def test_a_learner_without_campaigns_gets_to_their_data_so_and_to_no_other_page(doors: Doors) -> None:
    await doors.ask_who()
    world = doors.world
    url = world.bot.links.own_data(world.workspace.id, world.learners["Ada"].id, world.clock.at)
    assert await doors.prove(url.rpartition("/")[2]) == 200
    message = (await world.last("Ada")).words
    door = "/manage/open/" + message.partition("/manage/open/")[2].split()[0]
    entered = await doors.browser.post(door)
    assert (entered.status, entered.url.path.startswith("/mine/")) == (200, True)
    assert (await doors.browser.get("/manage/")).status == 403


async def test_whoever_has_a_link_cannot_make_the_bot_write_again_and_again(doors: Doors) -> None:
    await doors.ask_who()
    token = doors.fresh()["report"].rpartition("/")[2]
    await doors.world.sender.deliver_due()
    before = len(await doors.world.sees("Mira"))
    for _ in range(5):
        assert await doors.prove(token) == 200
    assert len(await doors.world.sees("Mira")) == before + 1
    for bad in ("nonsense", doors.fresh()["page"].rpartition("/")[2]):
        assert await doors.prove(bad) == 404
    doors.world.clock.at += timedelta(days=9)
    assert await doors.prove(token) == 404, "it is over"
