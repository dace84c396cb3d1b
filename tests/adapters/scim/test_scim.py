"""A company's directory tells over SCIM 2.0 who works there: people and groups come, change, leave and are erased."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestServer
from scim2_client import BaseSyncSCIMClient
from scim2_tester import Status, check_server

from adapters.media import FileMedia
from adapters.scim.pages import scim_pages
from adapters.web.app import bare_app
from adapters.web.http.limits import Allowance
from bot.directory.tokens import end_token, make_token, tokens
from bot.operations.leaving import let_leavers_go
from lessons.database import Database
from schedules.people import roster
from schedules.people.person_fields import link, listed_people, members, rules_of_groups
from schedules.people.suppressed import suppress
from tests.adapters.web.managing import healthy
from tests.bot.asking import a_world
from tests.stories.world import World

CORE = "urn:ietf:params:scim:schemas:core:2.0"
USER, GROUP = f"{CORE}:User", f"{CORE}:Group"
WORK = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class OverHTTP(BaseSyncSCIMClient):
    """The tester's client over the HTTP client that we have."""

    def __init__(self, client: httpx.Client) -> None:
        super().__init__()
        self._client = client

    def _stays_under_base_url(self, endpoint: str) -> bool:
        return True

    def _parse_json(self, response: Any) -> Any:
        return response.json()

    def request(self, method: str, url: str, **kwargs: Any) -> Any:
        return self._client.request(method, url, **kwargs)


@dataclass
class Directory:
    """A company's directory, with a key to one workspace."""

    world: World
    url: str
    key: str

    async def ask(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, **headers: str
    ) -> tuple[int, Any]:
        async with httpx.AsyncClient(base_url=self.url, timeout=60) as client:
            signed = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/scim+json"} | headers
            reply = await client.request(method, f"/scim/v2{path}", json=body, headers=signed)
        return reply.status_code, reply.json() if reply.content else None

    async def add(self, email: str, **values: Any) -> str:
        body = {"schemas": [USER], "userName": email, "active": True, **values}
        status, user = await self.ask("POST", "/Users", body)
        assert status == 201, user
        return str(user["id"])

    async def change(self, path: str, *operations: Mapping[str, Any]) -> int:
        body = {"schemas": [PATCH], "Operations": list(operations)}
        return (await self.ask("PATCH", path, body))[0]


@pytest.fixture
async def directory(database: Database) -> AsyncIterator[Directory]:
    async with a_world(database) as world:
        async with world.database.write() as db:
            key = await make_token(db, world.workspace.id, "Entra ID", "test", world.clock.at)
        async with TestServer(_app(world)) as server:
            yield Directory(world, str(server.make_url("")).rstrip("/"), key)


def _app(world: World) -> Any:
    # The tester asks hundreds of things within seconds, which no directory does.
    many = Allowance(100_000, 100_000)
    return bare_app([lambda app: scim_pages(app, world.database, world.clock, "https://n.example")], healthy, "", many)


async def a_learner(world: World, name: str) -> None:
    await world.join(name)
    async with world.database.write() as db:
        await roster.change_learner(db, world.workspace.id, world.learners[name].id, email=f"{name.lower()}@x.example")


class NoCache:
    """A studio that made nothing yet."""

    async def forget(self) -> None:
        return None


async def let_go(world: World, days: int) -> int:
    """The round for people who left."""
    with tempfile.TemporaryDirectory() as folder:
        return await let_leavers_go(world.database, FileMedia(Path(folder)), NoCache(), days, world.clock.at)


async def is_active(world: World, name: str) -> bool:
    async with world.database.read() as db:
        learner = await roster.learner_by_id(db, world.workspace.id, world.learners[name].id)
    return learner is not None and learner.active


@pytest.mark.slow
async def test_the_tester_of_scim_finds_nothing_wrong(directory: Directory) -> None:
    def check() -> list[Any]:
        headers = {"Authorization": f"Bearer {directory.key}"}
        with httpx.Client(base_url=f"{directory.url}/scim/v2", headers=headers, timeout=60) as client:
            return check_server(OverHTTP(client))

    results = await asyncio.to_thread(check)
    wrong = [f"{each.title}: {each.reason}" for each in results if each.status in (Status.ERROR, Status.CRITICAL)]
    assert wrong == []
    assert sum(each.status is Status.SUCCESS for each in results) > 50


