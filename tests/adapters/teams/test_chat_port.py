"""The Chat port on the fake connector: what each answer of Teams means for a message, and when a token is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.teams.connector.transport import BotBuilderTransport
from adapters.teams.outbound.chat import TeamsChat
from bot.chat import Address
from bot.faults import ChatAppFault, ChatBusy, ChatConversationGone, ChatError, ChatGone, ChatRefused, ChatUncertain
from bot.messages.common_texts import plain
from tests.adapters.teams.cards_seen import words
from tests.adapters.teams.speaking import never, spoken_to
from tests.fakes.teams import Failure, FakeTeams
from tests.stories.world import MONDAY

HELLO = plain("Hello")


@pytest.fixture
async def chat(teams: FakeTeams) -> AsyncIterator[TeamsChat]:
    async with spoken_to(teams, timeout_s=0.5) as (transport, cloud):
        yield TeamsChat(transport, cloud.service_url, never)


@pytest.fixture
def ada(teams: FakeTeams) -> Address:
    return Address("teams", "w1", "l1", "a:1_x-y/z?=Ada", "")


async def test_a_message_arrives_as_a_card_alone_with_a_summary(
    chat: TeamsChat, teams: FakeTeams, ada: Address
) -> None:
    ref = await chat.send(ada, HELLO, "d1")
    (shown,) = teams.shown[ada.place]
    assert (shown["id"], shown["summary"], words(shown["card"])) == (ref, "Hello", ["Hello"])


async def test_a_message_is_changed_in_place_as_often_as_wanted(
    chat: TeamsChat, teams: FakeTeams, ada: Address
) -> None:
    ref = await chat.send(ada, HELLO, "d1")
    for _ in range(2):
        await chat.update(ada, ref, plain("Good bye"))
    assert [words(one["card"]) for one in teams.shown[ada.place]] == [["Good bye"]]


async def test_the_learners_own_host_is_spoken_to(chat: TeamsChat, teams: FakeTeams, ada: Address) -> None:
    elsewhere = Address("teams", "w1", "l1", "a:1", "http://127.0.0.1:9/nobody")
    with pytest.raises(ChatBusy):
        await chat.send(elsewhere, HELLO, "d1")
    assert teams.calls["send"] == 0


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (Failure(429, "Throttled", retry_after=7), ChatBusy),
        (Failure(412, "PreconditionFailed"), ChatBusy),
        (Failure(400, "BadArgument"), ChatRefused),
        (Failure(413, "MessageSizeTooBig"), ChatRefused),
        (Failure(403, "NotEnoughPermissions"), ChatAppFault),
        (Failure(403, "BotDisabledByAdmin"), ChatAppFault),
        (Failure(403, "SomethingThatNobodyDocumented"), ChatAppFault),
        (Failure(418, "Teapot"), ChatAppFault),
        (Failure(402, ""), ChatAppFault),
        (Failure(403, "BotNotInConversationRoster"), ChatGone),
        (Failure(403, "ForbiddenOperationException"), ChatGone),
        (Failure(403, "ConversationBlockedByUser"), ChatGone),
        (Failure(403, "MessageWritesBlocked"), ChatGone),
        (Failure(404, "ConversationNotFound"), ChatConversationGone),
        (Failure(404, ""), ChatConversationGone),
        (Failure(500), ChatUncertain),
        (Failure(502), ChatUncertain),
        (Failure(503), ChatUncertain),
        (Failure(504), ChatUncertain),
        (Failure(408), ChatUncertain),
        (Failure(0), ChatUncertain),
        (Failure(0, delivered=True), ChatUncertain),
    ],
    ids=str,
)
async def test_what_an_answer_means(
    chat: TeamsChat, teams: FakeTeams, ada: Address, failure: Failure, error: type[ChatError]
) -> None:
    teams.failures.append(failure)
    with pytest.raises(error):
        await chat.send(ada, HELLO, "d1")
    assert teams.calls["send"] == 1
    assert len(teams.shown[ada.place]) == int(failure.delivered)


async def test_throttling_says_how_long(chat: TeamsChat, teams: FakeTeams, ada: Address) -> None:
    teams.failures.append(Failure(429, retry_after=7))
    with pytest.raises(ChatBusy) as busy:
        await chat.send(ada, HELLO, "d1")
    assert busy.value.retry_after == 7


async def test_an_answer_that_takes_too_long_is_uncertain(chat: TeamsChat, teams: FakeTeams, ada: Address) -> None:
    teams.latency_s = 5
    with pytest.raises(ChatUncertain):
        await chat.send(ada, HELLO, "d1")


async def test_a_message_that_is_gone_cannot_be_changed(chat: TeamsChat, ada: Address) -> None:
    with pytest.raises(ChatRefused):
        await chat.update(ada, "17", HELLO)


async def test_nothing_can_be_looked_up(chat: TeamsChat, ada: Address) -> None:
    assert chat.can_look is False
    with pytest.raises(ChatError):
        await chat.find(ada, "d1", MONDAY)


async def test_one_token_serves_many_messages(chat: TeamsChat, teams: FakeTeams, ada: Address) -> None:
    await asyncio.gather(*[chat.send(ada, HELLO, f"d{number}") for number in range(20)])
    assert teams.calls["token"] == 1


async def test_a_revoked_token_is_replaced_and_the_message_arrives_once(
    chat: TeamsChat, teams: FakeTeams, ada: Address
) -> None:
    await chat.send(ada, HELLO, "d1")
    teams.revoke_tokens()
    await chat.send(ada, HELLO, "d2")
    assert (teams.calls["token"], len(teams.shown[ada.place])) == (2, 2)


async def test_a_sign_in_that_fails_for_a_while_makes_the_message_wait(
    chat: TeamsChat, teams: FakeTeams, ada: Address
) -> None:
    teams.token_failures.append(503)
    with pytest.raises(ChatBusy) as busy:
        await chat.send(ada, HELLO, "d1")
    assert busy.value.retry_after < 60
    await chat.send(ada, HELLO, "d1")
    assert len(teams.shown[ada.place]) == 1


async def test_a_refused_sign_in_is_a_fault_of_the_app_and_says_what_to_do(
    chat: TeamsChat, teams: FakeTeams, ada: Address
) -> None:
    teams.token_failures.append(401)
    with pytest.raises(ChatAppFault) as fault:
        await chat.send(ada, HELLO, "d1")
    assert "client secret" in fault.value.reason
    assert teams.calls["send"] == 0


async def test_an_expired_secret_is_named(chat: TeamsChat, teams: FakeTeams, ada: Address) -> None:
    teams.token_failures.append(401)
    teams.token_error_code = 7000222
    with pytest.raises(ChatAppFault, match="the client secret has expired"):
        await chat.send(ada, HELLO, "d1")


async def test_one_busy_conversation_holds_itself_alone_and_several_hold_the_tenant(
    chat: TeamsChat, teams: FakeTeams, ada: Address
) -> None:
    """F23: persons 3 and 4 waited for 20 seconds because the conversation of person 5 was throttled."""
    places = [replace(ada, place=f"a:{number}") for number in range(4)]
    teams.failures.extend(Failure(429, retry_after=20) for _ in range(3))
    alone = []
    for place in places[:3]:
        with pytest.raises(ChatBusy) as busy:
            await chat.send(place, HELLO, "d1")
        alone.append(busy.value.one_chat)
    assert alone == [True, True, False]
    assert await chat.send(places[3], HELLO, "d2")
    with pytest.raises(ChatBusy) as held:
        await chat.send(places[0], HELLO, "d3")
    assert held.value.one_chat
    assert teams.calls["send"] == 4, "a conversation that is held is not even tried"


async def test_what_was_refused_or_is_uncertain_is_logged(
    chat: TeamsChat, teams: FakeTeams, ada: Address, caplog: pytest.LogCaptureFixture
) -> None:
    """F24: no line was written for them."""
    for failure in (Failure(400, "BadArgument"), Failure(502), Failure(403, "ConversationBlockedByUser")):
        teams.failures.append(failure)
        with pytest.raises(ChatError):
            await chat.send(ada, HELLO, "d1")
    assert [record.__dict__["delivery"] for record in caplog.records if record.levelname == "WARNING"] == ["d1"] * 3


async def test_a_conversation_is_begun_once_and_found_again(teams: FakeTeams) -> None:
    async with spoken_to(teams) as (transport, cloud):
        assert isinstance(transport, BotBuilderTransport)
        places = [await transport.create_conversation(cloud.service_url, "T1", "Ada") for _ in range(2)]
        teams.not_installed.add("Bo")
        with pytest.raises(ChatGone):
            await transport.create_conversation(cloud.service_url, "T1", "Bo")
    assert places == ["a:Ada", "a:Ada"]


async def test_the_answer_worker_is_imported_in_one_module() -> None:
    from tests.test_imports import ROOT, imported

    answer_worker = {"botbuilder", "botframework", "msrest"}
    found = {
        path.name
        for path in (ROOT / "adapters").rglob("*.py")
        if answer_worker & {name.split(".")[0] for name in imported(path.read_text())}
    }
    assert found == {"transport.py"}
