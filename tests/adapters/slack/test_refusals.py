"""What Slack refuses, in words that a manager understands; each code means one thing."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from adapters.slack.chat import BUSY, GONE, REFUSED, UNCLEAR, SlackChat
from bot.chat import Address, ChatBusy, ChatError, ChatGone, ChatRefused, ChatUncertain, Message, Text
from tests.fakes.slack import Failure, FakeSlack

TO = Address("slack", "w1", "l1", "D1")
KINDS: dict[type[ChatError], set[str]] = {
    ChatBusy: set(BUSY),
    ChatGone: set(GONE),
    ChatRefused: set(REFUSED),
    ChatUncertain: set(UNCLEAR),
}
CASES = [(code, kind) for kind, codes in KINDS.items() for code in sorted(codes)]


@pytest.fixture
async def chat() -> AsyncIterator[tuple[SlackChat, FakeSlack]]:
    async def token(workspace_id: str) -> str:
        return "xoxb-1"

    fake = FakeSlack()
    async with TestServer(fake.app()) as server, aiohttp.ClientSession() as session:
        yield SlackChat(token, session, inline_video=True, base_url=str(server.make_url("/api/"))), fake


def test_no_code_means_two_things() -> None:
    assert len(CASES) == len({code for code, _ in CASES})


@pytest.mark.parametrize("code,kind", CASES)
async def test_every_known_code_is_one_kind_of_refusal(
    chat: tuple[SlackChat, FakeSlack], code: str, kind: type[ChatError]
) -> None:
    chat[1].failures.append(Failure(error=code))
    with pytest.raises(kind) as refused:
        await chat[0].send(TO, Message("Hello", (Text("Hello"),)), "d1")
    assert type(refused.value) is kind
    if kind in (ChatGone, ChatRefused):
        assert code not in str(refused.value), "a manager reads words, not codes"


async def test_a_code_that_nobody_knows_is_a_refusal_that_names_it(chat: tuple[SlackChat, FakeSlack]) -> None:
    chat[1].failures.append(Failure(error="brand_new"))
    with pytest.raises(ChatRefused, match="brand_new"):
        await chat[0].send(TO, Message("Hello", (Text("Hello"),)), "d1")


async def test_a_player_from_a_host_that_the_app_did_not_claim_leads_to_the_doctor(
    chat: tuple[SlackChat, FakeSlack],
) -> None:
    told = "[ERROR] Domain is not a valid unfurl domain claimed by your app [json-pointer:/blocks/0/video_url]"
    chat[1].failures.append(Failure(error="invalid_blocks", told=told))
    with pytest.raises(ChatRefused, match="run `doctor slack`"):
        await chat[0].send(TO, Message("Hello", (Text("Hello"),)), "d1")
