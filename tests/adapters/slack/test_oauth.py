"""Many workspaces: the way to Slack and back, tokens sealed and renewed, and what a revocation does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestServer
from yarl import URL

from adapters.slack.connection import connect_slack
from adapters.slack.connector.keys import SlackKeys
from adapters.slack.connector.sealing import Install, Sealer
from adapters.slack.install.oauth import COOKIE
from adapters.slack.service import SlackService
from adapters.web.app import bare_app
from bot.faults import ChatAppFault
from bot.links import Purpose
from schedules.people.roster import workspace_outside, workspaces
from tests.adapters.slack.conftest import OURS, SECRET, Office, healthy

TRANSLATED = {
    "access_token": "xoxb-2",
    "bot_user_id": "UB2",
    "app_id": "A1",
    "scope": "chat:write",
    "team": {"id": "T2", "name": "Hillside"},
    "is_enterprise_install": False,
}


@pytest.fixture
def keys() -> SlackKeys:
    return SlackKeys("xoxb-1", SECRET, client_id="1.2", client_secret="s3cret")


@pytest.fixture
def public_url() -> str:
    return "http://127.0.0.1"


async def begin(office: Office, browser: aiohttp.ClientSession) -> str:
    """Begins in a browser; returns the state that Slack is to bring back."""
    async with browser.get(page(office, "/slack/install"), allow_redirects=False) as answer:
        assert answer.status == 302
        to = URL(answer.headers["Location"])
    assert (to.origin(), to.path) == (URL(office.api).origin(), "/oauth/v2/authorize")
    assert to.query["redirect_uri"].endswith("/slack/installed")
    assert "chat:write" in to.query["scope"]
    return to.query["state"]


def page(office: Office, path: str) -> str:
    return str(URL(office.signed_client.url).origin()) + path


def browser() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))  # cookies for an address of numbers too


async def finish(
    office: Office, visitor: aiohttp.ClientSession, state: str, door: URL | None = None
) -> tuple[int, str]:
    """Slack sends the browser back, to another process of ours where a door is given."""
    back = door / "slack/installed" if door else URL(page(office, "/slack/installed"))
    url = back.with_query(state=state, code="c1")
    async with visitor.get(url) as answer:
        return answer.status, await answer.text()


async def known(office: Office, team_id: str) -> bool:
    async with office.database.read() as db:
        return await workspace_outside(db, "slack", team_id) is not None


async def test_a_second_workspace_installs_itself_and_its_token_is_sealed(office: Office) -> None:
    office.fake.answers["oauth.v2.access"] = TRANSLATED
    async with browser() as visitor:
        status, text = await finish(office, visitor, await begin(office, visitor))
    assert (status, "Hillside" in text) == (200, True)
    install = await office.slack.tokens.of_team("T2")
    assert install is not None
    assert install.bot_token == "xoxb-2"
    async with office.database.read() as db:
        sealed = await db.scalar(sa.select(workspaces.c.sealed_tokens).where(workspaces.c.outside_id == "T2"))
    assert b"xoxb" not in (sealed or b"xoxb")


async def test_a_state_is_good_once_in_the_browser_that_began_and_not_for_long(office: Office) -> None:
    office.fake.answers["oauth.v2.access"] = TRANSLATED
    async with browser() as visitor, browser() as other:
        state = await begin(office, visitor)
        assert (await finish(office, other, state))[0] == 403
        assert (await finish(office, visitor, "made-up"))[0] == 403
        assert not await known(office, "T2")
        assert (await finish(office, visitor, state))[0] == 200
        assert (await finish(office, visitor, state))[0] == 403
        late = await begin(office, visitor)
        office.clock.at += timedelta(minutes=12)
        assert (await finish(office, visitor, late))[0] == 403


async def test_the_way_back_may_lead_to_another_process_and_is_walked_once_in_all_of_them(office: Office) -> None:
    office.fake.answers["oauth.v2.access"] = TRANSLATED
    async with another_process(office) as door, browser() as visitor:
        state = await begin(office, visitor)
        assert (await finish(office, visitor, state, door))[0] == 200
        assert await known(office, "T2")
        calls = office.fake.calls["oauth.v2.access"]
        visitor.cookie_jar.update_cookies(
            {COOKIE: str(office.links.read(state, Purpose.ACTION, office.clock.at).person)}
        )
        status, text = await finish(office, visitor, state)
        assert (status, "finished already" in text) == (403, True)
        assert office.fake.calls["oauth.v2.access"] == calls


@asynccontextmanager
async def another_process(office: Office) -> AsyncIterator[URL]:
    """One more web process of the same installation: the same settings and database, and nothing else in common."""
    keys = SlackKeys("xoxb-1", SECRET, client_id="1.2", client_secret="s3cret")
    connection = connect_slack(
        keys,
        office.database,
        office.clock,
        office.signed_client.session,
        secret=OURS,
        public_url="http://127.0.0.1",
        base_url=office.api,
    )
    slack = SlackService(connection, office.bot)
    async with TestServer(bare_app([slack.pages], healthy)) as door:
        yield door.make_url("/")


async def test_an_organisation_installs_it_for_each_of_its_workspaces(office: Office) -> None:
    office.fake.answers["oauth.v2.access"] = TRANSLATED | {
        "team": None,
        "is_enterprise_install": True,
        "enterprise": {"id": "E1", "name": "Land"},
    }
    office.fake.answers["auth.teams.list"] = {"teams": [{"id": "T5", "name": "North"}, {"id": "T6", "name": "South"}]}
    async with browser() as visitor:
        _, text = await finish(office, visitor, await begin(office, visitor))
    assert "North, South" in text
    assert await known(office, "T5")
    assert await known(office, "T6")


async def test_a_code_that_slack_refuses_is_said_plainly(office: Office) -> None:
    office.fake.errors["oauth.v2.access"] = "invalid_code"
    async with browser() as visitor:
        status, text = await finish(office, visitor, await begin(office, visitor))
    assert status == 403
    assert "invalid_code" in text


async def test_a_rotated_token_is_renewed_before_it_expires(office: Office) -> None:
    install = Install("xoxb-old", "UB", refresh_token="r1", expires_at=office.clock.at + timedelta(hours=3))
    async with office.database.write() as db:
        await office.slack.tokens.keep(db, office.workspace.id, install)
    assert await office.slack.tokens.token(office.workspace.id) == "xoxb-old"
    office.fake.answers["oauth.v2.access"] = {"access_token": "xoxb-new", "refresh_token": "r2", "expires_in": 43200}
    office.clock.at += timedelta(hours=2)
    assert await office.slack.tokens.token(office.workspace.id) == "xoxb-new"
    assert office.fake.calls["oauth.v2.access"] == 1
    assert await office.slack.tokens.token(office.workspace.id) == "xoxb-new"
    assert office.fake.calls["oauth.v2.access"] == 1


async def test_a_revoked_token_is_forgotten_and_the_workspace_served_no_more(office: Office) -> None:
    await office.signed_client.event({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}}, "Ev1")
    assert await office.slack.tokens.of_team("T1")
    await office.signed_client.event({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["UBOT"]}}, "Ev2")
    assert await office.slack.tokens.of_team("T1") is None
    with pytest.raises(ChatAppFault, match="install it again"):
        await office.slack.tokens.token(office.workspace.id)


def test_what_was_sealed_opens_with_the_same_secret_alone() -> None:
    install = Install("xoxb-1", "UB", refresh_token="r")
    sealed = Sealer(OURS).seal(install)
    assert Sealer(OURS).open(sealed) == install
    with pytest.raises(ChatAppFault, match="another SECRET_KEY"):
        Sealer(OURS + "x").open(sealed)
    assert "xoxb" not in repr(install)
    assert "xoxb" not in repr(replace(SlackKeys(), bot_token="xoxb-1"))
