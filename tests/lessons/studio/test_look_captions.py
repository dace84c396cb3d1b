"""Captions: which words stand together, and how they are drawn."""

from __future__ import annotations

import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from lessons.script import Brand, Headline, Role, Word
from lessons.studio.cards.frames import Frame, caption_box, draw_caption, draw_card, phrases
from lessons.studio.type.palette import caption_colours

SIZE = (1080, 1920)


def words(text: str) -> list[Word]:
    return [Word(one, float(at), at + 0.9) for at, one in enumerate(text.split())]


def shown(text: str, language: str = "en") -> list[str]:
    return [" ".join(word.text for word in phrase) for phrase in phrases(words(text), language, SIZE)]


def frame(language: str = "en", brand: Brand | None = None, size: tuple[int, int] = SIZE) -> Frame:
    return Frame(0, 3, Role.SCENE, brand or Brand(), language, size)


def strip(at: Frame) -> Image.Image:
    left, top, width, height = caption_box(at.size)
    return draw_card(Headline("x"), at).crop((left, top, left + width, top + height))


def caption(text: str, current: int = 0, at: Frame | None = None) -> Image.Image:
    at = at or frame()
    return draw_caption(strip(at), words(text), current, at)


def marked(image: Image.Image, brand: Brand | None = None) -> tuple[int, int]:
    """First and last column of the mark."""
    mark = np.array(caption_colours(brand or Brand()).mark)
    columns = np.nonzero((np.abs(np.asarray(image, np.int16) - mark).max(axis=2) < 4).any(axis=0))[0]
    return int(columns.min()), int(columns.max())


# Phrases


def test_a_phrase_has_at_most_four_words_and_never_crosses_a_sentence() -> None:
    assert shown("It is I. We go on and on to it.") == ["It is I.", "We go on and", "on to it."]


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from("abcdefghijklmno.,!?äß"), min_size=1, max_size=14), max_size=24))
def test_phrases_keep_every_word_in_order_and_stay_short(texts: list[str]) -> None:
    spoken = [Word(text, float(at), at + 0.5) for at, text in enumerate(texts)]
    found = phrases(spoken, "en", SIZE)
    assert [word for phrase in found for word in phrase] == spoken
    assert all(1 <= len(phrase) <= 4 for phrase in found)


def test_no_word_is_left_alone_where_its_neighbours_can_lend_one() -> None:
    assert shown("we all go to bed") == ["we all go", "to bed"]


def test_sentences_end_in_every_script() -> None:
    assert shown("هل تعرف؟ نعم", "ar") == ["هل تعرف؟", "نعم"]
    assert shown("मैं हूँ। तुम", "hi") == ["मैं हूँ।", "तुम"]
    assert shown("はい。 いいえ", "ja") == ["はい。", "いいえ"]
    assert shown('He said "go." Then he', "en") == ['He said "go."', "Then he"]


def test_letters_timed_one_by_one_are_shown_as_a_line() -> None:
    found = shown(" ".join("每次浇水后都要倒掉托盘里的水"), "zh")
    assert all(len(phrase.split()) > 4 for phrase in found)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ほとんどの観葉植物は水のやりすぎで枯れてしまいます", "ja"),
        ("การรักษาความปลอดภัยของข้อมูลเป็นเรื่องของทุกคน", "th"),
        ("https://intranet.example.com/learning/onboarding/security/passwords-and-keys", "en"),
    ],
)
def test_what_is_wider_than_the_line_is_cut_and_its_time_shared_out(text: str, language: str) -> None:
    found = [word for phrase in phrases([Word(text, 10.0, 14.0)], language, SIZE) for word in phrase]
    assert len(found) > 1
    assert "".join(word.text for word in found).replace("-", "") == text.replace("-", "")
    assert found[0].start_s == 10.0
    assert found[-1].end_s == pytest.approx(14.0)
    assert all(before.end_s == after.start_s for before, after in pairwise(found))
    for phrase in phrases([Word(text, 10.0, 14.0)], language, SIZE):
        draw_caption(strip(frame(language)), phrase, 0, frame(language))


def test_phrases_are_the_same_at_both_sizes() -> None:
    text = words("Most houseplants die from love, and too much water is the usual way it shows.")
    assert phrases(text, "en", SIZE) == phrases(text, "en", (720, 1280))


# Drawing


def test_the_spoken_word_is_marked_and_the_mark_moves_on() -> None:
    starts = [marked(caption("we all go home", current))[0] for current in range(4)]
    assert starts == sorted(set(starts))


def test_the_mark_moves_to_the_left_in_right_to_left_writing() -> None:
    starts = [marked(caption("معظم النباتات تموت", current, frame("ar")))[0] for current in range(3)]
    assert starts == sorted(set(starts), reverse=True)


def test_english_words_within_arabic_keep_their_own_order() -> None:
    first, second = (marked(caption("استخدم Microsoft Teams", current, frame("ar")))[0] for current in (1, 2))
    assert first < second


def test_nothing_is_marked_between_words() -> None:
    plain = np.asarray(caption("we go", -1), np.int16)
    assert (np.abs(plain - np.array(caption_colours(Brand()).mark)).max(axis=2) >= 4).all()


def test_a_caption_leaves_the_strip_it_was_given_as_it_was() -> None:
    below = strip(frame())
    before = below.tobytes()
    assert draw_caption(below, words("we go"), 0, frame()).tobytes() != before
    assert below.tobytes() == before


@pytest.mark.parametrize("text", ["I", "Sicherheitsunterweisungen", "we all went home", "漢字漢字漢字漢字漢字", "👍🏽"])
def test_captions_stay_clear_of_the_sides_and_of_the_strips_ends(text: str) -> None:
    changed = np.asarray(caption(text), np.int16) - np.asarray(strip(frame()), np.int16)
    rows, columns = np.nonzero(np.abs(changed).max(axis=2))
    assert columns.min() >= 118
    assert columns.max() <= SIZE[0] - 118
    assert rows.min() >= 16
    assert rows.max() <= caption_box(SIZE)[3] - 16
    assert abs((columns.min() + columns.max()) / 2 - SIZE[0] / 2) <= 2


def test_a_word_of_emoji_stays_in_colour_when_marked() -> None:
    red, green, blue = np.moveaxis(np.asarray(caption("🌱", 0), np.int16), 2, 0)
    assert ((green > red + 40) & (green > blue + 40)).sum() > 500


def test_captions_are_quick() -> None:
    """A guard against accidents, ten times what was measured: 0.2 ms of CPU a word."""
    at = frame()
    below, phrase = strip(at), words("we all go home")
    draw_caption(below, phrase, 0, at)
    start = time.process_time()
    for turn in range(100):
        draw_caption(below, phrase, turn % 4, at)
    assert (time.process_time() - start) / 100 < 0.002
