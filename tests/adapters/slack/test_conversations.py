"""Direct conversations: where answers go when Slack gives them other ids, in threads, and what can be written there."""

from __future__ import annotations

from typing import Any

import pytest

from bot.chat import Message, Text
from bot.messages.reply import say
from tests.adapters.slack.conftest import Office
from tests.fakes.slack_workspace import dm_event


async def ask(office: Office, words: str, event_id: str = "Ev1", **more: Any) -> list[dict[str, Any]]:
    """What Ada is sent after she wrote something."""
    before = {place: len(messages) for place, messages in office.fake.shown.items()}
    answer = await office.signed_client.event(dm_event("U1", words) | more, event_id)
    assert answer.status == 200
    await office.settled()
    return [
        {"place": place, **message}
        for place, messages in office.fake.shown.items()
        for message in messages[before.get(place, 0) :]
    ]


async def test_whose_conversation_got_another_id_is_answered_there(office: Office) -> None:
    """S5: answers went to the old one, and nothing healed it."""
    await ask(office, "help")
    office.fake.gone.add("D-U1")
    (message,) = await ask(office, "help", "Ev2", channel="D2-U1")
    assert message["place"] == "D2-U1"
    assert (await office.learner("U1")).place == "D2-U1"


async def test_what_is_owed_goes_to_a_conversation_that_is_opened_anew(office: Office) -> None:
    """S5: it was refused, with the words that the conversation does not exist."""
    await ask(office, "help")
    office.fake.gone.add("D-U1")
    async with office.database.write() as db:
        await say(db, await office.learner("U1"), Message("Hello", (Text("Hello"),)), "a lesson", office.clock.at)
    await office.sender.deliver_due()
    assert [message["text"] for message in office.fake.shown["D2-U1"]] == ["Hello"]
    assert (await office.learner("U1")).place == "D2-U1"


async def test_a_reply_in_a_thread_is_answered_in_it(office: Office) -> None:
    """S18: the answer stood outside of the thread."""
    (message,) = await ask(office, "help", thread_ts="17.000100")
    assert message["thread_ts"] == "17.000100"
    (message,) = await ask(office, "help", "Ev2")
    assert message["thread_ts"] is None
    (message,) = await ask(office, "help", "Ev3", ts="18.000100", thread_ts="18.000100")
    assert message["thread_ts"] is None, "it began the thread and is no reply in it"


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast", "me_message"])
async def test_words_are_answered_whatever_comes_with_them(office: Office, subtype: str) -> None:
    """S18: a message with a file, or one that is shown outside of its thread too, met silence."""
    (message,) = await ask(office, "help", subtype=subtype, files=[{"id": "F1"}])
    assert message["text"] == "What you can write to me"


async def test_who_sends_a_file_alone_hears_that_words_are_needed(office: Office) -> None:
    (message,) = await ask(office, "", subtype="file_share", files=[{"id": "F1"}])
    assert "read" in message["text"]
    assert "words" in message["text"]


async def test_who_corrects_a_message_is_answered_anew(office: Office) -> None:
    changed: dict[str, Any] = {"subtype": "message_changed", "user": None, "text": None}
    message = {"user": "U1", "text": "help", "ts": "1.1"}
    answers = await ask(office, "", message=message, previous_message=message | {"text": "hlep"}, **changed)
    assert len(answers) == 1
    same = await ask(office, "", "Ev2", message=message, previous_message=message, **changed)
    assert same == [], "Slack tells of links that it unfolded in the same way"


async def test_an_odd_character_does_not_fail_anybody(office: Office) -> None:
    """G10: a NUL or half of a surrogate pair failed the whole batch."""
    assert len(await ask(office, "help \x00 \ud83d me")) == 1
