"""Every address of the program, as it lists them itself, against every wrong key. Nothing opens, and nothing changes.

What its right key opens to whom is asked beside each page's own tests; managers' pages in test_who_may_what.py.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.links import Links, Purpose, Ticket
from bot.operations.migrate import migrate
from bot.settings import read_settings
from bot.wiring import Installation, installation, web_app
from lessons.database import metadata
from schedules.people import roster

SECRET = "a secret of more than thirty-two characters"
OPEN = {
    *("/", "/healthz", "/readyz", "/kept", "/offline-worker.js", "/static/{digest}/{name}", "/verify"),
    *("/api/v1/openapi.json", "/sign-out", "/signed-out"),
}
"""What anybody may read; it tells of nobody."""
KEYS: Mapping[str, set[Purpose]] = {
    "watch": {Purpose.PLAYER},
    "feed": {Purpose.FEED},
    "home": {Purpose.FEED},
    "report": {Purpose.REPORT},
    "curate": {Purpose.CURATE},
    "media": {Purpose.MEDIA},
    "live": {Purpose.MEDIA},
    "read": {Purpose.DOCUMENT},
    "mine": {Purpose.OWN_DATA},
    "erased": {Purpose.RECEIPT},
    "certificate": {Purpose.CERTIFICATE},
    "manage": {Purpose.MANAGE},
    "film": {Purpose.FILM},
}
"""First part of an address with a token -> what its tokens are made for."""
FORWARDING = {"prove"}  # sends whoever has a token to where they prove who they are, and opens nothing itself
CLOSED = {400, 401, 403, 404, 410, 415}
NOBODYS = "nobody's"  # ids that no row has
PARTS = 3  # one after the other they are more than an address may ask for in that time


@dataclass(frozen=True, slots=True)
class Route:
    """One thing to ask for."""

    method: str
    path: str

    @property
    def room(self) -> str:
        return self.path.split("/")[1]


@dataclass
class House:
    """The whole program with a company in it, and another company's manager."""

    built: Installation
    client: TestClient[web.Request, web.Application]
    routes: list[Route]
    workspace: str
    people: Mapping[str, str]

    async def ask(self, route: Route, token: str = "") -> tuple[int, str]:
        path = route.path.replace("{token}", token or NOBODYS).replace("{tail}", "/Users")
        for name in ("id", "slug", "name", "number", "second", "comment"):
            path = path.replace(f"{{{name}}}", "1")
        self.client.session.cookie_jar.clear()
        method = "GET" if route.method == "*" else route.method
        reply = await self.client.request(method, path, allow_redirects=False)
        return reply.status, await reply.text(errors="replace")

    async def rows(self) -> dict[str, int]:
        """How many there are in each table that the program has loaded; a directory's are once one asks."""
        async with self.built.database.read() as db:
            tables = metadata.sorted_tables
            return {each.name: await db.scalar(sa.select(sa.func.count()).select_from(each)) or 0 for each in tables}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path}/ninety.db", "DATA_DIR": str(tmp_path), "PLAYGROUND": "off"}

    async def healthy() -> tuple[int, dict[str, Any]]:
        return 200, {}

    async with installation(read_settings({**settings, "SECRET_KEY": SECRET})) as built:
        now = datetime.now(UTC)
        await migrate(built.database)
        async with built.database.write() as db:
            here = await roster.open_workspace(db, "web", "T1", "Riverbank", now)
            there = await roster.open_workspace(db, "web", "T2", "Elsewhere", now)
            ada = await roster.enter_learner(db, here.id, "A", "Ada", now)
            sam = await roster.enter_learner(db, there.id, "S", "Sam", now, manages=True)
        app = web_app(built, healthy)
        routes = [Route(each.method, each.resource.canonical) for each in app.router.routes() if each.resource]
        async with TestClient(TestServer(app)) as client:
            people = {"a learner": ada.id, "a manager elsewhere": sam.id}
            yield House(built, client, [each for each in routes if each.method != "HEAD"], here.id, people)


def wrong_tokens(house: House, right: set[Purpose]) -> Mapping[str, str]:
    """Tokens that must not open an address, by what is wrong with them."""
    now, links = house.built.clock.now(), house.built.links
    forger = Links("another secret of more than thirty-two letters", "")
    person, tokens = house.people["a learner"], {"no token": "x", "cut off": "abc."}
    for purpose in Purpose:
        ticket = Ticket(purpose, house.workspace, "row", person)
        if purpose not in right:
            tokens[f"of another purpose, {purpose.name}"] = links.token(ticket, now + timedelta(hours=1))
            continue
        good = links.token(ticket, now + timedelta(hours=1))
        tokens["of a row that is not there"] = links.token(Ticket(purpose, house.workspace, "row", "x"), now)
        tokens["expired"] = links.token(ticket, now - timedelta(days=1))
        tokens["forged"] = forger.token(ticket, now + timedelta(hours=1))
        tokens["changed"] = good[:-2] + ("AA" if good[-2:] != "AA" else "BB")
        elsewhere = Ticket(purpose, "elsewhere", "row", house.people["a manager elsewhere"])
        tokens["of another workspace"] = links.token(elsewhere, now + timedelta(hours=1))
    return tokens


async def test_every_address_with_a_token_says_what_its_tokens_are_for(house: House) -> None:
    rooms = {each.room for each in house.routes if "{token}" in each.path}
    assert rooms - FORWARDING == KEYS.keys()
    assert len([each for each in house.routes if "{token}" in each.path]) > 40, "the addresses are found"


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("room", sorted(KEYS))
async def test_no_wrong_token_opens_or_changes_anything_at(house: House, room: str, part: int) -> None:
    before = await house.rows()
    for number, route in enumerate(house.routes):
        if route.room == room and "{token}" in route.path and number % PARTS == part:
            for wrong, token in wrong_tokens(house, KEYS[room]).items():
                status, page = await house.ask(route, token)
                assert status in CLOSED, f"a token {wrong} got {status} of {route.method} {route.path}"
                assert "Ada" not in page, f"a token {wrong} reads a name at {route.path}"
    assert (await house.rows()).items() >= before.items()


async def test_whatever_is_not_for_everybody_is_closed_without_a_key(house: House) -> None:
    before = await house.rows()
    for route in house.routes:
        if route.path not in OPEN:
            status, page = await house.ask(route)
            assert status in CLOSED, f"nobody got {status} of {route.method} {route.path}"
            assert "Ada" not in page
    assert (await house.rows()).items() >= before.items()
