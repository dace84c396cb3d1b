"""The HTTP API: what each token opens, page by page; nobody's name where the table of who sees what has none."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.api.document import document
from adapters.web.api.pages import A_TOKEN, NOBODY, api_pages
from adapters.web.app import bare_app
from bot.api.tokens import Scope, api_tokens, make_token, revoke_token
from bot.clock import Clock
from lessons.database import Database
from schedules.people import roster
from tests.bot.world import MONDAY, World, furnished

YEAR = timedelta(days=365)
SECRET = "a secret of more than thirty-two characters"


class Still(Clock):
    """A clock that stands where it is put."""

    at = MONDAY

    def real_now(self) -> Any:
        return self.at


async def healthy() -> tuple[int, dict[str, Any]]:
    return 200, {}


@dataclass
class Systems:
    world: World
    client: TestClient[web.Request, web.Application]
    clock: Still

    async def token(self, *scopes: Scope, life: timedelta = YEAR) -> str:
        async with self.world.database.write() as db:
            _, secret = await make_token(db, self.world.workspace.id, "HR", scopes or list(Scope), MONDAY, life)
        return secret

    async def get(self, path: str, token: str = "", **query: str) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        reply = await self.client.get(f"/api/v1/{path}", params=query, headers=headers)
        return reply.status, await reply.json()

    async def every(self, path: str, token: str, **query: str) -> list[Any]:
        """All rows of a list, two at a time."""
        rows, following = [], ""
        while following is not None:
            cursor = {"cursor": following} if following else {}
            status, page = await self.get(path, token, limit="2", **cursor, **query)
            assert status == 200, page
            rows += page["data"]
            following = page["next"]
        return rows

    async def open_up(self) -> None:
        """The company turns privacy mode off."""
        async with self.world.database.write() as db:
            await roster.change_workspace(db, self.world.workspace.id, privacy=False)


@pytest.fixture
async def systems(database: Database) -> AsyncIterator[Systems]:
    world, clock = await furnished(database, privacy=True), Still()
    await world.join("Ada", "Bo", "Cy", "Di", "Ed")
    for name in world.team:
        first = await world.deliver(name)
        await world.answer(name, first, 1)
    second = await world.deliver("Ada", 2)
    await world.answer("Ada", second, 0, number=2)
    app = bare_app([lambda app: api_pages(app, database, clock, SECRET, "http://127.0.0.1")], healthy)
    async with TestClient(TestServer(app)) as client:
        yield Systems(world, client, clock)


async def test_every_list_is_read_page_by_page_and_is_as_the_document_says(systems: Systems) -> None:
    token, about = await systems.token(), document("")
    for scope in Scope:
        rows = await systems.every(scope.value, token)
        assert len(rows) == len({str(row) for row in rows}) or scope is Scope.REPLIES
        schema = about["components"]["schemas"][scope.value.capitalize()]
        for row in rows:
            jsonschema.validate(row, schema, format_checker=jsonschema.FormatChecker())
    assert len(await systems.every("roster", token)) == 6
    assert len(await systems.every("deliveries", token)) == 6
    assert [each["people"] for each in await systems.every("campaigns", token)] == [5]


@pytest.mark.parametrize("scope", Scope)
async def test_a_token_opens_what_its_scopes_name_and_nothing_else(systems: Systems, scope: Scope) -> None:
    token = await systems.token(scope)
    opened = {other for other in Scope if (await systems.get(other.value, token))[0] == 200}
    assert opened == {scope}


async def test_in_privacy_mode_nothing_says_who_got_or_answered_what(systems: Systems) -> None:
    token = await systems.token(Scope.DELIVERIES, Scope.REPLIES)
    people = {person.id for person in systems.world.team.values()}
    assert {row["learner_id"] for row in await systems.every("deliveries", token)} == {None}
    replies = await systems.every("replies", token)
    assert len(replies) == 5, "the question that one person alone answered is left out"
    assert not any(person in str(replies) for person in people)
    await systems.open_up()
    assert {row["learner_id"] for row in await systems.every("deliveries", token)} == people
    replies = await systems.every("replies", token)
    assert len(replies) == 6
    assert not any(person in str(replies) for person in people), "who picked what is shown to nobody"


async def test_a_cursor_tells_nobody_whose_row_its_page_ends_with(systems: Systems) -> None:
    """Page by page of one row, the cursor would else name the person behind each answer."""
    await systems.open_up()
    token = await systems.token(Scope.DELIVERIES, Scope.REPLIES)
    ids = {person.id for person in systems.world.team.values()}
    ids |= {row["id"] for row in await systems.every("deliveries", token)}
    following = ""
    for _ in range(5):
        cursor = {"cursor": following} if following else {}
        _, page = await systems.get("replies", token, limit="1", **cursor)
        following = page["next"]
        plain = following + base64.urlsafe_b64decode(following).decode("latin-1")
        assert not any(each in plain for each in ids)
    assert (await systems.get("replies", token, cursor=f"A{following[1:]}"))[0] == 404


async def test_replies_come_in_the_order_in_which_they_were_given(systems: Systems) -> None:
    """In the order of their messages, a list of those would tell whose is which."""
    rows = await systems.every("replies", await systems.token(Scope.REPLIES))
    assert [row["replied_at"] for row in rows] == sorted(row["replied_at"] for row in rows)


async def test_strangers_who_try_tokens_keep_nobody_out(systems: Systems) -> None:
    token = await systems.token()
    statuses = [(await systems.get("series", "x"))[0] for _ in range(int(NOBODY.burst) + 5)]
    assert (statuses[0], statuses[-1]) == (401, 429)
    assert (await systems.get("series", token))[0] == 200


async def test_no_token_no_list(systems: Systems) -> None:
    token = await systems.token(life=timedelta(days=1))
    for wrong in ("", "x", token[:-1], token.upper()):
        assert (await systems.get("roster", wrong))[0] == 401
    systems.clock.at += timedelta(days=2)
    assert (await systems.get("roster", token))[0] == 401


async def test_a_revoked_token_opens_nothing_from_that_moment_on(systems: Systems) -> None:
    async with systems.world.database.write() as db:
        token_id, secret = await make_token(db, systems.world.workspace.id, "HR", [Scope.SERIES], MONDAY, YEAR)
    assert (await systems.get("series", secret))[0] == 200
    async with systems.world.database.write() as db:
        assert await revoke_token(db, systems.world.workspace.id, token_id, MONDAY)
    assert (await systems.get("series", secret))[0] == 401


async def test_another_workspaces_rows_are_in_no_list(systems: Systems) -> None:
    other = await furnished(systems.world.database, outside_id="W2")
    async with systems.world.database.write() as db:
        _, secret = await make_token(db, other.workspace.id, "HR", list(Scope), MONDAY, YEAR)
    assert [row["name"] for row in await systems.every("roster", secret)] == ["Bea Boss"]
    assert await systems.every("deliveries", secret, campaign_id=systems.world.campaign.id) == []


async def test_what_is_kept_of_a_token_opens_nothing(systems: Systems) -> None:
    token = await systems.token()
    async with systems.world.database.read() as db:
        row = (await db.execute(api_tokens.select())).one()
    assert token not in str(row)
    assert (await systems.get("roster", row.digest))[0] == 401


async def test_whoever_asks_too_much_is_told_how_long_to_wait(systems: Systems) -> None:
    token, other = await systems.token(), await systems.token()
    statuses = [(await systems.get("series", token, limit="1"))[0] for _ in range(int(A_TOKEN.burst) + 30)]
    assert 429 in statuses
    reply = await systems.client.get("/api/v1/series", headers={"Authorization": f"Bearer {token}"})
    assert int(reply.headers["Retry-After"]) >= 1
    assert (await systems.get("series", other))[0] == 200, "each token has its own count"


@pytest.mark.parametrize(
    "query", [{"limit": "0"}, {"limit": "201"}, {"limit": "ten"}, {"cursor": "%"}, {"sort": "x"}, {"campaign_id": "a"}]
)
async def test_a_parameter_that_is_not_as_documented_is_refused(systems: Systems, query: dict[str, str]) -> None:
    status, problem = await systems.get("roster", await systems.token(), **query)
    assert (status, problem["status"]) == (400, 400)
    assert problem["detail"]
