"""The gallery misses nothing that the bot says, and the samples reach every sentence with every kind of words."""

from __future__ import annotations

import ast
import inspect
import unicodedata
from collections.abc import Collection

from bot.chat import Button, Choices, Clip, Message, Passage, Text, Tone
from bot.words import answerwords, gallery, samples, wording

MESSAGES = gallery.every_message()


def missing(names: Collection[str], source: str) -> set[str]:
    """Functions "module.name" that a source never calls."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return set(names) - {ast.unparse(call) for call in calls}


def test_every_sentence_of_the_bot_is_in_the_gallery() -> None:
    absent = missing(samples.sentences(), inspect.getsource(gallery))
    assert not absent, f"add these to bot/words/gallery.py, so that somebody looks at them: {sorted(absent)}"


def test_a_sentence_that_the_gallery_forgot_is_found() -> None:
    planted = "def _new():\n    return {'help': wording.help_text()}  # wording.welcome('a', 'b')"
    assert missing(["wording.help_text", "wording.welcome"], planted) == {"wording.welcome"}


def test_the_sentences_are_found_by_what_they_return_wherever_they_stand() -> None:
    found = samples.sentences()
    assert {"wording.welcome", "answerwords.hint", "keepwords.shared_with_you", "managerwords.nudged"} <= set(found)
    assert all(callable(maker) for maker in found.values())
    planted = ast.parse(
        "def a() -> Message: ...\ndef b() -> chat.Message: ...\ndef c() -> 'Message': ...\ndef d(): ..."
    )
    told = [samples._says_message(node.returns) for node in planted.body if isinstance(node, ast.FunctionDef)]
    assert told == [True, True, True, False]


def test_the_gallery_holds_every_part_and_every_kind_of_difficulty() -> None:
    parts = {type(part).__name__ for message in MESSAGES.values() for part in message.parts}
    assert parts == {"Text", "Clip", "Choices", "Facts", "Split", "Passage", "Link", "SettingsForm"}
    said = "".join(message.plain for message in MESSAGES.values())
    assert {unicodedata.bidirectional(letter) for letter in said} >= {"L", "AL", "ON"}
    assert "<!channel>" in said
    assert max(len(message.plain) for message in MESSAGES.values()) > 9_000


def test_names_are_told_apart_and_every_message_has_words_for_its_notification() -> None:
    assert sum(len(chapter) for chapter in gallery.chapters().values()) == len(MESSAGES)
    assert [name for name, message in MESSAGES.items() if not message.summary.strip()] == []


def test_a_sample_has_its_words_wherever_somebodys_words_stand() -> None:
    made = samples.with_words("Зоя")["episode"]
    assert made.summary.count("Зоя") == 2
    assert {type(part): _words(part) for part in made.parts if isinstance(part, Clip | Text)}[Clip] == "Зоя"
    assert len(samples.every_sample()) > len(samples.WORDS) * len(samples.sentences())


def _words(part: Clip | Text) -> str:
    return part.title if isinstance(part, Clip) else part.words


def test_no_button_of_the_gallery_is_without_its_token_and_no_clip_without_its_poster() -> None:
    parts = [part for message in MESSAGES.values() for part in message.parts]
    buttons = [button for part in parts if isinstance(part, Choices) for button in part.buttons]
    assert all(isinstance(button, Button) and button.token for button in buttons)
    assert all(part.poster_url == samples.POSTER for part in parts if isinstance(part, Clip))
    assert any(isinstance(part, Passage) and part.url for part in parts)
    assert isinstance(MESSAGES["episode"], Message)


def test_titles_are_listed_as_people_write_them() -> None:
    assert wording.listed(["A"]) == "“A”"
    assert wording.listed(["A", "B"]) == "“A” and “B”"
    assert wording.listed(["A", "B", "C"]) == "“A”, “B” and “C”"


def test_an_answer_repeats_no_more_of_a_question_than_tells_which_one_is_meant() -> None:
    short, long = (answerwords.nothing_found(words).parts[0] for words in ("why?", "why " * 500))
    assert short == Text("You asked: why?", Tone.QUIET)
    assert isinstance(long, Text)
    assert long.words.endswith("why…")
    assert len(long.words) < 220