async def test_people_come_with_their_team_country_language_zone_and_manager(directory: Directory) -> None:
    world = directory.world
    await a_learner(world, "Ada")
    boss = await directory.add("Mira@x.example", displayName="Mira Okafor")
    work = {"department": "Support", "costCenter": "4711", "manager": {"value": boss}}
    await directory.add(
        "ada",
        emails=[{"value": "old@x.example"}, {"value": "Ada@X.example", "primary": True}],
        name={"givenName": "Ada", "familyName": "Lind"},
        preferredLanguage="de-DE",
        timezone="Europe/Vienna",
        title="Agent",
        addresses=[{"country": "at"}],
        phoneNumbers=[{"value": "+43 1 234"}],
        **{"schemas": [USER, WORK], WORK: work},
    )
    async with world.database.write() as db:
        person = (await listed_people(db, world.workspace.id))["ada@x.example"]
        await link(db, world.workspace.id)
        rows = str((await db.execute(sa.text("SELECT body FROM directory_records"))).all())
    assert (person.name, person.manager_email) == ("Ada Lind", "mira@x.example")
    assert person.fields == {
        **{"team": "Support", "cost center": "4711", "role": "Agent"},
        **{"country": "AT", "language": "de-DE", "zone": "Europe/Vienna"},
    }
    assert "+43" not in rows, "a phone number teaches nobody anything"


async def test_who_is_deactivated_gets_nothing_more_at_once_and_goes_on_when_they_are_back(
    directory: Directory,
) -> None:
    world = directory.world
    for name in ("Mira", "Ada"):
        await a_learner(world, name)
    user = await directory.add("ada@x.example")
    await world.start("Ada", reminders=())
    await world.pass_days(1)
    before = len(await world.sees("Ada"))
    off = {"op": "replace", "path": "active", "value": False}
    assert await directory.change(f"/Users/{user}", off) == 204
    assert not await is_active(world, "Ada")
    await world.mouth.join("Ada", "Europe/Berlin", world.event())  # the platform's list still has her
    await world.pass_days(2)
    assert len(await world.sees("Ada")) == before
    await let_go(world, 30)
    assert not await is_active(world, "Ada")
    assert await directory.change(f"/Users/{user}", {**off, "value": True}) == 204
    await world.pass_days(2)
    assert "The Leak, episode 2" in "\n".join((await world.sees("Ada"))[before:]), "none of it is lost"


@pytest.mark.parametrize("how", ["deactivated", "taken out"])
async def test_who_left_is_erased_after_the_grace_that_is_set(directory: Directory, how: str) -> None:
    world = directory.world
    for name in ("Mira", "Ada"):
        await a_learner(world, name)
    user = await directory.add("ada@x.example", displayName="Ada Lind")
    if how == "deactivated":
        await directory.change(f"/Users/{user}", {"op": "replace", "value": {"active": False}})
    else:
        assert (await directory.ask("DELETE", f"/Users/{user}"))[0] == 204
        assert (await directory.ask("GET", f"/Users/{user}"))[0] == 404
    world.clock.at += timedelta(days=29)
    assert await let_go(world, 30) == 0
    world.clock.at += timedelta(days=2)
    assert await let_go(world, 0) == 0, "0 erases nobody"
    assert await let_go(world, 30) == 1
    assert await let_go(world, 30) == 0
    async with world.database.read() as db:
        assert await roster.learner_by_id(db, world.workspace.id, world.learners["Ada"].id) is None
        assert "ada@x.example" not in await listed_people(db, world.workspace.id)
        for table in ("directory_records", "leavers", "person_fields"):
            assert "ada" not in str((await db.execute(sa.text(f"SELECT * FROM {table}"))).all()).lower()


async def test_a_group_of_the_directory_is_a_group_by_rule(directory: Directory) -> None:
    world = directory.world
    ids = {}
    for name in ("Ada", "Bo", "Cy"):
        await a_learner(world, name)
        ids[name] = await directory.add(f"{name.lower()}@x.example")
    people = [{"value": ids["Ada"]}, {"value": ids["Bo"]}]
    status, group = await directory.ask(
        "POST", "/Groups", {"schemas": [GROUP], "displayName": 'Night "A" shift', "members": people}
    )
    assert status == 201
    path = f"/Groups/{group['id']}"

    async def inside() -> list[str]:
        async with world.database.read() as db:
            rules = await rules_of_groups(db, world.workspace.id)
            return [each.learner.name for each in await members(db, world.workspace.id, rules['Night "A" shift'])]

    assert await inside() == ["Ada", "Bo"]
    leaves = {"op": "remove", "path": f'members[value eq "{ids["Ada"]}"]'}
    joins = {"op": "add", "path": "members", "value": [{"value": ids["Cy"]}]}
    assert await directory.change(path, leaves, joins) == 204
    assert await inside() == ["Bo", "Cy"]
    assert (await directory.ask("DELETE", path))[0] == 204
    assert await inside() == []


