"""Every message that can be sent keeps Slack's rules, and planted faults are found by our own checks."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from adapters.slack.gallery.samples import every_view, with_words
from adapters.slack.outbound.blocks import blocks, notice
from bot.chat import Button, Choices, Facts, Message, Part, Passage, Share, Split, Text, Tone
from bot.gallery.extremes import every_sample
from bot.gallery.messages import every_message
from bot.gallery.samples import MARKUP
from tests.adapters.slack.blockkit import lines, message_faults

HOSTS = {"ninety.example.com"}
MESSAGES = every_message()
EVERYTHING = MESSAGES | every_sample()


def test_the_words_of_the_question_are_bold_in_a_passage() -> None:
    (block,) = blocks(Message("P", (Passage("A taxi is paid.", "source", marks=("taxi",)),)), inline_video=False)
    runs = block["elements"][0]["elements"]
    assert [run["text"] for run in runs if run.get("style", {}).get("bold")] == ["taxi"]
    assert "".join(run["text"] for run in runs) == "A taxi is paid."


@pytest.mark.parametrize("inline_video", [True, False])
def test_every_message_keeps_every_rule_of_slack(inline_video: bool) -> None:
    found = {name: message_faults(blocks(message, inline_video), HOSTS) for name, message in EVERYTHING.items()}
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize("name", ["episode", "episode, answers too long for buttons"])
def test_every_option_is_a_row_with_its_own_button(name: str) -> None:
    """Letters stood in a row far below their sentences."""
    rows = [block for block in blocks(MESSAGES[name], True) if "accessory" in block]
    assert [row["accessory"]["text"]["text"] for row in rows] == ["A", "B", "C"]
    assert rows[0]["text"]["text"] == "Leave it where it is"
    assert rows[0]["accessory"]["accessibility_label"] == "A. Leave it where it is"


def test_the_lesson_comes_first_and_a_vote_is_one_line_before_its_bars() -> None:
    """Eight lines of bars stood above today's film: on a phone it began below the fold."""
    assert blocks(MESSAGES["episode"], True)[0]["type"] == "video"
    laid_out = blocks(MESSAGES["episode, right"], True)
    at = next(number for number, block in enumerate(laid_out) if "12 of 16 chose right" in lines(block))
    chart, words = laid_out[at + 1], lines(laid_out[at + 2])
    assert chart["chart"]["series"][0]["data"][1] == {"label": "✓ B. Take it to the…", "value": 12}
    assert any("Take it to the security desk" in line for line in words)
    assert any("12 of 16" in line for line in words)


def test_where_slack_draws_no_chart_bars_are_letters() -> None:
    laid_out = blocks(MESSAGES["episode, right"], True, charts=False)
    assert "data_visualization" not in {block["type"] for block in laid_out}
    assert any("█████████░░░  12 of 16" in line for block in laid_out for line in lines(block))


def test_the_title_of_a_lesson_stands_once_above_its_player() -> None:
    """It stood three times."""
    laid_out = blocks(MESSAGES["episode, the first"], True)
    assert laid_out[0]["type"] == "video"
    assert laid_out[0]["title"]["text"] == "The Leak, episode 2 of 5: The Printer"
    assert "\n".join(lines(laid_out)).count("The Printer") == 1


def test_the_player_stands_behind_a_poster_for_wide_frames() -> None:
    (player,) = [block for block in blocks(MESSAGES["episode"], True) if block["type"] == "video"]
    assert player["thumbnail_url"].endswith("/wide.jpg")


def test_a_clip_that_is_a_file_has_its_title_above_it() -> None:
    words = "\n".join(lines(blocks(MESSAGES["answer, a moment of a clip"], False, "https://r.slack.com/files/F1")))
    assert "The Printer" in words


def test_thumbs_stand_in_one_row() -> None:
    laid_out = blocks(MESSAGES["answer, a moment of a clip"], True)
    (thumbs,) = [block for block in laid_out if block["type"] == "context_actions"]
    (element,) = thumbs["elements"]
    assert [element[name]["text"]["text"][0] for name in ("positive_button", "negative_button")] == ["👍", "👎"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("episode", "What do you do?"),
        ("asked again", "What do you do?"),
        ("reminder", "What do you do?"),
        ("episode, right", "Right"),
        ("episode, not quite", "Not quite"),
        ("reminder, answered", "Right"),
    ],
)
def test_a_phone_shows_the_question_or_the_verdict(name: str, words: str) -> None:
    """Phones show the text of a notification alone, which was the title of the lesson."""
    assert words in notice(MESSAGES[name])
    assert MESSAGES[name].summary in notice(MESSAGES[name])


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
    assert "<" not in notice(Message(MARKUP, ()))


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


GOOD = blocks(MESSAGES["reminder"], True)


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
