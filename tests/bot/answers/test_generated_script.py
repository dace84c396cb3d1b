"""The words of clips made now."""

from __future__ import annotations

import random

import pytest

from bot.answers.generated_script import (
    LONGEST_PIECE,
    NothingToSay,
    ProvenSentence,
    pieces,
    question_key,
    reviewed,
    script_of,
    sentences_of,
)
from lessons.answers.text.rules import rule
from lessons.script import Brand, EndCard, Headline, Quote, Role
from lessons.studio.cards.captions import prove_caption
from lessons.studio.cards.frames import Frame, draw_card

LONG = "Receipts are handed in within thirty days of the trip, together with the signed form, or else the claim lapses."
BRAND = Brand()


def test_a_clip_asks_says_the_sentences_word_for_word_and_ends_with_its_source() -> None:
    script = script_of("How long have I got?", [ProvenSentence(LONG, "Travel › Deadlines, page 3")], "en")
    hook, *core, end = script.scenes
    assert (hook.role, hook.say, hook.show) == (
        Role.HOOK,
        "How long have I got?",
        Headline("How long have I got?", "Made just now from our documents"),
    )
    assert " ".join(scene.say for scene in core) == LONG
    assert all(isinstance(scene.show, Quote) and "page 3" in scene.show.source for scene in core)
    assert end.show == EndCard("Was this helpful?", "Source: Travel › Deadlines, page 3")
    assert script.sources == ("Travel › Deadlines, page 3",)


def test_an_item_stands_on_its_card_with_what_forbids_it_and_is_heard_after_it() -> None:
    body = "Staff must never:\n- Share a password\n- Prop open a fire door"
    quoted = rule("p", "Handbook › House rules", body, [(0, len(body))])
    scenes = script_of("What is forbidden?", sentences_of(quoted, "Handbook"), "en").scenes[1:-1]
    cards = [scene.show.text for scene in scenes if isinstance(scene.show, Quote)]
    assert cards == ["Staff must never: Share a password", "Staff must never: Prop open a fire door"]
    assert [scene.say for scene in scenes] == ["Staff must never: Share a password", "Prop open a fire door"]


def test_a_heading_that_forbids_is_said_and_shown_with_what_stands_below_it() -> None:
    quoted = rule("p", "Handbook › Mail › Not allowed", "Forward mail home.", [(0, 18)])
    (scene,) = script_of("May I?", sentences_of(quoted, "Handbook"), "en").scenes[1:-1]
    assert scene.say == "Not allowed: Forward mail home."


def test_no_card_stops_before_an_exception_that_its_sentence_makes() -> None:
    rule_text = (
        "Pictures of the warehouse may be put on the internet, unless the press office has said that they may not."
    )
    (*cards,) = (scene for scene in script_of("May I?", [ProvenSentence(rule_text, "House")], "en").scenes[1:-1])
    assert len(cards) > 1
    assert {scene.show.text for scene in cards if isinstance(scene.show, Quote)} == {rule_text}


def test_a_clock_time_is_not_cut_where_its_colon_is() -> None:
    said_words = "Owners may visit their animals from 16:00 to 18:00 every day and bring 1,000 blankets with them."
    scenes = script_of("When?", [ProvenSentence(said_words, "House")], "en").scenes[1:-1]
    assert " ".join(scene.say for scene in scenes) == said_words


def test_yes_and_no_by_signs_are_not_told_by_a_voice_that_does_not_say_them() -> None:
    with pytest.raises(NothingToSay, match="by signs"):
        script_of("May I?", [ProvenSentence("✗ Lend a key", "House")], "en")


LONG_TITLE = "Information Security and Acceptable Use Policy for All Employees"


@pytest.mark.parametrize("title", [LONG_TITLE, f"{LONG_TITLE} › {LONG_TITLE} › {LONG_TITLE}", "x" * 300])
def test_a_long_title_is_fitted_to_the_card_and_every_card_can_be_drawn(title: str) -> None:
    """G6: such a clip ended in an error at its own last card."""
    script = script_of("How long have I got?", [ProvenSentence(LONG, title)], "en")
    for at, scene in enumerate(script.scenes):
        draw_card(scene.show, Frame(at, len(script.scenes), scene.role, BRAND, "en", (360, 640)))


