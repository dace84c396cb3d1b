"""What Slack refuses, in words that somebody can act on; each code is the fault of one thing alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from adapters.slack.connector.errors import APP, BUSY, CONVERSATION, MESSAGE, PERSON, UNCLEAR, retry_after
from adapters.slack.outbound.chat import SlackChat
from bot.chat import Address, Message, Share, Split, Text
from bot.faults import ChatAppFault, ChatBusy, ChatConversationGone, ChatError, ChatGone, ChatRefused, ChatUncertain
from tests.fakes.slack import Failure, FakeSlack
from tests.stories.world import MONDAY

TO = Address("slack", "w1", "l1", "D1", outside_id="U1")
HELLO = Message("Hello", (Text("Hello"),))
KINDS: dict[type[ChatError], set[str]] = {
    ChatBusy: set(BUSY),
    ChatAppFault: set(APP),
    ChatConversationGone: set(CONVERSATION),
    ChatGone: set(PERSON),
    ChatRefused: set(MESSAGE),
    ChatUncertain: set(UNCLEAR),
}
CASES = [(code, kind) for kind, codes in KINDS.items() for code in sorted(codes)]
OF_THE_APP = (
    *("token_revoked", "account_inactive", "invalid_auth", "not_authed", "missing_scope", "messages_tab_disabled"),
    *("restricted_action", "org_login_required", "team_access_not_granted", "ekm_access_denied", "team_disabled"),
    *("is_inactive", "token_expired", "cannot_unfurl"),
)


@pytest.fixture
async def chat() -> AsyncIterator[tuple[SlackChat, FakeSlack]]:
    async def token(workspace_id: str) -> str:
        return "xoxb-1"

    fake = FakeSlack()
    async with TestServer(fake.app()) as server, aiohttp.ClientSession() as session:
        yield SlackChat(token, session, inline_video=True, base_url=str(server.make_url("/api/"))), fake


def test_no_code_is_the_fault_of_two_things() -> None:
    assert len(CASES) == len({code for code, _ in CASES})


@pytest.mark.parametrize("code", OF_THE_APP)
def test_what_is_wrong_with_the_app_is_no_fault_of_a_person(code: str) -> None:
    """S2: each of these burnt the lessons of everybody, or named a person whose account was well."""
    assert code in APP


@pytest.mark.parametrize("code,kind", CASES)
async def test_every_known_code_is_one_kind_of_refusal(
    chat: tuple[SlackChat, FakeSlack], code: str, kind: type[ChatError]
) -> None:
    chat[1].failures.append(Failure(error=code))
    with pytest.raises(kind) as refused:
        await chat[0].send(TO, HELLO, "d1")
    assert isinstance(refused.value, kind)
    if kind not in (ChatBusy, ChatUncertain):
        assert code not in str(refused.value), "people read words, not codes"


async def test_a_code_that_nobody_knows_holds_the_workspace_and_is_named(chat: tuple[SlackChat, FakeSlack]) -> None:
    """S2: counted as a refusal, it moved everybody past their lesson in silence."""
    chat[1].failures.append(Failure(error="brand_new"))
    with pytest.raises(ChatAppFault, match="brand_new"):
        await chat[0].send(TO, HELLO, "d1")


async def test_a_player_from_a_host_that_the_app_did_not_claim_leads_to_the_doctor(
    chat: tuple[SlackChat, FakeSlack],
) -> None:
    told = "[ERROR] Domain is not a valid unfurl domain claimed by your app [json-pointer:/blocks/0/video_url]"
    chat[1].failures.append(Failure(error="invalid_blocks", told=told))
    with pytest.raises(ChatAppFault, match="run `ninety doctor slack`"):
        await chat[0].send(TO, HELLO, "d1")


async def test_nothing_is_looked_for_where_the_conversation_is_gone(chat: tuple[SlackChat, FakeSlack]) -> None:
    """S5: looking failed for ever, so the lesson never came."""
    chat[1].gone.add("D1")
    assert await chat[0].find(TO, "d1", MONDAY) is None


@pytest.mark.parametrize(
    "header,seconds",
    [("", 30.0), ("1.5", 30.0), ("0", 1.0), ("-3", 30.0), ("Wed, 21 Oct 2026 07:28:00 GMT", 30.0), ("9999999", 3600.0)],
)
def test_slack_is_left_alone_for_as_long_as_makes_sense(header: str, seconds: float) -> None:
    assert retry_after({"Retry-After": header} if header else {}) == seconds


VOTE = Message("Your team", (Split((Share("Hide it", 4), Share("Report it", 12, right=True)), 16),))


async def test_a_slack_that_knows_no_charts_gets_the_vote_in_letters_and_is_not_tried_again(
    chat: tuple[SlackChat, FakeSlack],
) -> None:
    chat[1].failures.append(Failure(error="invalid_blocks"))
    await chat[0].send(TO, VOTE, "d1")
    await chat[0].send(TO, VOTE, "d2")
    assert [_charts(message) for message in chat[1].shown["D1"]] == [0, 0]
    assert chat[1].calls["chat.postMessage"] == 3


async def test_a_vote_that_is_refused_without_a_chart_too_is_refused(chat: tuple[SlackChat, FakeSlack]) -> None:
    chat[1].failures.extend([Failure(error="invalid_blocks"), Failure(error="invalid_blocks")])
    with pytest.raises(ChatRefused):
        await chat[0].send(TO, VOTE, "d1")
    await chat[0].send(TO, VOTE, "d2")
    assert [_charts(message) for message in chat[1].shown["D1"]] == [1], "it was not the chart"


async def test_a_message_without_a_vote_is_not_sent_a_second_time(chat: tuple[SlackChat, FakeSlack]) -> None:
    chat[1].failures.append(Failure(error="invalid_blocks"))
    with pytest.raises(ChatRefused):
        await chat[0].send(TO, HELLO, "d1")
    assert chat[1].calls["chat.postMessage"] == 1


def _charts(message: dict[str, Any]) -> int:
    return sum(block["type"] == "data_visualization" for block in message["blocks"])
