"""Activities of any shape: a clear refusal or an answer, and never a fault for those who wrote beside them."""

from __future__ import annotations

import asyncio
import json

import pytest

from adapters.teams.connector.payloads import BadActivity, activity_from, read
from adapters.teams.inbound.app import PATH
from tests.adapters.teams.offices import Json, Office
from tests.fakes.teams import APP

BOT = f"28:{APP}"


async def post(office: Office, body: bytes, authorization: str = "") -> int:
    headers = {"Authorization": authorization} if authorization else {}
    return (await office.http.post(PATH, data=body, headers=headers)).status


@pytest.mark.parametrize(
    "body",
    [b"[" * 200_000, b'{"a":' * 2_000 + b"1" + b"}" * 2_000, b"{", b"[]", b"\xff\xfe{}", b"", b"null", b'"text"'],
    ids=["deep list", "deep object", "cut", "list", "no UTF-8", "empty", "null", "string"],
)
async def test_what_is_no_activity_is_refused(office: Office, body: bytes) -> None:
    """F20: deep JSON was answered with 500, before anybody's token was looked at."""
    assert await post(office, body) in (400, 401)


@pytest.mark.parametrize("missing", [{"from": None}, {"from": {}}, {"from": {"id": ""}}, {"from": {"id": ["x"]}}])
async def test_an_activity_without_a_sender_enters_nobody(office: Office, missing: Json) -> None:
    """F22: it became a learner without an id, who shared somebody's conversation and got everything twice there."""
    reply = await office.tell(office.teams.activity("Ada", text="help", **missing))
    assert (reply.status, await reply.text()) == (400, "an activity needs a sender")


async def test_half_an_emoji_is_answered_and_fails_nobody_else(office: Office) -> None:
    """F21: one lone surrogate among thirteen messages failed up to eight of the others."""
    names = [f"P{number}" for number in range(6)]
    for name in names:
        await office.install(name)
    activities = [office.teams.activity(name, text="help") for name in names]
    odd = [office.teams.activity("P0", text="help \ud83d"), office.teams.activity("P1", text="help \0")]
    sent = [post(office, json.dumps(one).encode(), office.teams.signed(one)) for one in (*activities, *odd)]
    assert await asyncio.gather(*sent) == [200] * 8
    await office.event_queue.handled()
    await office.world.sender.deliver_due()
    assert [any("What you can write to me" in text for text in office.sees(name)) for name in names] == [True] * 6


def test_what_cannot_be_stored_is_replaced() -> None:
    assert activity_from(b'{"text": "a\\ud83d b\\u0000 \\ud83d\\ude00"}') == {"text": "a� b� 😀"}
    with pytest.raises(BadActivity):
        activity_from(b'{"text": "\\ud83d"')


@pytest.mark.parametrize("action", ["", "explode", "add", "remove", "add-upgrade"])
async def test_an_install_event_that_nobody_documented_takes_nobody_away(office: Office, action: str) -> None:
    await office.install("Ada")
    await office.tell(office.teams.activity("Ada", "installationUpdate", action=action))
    async with office.world.database.read() as db:
        from schedules.people import roster

        ada = await roster.learner_outside(db, office.world.workspace.id, "Ada")
    assert ada is not None
    assert ada.active == (action != "remove")


def mention(outside_id: str, name: str, text: str | None, account: str = "") -> Json:
    whom = {"id": outside_id, "name": name} | ({"aadObjectId": account} if account else {})
    return {"type": "mention", "mentioned": whom} | ({} if text is None else {"text": text})


@pytest.mark.parametrize(
    ("text", "entities", "words"),
    [
        ("manager <at>Bo</at>", [mention("29:Bo", "Bo", "<at>Bo</at>", "B1")], "manager @B1"),
        ("manager <at>Bo</at>", [mention("29:Bo", "Bo", "<at>Bo</at>")], "manager @Bo"),
        (
            "manager <at>Bo</at> <at>van</at> <at>Berg</at>",
            [mention("29:Bo", part, f"<at>{part}</at>", "B1") for part in ("Bo", "van", "Berg")],
            "manager @B1",
        ),
        ("manager <at>Bo &amp; Co</at>", [mention("29:Bo", "Bo & Co", None, "B1")], "manager @B1"),
        ('manager <at id="0">Bo</at>', [mention("29:Bo", "Bo", "<at>Bo</at>", "B1")], "manager @B1"),
        ("<at>Ninety</at>&nbsp;next", [mention(BOT, "Ninety", "<at>Ninety</at>")], "next"),
        ("<at>Q&amp;A Ninety</at> next", [mention(BOT, "Q&A Ninety", None)], "next"),
        ("<p>next</p>", [], "next"),
        ("<div>next</div>\n", [], "next"),
        ("next\u200b", [], "next"),
        ("what is 5 &lt; 7?", [], "what is 5 < 7?"),
        ("how do I write <b>bold</b>?", [], "how do I write <b>bold</b>?"),
    ],
)
def test_words_are_read_as_they_were_typed(text: str, entities: list[Json], words: str) -> None:
    activity = {
        "type": "message",
        "from": {"id": "29:Ada"},
        "recipient": {"id": BOT},
        "conversation": {"id": "a:Ada"},
        "text": text,
        "entities": entities,
    }
    assert read(activity).text == words
