"""Which words of a passage stand out, because the question has them."""

from __future__ import annotations

from bot.chat import Passage
from lessons.answers.text.highlights import marked_words


def test_words_stand_out_in_the_form_in_which_the_text_has_them() -> None:
    text = "Receipts for Hotels are handed in. A hotel costs 120 euros."
    assert marked_words(text, "what may a hotel cost, and who gets the receipt?", "en") == (
        "Receipts",
        "Hotels",
        "hotel",
        "costs",
    )


def test_a_german_word_stands_out_within_a_longer_one() -> None:
    assert marked_words("Die Reisekostenabrechnung kommt.", "Was ist mit der Reise?", "de") == (
        "Reisekostenabrechnung",
    )


def test_only_whole_words_stand_out_and_nothing_is_lost() -> None:
    passage = Passage("A cat concatenates (cat).", "House", marks=("cat", "("))
    runs = Passage("A cat concatenates (cat).", "House", marks=("cat",)).runs("A cat concatenates (cat).")
    assert [words for words, stands_out in runs if stands_out] == ["cat", "cat"]
    assert "".join(words for words, _ in passage.runs(passage.words)) == passage.words
