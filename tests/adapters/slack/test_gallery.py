"""Every message that can be sent keeps Slack's rules, and planted faults are found by our own checks."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from adapters.slack.blocks import blocks, notice
from adapters.slack.gallery import page
from bot.gallery import MARKUP, every_message
from tests.adapters.slack.blockkit import message_faults

HOSTS = {"ninety.example.com"}
MESSAGES = every_message()


@pytest.mark.parametrize("name", sorted(MESSAGES))
@pytest.mark.parametrize("inline_video", [True, False])
def test_a_message_keeps_every_rule_of_slack(name: str, inline_video: bool) -> None:
    assert message_faults(blocks(MESSAGES[name], inline_video), HOSTS) == []


def test_nothing_that_people_wrote_becomes_a_mention_or_a_link() -> None:
    """Only mrkdwn is read for markup; plain_text is shown as it is."""
    shown = [text for block in blocks(MESSAGES["episode, markup in it"], True) for text in _marked_up(block)]
    assert shown
    assert not any("<!channel>" in text or "<https://x.invalid" in text for text in shown)
    assert "<" not in notice(MARKUP)


def _marked_up(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for one in value for text in _marked_up(one)]
    if not isinstance(value, dict):
        return []
    if value.get("type") == "mrkdwn":
        return [str(value["text"])]
    return [text for one in value.values() for text in _marked_up(one)]


def test_the_page_shows_everything_in_light_and_dark_with_alternative_text() -> None:
    drawn = page(MESSAGES)
    assert drawn.count('<main class="') == 2
    assert drawn.count("aria-label=") == drawn.count('class="screen"') > 10
    assert MARKUP not in drawn, "what people wrote is escaped"


GOOD = blocks(MESSAGES["episode"], True)


@pytest.mark.parametrize(
    "path,value",
    [
        (("text", "text"), "x" * 151),
        (("text", "type"), "mrkdwn"),
        (("text", "text"), " "),
        (("type",), "heading"),
    ],
)
def test_a_planted_fault_in_a_header_is_found(path: tuple[str, ...], value: Any) -> None:
    bad = copy.deepcopy(GOOD)
    place: Any = bad[0]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert message_faults(bad, HOSTS)


@pytest.mark.parametrize(
    "kind,name,value",
    [
        ("video", "video_url", "http://ninety.example.com/watch/x"),
        ("video", "video_url", "https://elsewhere.example.com/watch/x"),
        ("video", "video_url", "https://ninety.example.com/clip.mp4"),
        ("video", "alt_text", ""),
        ("actions", "elements", []),
        ("actions", "block_id", "x" * 256),
        ("section", "text", {"type": "mrkdwn", "text": "x" * 3001}),
    ],
)
def test_a_planted_fault_in_a_block_is_found(kind: str, name: str, value: Any) -> None:
    bad = copy.deepcopy(GOOD)
    next(block for block in bad if block["type"] == kind)[name] = value
    assert message_faults(bad, HOSTS)


def test_too_many_blocks_doubled_ids_and_too_many_words_are_found() -> None:
    assert message_faults(GOOD * 20, HOSTS)
    assert message_faults([GOOD[-1], GOOD[-1]], HOSTS)
    long = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}} for _ in range(5)]
    assert message_faults(long, HOSTS)
