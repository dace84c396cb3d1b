"""Unanswered questions, put together by what they are about."""

from __future__ import annotations

from datetime import timedelta

from lessons.answers.gaps import Unanswered, gaps
from tests.lessons.answers.world import NOON


def asked(*words: str) -> list[Unanswered]:
    return [Unanswered(str(at), one, "en", NOON + timedelta(minutes=at)) for at, one in enumerate(words)]


def test_questions_about_the_same_thing_are_one_gap() -> None:
    found = gaps(
        asked(
            "How do I claim parental leave?",
            "Where is the canteen menu?",
            "claiming parental leave",
            "Who approves parental leave claims?",
            "canteen menu today",
        )
    )
    assert [len(gap.questions) for gap in found] == [3, 2]
    assert found[0].about == ("claim", "leave", "parental")
    assert found[0].title in {one.words for one in found[0].questions}
    assert [one.id for one in found[0].questions] == ["3", "2", "0"]


def test_a_common_word_alone_joins_nothing() -> None:
    found = gaps(asked("How do I book a room?", "How do I book a flight?", "How do I book a parking lot?"))
    assert len(found) == 3


def test_the_order_in_which_questions_are_given_changes_nothing() -> None:
    some = asked("parental leave", "canteen menu", "leave for parents", "menu of the canteen", "vpn password")
    assert gaps(some) == gaps(some[::-1])


def test_no_questions_are_no_gaps() -> None:
    assert gaps([]) == []


def test_questions_without_words_stay_alone() -> None:
    assert len(gaps(asked("???", "!!!", "parental leave"))) == 3
