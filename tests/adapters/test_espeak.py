"""The default voice: what it reads, how it names words, and that it never reads the same text in two ways."""

import numpy as np
import pytest

from adapters.espeak import EspeakVoice, languages, matching

VOICE = EspeakVoice()


def heard(text: str, language: str = "en") -> list[str]:
    words = VOICE.speak(text, language).words
    assert words is not None
    return [text[word.at : word.to] for word in words]


def test_every_word_has_its_place_in_the_text() -> None:
    assert heard("Your password is not safe, or is it?") == ["Your", "password", "is", "not", "safe", "or", "is", "it"]


def test_a_number_is_one_word_however_long_it_takes_to_say() -> None:
    assert heard("He said 1,234 times") == ["He", "said", "1,234", "times"]


def test_words_follow_each_other_and_end_before_the_speech_does() -> None:
    speech = VOICE.speak("One lesson a day. Then another one, later.", "en")
    assert speech.words is not None
    edges = [edge for word in speech.words for edge in (word.start_s, word.end_s)]
    assert edges == sorted(edges)
    assert edges[-1] <= len(speech.pcm) / speech.rate + 1e-9


def test_the_same_text_gives_the_same_samples_whatever_was_read_before() -> None:
    first = VOICE.speak("Push a finger into the soil.", "en")
    VOICE.speak("Etwas ganz anderes.", "de")
    assert np.array_equal(first.pcm, VOICE.speak("Push a finger into the soil.", "en").pcm)


def test_emoji_and_control_characters_are_silent_and_shift_no_word() -> None:
    plain, dressed = VOICE.speak("Water   it now", "en"), VOICE.speak("Water 🌱 it\x00now", "en")
    assert np.array_equal(plain.pcm, dressed.pcm)
    assert heard("Water 🌱 it\x00now") == ["Water", "it", "now"]


def test_symbols_that_mean_something_are_read() -> None:
    assert len(VOICE.speak("20 °C", "en").pcm) > len(VOICE.speak("20 C", "en").pcm)


def test_markup_is_text_and_not_a_command() -> None:
    assert len(VOICE.speak("<break time='9s'/> go", "en").pcm) < 9 * 22050


def test_an_empty_text_is_a_short_silence() -> None:
    speech = VOICE.speak("", "en")
    assert speech.words == ()
    assert not speech.pcm.any()


@pytest.mark.parametrize(
    "language, text, words",
    [
        ("ar", "كلمة المرور ليست آمنة", 4),
        ("he", "הסיסמה שלך לא בטוחה", 4),
        ("hi", "आपका पासवर्ड सुरक्षित नहीं है", 5),
        ("zh", "你的密码不安全", 6),
        ("ru", "Ваш пароль небезопасен", 3),
        ("pt-BR", "Sua senha não é segura", 5),
    ],
)
def test_many_scripts_are_read_word_by_word(language: str, text: str, words: int) -> None:
    assert len(heard(text, language)) >= words


@pytest.mark.parametrize(
    "asked, found",
    [("en", "en-us"), ("en-GB", "en-gb"), ("fr-CA", "fr"), ("pt_BR", "pt-br"), ("zh-Hans", "cmn"), ("no", "nb")],
)
def test_a_tag_finds_the_nearest_language(asked: str, found: str) -> None:
    assert matching(asked) == found
    assert found in languages()


def test_every_language_that_is_offered_is_read() -> None:
    silent = [language for language in languages() if not VOICE.speak("a 1", language).pcm.any()]
    assert silent == []


def test_british_english_is_not_american() -> None:
    british, american = (VOICE.speak("a glass of water", tag).pcm for tag in ("en-GB", "en-US"))
    assert not np.array_equal(british, american)


def test_an_unknown_language_is_refused_with_the_nearest_choices() -> None:
    with pytest.raises(ValueError, match=r"'frr'.*\bfr\b"):
        VOICE.speak("Hallo", "frr")


def test_kanji_are_refused_because_they_would_be_read_as_names_of_characters() -> None:
    with pytest.raises(ValueError, match=r"\{漢字\|かんじ\}"):
        VOICE.speak("漢字です", "ja")
    assert VOICE.speak("かんじです", "ja").words
