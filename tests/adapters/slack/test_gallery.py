"""Every message that can be sent keeps Slack's rules, and planted faults are found by our own checks."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from adapters.slack.blocks import blocks, notice
from adapters.slack.samples import every_view, with_words
from bot.chat import Button, Choices, Facts, Message, Part, Passage, Share, Split, Text, Tone
from bot.words.gallery import MARKUP, every_message
from bot.words.samples import every_sample
from tests.adapters.slack.blockkit import lines, message_faults

HOSTS = {"ninety.example.com"}
MESSAGES = every_message()
EVERYTHING = MESSAGES | every_sample()


@pytest.mark.parametrize("inline_video", [True, False])
def test_every_message_keeps_every_rule_of_slack(inline_video: bool) -> None:
    found = {name: message_faults(blocks(message, inline_video), HOSTS) for name, message in EVERYTHING.items()}
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_answers_too_long_for_a_button_stand_above_and_buttons_name_them() -> None:
    made = blocks(MESSAGES["episode, answers too long for buttons"], True)
    listed, buttons = lines(made[-2]), made[-1]["elements"]
    assert [one["text"]["text"] for one in buttons] == ["A", "B", "C"]
    assert listed[2].startswith("C  Wait for somebody else to notice it, and then say nothing at all")
    assert buttons[0]["accessibility_label"] == "A. Leave it where it is"


def test_very_long_texts_are_shortened_together_and_those_that_fit_are_not() -> None:
    made = blocks(Message("Long", (Text("x" * 2_000),) * 12), True)
    assert len(made) == 12
    assert {len(block["text"]["text"]) for block in made} == {1000}
    assert len(blocks(Message("Fits", (Text("x" * 2_900),)), True)[0]["text"]["text"]) == 2_900


def test_words_of_people_keep_their_asterisks() -> None:
    (shown,) = blocks(Message("Stars", (Text("2 * 3 * 4 and __init__"),)), True)
    assert shown["text"] == {"type": "plain_text", "text": "2 * 3 * 4 and __init__", "emoji": True}


def test_a_message_of_nothing_is_still_a_message() -> None:
    assert blocks(Message("", (Text(""), Text(" ", Tone.TITLE), Choices(()))), True) == [
        {"type": "section", "text": {"type": "plain_text", "text": "…", "emoji": True}},
        {"type": "header", "text": {"type": "plain_text", "text": "…", "emoji": True}},
    ]


def test_nothing_that_people_wrote_can_become_markup_a_mention_or_a_link() -> None:
    """Only mrkdwn is read for markup, so there is none; and no piece of rich text is a mention."""
    sent = json.dumps([*(blocks(message, True) for message in EVERYTHING.values()), *every_view().values()])
    assert '"mrkdwn"' not in sent
    assert not [kind for kind in ("broadcast", "user", "usergroup", "channel") if f'"type": "{kind}"' in sent]
    assert "<" not in notice(MARKUP)


@pytest.mark.parametrize("words", ["2 * 3 * 4", "_snake_case_", "~gone~", "`rm -rf`", "<!channel> <@U1>", "a & b"])
def test_everybodys_words_are_shown_as_they_were_typed_wherever_they_stand(words: str) -> None:
    parts: tuple[Part, ...] = (
        *(Text(words, tone) for tone in Tone),
        Facts(((words, words),)),
        Split((Share(words, 1),), 2),
        Passage(words, words, "https://docs.example.com"),
        Passage(words, words),
        Choices((Button(words, "t1"), Button(f"{words} and much more than a button shows", "t2"))),
    )
    for part in parts:
        assert any(words in line for line in lines(blocks(Message("x", (part,)), True))), part
    for name, view in with_words(words).items():
        if name.startswith(("home of a manager", "dry run", "campaigns")):
            assert any(words in line for line in lines(view)), name


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
