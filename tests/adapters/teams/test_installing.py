"""The app brought to people by Graph: once each, at Graph's pace, and with clear words where it is not allowed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from adapters.teams.connection import TeamsConnection
from adapters.teams.connector.clouds import CLOUDS
from adapters.teams.connector.credentials import AppToken
from adapters.teams.connector.keys import TeamsKeys
from adapters.teams.install import graph_install
from adapters.teams.install.graph_install import NotPossible, Progress, TeamsInstaller
from adapters.teams.people.graph import Graph
from adapters.teams.service import TeamsService
from bot.__main__ import main
from bot.answers.answerer import Answerer
from bot.answers.worker import AnswerWorker
from bot.clock import Clock
from bot.delivery.composer import Composer
from bot.inbound import Bot
from bot.links import Links
from lessons.database import Database
from schedules.people import roster
from schedules.people.addresses import addresses
from schedules.people.roster import Workspace
from tests.fakes.graph import CATALOGUE_ID, WITH_CONSENT, FakeGraph
from tests.fakes.teams import APP, PASSWORD, TENANT
from tests.stories.world import MONDAY


@dataclass
class Tenant:
    """A tenant with some people in the roster, two of whom have the app by our own account.

    Attributes:
        told: progress, as it was told: (done, of).
    """

    database: Database
    workspace: Workspace
    graph: FakeGraph
    session: aiohttp.ClientSession
    url: str
    told: list[tuple[int, int]]

    def installer(self, **options: object) -> TeamsInstaller:
        token = AppToken(self.session, replace(CLOUDS["public"], login_url=self.url), TENANT, APP, PASSWORD)
        graph = Graph(self.session, token, self.url)
        return TeamsInstaller(graph, self.database, Clock(), APP, **options)  # type: ignore[arg-type]

    async def install(self, *people: str, **options: object) -> Progress:
        installer = self.installer(**options)
        accounts = await installer.accounts(self.workspace, people)
        return await installer.install(self.workspace, accounts, lambda now: self.told.append((now.done, now.of)))


@pytest.fixture
async def tenant(database: Database) -> AsyncIterator[Tenant]:
    graph = FakeGraph()
    async with database.write() as db:
        workspace = await roster.open_workspace(db, "teams", TENANT, "Riverbank", MONDAY)
        for name, place in (("Ada", ""), ("Bo", "a:Bo"), ("Cy", ""), ("Dan", "")):
            email = f"{name.lower()}@riverbank.example"
            await roster.enter_learner(db, workspace.id, name, name, MONDAY, email=email, place=place)
            graph.accounts |= {name: name, email: name}
    async with TestServer(graph.app()) as server, aiohttp.ClientSession() as session:
        url = str(server.make_url("")).rstrip("/")
        yield Tenant(database, workspace, graph, session, url, [])


async def test_everybody_who_was_not_reached_yet_gets_the_app(tenant: Tenant) -> None:
    progress = await tenant.install("everyone")
    assert (progress.installed, progress.had_it, progress.failed) == (3, 0, [])
    assert set(tenant.graph.has_app) == {"Ada", "Cy", "Dan"}
    assert tenant.told == [(1, 3), (2, 3), (3, 3)]


async def test_people_are_named_by_e_mail_name_or_account_and_need_not_be_known(tenant: Tenant) -> None:
    guid = "99999999-8888-7777-6666-555555555555"
    tenant.graph.accounts |= {"new@riverbank.example": "New", guid: "Gil"}
    progress = await tenant.install("ada@riverbank.example", "bo", "new@riverbank.example", guid)
    assert progress.installed == 4
    assert set(tenant.graph.has_app) == {"Ada", "Bo", "New", "Gil"}


async def test_once_more_changes_nothing_and_says_so(tenant: Tenant) -> None:
    await tenant.install("everyone")
    again = await tenant.install("everyone")
    assert (again.installed, again.had_it, again.failed) == (0, 3, [])


async def test_a_run_that_was_cut_off_goes_on_where_it_stopped(tenant: Tenant) -> None:
    tenant.graph.faults.append((401, "InvalidAuthenticationToken", 0))
    with pytest.raises(NotPossible):
        await tenant.install("everyone")
    before = len(tenant.graph.has_app)
    progress = await tenant.install("everyone")
    assert (progress.installed, progress.had_it) == (3 - before, before)
    assert set(tenant.graph.has_app) == {"Ada", "Cy", "Dan"}


async def test_whom_graph_does_not_know_is_named_and_the_rest_get_it(tenant: Tenant) -> None:
    progress = await tenant.install("Ada", "gone@riverbank.example")
    assert progress.installed == 1
    assert progress.failed == [("gone@riverbank.example", "no such account in this tenant")]


async def test_throttling_is_waited_out(tenant: Tenant) -> None:
    tenant.graph.faults.append((429, "TooManyRequests", 1))
    progress = await tenant.install("Ada")
    assert (progress.installed, tenant.graph.calls["install"]) == (1, 2)


async def test_what_stays_busy_is_given_up_for_one_person_alone(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph_install, "TRIES", 1)
    monkeypatch.setattr(graph_install, "AT_ONCE", 1)
    tenant.graph.faults.append((503, "ServiceUnavailable", 1))
    progress = await tenant.install("Ada", "Cy")
    assert (progress.installed, len(progress.failed)) == (1, 1)
    assert "ServiceUnavailable" in progress.failed[0][1]


async def test_a_person_whom_a_policy_keeps_the_app_from_is_named(tenant: Tenant) -> None:
    tenant.graph.faults.append((403, "AppBlockedByPolicy", 0))
    progress = await tenant.install("Ada")
    assert progress.failed[0][1].startswith("AppBlockedByPolicy")


async def test_without_consent_it_says_which_permission_is_missing_and_stops(tenant: Tenant) -> None:
    tenant.graph.roles = {"AppCatalog.Read.All"}
    with pytest.raises(NotPossible, match=r"TeamsAppInstallation\.ReadWriteSelfForUser\.All .* administrator consent"):
        await tenant.install("everyone")
    assert not tenant.graph.has_app


async def test_an_unreadable_catalogue_asks_for_the_id_with_which_it_goes(tenant: Tenant) -> None:
    tenant.graph.roles = {graph_install.PERMISSION}
    with pytest.raises(NotPossible, match="--catalog-id"):
        await tenant.install("Ada")
    assert (await tenant.install("Ada", catalogue_id=CATALOGUE_ID)).installed == 1


async def test_an_app_that_was_not_uploaded_is_said_to_be_missing(tenant: Tenant) -> None:
    tenant.graph.catalogue.clear()
    with pytest.raises(NotPossible, match="upload the package first"):
        await tenant.install("Ada")


async def test_an_app_that_is_told_what_was_read_needs_the_other_permission_and_gives_the_consent(
    tenant: Tenant,
) -> None:
    tenant.graph.wants_consent = True
    with pytest.raises(NotPossible, match="ReadWriteAndConsentSelfForUser"):
        await tenant.install("Ada", read_receipts=True)
    tenant.graph.roles.add(WITH_CONSENT)
    assert (await tenant.install("Ada", read_receipts=True)).installed == 1
    consented = tenant.graph.has_app["Ada"]["consentedPermissionSet"]["resourceSpecificPermissions"]
    assert consented == [{"permissionValue": "ChatMessageReadReceipt.Read.Chat", "permissionType": "application"}]


async def test_somebody_whom_slack_reaches_now_is_called_by_their_id_in_teams(tenant: Tenant) -> None:
    async with tenant.database.write() as db:
        eve = await roster.enter_learner(db, tenant.workspace.id, "U7", "Eve", MONDAY, platform="slack", place="D7")
        row = {"workspace_id": tenant.workspace.id, "learner_id": eve.id, "platform": "teams", "outside_id": "Eve"}
        await db.execute(addresses.insert().values(row))
    tenant.graph.accounts["Eve"] = "Eve"
    assert (await tenant.install("eve")).installed == 1
    assert (await tenant.install("everyone")).had_it == 1


async def test_names_that_nobody_or_several_have_are_refused_before_anything_is_asked(tenant: Tenant) -> None:
    with pytest.raises(NotPossible, match="Zed"):
        await tenant.install("Ada", "Zed")
    assert tenant.graph.calls["install"] == 0


async def test_the_pace_stays_below_what_graph_allows(tenant: Tenant) -> None:
    for number in range(30):
        tenant.graph.accounts[f"p{number}@riverbank.example"] = f"P{number}"
    before = Clock().now()
    await tenant.install(*[f"p{number}@riverbank.example" for number in range(30)])
    assert (Clock().now() - before).total_seconds() >= 0.4  # twenty at once, then twenty a second


def test_every_cloud_has_its_own_graph() -> None:
    hosts = {name: cloud.graph_url for name, cloud in CLOUDS.items()}
    assert hosts == {
        "public": "https://graph.microsoft.com",
        "gcc": "https://graph.microsoft.com",
        "gcc-high": "https://graph.microsoft.us",
        "dod": "https://dod-graph.microsoft.us",
        "china": "https://microsoftgraph.chinacloudapi.cn",
    }


def test_the_command_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    assert main(["teams-install"]) == 2
    assert main(["teams-install", "everyone"]) == 2


async def test_a_service_brings_its_own_app(tenant: Tenant) -> None:
    cloud = replace(CLOUDS["public"], login_url=tenant.url, graph_url=tenant.url)
    keys, links = TeamsKeys(APP, PASSWORD, TENANT), Links("x" * 32, "https://ninety.example")
    worker = AnswerWorker(tenant.database, Clock(), Answerer(tenant.database, links))
    bot = Bot(tenant.database, links, Clock(), worker, lambda: None)
    connection = TeamsConnection(keys, tenant.database, tenant.session, cloud)
    service = TeamsService(connection, bot, Composer(tenant.database, links))
    progress = await service.installer().install(tenant.workspace, ["Ada"], lambda now: None)
    assert (progress.installed, set(tenant.graph.has_app)) == (1, {"Ada"})