async def test_a_user_is_found_by_name_whatever_its_case_and_no_name_is_given_twice(directory: Directory) -> None:
    for number in range(3):
        await directory.add(f"P{number}@x.example")
    _, found = await directory.ask("GET", '/Users?filter=userName eq "p1@X.example"')
    assert [each["userName"] for each in found["Resources"]] == ["P1@x.example"]
    _, found = await directory.ask("GET", '/Users?filter=userName sw "p"&count=2&startIndex=2')
    assert (found["totalResults"], len(found["Resources"])) == (3, 2)
    status, refused = await directory.ask("POST", "/Users", {"schemas": [USER], "userName": "p1@x.EXAMPLE"})
    assert (status, refused["scimType"]) == (409, "uniqueness")


async def test_a_change_that_rests_on_an_older_version_is_refused(directory: Directory) -> None:
    user = await directory.add("ada@x.example")
    body = {"schemas": [USER], "userName": "ada@x.example", "title": "Agent"}
    _, read = await directory.ask("GET", f"/Users/{user}")
    old = {"If-Match": read["meta"]["version"]}
    assert (await directory.ask("PUT", f"/Users/{user}", body, **old))[0] == 200
    assert (await directory.ask("PUT", f"/Users/{user}", {**body, "title": "Lead"}, **old))[0] == 412


async def test_without_the_key_nothing_opens_and_a_key_opens_its_own_workspace_alone(directory: Directory) -> None:
    world = directory.world
    user = await directory.add("ada@x.example")
    for bad in ("", "Bearer", "Bearer wrong", f"Basic {directory.key}", directory.key):
        for method, path in (("GET", "/Users"), ("GET", f"/Users/{user}"), ("POST", "/Users"), ("GET", "/Schemas")):
            status, refused = await directory.ask(method, path, Authorization=bad)
            assert (status, refused["status"]) == (401, "401")
    async with world.database.write() as db:
        other = await roster.open_workspace(db, world.platform, "T2", "Other", world.clock.at)
        elsewhere = Directory(world, directory.url, await make_token(db, other.id, "Okta", "test", world.clock.at))
    assert (await elsewhere.ask("GET", f"/Users/{user}"))[0] == 404
    assert (await elsewhere.ask("DELETE", f"/Users/{user}"))[0] == 404
    assert (await elsewhere.ask("GET", "/Users"))[1]["totalResults"] == 0
    async with world.database.write() as db:
        rows = str((await db.execute(sa.select(tokens))).all())
        assert await end_token(db, other.id, "Okta", "test", world.clock.at)
    assert directory.key not in rows, "the key itself is kept nowhere"
    assert (await elsewhere.ask("GET", "/Users"))[0] == 401


async def test_who_was_erased_is_not_entered_again(directory: Directory) -> None:
    world = directory.world
    await a_learner(world, "Mira")
    async with world.database.write() as db:
        await suppress(db, world.workspace.id, ["ada@x.example"], world.clock.at)
    await directory.add("ada@x.example", displayName="Ada")
    async with world.database.read() as db:
        assert await listed_people(db, world.workspace.id) == {}


async def test_two_directories_that_make_the_same_user_at_once_make_one(either_database: Database) -> None:
    async with a_world(either_database) as world:
        async with world.database.write() as db:
            key = await make_token(db, world.workspace.id, "Entra ID", "test", world.clock.at)
        async with TestServer(_app(world)) as server:
            directory = Directory(world, str(server.make_url("")).rstrip("/"), key)
            body = {"schemas": [USER], "userName": "ada@x.example"}
            replies = await asyncio.gather(*[directory.ask("POST", "/Users", body) for _ in range(4)])
            assert sorted(status for status, _ in replies) == [201, 409, 409, 409]
            user = next(reply["id"] for status, reply in replies if status == 201)
            titles = [{"op": "add", "path": "title", "value": f"Title {number}"} for number in range(4)]
            changes = await asyncio.gather(*[directory.change(f"/Users/{user}", title) for title in titles])
            assert set(changes) <= {204, 412}
            _, read = await directory.ask("GET", f"/Users/{user}")
            assert read["meta"]["version"] == f'W/"{1 + changes.count(204)}"'
