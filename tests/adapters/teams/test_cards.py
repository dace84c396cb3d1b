"""How messages look in Teams: every one that there is keeps to the rules, and no word of anybody becomes markup."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from adapters.teams.outbound.cards import LARGEST, card, envelope, size
from bot.chat import Button, ButtonStyle, Choices, Clip, Facts, Layout, Message, Passage, Split, Text, Tone
from bot.gallery.extremes import WORDS, every_sample
from bot.gallery.messages import every_message
from bot.messages import common_texts, lesson_texts
from tests.adapters.teams.card_rules import faults
from tests.adapters.teams.cards_seen import actions, buttons, elements, words

MESSAGES = every_message() | every_sample()
CLIP = Clip("The Printer", "https://ninety.example/watch/t", "https://ninety.example/media/m/poster.jpg", 62.0)


def test_every_message_is_a_card_that_keeps_to_the_rules() -> None:
    found = {name: faults(card(message)) for name, message in MESSAGES.items()}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_the_gallery_reaches_every_part_of_a_message() -> None:
    parts = {type(part).__name__ for message in MESSAGES.values() for part in message.parts}
    assert parts == {"Text", "Clip", "Choices", "Facts", "Split", "Passage", "Link", "SettingsForm"}


def test_every_notification_has_words_and_no_text_stands_beside_the_card() -> None:
    for name, message in MESSAGES.items():
        activity = envelope(message)
        assert activity["summary"].strip(), name
        assert set(activity) - {"entities"} == {"type", "summary", "attachments"}, name


def test_what_a_model_chose_or_wrote_carries_the_label_of_teams() -> None:
    labelled = {name for name, message in MESSAGES.items() if "entities" in envelope(message)}
    assert any("model" in name for name in labelled)
    assert labelled == {name for name, message in MESSAGES.items() if message.by_model}
    (entity,) = envelope(Message("M", (Text("words"),), by_model=True))["entities"]
    assert entity["additionalType"] == ["AIGeneratedContent"]


@pytest.mark.parametrize("kind", ["plain", "markup", "right to left", "emoji"])
def test_words_are_shown_exactly_as_they_were_written(kind: str) -> None:
    seen = words(card(common_texts.plain(WORDS[kind])))
    assert seen == [WORDS[kind]]


def test_what_is_said_from_right_to_left_is_laid_out_so() -> None:
    assert card(common_texts.plain("1. שלום Ada"))["rtl"] is True
    assert "rtl" not in card(common_texts.plain("Ada שלום"))
    assert "rtl" not in card(common_texts.plain("1."))


def test_an_episode_shows_a_picture_two_ways_to_watch_and_its_answers() -> None:
    options = [Button(label, f"token {label}") for label in ("Hide it", "Report it")]
    made = card(lesson_texts.episode("The Leak", 1, 5, "The Printer", CLIP, "What now?", options))
    plain = [one["title"] for one in actions(made) if "mode" not in one]
    assert plain == ["▶ Watch", "Hide it", "Report it"]
    behind = [one["title"] for one in actions(made) if one.get("mode") == "secondary"]
    assert behind == ["Open in the browser", "Save for later", "Like", "Next episode now"]
    assert buttons(made) == {"Hide it": "token Hide it", "Report it": "token Report it"}
    (picture,) = [one for one in elements(made) if one["type"] == "Image"]
    assert picture["altText"] == "Video: The Printer, 62 seconds, with captions"


def test_answers_are_lines_that_are_pressed_as_a_whole_and_long_ones_stand_there_in_full() -> None:
    options = (Button("Send it to everybody whom it may concern, and ask them", "one"), Button("Wait", "two"))
    for layout in (Layout.OPTIONS, Layout.ROW):
        made = card(Message("Q", (Choices(options, layout),)))
        assert words(made) == ["A", options[0].label, "B", "Wait"]
        assert list(buttons(made).values()) == ["one", "two"]
        assert {element["type"] for element in made["body"]} == {"Container"}


def test_a_judgement_is_two_thumbs_with_their_words_for_those_who_hear_them() -> None:
    made = card(Message("Q", (Choices((Button("This helped", "a"), Button("Not what I asked", "b")), Layout.THUMBS),)))
    (row,) = made["body"]
    assert [(one["title"], one["tooltip"]) for one in row["actions"]] == [
        ("👍", "This helped"),
        ("👎", "Not what I asked"),
    ]


def test_what_changes_much_stands_out() -> None:
    start, end = Button("Start", "a", ButtonStyle.PRIMARY), Button("End", "b", ButtonStyle.DESTRUCTIVE)
    made = card(Message("Q", (Choices((start, Button("Later", "c"), end)),)))
    assert [one.get("style") for one in actions(made)] == ["positive", None, "destructive"]


def test_the_settings_are_one_form_without_a_table_that_says_the_same() -> None:
    message = MESSAGES["settings"]
    assert any(isinstance(part, Facts) for part in message.parts)
    assert len([one for one in elements(card(message)) if one["type"] == "ColumnSet"]) <= 1, "the next lesson alone"


def test_buttons_stand_beside_each_other_only_where_a_telephone_shows_them_whole() -> None:
    def rows(*labels: str) -> list[list[str]]:
        made = card(Message("Q", (Choices(tuple(Button(label, "token") for label in labels)),)))
        return [[one["title"] for one in element["actions"]] for element in made["body"]]

    assert rows("Yes", "No", "Perhaps") == [["Yes", "No", "Perhaps"]]
    assert rows("Leave it where it is", "Report it", "Hide it") == [["Leave it where it is"], ["Report it", "Hide it"]]
    assert rows(*"ABCDEFG") == [list("ABCDE"), ["F", "G"]]


def test_a_verdict_stands_on_a_colour_and_is_not_written_in_it() -> None:
    (shown,) = card(Message("V", (Text("Right", Tone.RIGHT),)))["body"]
    assert (shown["style"], shown["items"][0]["inlines"][0]) == (
        "good",
        {"type": "TextRun", "text": "✓ Right", "weight": "Bolder"},
    )


def test_a_split_is_told_in_words_too() -> None:
    vote = lesson_texts.split(lesson_texts.Vote(("Hide it", "Report it"), (1, 3), 1), "Report it")
    seen = words(card(Message("S", (vote,))))
    assert seen == ["Hide it", "1 of 4", "Report it (right, you)", "3 of 4"]
    bars = [one for one in elements(card(Message("S", (vote,)))) if one["type"] == "ProgressBar"]
    assert [(bar["value"], bar["color"]) for bar in bars] == [(25, "Accent"), (75, "Good")]
    assert {bar["fallback"] for bar in bars} == {"drop"}


def test_a_split_of_nobody_divides_by_nothing() -> None:
    assert (
        faults(card(Message("S", (Split(lesson_texts.split(lesson_texts.Vote(("A", "B"), (0, 0), 0)).shares, 0),))))
        == []
    )


def test_only_https_sources_become_links() -> None:
    def link(url: str) -> Any:
        made = card(Message("P", (Passage("words", "source", url),)))
        return made["body"][0]["items"][1]["inlines"][0].get("selectAction")

    assert link("https://docs.example/p")["url"] == "https://docs.example/p"
    assert link("javascript:alert(1)") is None
    assert link("") is None


def test_the_words_of_the_question_are_bold_in_a_passage() -> None:
    made = card(Message("P", (Passage("A taxi is paid.", "source", marks=("taxi",)),)))
    runs = made["body"][0]["items"][0]["inlines"]
    assert [run["text"] for run in runs if run.get("weight") == "Bolder"] == ["taxi"]
    assert "".join(run["text"] for run in runs) == "“A taxi is paid.”"


def test_a_huge_message_is_shortened_until_it_fits() -> None:
    long = Message("Long", tuple(Text("字" * 5000) for _ in range(12)))
    made = card(long)
    assert size(made) <= LARGEST
    assert len(words(made)) == 12


EMPTY = {"type": "TextRun", "text": ""}


def _planted() -> dict[str, Any]:
    good = card(lesson_texts.episode("S", 1, 1, "T", CLIP, "Q?", [Button("A", "t")]))
    bad: dict[str, Any] = {}

    def plant(name: str, change: Any) -> None:
        bad[name] = deepcopy(good)
        change(bad[name])

    plant("version", lambda made: made.update(version="1.6"))
    plant("no version", lambda made: made.pop("version"))
    plant("media", lambda made: made["body"].append({"type": "Media", "sources": []}))
    plant("empty run", lambda made: made["body"].append({"type": "RichTextBlock", "inlines": [EMPTY]}))
    plant("markup in a title", lambda made: made["body"][0].update(text="*a*"))
    plant("a text block", lambda made: made["body"][0].update(style="default"))
    plant("no words for the picture", lambda made: _columns(made)[0]["items"][0].update(altText=""))
    plant("no fallback", lambda made: made["body"][-1]["selectAction"].pop("fallback"))
    plant("other fallback", lambda made: made["body"][-1]["selectAction"]["fallback"].update(data={}))
    plant("script", lambda made: _menu(made)[1].update(url="javascript:alert(1)"))
    plant("too many", lambda made: _menu(made).extend(_menu(made) * 2))
    plant("a bar alone", lambda made: made["body"].append({"type": "ProgressBar", "value": 3}))
    plant(
        "too large",
        lambda made: made["body"].append(
            {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "x" * 30_000}]}
        ),
    )
    plant("unknown at the top", lambda made: made.update(actions=[]))
    plant("nothing to read", lambda made: made.update(body=[]))
    return bad


def _columns(made: Any) -> Any:
    return made["body"][1]["columns"]


def _menu(made: Any) -> Any:
    return _columns(made)[1]["items"][-1]["actions"]


@pytest.mark.parametrize("name", _planted())
def test_a_planted_fault_is_found(name: str) -> None:
    assert faults(_planted()[name])


def test_a_usual_card_is_small() -> None:
    made = card(lesson_texts.episode("The Leak", 1, 5, "The Printer", CLIP, "What now?", [Button("A", "t" * 220)] * 4))
    assert len(json.dumps(made)) < 7 * 1024


def test_very_many_facts_are_cut_and_the_card_says_so() -> None:
    rows = tuple((f"{number} {'字' * 300}", "字" * 300) for number in range(60))
    made = card(Message("Facts", (Facts(rows),)))
    assert faults(made) == []
    assert words(made)[-1] == "… and 45 more"
    few = card(Message("Facts", (Facts((("a", "b"),) * 31),)))
    assert words(few)[-3:] == ["a", "b", "… and 1 more"]


def test_a_title_is_a_heading_for_screen_readers() -> None:
    made = card(Message("T", (Text("The Leak, episode 1 of 5: The Printer (62 s)", Tone.TITLE), Text("Words."))))
    assert [one.get("style") for one in made["body"]] == ["heading", None]
    assert words(made) == ["The Leak, episode 1 of 5: The Printer (62 s)", "Words."]


MARKUP = ("**bold**", "a_b_c", "[x](https://evil.example)", "1. first", "2) b", "- item", "# big", "{{DATE(x)}}")
MORE = ("a <b>", "https://evil.example", "two\nlines", "a\\*b", "+ plus", "  indented", "")


@pytest.mark.parametrize("title", [*MARKUP, *MORE])
def test_a_title_that_could_be_taken_for_markup_is_shown_as_it_was_written(title: str) -> None:
    made = card(Message("T", (Text(title, Tone.TITLE),)))
    assert made["body"][0]["type"] == "RichTextBlock"
    assert words(made) == [title or " "]
