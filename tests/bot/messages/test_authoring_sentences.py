"""What lessons/authoring says of a wrong file is retold in German, whatever it is, with its values."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from bot.messages.catalogue import speaking
from bot.messages.lower.authoring_texts import what_is_wrong, what_to_do
from lessons.studio.sandbox import untrusted
from lessons.studio.timing.subtitles import CaptionError
from lessons.studio.uploads import problems as say
from lessons.studio.uploads.problems import Problem
from tests.adapters.web.reading import ENGLISH_WORDS
from tests.bot.messages.worded import ROOT, VALUE, Module, Worded, authored, of_captions, raised, unresolved
from tests.lessons.test_authoring_faults import MISTAKES

FORMAT = (
    "from 0:02 to 0:09",
    "call to action",
    "Call to action",
    "the-data-leak",
    "the-printer",
    "the-cover-up",
)  # what authors type
DRAWING = [
    *(ROOT / "lessons/studio/cards").glob("*.py"),
    ROOT / "lessons/studio/fonts/faces.py",
    ROOT / "lessons/studio/type/typography.py",
    ROOT / "lessons/studio/type/palette.py",
]


def still_english(sentences: list[Worded], retell: Callable[[str], str]) -> list[Worded]:
    """Sentences that a German reader would read in English, as a whole or in part, or without a value."""
    with speaking("de"):
        return [each for each in sentences if not is_german(each.text, retell(each.text))]


def is_german(english: str, german: str) -> bool:
    for each in FORMAT:
        german = german.replace(each, "…")
    values = german.count(VALUE) == english.count(VALUE)
    return german != english and values and not ENGLISH_WORDS.search(german.replace(VALUE, ""))


def test_every_fault_of_a_file_is_retold_in_german() -> None:
    assert len(authored(-2)) > 150
    assert still_english(authored(-2), what_is_wrong) == []


def test_every_way_to_mend_a_file_is_retold_in_german() -> None:
    assert len(authored(-1)) > 140
    assert still_english(authored(-1), what_to_do) == []


def test_no_sentence_is_worded_in_a_way_that_these_tests_do_not_understand() -> None:
    assert unresolved() == []


@pytest.mark.parametrize("sentence", ["the file smells", "the clip is of §7"])
def test_a_sentence_without_its_translation_is_found(sentence: str) -> None:
    assert still_english([Worded(sentence, "planted")], what_is_wrong)
    assert still_english([Worded("Write the words of it again", "planted")], what_to_do)


def test_every_card_that_cannot_be_drawn_is_retold_in_german() -> None:
    sentences = [each for file in DRAWING for each in raised(file, "ValueError", "TooLong", "Undrawable")]
    # What a caller of the studio got wrong is no author's: no script leads there.
    sentences = [each for each in sentences if "9:16" not in each.text and not each.text.startswith("scene ")]
    assert len(sentences) > 15
    split = [(each.text.rpartition("; "), each.where) for each in sentences]
    wrong = [Worded(what or text, where) for (what, _, text), where in split]
    mended = [Worded(f"{text[0].upper()}{text[1:]}.", where) for (what, _, text), where in split if what]
    assert still_english(wrong, what_is_wrong) == []
    assert still_english(mended, what_to_do) == []


def test_everything_wrong_in_captions_is_retold_in_german() -> None:
    assert len(of_captions(1)) > 20
    assert still_english(of_captions(1), what_is_wrong) == []
    mended = [Worded(f"{each.text[0].upper()}{each.text[1:]}.", each.where) for each in of_captions(2)]
    assert still_english(mended, what_to_do) == []
    with speaking("de"):
        said = what_is_wrong("a.vtt, the captions of the clip, cannot be read: line 3: no pair of times; keep one")
        assert said.endswith("Zeile 3: keine zwei Zeiten; keep one")


def test_what_a_file_looks_like_is_retold_in_german() -> None:
    module = Module(ROOT / "lessons/studio/sandbox/untrusted.py")
    heads = [b"", b"\0\0", b"RIFF....AVI ", b"RIFF....WAVE", b"RIFF....WEBP", b"words", b"\0\1\2", b"%PDF", b"FLV"]
    things = [untrusted.looks_like(head) for head in heads] + module.returned("looks_like")
    with speaking("de"):
        for thing in filter(None, things):
            assert not what_is_wrong(f"a.mp4 is {thing}, and no film").startswith(f"a.mp4 ist {thing} und")


def problems() -> list[Problem]:
    """Everything that the check of a film can say, made by what makes it."""
    samples: dict[str, list[Any]] = {
        "int": [0, 7],
        "float": [-50.0, 7.0, 4000.0],
        "str": ["H.264"],
        "bool": [True, False],
    }
    error = CaptionError(3, "no pair of times", "write 00:00:01,000 --> 00:00:03,500")
    made: list[Problem] = []
    for name, make in vars(say).items():
        wanted = inspect.signature(make).parameters.values() if inspect.isfunction(make) else ()
        if wanted and name != "decoded" and make.__module__ == say.__name__ and not name.startswith("_"):
            values = [samples.get(str(each.annotation), [error]) for each in wanted]
            made += [make(*chosen) for chosen in product(*values)]
    return [*made, say.broken("file"), say.broken("picture"), say.broken("sound"), *_without_values()]


def _without_values() -> list[Problem]:
    return [say.empty(), say.no_sound(), say.too_dense(), say.too_heavy(), say.frozen(), say.hdr()]


def test_every_fault_of_a_film_is_retold_in_german() -> None:
    made = [each for each in problems() if each.what != "The H.264 cannot be read"]  # no part of a file is called so
    assert len({each.code for each in made}) > 28
    with speaking("de"):
        for problem in made:
            said = what_is_wrong(f"our.mp4: {problem.what}; allowed is {problem.allowed}")
            what, _, allowed = said.removeprefix("our.mp4: ").partition("; erlaubt: ")
            assert what != problem.what
            assert allowed != problem.allowed or "," in allowed  # names of codecs
            for words in (said, what_to_do(f"{problem.fix}.")):
                assert not ENGLISH_WORDS.search(words), words
            assert what_to_do(f"{problem.fix}.") != f"{problem.fix}."


def test_every_mistake_of_the_table_is_retold_in_german() -> None:
    """Real sentences with their values: those that the table of mistakes expects of the reader."""
    said = {line.partition(": ")[2] for mistake in MISTAKES for line in mistake.said}
    assert len(said) > 100
    with speaking("de"):
        for sentence in said:
            ends = [at for at in range(len(sentence)) if sentence.startswith(". ", at)]
            parts = [(sentence[:at], sentence[at + 2 :]) for at in ends]
            assert any(what_is_wrong(what) != what and what_to_do(mend) != mend for what, mend in parts), sentence


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("the check has 1 option and can have 2 to 5", "## Check hat 1 Antwort und kann 2 bis 5 haben"),
        ("the check has 6 options and can have 2 to 5", "## Check hat 6 Antworten und kann 2 bis 5 haben"),
        ("there is no hair colour 'dark blue'", "bei hair colour gibt es kein 'dark blue'"),
        ("series.md: there is no music 'jolly'", "series.md: eine Musik 'jolly' gibt es nicht"),
        ("the bars count in % and nothing", "die Balken haben verschiedene Einheiten: % und nichts"),
        ("the list's item 3 is empty", "leer: Eintrag 3 der Liste"),
        ("'a {0} b' is no time", "'a {0} b' ist keine Zeit"),
    ],
)
def test_values_are_said_in_german_where_they_are_words_of_ours(english: str, german: str) -> None:
    with speaking("de"):
        assert what_is_wrong(english) == german
    assert what_is_wrong(english) == english
