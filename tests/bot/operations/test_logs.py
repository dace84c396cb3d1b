"""Logs tell what happened and never a secret."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from bot.links import Links, Purpose, Ticket
from bot.operations.logs import JsonLines, WithoutSecrets, hide
from tests.schedules.team import MONDAY

LINKS = Links("a secret of more than thirty-two characters", "https://ninety.example.com")
TOKEN = LINKS.token(Ticket(Purpose.PLAYER, "w" * 32, "d" * 32, "l" * 32), MONDAY)
SECRETS = {
    "a Slack bot token": "xoxb-1234567890-abcDEF",
    "a Slack user token": "xoxp-1-2-3-abc",
    "a Slack app token": "xapp-1-A1-2-abcdef",
    "a model's key": "sk-proj-abcdefghijklmnop1234",
    "a bearer": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_",
    "a player link": TOKEN,
    "a report": TOKEN,
    "a curator's page": TOKEN,
    "a clip": TOKEN,
    "a clip in the making": TOKEN,
    "a feed": TOKEN,
    "the studio": TOKEN,
    "a line that nobody could read": TOKEN,
}
LINES = {
    "a Slack bot token": "token {}",
    "a Slack user token": "cannot use {} here",
    "a Slack app token": "{}",
    "a model's key": "key={}",
    "a bearer": "headers: Authorization: Bearer {}",
    "a player link": "GET /watch/{} 200",
    "a report": "GET /report/{}/figures.csv",
    "a curator's page": "BadStatusLine: POST /curate/{}/documents HTTZ/1.1",
    "a clip": "GET /media/{}/clip.mp4",
    "a clip in the making": "GET /live/{}/0.m4s",
    "a feed": "GET /feed/{}",
    "a document": "GET /read/{}",
    "the pages of campaigns": "POST /manage/open/{}",
    "the studio": "POST /studio/{}/the-leak/publish",
    "a line that nobody could read": "b'GET %2Fcurate%2F{} HTTP'",
}


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_hidden_wherever_it_stands(name: str) -> None:
    line = hide(LINES[name].format(SECRETS[name]))
    assert SECRETS[name] not in line
    assert "[hidden]" in line


def test_a_databases_password_is_hidden_and_its_host_is_not() -> None:
    line = hide("cannot reach postgresql://ninety:s3cr3t-w0rd@db.example.com:5432/ninety")
    assert "s3cr3t" not in line
    assert "db.example.com:5432/ninety" in line


def test_plain_words_are_left_as_they_are() -> None:
    for line in ("12 deliveries sent", "https://ninety.example.com/healthz 200", "risk-taking", "GET /watch/ 404"):
        assert hide(line) == line


def _record(message: str, **extra: object) -> logging.LogRecord:
    record = logging.LogRecord("bot.delivery.sender", logging.WARNING, __file__, 1, message, None, None)
    record.__dict__.update(extra)
    return record


def test_a_line_for_people_has_time_level_place_and_the_extra_fields() -> None:
    line = WithoutSecrets().format(_record("delivery failed", delivery="d1"))
    assert line.endswith("warning bot.delivery.sender: delivery failed delivery=d1")
    assert "+00:00 " in line


def test_a_line_for_machines_is_one_json_object_also_with_line_breaks_and_a_trace() -> None:
    try:
        raise ValueError(f"no such\nlink /watch/{TOKEN}")
    except ValueError:
        record = _record("two\nlines \N{SNOWMAN}", delivery="d1")
        record.exc_info = sys.exc_info()
    line = JsonLines().format(record)
    told = json.loads(line)
    assert "\n" not in line
    assert (told["level"], told["where"], told["what"]) == ("warning", "bot.delivery.sender", "two\nlines \N{SNOWMAN}")
    assert told["delivery"] == "d1"
    assert "ValueError" in told["trace"]
    assert TOKEN not in line


def test_hiding_a_secret_keeps_a_json_line_whole() -> None:
    line = JsonLines().format(_record("used xoxb-1-2-3 at postgresql://u:p@h/d", token="xoxb-9-9"))
    told = json.loads(line)
    assert told["what"] == "used [hidden] at postgresql://[hidden]@h/d"
    assert told["token"] == "[hidden]"
