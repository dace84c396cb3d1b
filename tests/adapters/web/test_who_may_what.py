"""Who may open what: every address of the managers' pages, asked for by everybody. Nothing opens that is not theirs.

The addresses are read from the application, so a page that comes later is asked for as well.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.app import bare_app
from adapters.web.managers.evidence_page import evidence_pages
from adapters.web.managers.pages import manager_pages
from adapters.web.pages.report import report_pages
from bot.links import SESSION_LIFE, Links
from bot.managers.roles import Role, record_roles
from lessons.database import Database, metadata, new_id
from schedules.people import roster
from schedules.people.co_managers import add_co_manager
from schedules.rules.campaigns import Campaign
from tests.adapters.web.managing import Office, healthy, office
from tests.adapters.web.signing_in import COOKIE, session_cookie

SECRET_NAME = "Zebra Season"
FORMS: Mapping[str, Mapping[str, str]] = {
    "/manage/new": {"do": "test", "series": "leak", "opens": "09:00", "closes": "10:00", "start": "2026-03-02"},
    "/manage/campaigns/{id}/move": {"do": "pause"},
    "/manage/campaigns/{id}/edit": {"do": "look", "opens": "10:00", "closes": "11:00", "days": "1", "name": "Changed"},
    "/manage/campaigns/{id}/remind": {},
    "/manage/campaigns/{id}/joiners": {"group": ""},
    "/manage/campaigns/{id}/managers": {"do": "remove", "manager": "nobody"},
    "/manage/drafts": {"draft": "none"},
    "/manage/campaigns/{id}/rules": {"do": "add", "kind": "silent", "days": "14"},
    "/manage/campaigns/{id}/hooks": {"episode": "leak/e1"},
    "/manage/campaigns/{id}/afterwards": {"certificate": "12", "yearly": "yes"},
    "/manage/campaigns/{id}/metric": {},
    "/manage/requests/{id}": {"do": "approve"},
    "/manage/open/{token}": {},
    "/manage/webhooks/again": {},
}
"""What is posted to each address that takes something."""
NOBODY, LEARNER, LEFT, OTHER, ELSEWHERE, EXPIRED, FORGED = (
    *("nobody", "a learner", "a manager who left", "another manager"),
    *("a manager elsewhere", "an expired session", "a forged session"),
)
STRANGERS = (NOBODY, LEARNER, LEFT, OTHER, ELSEWHERE, EXPIRED, FORGED)
OWN = ("its manager", "an admin")
SHARING = "a co-manager"
CLOSED = {401, 403, 404, 410}


@dataclass(frozen=True, slots=True)
class Address:
    """One thing to ask for."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def addresses() -> list[Address]:
    """Every address of the pages, as the application lists them."""
    app = web.Application()
    manager_pages(app, None, Links("x" * 40, ""), None, 1, lambda: None)  # type: ignore[arg-type]  # only listed
    evidence_pages(app, None, Links("x" * 40, ""), None, None)  # type: ignore[arg-type]  # only listed
    routes = [(route.method, route.resource.canonical) for route in app.router.routes() if route.resource]
    return [Address(*route) for route in routes if route[0] != "HEAD"]


OF_A_CAMPAIGN = [each for each in addresses() if "/campaigns/{id}" in each.path]


@dataclass
class Company:
    """Two workspaces, a campaign in one of them, and everybody who may come."""

    desk: Office
    campaign: Campaign
    sessions: Mapping[str, str]

    async def ask(self, who: str, address: Address) -> tuple[int, str]:
        self.desk.client.session.cookie_jar.clear()
        cookies = {COOKIE: self.sessions[who]} if who in self.sessions else {}
        path = address.path.replace("{id}", self.campaign.id).replace("{token}", self.sessions.get(who, "none"))
        form = FORMS[address.path] if address.method == "POST" else None
        if address.path.endswith("metric") and address.method == "POST":
            data = aiohttp.FormData()
            data.add_field("file", b"email,before,after\na@b.example,1,2", filename="m.csv")
        else:
            data = aiohttp.FormData(dict(form or {}))
        reply = await self.desk.client.request(
            address.method,
            path,
            cookies=cookies,
            data=data if address.method == "POST" else None,
            allow_redirects=False,
        )
        return reply.status, await reply.text(errors="replace")

    async def state(self) -> dict[str, list[tuple[object, ...]]]:
        """Everything that could have changed."""
        async with self.desk.world.database.read() as db:
            names = ("campaigns", "enrolments", "deliveries", "audit", "wishes", "learners", "automations")
            return {
                name: [
                    tuple(row) for row in await db.execute(sa.select(metadata.tables[name]).order_by(sa.text("1, 2")))
                ]
                for name in names
            }


