"""The same listeners without a public address: Socket Mode, played by the fake over a real web socket."""

from dataclasses import replace

import pytest

from adapters.slack.connector.keys import SlackKeys
from tests.adapters.slack.conftest import Office
from tests.fakes.slack_workspace import command_body, dm_event, event_body


@pytest.fixture
def keys() -> SlackKeys:
    return replace(SlackKeys(bot_token="xoxb-1"), app_token="xapp-1")


async def test_words_and_commands_arrive_over_the_socket_and_are_acknowledged(office: Office) -> None:
    assert await office.fake.push("events_api", event_body(dm_event("U1", "help"), "Ev1"), "e1") is None
    told = await office.fake.push("slash_commands", command_body("help", "U2", "7.1"), "e2")
    assert told["text"].startswith("One moment")
    await office.settled()
    assert office.words("U1") == ["What you can write to me"]
    assert "What you can write to me" in office.words("U2")


async def test_an_envelope_that_is_delivered_again_is_answered_once(office: Office) -> None:
    for number in range(3):
        await office.fake.push("events_api", event_body(dm_event("U1", "help"), "Ev1"), f"e{number}")
    await office.settled()
    assert office.words("U1") == ["What you can write to me"]


async def test_a_payload_that_nobody_knows_is_acknowledged(office: Office) -> None:
    assert await office.fake.push("events_api", event_body({"type": "emoji_changed"}, "Ev1"), "e1") is None


async def test_without_a_signing_secret_nothing_can_be_posted_over_http(office: Office) -> None:
    assert (await office.signed_client.event(dm_event("U1", "help"))).status == 404
