"""The gallery misses nothing that the bot says, and the samples reach every sentence with every kind of words."""

from __future__ import annotations

import ast
import inspect
import unicodedata
from collections.abc import Collection
from pathlib import Path

from bot.chat import Button, Choices, Clip, Message, Passage, Text, Tone
from bot.gallery import certainty_messages, extremes, manager_messages, messages
from bot.messages import answer_texts, common_texts

MESSAGES = messages.every_message()
BOT = Path(extremes.__file__).parents[1]


def missing(names: Collection[str], source: str) -> set[str]:
    """Functions "module.name" that a source never calls."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return set(names) - {ast.unparse(call) for call in calls}


def test_every_sentence_of_the_bot_is_in_the_gallery() -> None:
    absent = missing(
        extremes.sentences(), "".join(map(inspect.getsource, (messages, manager_messages, certainty_messages)))
    )
    assert not absent, f"add these to bot/gallery, so that somebody looks at them: {sorted(absent)}"


def test_a_sentence_that_the_gallery_forgot_is_found() -> None:
    planted = "def _new():\n    return {'help': wording.help_text()}  # wording.welcome('a', 'b')"
    assert missing(["wording.help_text", "wording.welcome"], planted) == {"wording.welcome"}


def declared_sentences(source: str) -> set[str]:
    """Names of the functions that a module's source declares to return a message."""
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    returns = {node.name: ast.unparse(node.returns).strip("'\"") if node.returns else "" for node in functions}
    return {name for name, kind in returns.items() if kind.rpartition(".")[2] == "Message" and name[0] != "_"}


def test_every_function_that_makes_a_message_is_a_sentence_wherever_it_stands() -> None:
    files = [path for path in BOT.rglob("*.py") if path.name != "codec.py"]  # decodes messages that were made before
    declared = {f"{path.stem}.{name}" for path in files for name in declared_sentences(path.read_text())}
    assert declared == set(extremes.sentences())
    assert {"welcome_texts.welcome", "answer_texts.hint", "manager_texts.nudged"} <= declared


def test_a_function_that_makes_a_message_is_seen_however_its_type_is_written() -> None:
    planted = "def a() -> Message: ...\ndef b() -> chat.Message: ...\ndef c() -> 'Message': ...\ndef d(): ..."
    assert declared_sentences(planted) == {"a", "b", "c"}


def test_the_gallery_holds_every_part_and_every_kind_of_difficulty() -> None:
    parts = {type(part).__name__ for message in MESSAGES.values() for part in message.parts}
    assert parts == {"Text", "Clip", "Choices", "Facts", "Split", "Passage", "Link", "SettingsForm"}
    said = "".join(message.plain for message in MESSAGES.values())
    assert {unicodedata.bidirectional(letter) for letter in said} >= {"L", "AL", "ON"}
    assert "<!channel>" in said
    assert max(len(message.plain) for message in MESSAGES.values()) > 9_000


def test_names_are_told_apart_and_every_message_has_words_for_its_notification() -> None:
    assert sum(len(chapter) for chapter in messages.chapters().values()) == len(MESSAGES)
    assert [name for name, message in MESSAGES.items() if not message.summary.strip()] == []


def test_a_sample_has_its_words_wherever_somebodys_words_stand() -> None:
    made = extremes.with_words("Зоя")["episode"]
    assert made.summary.count("Зоя") == 2
    assert {type(part): _words(part) for part in made.parts if isinstance(part, Clip | Text)}[Clip] == "Зоя"
    assert len(extremes.every_sample()) > len(extremes.WORDS) * len(extremes.sentences())


def _words(part: Clip | Text) -> str:
    return part.title if isinstance(part, Clip) else part.words


def test_no_button_of_the_gallery_is_without_its_token_and_no_clip_without_its_poster() -> None:
    parts = [part for message in MESSAGES.values() for part in message.parts]
    buttons = [button for part in parts if isinstance(part, Choices) for button in part.buttons]
    assert all(isinstance(button, Button) and button.token for button in buttons)
    assert all(part.poster_url == extremes.POSTER for part in parts if isinstance(part, Clip))
    assert any(isinstance(part, Passage) and part.url for part in parts)
    assert isinstance(MESSAGES["episode"], Message)


def test_titles_are_listed_as_people_write_them() -> None:
    assert common_texts.listed(["A"]) == "“A”"
    assert common_texts.listed(["A", "B"]) == "“A” and “B”"
    assert common_texts.listed(["A", "B", "C"]) == "“A”, “B” and “C”"


def test_an_answer_repeats_no_more_of_a_question_than_tells_which_one_is_meant() -> None:
    short, long = (answer_texts.nothing_found(words).parts[0] for words in ("why?", "why " * 500))
    assert short == Text("You asked: why?", Tone.QUIET)
    assert isinstance(long, Text)
    assert long.words.endswith("why…")
    assert len(long.words) < 220