@pytest.fixture
async def company(database: Database) -> AsyncIterator[Company]:
    async with office(database) as desk:
        world, now = desk.world, desk.world.clock.at
        for name in ("Max", "Lea", "Uma", "Kai"):
            await world.join(name, manages=True)
        campaign = await world.start("Ada", "Bo", name=SECRET_NAME)
        here = world.workspace.id
        async with world.database.write() as db:
            await roster.change_learner(db, here, world.learners["Lea"].id, active=False)
            await record_roles(db, here, [("Uma", Role.ADMIN)])
            await add_co_manager(db, here, campaign.id, world.learners["Kai"].id, now)
            elsewhere = await roster.open_workspace(db, world.platform, "T2", "Other", now)
            stranger = await roster.enter_learner(db, elsewhere.id, "Sam", "Sam", now, manages=True)
        mira = world.learners["Mira"]
        forger = Links("another secret of more than thirty-two letters", "")
        sessions = {
            "its manager": await session_cookie(world, mira),
            "an admin": await session_cookie(world, world.learners["Uma"]),
            SHARING: await session_cookie(world, world.learners["Kai"]),
            LEARNER: await session_cookie(world, world.learners["Ada"]),
            LEFT: await session_cookie(world, world.learners["Lea"]),
            OTHER: await session_cookie(world, world.learners["Max"]),
            ELSEWHERE: await session_cookie(world, stranger),
            EXPIRED: await session_cookie(world, mira, now - SESSION_LIFE - timedelta(minutes=2)),
            FORGED: forger.session(here, new_id(), mira.id, 1, now + SESSION_LIFE),
        }
        yield Company(desk, campaign, sessions)


def test_every_address_that_takes_something_is_asked_with_a_form() -> None:
    assert {each.path for each in addresses() if each.method == "POST"} == FORMS.keys()
    assert len(OF_A_CAMPAIGN) >= 8, "the addresses are found"


@pytest.mark.parametrize("who", STRANGERS)
async def test_nothing_of_a_campaign_opens_to(company: Company, who: str) -> None:
    before = await company.state()
    for address in OF_A_CAMPAIGN:
        status, page = await company.ask(who, address)
        assert status in CLOSED, f"{who} got {status} of {address}"
        for name in (SECRET_NAME, "Ada", "Bo<"):
            assert name not in page, f"{who} reads {name} at {address}"
    assert await company.state() == before


@pytest.mark.parametrize("who", [who for who in STRANGERS if who not in (OTHER, ELSEWHERE)])
async def test_no_page_at_all_opens_to(company: Company, who: str) -> None:
    before = await company.state()
    for address in addresses():
        status, _ = await company.ask(who, address)
        assert status in CLOSED, f"{who} got {status} of {address}"
    assert await company.state() == before


@pytest.mark.parametrize("who", [OTHER, ELSEWHERE])
async def test_the_list_names_no_campaign_of_others_to(company: Company, who: str) -> None:
    for path in ("/manage/", "/manage/?q=Zebra", "/manage/new"):
        status, page = await company.ask(who, Address("GET", path))
        assert (status, SECRET_NAME in page) == (200, False)


@pytest.mark.parametrize("who", OWN)
async def test_everything_of_a_campaign_opens_to(company: Company, who: str) -> None:
    for address in OF_A_CAMPAIGN:
        status, page = await company.ask(who, address)
        assert status in (200, 303), f"{who} got {status} of {address}"
        assert status == 303 or SECRET_NAME in page or address.path.endswith((".csv", ".zip"))


async def test_a_co_manager_sees_and_steers_everything_but_who_else_manages_it(company: Company) -> None:
    sharing = Address("POST", "/manage/campaigns/{id}/managers")
    before = await company.state()
    assert (await company.ask(SHARING, sharing))[0] in CLOSED
    assert await company.state() == before
    for address in OF_A_CAMPAIGN:
        if address != sharing:
            status, _ = await company.ask(SHARING, address)
            assert status in (200, 303), f"{SHARING} got {status} of {address}"


@pytest.mark.parametrize("who", ["Max", "Uma", "Ada", "Lea", "Mira"])
async def test_a_report_opens_to_its_own_manager_alone_whoever_a_link_was_made_for(company: Company, who: str) -> None:
    world = company.desk.world
    app = bare_app([lambda app: report_pages(app, world.database, world.bot.links, world.clock)], healthy)
    link = world.bot.links.report(world.workspace.id, company.campaign.id, world.learners[who].id, world.clock.at)
    path = "/report/" + link.partition("/report/")[2]
    async with TestClient(TestServer(app)) as client:
        for page in (path, f"{path}/figures.csv"):
            reply = await client.get(page)
            assert reply.status == (200 if who == "Mira" else 403)
            assert (SECRET_NAME in await reply.text()) == (who == "Mira")


async def test_buttons_of_a_campaign_do_nothing_in_other_hands(company: Company) -> None:
    """The same in chat: a press by whoever did not get the button, and words that name another's campaign."""
    world = company.desk.world
    before = await company.state()
    for words in (f"pause {SECRET_NAME}", f"end {SECRET_NAME}", f"remind {SECRET_NAME}"):
        for name in ("Max", "Ada"):
            await world.write(name, words)
    after = await company.state()
    assert after["campaigns"] == before["campaigns"]
    assert after["enrolments"] == before["enrolments"]
    await world.write("Max", "results")
    assert SECRET_NAME not in (await world.last("Max")).words
