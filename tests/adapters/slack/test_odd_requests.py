"""Requests of any shape: a clear refusal, never a stack trace, and nobody else is held up."""

from __future__ import annotations

import pytest

from adapters.slack.connector.payloads import plain
from adapters.slack.connector.port import PATH
from tests.adapters.slack.conftest import Office
from tests.fakes.slack_workspace import dm_event

DEEP = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize(
    "body",
    [DEEP, '{"event":' * 50_000, "{", "null", "[1]", '"x"', "payload=%5B", f"payload={DEEP[:50_000]}", "\x00", "{}"],
    ids=["deep", "deep and cut", "cut", "null", "list", "words", "form, cut", "form, deep", "nul", "empty"],
)
async def test_a_broken_request_is_refused_whoever_sends_it(
    office: Office, body: str, caplog: pytest.LogCaptureFixture
) -> None:
    """G10, F20: deep or broken JSON."""
    client = office.signed_client
    headers = {"Content-Type": "application/json" if body[:1] in "[{" else "application/x-www-form-urlencoded"}
    forged = await client.session.post(client.url, data=body.encode(), headers=headers)
    assert forged.status in (400, 401)
    signed = await client.post(body)
    assert signed.status < 500
    assert [record for record in caplog.records if record.exc_info] == []
    assert client.url.endswith(PATH)


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("who edits <http://wiki.example.com|wiki.example.com>?", "who edits wiki.example.com?"),
        (
            "how do I patch <https://git.example.com/x?a=1&amp;b=2>?",
            "how do I patch https://git.example.com/x?a=1&b=2?",
        ),
        ("when do I write to <mailto:ops@example.com|ops@example.com>?", "when do I write to ops@example.com?"),
        ("what stands in <#C024BE7LR|general> by <!subteam^S1|@team>?", "what stands in #general by @team?"),
        ("for <!here>", "for @here"),
        ("snooze until <!date^1392734382^{date}|2 March>", "snooze until 2 March"),
        ("share with <@U2>", "share with @U2"),
        ("share with <@U2|bo>", "share with @U2"),
        ("is 5 &lt; 7 &amp; 8?", "is 5 < 7 & 8?"),
    ],
)
def test_words_are_read_as_they_were_typed(sent: str, typed: str) -> None:
    """Case 33: Slack puts what it recognised into brackets."""
    assert plain(sent) == typed


@pytest.mark.parametrize("words", ["“help”", "Help!", "*help*", "/help", "help\u200b", "help :rocket:", "&gt; help"])
async def test_a_command_is_one_whatever_slack_and_fingers_put_around_it(office: Office, words: str) -> None:
    """Case 33: each of these was taken for a question."""
    await office.signed_client.event(dm_event("U1", words))
    await office.settled()
    assert "What you can write to me" in office.words("U1")[-1]