@pytest.mark.parametrize("sentence", [LONG, "word " * 200, "这是一个很长的句子，没有空格，" * 9, "x" * 500])
def test_a_long_sentence_is_shown_in_parts_that_fit_a_card_and_lose_nothing(sentence: str) -> None:
    parts = list(pieces(" ".join(sentence.split())))
    assert "".join("".join(parts).split()) == "".join(sentence.split())
    assert all(len(part) <= LONGEST_PIECE for part in parts)


LETTERS = {
    "words": ("refund", "a", "who", "approves", "non-standard", "72", "§", "Rückerstattungsgenehmigungsverfahren"),
    "one word": ("Donaudampfschifffahrtsgesellschaftskapitän",),
    "wide": ("WWW", "MMMM", "@@@", "——"),
    "signs": ("A/B", "C++", "x_y_z", "{SQL|sequel}", "https://example.org/very/long/path?query=1&more=2", "50 %"),
    "Arabic": ("من", "يوافق", "على", "استرداد", "الأموال", "غير", "القياسي"),
    "Thai": ("ใครอนุมัติการคืนเงินที่ไม่เป็นไปตามมาตรฐาน",),
    "Chinese": ("谁批准非标准退款", "，", "请在一周内"),
    "emoji": ("refund", "🙂", "👩‍👩‍👧", "now"),
}


@pytest.mark.parametrize("letters", LETTERS)
@pytest.mark.parametrize("length", [1, 40, 56, 111, 300])
def test_every_card_of_a_clip_can_be_drawn_however_long_and_odd_its_texts_are(letters: str, length: int) -> None:
    chance = random.Random(f"{letters} {length}")

    def text() -> str:
        words = [chance.choice(LETTERS[letters])]
        while len(" ".join(words)) < length:
            words.append(chance.choice(LETTERS[letters]))
        return " ".join(words)

    language = {"Arabic": "ar", "Thai": "th", "Chinese": "zh"}.get(letters, "en")
    sentences = [ProvenSentence(f"{text()}.", text()), ProvenSentence("Ask first.", text())]
    try:
        script = script_of(f"{text()}?", sentences, language)
    except NothingToSay:
        assert length > 100  # too much for a card, and said so before anything is drawn
        return
    for at, scene in enumerate(script.scenes):
        frame = Frame(at, len(script.scenes), scene.role, Brand(), language, (1080, 1920), "AI voice")
        assert draw_card(scene.show, frame).size == (1080, 1920)
        for word in scene.shown_words.split():
            prove_caption(word, language, (1080, 1920))


def test_a_rule_that_does_not_fit_into_ninety_seconds_makes_no_clip_rather_than_a_part_of_it() -> None:
    with pytest.raises(NothingToSay, match="longer than 90 seconds"):
        script_of("What is all of it?", [ProvenSentence(f"{n}. {LONG * 3}", "Rules") for n in range(6)], "en")


def test_a_clip_in_a_language_without_words_of_ours_says_none_in_english() -> None:
    assert script_of("什么时候？", [ProvenSentence("三十天之内。", "差旅")], "zh").scenes[-1].say == ""


def test_what_no_font_draws_is_not_made_into_a_clip() -> None:
    with pytest.raises(NothingToSay):
        script_of("What?", [ProvenSentence("It is written \U00012000\U00012001 on clay.", "Tablets")], "en")


def test_no_word_of_a_document_tells_the_voice_what_to_say_instead() -> None:
    script = script_of("{Who|Nobody} pays?", [ProvenSentence("The {driver|company} pays.", "Cars")], "en")
    assert [scene.spoken_words for scene in script.scenes[:2]] == ["(Who, Nobody) pays?", "The (driver, company) pays."]


def test_a_reviewed_clip_does_not_say_that_it_was_just_made() -> None:
    script = script_of("How long have I got?", [ProvenSentence(LONG, "Travel")], "en")
    assert reviewed(script).scenes[0].show == Headline("How long have I got?")
    assert reviewed(script).scenes[1:] == script.scenes[1:]


def test_the_same_meaning_has_the_same_key_and_anything_else_another() -> None:
    key = question_key(["p1"], "Who pays speeding tickets?", "en", BRAND)
    assert key == question_key(["p1"], "speeding ticket: WHO pays", "en", BRAND)
    assert key != question_key(["p2"], "Who pays speeding tickets?", "en", BRAND)
    assert key != question_key(["p1"], "Who pays parking tickets?", "en", BRAND)
    assert key != question_key(["p1"], "Who pays speeding tickets?", "de", BRAND)
    assert key != question_key(["p1"], "Who pays speeding tickets?", "en", Brand(name="Other"))
