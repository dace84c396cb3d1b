"""What words to the bot mean."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.phrases import Command, understand, until_day

TODAY = date(2026, 3, 4)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("help", Command.HELP),
        ("  HELP! ", Command.HELP),
        ("?", Command.HELP),
        ("hello", Command.HELP),
        ("stop", Command.STOP),
        ("Stop.", Command.STOP),
        ("/stop", Command.STOP),
        ("unsubscribe", Command.STOP),
        ("start", Command.START),
        ("resume", Command.RESUME),
        ("Next", Command.NEXT),
        ("next  episode", Command.NEXT),
        ("my progress", Command.PROGRESS),
        ("report", Command.REPORT),
    ],
)
def test_a_command_is_a_command_however_it_is_written(words: str, command: Command) -> None:
    assert understand(words) == (command, "")


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        ("snooze until 2 March", "until 2 March"),
        ("Snooze a week", "a week"),
        ("/snooze tomorrow", "tomorrow"),
        ("snooze", ""),
    ],
)
def test_a_snooze_says_until_when(words: str, rest: str) -> None:
    assert understand(words) == (Command.SNOOZE, rest)


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("/learn how do I report a leak?", "how do I report a leak?"),
        ("learn: how do I report a leak?", "how do I report a leak?"),
        ("How do I report a leak?", "How do I report a leak?"),
        ("stop sending the report to customers?", "stop sending the report to customers?"),
        ("learning is fun", "learning is fun"),
        ("/learn", ""),
        ("/learn stop", "stop"),
    ],
)
def test_everything_else_is_a_question(words: str, question: str) -> None:
    assert understand(words) == (Command.LEARN, question)


def test_words_that_came_by_the_learn_command_are_a_question_also_when_they_sound_like_a_command() -> None:
    assert understand("stop", command=True) == (Command.LEARN, "stop")
    assert understand("how do I stop?", command=True) == (Command.LEARN, "how do I stop?")
    assert understand("help", command=True)[0] is Command.HELP
    assert understand("", command=True) == (Command.LEARN, "")


@given(st.text(max_size=200), st.booleans())
def test_no_words_break_it(words: str, command: bool) -> None:
    understood, rest = understand(words, command)
    assert understood in Command
    assert len(rest) <= len(words)
    until_day(words, TODAY)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("tomorrow", date(2026, 3, 5)),
        ("until next week", date(2026, 3, 11)),
        ("3 days", date(2026, 3, 7)),
        ("a week", date(2026, 3, 11)),
        ("for two weeks", date(2026, 3, 18)),
        ("a month", date(2026, 4, 3)),
        ("until Monday", date(2026, 3, 9)),
        ("wednesday", date(2026, 3, 11)),
        ("till next friday", date(2026, 3, 6)),
        ("2 March", date(2027, 3, 2)),
        ("until 5 march", date(2026, 3, 5)),
        ("5th of March", date(2026, 3, 5)),
        ("March 5", date(2026, 3, 5)),
        ("Mar 5, 2027", date(2027, 3, 5)),
        ("1 January", date(2027, 1, 1)),
        ("2026-12-01", date(2026, 12, 1)),
    ],
)
def test_the_day_that_words_name(words: str, day: date) -> None:
    assert until_day(words, TODAY) == day


@pytest.mark.parametrize("words", ["", "soon", "31 February", "0 days", "2026-13-01", "99999 days", "the 5th", "week"])
def test_words_that_name_no_day(words: str) -> None:
    assert until_day(words, TODAY) is None


def test_a_29th_of_february_needs_a_year_that_has_one() -> None:
    assert until_day("29 February 2028", TODAY) == date(2028, 2, 29)
    assert until_day("29 February 2027", TODAY) is None
