"""Text to terms, in many scripts."""

from __future__ import annotations

import pytest

from lessons.answers.text.analyser import (
    LONGEST_QUESTION,
    LONGEST_WORD,
    base_language,
    question_words,
    stem,
    terms,
    words,
)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("What's the U.S. policy?", ["what", "the", "u", "s", "policy"]),
        ("Don’t panic, don't", ["dont", "panic", "dont"]),
        ("Café naïve Übergröße", ["cafe", "naive", "ubergrosse"]),
        ("dell'acqua l’eau d'or", ["acqua", "eau", "or"]),
        ("ﬁne ½ ①", ["fine", "1", "2", "1"]),
        ("foo_bar-baz", ["foo", "bar", "baz"]),
        ("co\u00adoperate", ["cooperate"]),
        ("数据泄露", ["数据", "据泄", "泄露"]),
        ("雨", ["雨"]),
        ("ภาษาไทย", ["ภาษ", "าษา", "ษาไ", "าไท", "ไทย"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("العَرَبِيَّة", ["العربية"]),
        ("ёлка и йод", ["елка", "и", "йод"]),
        ("", []),
        ("\x00\ud800 !!! 🎉", []),
    ],
)
def test_words_are_folded_in_every_script(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_the_forms_of_a_word_are_one_term() -> None:
    assert terms("policy policies", "en") == ["polici", "polici"]
    assert terms("Gebäude Gebäudes", "de") == ["gebaud", "gebaud"]
    assert terms("международный международные", "ru")[0] == terms("международные", "ru")[0]


def test_grammar_is_left_out_by_language() -> None:
    assert terms("the card and the button", "en") == ["card", "button"]
    assert terms("die Karte und der Knopf", "de-AT") == ["kart", "knopf"]


def test_a_question_of_grammar_alone_keeps_its_words() -> None:
    assert question_words("Who is who?", "en") == ["who", "is"]


def test_only_the_beginning_of_a_long_question_is_read() -> None:
    assert question_words("x " * LONGEST_QUESTION + "password", "en") == ["x"]


def test_an_endless_word_is_cut() -> None:
    assert words("a" * 10_000) == ["a" * LONGEST_WORD]
    assert words("é" * 10_000) == ["e" * LONGEST_WORD]


def test_latin_words_in_other_scripts_are_stemmed_as_english() -> None:
    assert stem("policies", "zh") == stem("policies", "en")


@pytest.mark.parametrize("code, base", [("pt-BR", "pt"), ("zh_Hans", "zh"), ("EN", "en"), ("", "")])
def test_a_language_is_known_by_its_first_part(code: str, base: str) -> None:
    assert base_language(code) == base
