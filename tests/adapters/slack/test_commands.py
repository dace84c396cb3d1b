"""The /learn command: what stands in the channel where it was written, and windows that Slack does not open in time."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import pytest

from tests.adapters.slack.blockkit import lines
from tests.adapters.slack.conftest import Office
from tests.fakes.slack_workspace import member


async def command(office: Office, words: str, **more: str) -> str:
    """What the writer sees in the channel at once."""
    hook = f"{office.api.removesuffix('api/')}hooks/1"
    answer = await office.signed_client.command(words, response_url=hook, **more)
    assert answer.status == 200
    text = await answer.text()
    await office.settled()
    return str(json.loads(text)["text"]) if text else ""


async def note(office: Office) -> dict[str, Any]:
    """What replaced it."""
    async with asyncio.timeout(10):
        while not office.fake.notes:
            office.fake.came.clear()
            await office.fake.came.wait()
    return office.fake.notes[-1]


@pytest.mark.parametrize("words", ["how do I report a data leak?", "help", "progress", "stop", ""])
async def test_the_note_in_the_channel_leads_to_the_answer(office: Office, words: str) -> None:
    """S12: "Looking for it" stayed for ever, and nothing led to the answer."""
    assert "direct messages" in await command(office, words)
    replaced = await note(office)
    assert replaced["replace_original"] is True
    (button,) = [one for block in replaced["blocks"] for one in block.get("elements", ()) if one["type"] == "button"]
    assert button["url"].startswith("https://r.slack.com/archives/D-U1/p")
    assert "direct messages" in replaced["text"]


async def test_only_a_question_is_looked_for(office: Office) -> None:
    assert "Looking for it" in await command(office, "how do I report a data leak?")
    assert "Looking for it" not in await command(office, "help", trigger="1.3")


async def test_in_the_conversation_itself_no_note_stands_beside_the_answer(office: Office) -> None:
    """S12: it said that the answer comes to where it was written."""
    await command(office, "help")
    assert await command(office, "help", trigger="1.3", channel_id="D-U1") == ""


@pytest.mark.parametrize("code", ["expired_trigger_id", "exchanged_trigger_id", "ratelimited", "internal_error"])
async def test_settings_come_as_a_message_when_their_window_does_not_open(
    office: Office, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    """S13: nothing was seen, and a traceback stood in the log."""
    office.fake.errors["views.open"] = code
    await command(office, "settings")
    shown = [line for message in office.fake.shown["D-U1"] for line in lines(message["blocks"])]
    assert "Change settings" in shown
    assert [record for record in caplog.records if record.exc_info] == []
    assert [record.levelno for record in caplog.records if "did not open" in record.getMessage()] == [logging.WARNING]


@pytest.mark.parametrize("words", ["campaign", "campaigns"])
async def test_a_manager_hears_how_to_open_the_window_again(office: Office, words: str) -> None:
    """S13: the form did not come, and nothing said why."""
    office.fake.errors["views.open"] = "expired_trigger_id"
    await command(office, words, user="U9")
    assert any(f"/learn {words}" in message for message in office.words("U9"))


async def test_guests_are_told_at_once_that_there_is_nothing_for_them(office: Office) -> None:
    """S7: they were promised an answer that never came."""
    office.fake.users.append(member("U7", "Gus", is_restricted=True))
    assert "for members" in await command(office, "how do I report a data leak?", user="U7")
    assert office.fake.opened.count("U7") == 0
    assert office.fake.notes == []


async def test_guests_who_write_to_the_app_are_told_so_once(office: Office) -> None:
    """S7: their messages met silence."""
    office.fake.users.append(member("U7", "Gus", is_restricted=True))
    for number in range(3):
        event = {"type": "message", "channel_type": "im", "user": "U7", "text": "hi", "channel": "D-U7", "ts": "1.1"}
        await office.signed_client.event(event, f"Ev{number}")
    await office.settled()
    assert [("for members" in words) for words in office.words("U7")] == [True]


class TestWhereGuestsTakePart:
    """The setting GUESTS=on."""

    @pytest.fixture
    def guests(self) -> bool:
        return True

    async def test_they_are_answered_as_members_are(self, office: Office) -> None:
        """S7: guests are enrolled only where a setting says so."""
        office.fake.users.append(member("U7", "Gus", is_restricted=True))
        assert "Looking for it" in await command(office, "how do I report a data leak?", user="U7")
        assert (await office.learner("U7")).active
