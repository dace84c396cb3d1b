"""Documents and transcripts in pieces, and the sentences in them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from lessons.answers.index.passages import PASSAGE_WORDS, TextBlock, passages_of_clip, passages_of_document
from lessons.answers.text.sentences import LONGEST_SENTENCE, best_sentences, spans


@pytest.mark.parametrize(
    "text, expected",
    [
        ('He said "go." Then Dr. Smith came.', ['He said "go."', "Then Dr. Smith came."]),
        ("It costs 3.5 euros, e.g. a book! Really?", ["It costs 3.5 euros, e.g. a book!", "Really?"]),
        ("你好。再见！", ["你好。", "再见！"]),
        ("- one\n- two. J. R. Tolkien wrote", ["- one", "- two.", "J. R. Tolkien wrote"]),
        ("  \n ", []),
    ],
)
def test_sentences_end_where_people_end_them(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in spans(text)] == expected


def test_text_without_an_end_is_cut_into_bearable_pieces() -> None:
    text = "word " * 1_000
    found = spans(text)
    assert max(end - start for start, end in found) <= LONGEST_SENTENCE
    assert " ".join(text[start:end] for start, end in found) == text.strip()


def test_a_long_text_becomes_passages_of_whole_sentences_that_overlap_by_one() -> None:
    sentences = [f"Sentence number {at} says a little more about nothing." for at in range(100)]
    found = passages_of_document("Guide", [TextBlock(" ".join(sentences))])
    assert all(len(passage.body.split()) <= PASSAGE_WORDS + 10 for passage in found)
    assert all(one.body.split(". ")[-1][:-1] in two.body for one, two in pairwise(found))
    assert {sentence for sentence in sentences if any(sentence in one.body for one in found)} == set(sentences)


def test_a_passage_keeps_headings_and_page_and_crosses_neither() -> None:
    blocks = [
        TextBlock("Intro."),
        TextBlock("Book early.", ("Travel", "Hotels"), 2),
        TextBlock("And cheap.", ("Travel",), 2),
    ]
    found = passages_of_document("Handbook", blocks)
    titles = ["Handbook", "Handbook › Travel › Hotels", "Handbook › Travel"]
    assert [(one.title, one.page) for one in found] == list(zip(titles, (None, 2, 2), strict=True))


def test_a_short_clip_is_one_passage_and_a_long_one_overlaps() -> None:
    short = [(at * 10.0, at * 10.0 + 9, f"Line {at}.") for at in range(9)]
    assert [(one.start_s, one.end_s) for one in passages_of_clip("Clip", short)] == [(0.0, 89.0)]
    long = [(at * 10.0, at * 10.0 + 9, f"Line {at}.") for at in range(24)]
    starts = [one.start_s for one in passages_of_clip("Clip", long)]
    assert starts == [0.0, 30.0, 60.0, 90.0, 120.0, 150.0, 180.0]


def test_captions_without_punctuation_keep_their_lines() -> None:
    (one,) = passages_of_clip("Clip", [(0, 2, "heat the pan"), (2, 4, "add the oil")])
    assert one.body == "heat the pan\nadd the oil"
    (two,) = passages_of_clip("Clip", [(0, 2, "Heat the"), (2, 4, "pan. Add oil.")])
    assert two.body == "Heat the pan. Add oil."


def test_what_no_database_keeps_is_left_out() -> None:
    (one,) = passages_of_document("A\x00B", [TextBlock("One\x00 two\ud800 three.")])
    assert (one.title, one.body) == ("AB", "One two three.")


def test_the_best_sentences_come_verbatim_and_in_order() -> None:
    body = "First we greet. The limit is 180 euros. Nobody minds. Hotels above the limit need approval."
    found = best_sentences("p", body, "en", {"limit": 2.0, "hotel": 3.0, "euro": 2.5}, most=2)
    assert [one.text for one in found] == ["The limit is 180 euros.", "Hotels above the limit need approval."]
    assert all(body[one.start : one.end] == one.text for one in found)
