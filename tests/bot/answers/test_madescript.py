"""The words of clips made now."""

from __future__ import annotations

import pytest

from bot.answers.madescript import LONGEST_PIECE, NothingToShow, Said, pieces, question_key, reviewed, script_of
from lessons.studio.script import Brand, EndCard, Headline, Quote, Role
from lessons.studio.timeline import estimate_seconds

LONG = "Receipts are handed in within thirty days of the trip, together with the signed form, or else the claim lapses."
BRAND = Brand()


def test_a_clip_asks_says_the_sentences_word_for_word_and_ends_with_its_source() -> None:
    script = script_of("How long have I got?", [Said(LONG, "Travel › Deadlines, page 3")], "en")
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


def test_a_models_sentence_is_said_over_the_words_that_prove_it() -> None:
    script = script_of("How long?", [Said("You have thirty days.", "Travel", quote=LONG)], "en")
    show = script.scenes[1].show
    assert isinstance(show, Quote)
    assert script.scenes[1].say == "You have thirty days."
    assert LONG.startswith(show.text.rstrip("…"))


@pytest.mark.parametrize("sentence", [LONG, "word " * 200, "这是一个很长的句子，没有空格，" * 9, "x" * 500])
def test_a_long_sentence_is_shown_in_parts_that_fit_a_card_and_lose_nothing(sentence: str) -> None:
    parts = list(pieces(" ".join(sentence.split())))
    assert "".join("".join(parts).split()) == "".join(sentence.split())
    assert all(len(part) <= LONGEST_PIECE for part in parts)


def test_sentences_that_do_not_fit_into_ninety_seconds_are_left_out_from_the_end() -> None:
    script = script_of("What is all of it?", [Said(f"{n}. {LONG * 3}", "Rules") for n in range(6)], "en")
    assert estimate_seconds(script) <= 84
    assert script.scenes[1].say.startswith("0.")


def test_a_clip_in_a_language_without_words_of_ours_says_none_in_english() -> None:
    assert script_of("什么时候？", [Said("三十天之内。", "差旅")], "zh").scenes[-1].say == ""


def test_what_no_font_draws_is_not_made_into_a_clip() -> None:
    with pytest.raises(NothingToShow):
        script_of("What?", [Said("It is written \U00012000\U00012001 on clay.", "Tablets")], "en")


def test_no_word_of_a_document_tells_the_voice_what_to_say_instead() -> None:
    script = script_of("{Who|Nobody} pays?", [Said("The {driver|company} pays.", "Cars")], "en")
    assert [scene.spoken_words for scene in script.scenes[:2]] == ["(Who, Nobody) pays?", "The (driver, company) pays."]


def test_a_reviewed_clip_does_not_say_that_it_was_just_made() -> None:
    script = script_of("How long have I got?", [Said(LONG, "Travel")], "en")
    assert reviewed(script).scenes[0].show == Headline("How long have I got?")
    assert reviewed(script).scenes[1:] == script.scenes[1:]


def test_the_same_meaning_has_the_same_key_and_anything_else_another() -> None:
    key = question_key(["p1"], "Who pays speeding tickets?", "en", BRAND)
    assert key == question_key(["p1"], "speeding ticket: WHO pays", "en", BRAND)
    assert key != question_key(["p2"], "Who pays speeding tickets?", "en", BRAND)
    assert key != question_key(["p1"], "Who pays parking tickets?", "en", BRAND)
    assert key != question_key(["p1"], "Who pays speeding tickets?", "de", BRAND)
    assert key != question_key(["p1"], "Who pays speeding tickets?", "en", Brand(name="Other"))
