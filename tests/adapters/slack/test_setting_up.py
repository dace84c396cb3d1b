"""The manifest, and a doctor that says what to click."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from adapters.slack.connector.keys import SlackKeys
from adapters.slack.doctor.doctor import examine
from adapters.slack.doctor.live import knock
from adapters.slack.inbound import app
from adapters.slack.install.manifest import EVENTS, OPTIONAL, ORGANISATION_EVENTS, manifest
from tests.adapters.slack.blockkit import message_faults
from tests.adapters.slack.conftest import SECRET, Office
from tests.fakes.slack import Failure
from tests.fakes.slack_workspace import FakeWorkspace, member

UNFURL = "[ERROR] Domain is not a valid unfurl domain claimed by your app [json-pointer:/blocks/1/video_url]"
KEYS = SlackKeys("xoxb-1", app_token="xapp-1")


@pytest.fixture
async def api() -> AsyncIterator[tuple[FakeWorkspace, str]]:
    fake = FakeWorkspace(users=[member("U1", "Ada")])
    async with TestServer(fake.app()) as server:
        yield fake, str(server.make_url("/api/"))


async def faults(
    url: str, keys: SlackKeys = KEYS, public_url: str = "http://127.0.0.1:3000", to: str = ""
) -> list[str]:
    async with aiohttp.ClientSession() as session:
        return [found.what async for found in examine(keys, public_url, session, url, to) if found.well is False]


async def test_a_workspace_set_up_from_the_manifest_has_nothing_to_mend(api: tuple[FakeWorkspace, str]) -> None:
    assert await faults(api[1]) == []


@pytest.mark.parametrize(
    "method,error,words",
    [
        ("auth.test", "invalid_auth", "copy the Bot User OAuth Token again"),
        ("auth.test", "token_revoked", "install it again"),
        ("apps.connections.open", "invalid_auth", "connections:write"),
        ("conversations.open", "messages_tab_disabled", "“Show Tabs”, switch it on"),
        ("conversations.open", "user_disabled", "current manifest"),
        ("users.list", "missing_scope", "current manifest"),
    ],
)
async def test_what_slack_refuses_comes_with_what_to_click(
    api: tuple[FakeWorkspace, str], method: str, error: str, words: str
) -> None:
    api[0].errors[method] = error
    (fault,) = await faults(api[1])
    assert words in fault
    assert error in fault or "Tabs" in fault


@pytest.mark.parametrize("code", ["file_uploads_disabled", "storage_limit_reached"])
async def test_a_workspace_that_takes_no_files_is_named(api: tuple[FakeWorkspace, str], code: str) -> None:
    """S4: lessons went out without their clip, and the doctor said that everything is well."""
    api[0].errors["files.getUploadURLExternal"] = code
    (fault,) = await faults(api[1])
    assert "without them" in fault
    assert code in fault
    assert api[0].uploads == {}


async def test_missing_scopes_are_named_with_what_they_are_for(api: tuple[FakeWorkspace, str]) -> None:
    api[0].scopes = "chat:write,commands"
    (fault,) = await faults(api[1])
    assert "users:read (names, time zones, languages, who left)" in fault
    assert "Reinstall" in fault


async def test_scopes_that_an_admin_left_out_are_no_fault(api: tuple[FakeWorkspace, str]) -> None:
    """Members of channels and groups, and e-mail addresses, are for one thing each: nothing else needs them."""
    api[0].scopes = ",".join(scope for scope in api[0].scopes.split(",") if scope not in OPTIONAL)
    assert await faults(api[1]) == []
    wanted = manifest("https://ninety.example.com", socket_mode=True)["oauth_config"]["scopes"]
    assert set(wanted["bot_optional"]) == set(OPTIONAL)


async def test_without_a_way_in_or_a_token_that_is_said(api: tuple[FakeWorkspace, str]) -> None:
    assert "SLACK_BOT_TOKEN is not set" in (await faults(api[1], SlackKeys()))[0]
    assert "nothing from Slack can come in" in (await faults(api[1], SlackKeys("xoxb-1")))[0]
    over_http = SlackKeys("xoxb-1", signing_secret="s")
    assert "Slack posts to https only" in (await faults(api[1], over_http))[0]


async def test_the_doctor_sends_a_message_to_whom_it_is_told(api: tuple[FakeWorkspace, str]) -> None:
    assert await faults(api[1], to="U1") == []
    (shown,) = api[0].shown["D-U1"]
    assert "lessons can reach people" in shown["text"]
    assert message_faults(shown["blocks"]) == []


@pytest.mark.parametrize(
    "failure,words",
    [
        (Failure(error="messages_tab_disabled"), "“Show Tabs”, switch it on"),
        (Failure(error="restricted_action"), "(restricted_action)"),
        (Failure(error="invalid_blocks", told=UNFURL), "ninety.invalid is no unfurl domain of the app"),
        (Failure(error="invalid_blocks", told="[ERROR] no image"), "(invalid_blocks: [ERROR] no image)"),
    ],
)
async def test_a_test_message_that_slack_refuses_comes_with_what_to_click(
    api: tuple[FakeWorkspace, str], failure: Failure, words: str
) -> None:
    api[0].failures.append(failure)
    api[0].scopes += ",links.embed:write"
    found = await faults(api[1], to="U1", public_url="https://ninety.invalid")
    assert any(words in one for one in found)
    assert not api[0].shown["D-U1"]


@pytest.mark.parametrize(
    "secret,path,words", [("other", "", "another SLACK_SIGNING_SECRET"), ("s3cret", "/elsewhere", "answers 404")]
)
async def test_requests_that_slack_would_send_are_tried(office: Office, secret: str, path: str, words: str) -> None:
    ours = office.signed_client.url.removesuffix("/slack/events")
    assert (await knock(ours, SECRET, office.signed_client.session)).well
    found = await knock(ours + path, secret if not path else SECRET, office.signed_client.session)
    assert not found.well
    assert words in found.what


async def test_where_nobody_answers_the_doctor_says_so(api: tuple[FakeWorkspace, str]) -> None:
    async with aiohttp.ClientSession() as session:
        assert "is Ninety running behind it?" in (await knock("http://127.0.0.1:1", "s", session)).what


async def test_many_workspaces_need_no_token_in_the_settings(api: tuple[FakeWorkspace, str]) -> None:
    keys = SlackKeys(signing_secret="s", client_id="1.2", client_secret="c")
    (fault,) = await faults(api[1], keys)
    assert "Slack posts to https only" in fault


async def test_an_address_inside_of_the_network_is_no_public_address(api: tuple[FakeWorkspace, str]) -> None:
    api[0].scopes += ",links.embed:write"
    (fault,) = await faults(api[1], public_url="https://localhost")
    assert "Slack's servers cannot reach the player there" in fault


async def test_slack_out_of_reach_is_said_plainly() -> None:
    (fault,) = await faults("http://127.0.0.1:1/")
    assert "Slack cannot be reached" in fault


@pytest.mark.parametrize("socket_mode", [True, False])
@pytest.mark.parametrize("oauth", [True, False])
def test_the_manifest_keeps_slacks_limits_and_names_no_address_it_does_not_need(socket_mode: bool, oauth: bool) -> None:
    """Limits: github.com/slackapi/manifest-schema."""
    made: dict[str, Any] = manifest("https://ninety.example.com", socket_mode=socket_mode, oauth=oauth)
    about = made["display_information"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 175 <= len(about["long_description"]) <= 4000
    (command,) = made["features"]["slash_commands"]
    assert len(command["command"]) <= 32
    assert len(command["usage_hint"]) <= 1000
    assert made["features"]["unfurl_domains"] == ["ninety.example.com"]
    assert ("https://ninety.example.com/slack/events" in str(made)) is not socket_mode
    assert made["features"]["app_home"]["messages_tab_enabled"]
    assert ("redirect_urls" in made["oauth_config"]) is oauth


def test_the_manifest_asks_for_files_only_where_the_player_cannot_be_reached() -> None:
    inline = manifest("https://ninety.example.com", socket_mode=True)["oauth_config"]["scopes"]["bot"]
    files = manifest("http://127.0.0.1:3000", socket_mode=True)["oauth_config"]["scopes"]["bot"]
    assert "links.embed:write" in inline
    assert "files:write" not in inline
    assert "files:write" in files
    assert "links.embed:write" not in files


def test_the_app_listens_to_every_event_that_the_manifest_subscribes_to() -> None:
    source = inspect.getsource(app)
    wanted = (*EVENTS, *ORGANISATION_EVENTS)
    absent = [name for name in wanted if f'"{name.partition(".")[0]}": listeners' not in source]
    assert absent == []
