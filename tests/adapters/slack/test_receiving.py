"""What comes in from Slack: proved, written down, acknowledged, and handled once."""

import json
import logging
import time

import pytest
import sqlalchemy as sa
from slack_sdk.signature import SignatureVerifier

from bot.event_queue import event_queue
from tests.adapters.slack.conftest import SECRET, Office
from tests.fakes.slack_workspace import dm_event, event_body, signed

EXAMPLE_BODY = (
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
    "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
    "%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121."
    "803a0bc887a14d10d2c447fce8b6703c"
)
EXAMPLE = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


async def rows(office: Office) -> int:
    async with office.database.read() as db:
        return await db.scalar(sa.select(sa.func.count()).select_from(event_queue)) or 0


def test_the_signature_is_the_one_of_slacks_published_example() -> None:
    assert signed(SECRET, EXAMPLE_BODY, 1531420618)["X-Slack-Signature"] == EXAMPLE
    assert SignatureVerifier(SECRET).generate_signature(timestamp="1531420618", body=EXAMPLE_BODY) == EXAMPLE


async def test_a_forged_request_is_refused_and_changes_nothing(office: Office) -> None:
    body = json.dumps(event_body(dm_event("U1", "help"), "Ev1"))
    async with office.signed_client.session.post(
        office.signed_client.url, data=body, headers=signed("another secret", body)
    ) as answer:
        assert answer.status == 401
    await office.settled()
    assert office.words("U1") == []


async def test_a_stale_request_is_refused_also_when_its_signature_is_right(office: Office) -> None:
    body = json.dumps(event_body(dm_event("U1", "help"), "Ev1"))
    headers = signed(SECRET, body, time.time() - 301)
    async with office.signed_client.session.post(office.signed_client.url, data=body, headers=headers) as answer:
        assert answer.status == 401


async def test_a_changed_body_is_refused(office: Office) -> None:
    body = json.dumps(event_body(dm_event("U1", "help"), "Ev1"))
    answer = await office.signed_client.session.post(
        office.signed_client.url, data=body.replace("U1", "U2"), headers=signed(SECRET, body)
    )
    assert answer.status == 401


async def test_slack_is_told_the_challenge_when_it_checks_the_address(office: Office) -> None:
    answer = await office.signed_client.post(json.dumps({"type": "url_verification", "challenge": "c0ffee"}))
    assert (await answer.json())["challenge"] == "c0ffee"


async def test_words_in_the_direct_conversation_are_answered_there(office: Office) -> None:
    answer = await office.signed_client.event(dm_event("U1", "help"))
    assert answer.status == 200
    await office.settled()
    assert office.words("U1") == ["What you can write to me"]
    assert await rows(office) == 0


async def test_an_event_that_slack_delivers_again_is_answered_once(office: Office) -> None:
    for number in range(3):
        body = json.dumps(event_body(dm_event("U1", "help"), "Ev7"))
        answer = await office.signed_client.post(body, **{"X-Slack-Retry-Num": str(number)})
        assert answer.status == 200
    await office.settled()
    assert office.words("U1") == ["What you can write to me"]


async def test_edits_bots_and_our_own_words_are_nobodys_questions(office: Office) -> None:
    for number, more in enumerate(({"subtype": "message_changed"}, {"bot_id": "B2"}, {"channel_type": "channel"})):
        await office.signed_client.event(dm_event("U1", "help") | more, f"Ev{number}")
    await office.signed_client.event(dm_event("UBOT", "help"), "Ev9")
    await office.settled()
    assert not office.fake.shown


async def test_the_command_is_acknowledged_at_once_and_answered_in_the_direct_conversation(office: Office) -> None:
    answer = await office.signed_client.command("help")
    told = await answer.json()
    assert told["response_type"] == "ephemeral"
    assert told["text"].startswith("One moment")
    await office.settled()
    assert office.fake.opened == ["U1"]
    assert "What you can write to me" in office.words("U1")


async def test_a_payload_that_nobody_knows_is_acknowledged_and_its_content_is_not_logged(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for payload in ({"type": "emoji_changed", "secret": "s3cret"}, {"type": "brand_new_thing", "text": "s3cret"}):
            assert (await office.signed_client.event(payload)).status == 200
        shortcut = {"type": "shortcut", "callback_id": "s3cret", "team": {"id": "T1"}, "user": {"id": "U1"}}
        assert (await office.signed_client.interact(shortcut)).status == 200
    assert "s3cret" not in caplog.text
    assert "emoji_changed" in "".join(str(record.__dict__) for record in caplog.records)


async def test_a_workspace_where_the_app_is_not_installed_is_acknowledged_and_nothing_happens(office: Office) -> None:
    assert (await office.signed_client.event(dm_event("U1", "help"), team="T404")).status == 200
    await office.settled()
    assert not office.fake.shown


async def test_nothing_is_acknowledged_that_could_not_be_written(office: Office) -> None:
    async with office.database.write() as db:
        await db.execute(sa.text("ALTER TABLE arrivals RENAME TO away"))
    assert (await office.signed_client.event(dm_event("U1", "help"))).status == 500
    async with office.database.write() as db:
        await db.execute(sa.text("ALTER TABLE away RENAME TO arrivals"))
    assert (await office.signed_client.event(dm_event("U1", "help"))).status == 200
    await office.settled()
    assert office.words("U1") == ["What you can write to me"]


async def test_what_a_dead_process_left_is_handled_by_another(office: Office) -> None:
    office.slack.event_queue._partitions[0].put_nowait = lambda item: None  # type: ignore[method-assign]  # it dies here
    await office.signed_client.event(dm_event("U1", "help"))
    assert await rows(office) == 1
    later = office.clock.at.replace(hour=8)
    assert await office.slack.event_queue.handle_stale(later) == 1
    await office.settled()
    assert office.words("U1") == ["What you can write to me"]
    assert await rows(office) == 0
