"""What words to the bot mean."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.days import until_day
from bot.parsing.phrases import Command, understand

TODAY = date(2026, 3, 4)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("help", Command.HELP),
        ("  HELP! ", Command.HELP),
        ("?", Command.HELP),
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
    ],
)
def test_everything_else_is_a_question(words: str, question: str) -> None:
    assert understand(words) == (Command.LEARN, question)


def test_commands_work_with_or_without_the_learn_command() -> None:
    """S12: "/learn progress" was looked for in the documents."""
    for command in ("stop", "progress", "next", "report", "help", "settings"):
        expected = understand(command)
        assert expected[0] is not Command.LEARN
        assert understand(command, command=True) == understand(f"/learn {command}") == expected
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


@pytest.mark.parametrize(
    ("words", "command", "rest"),
    [
        ("“progress”", Command.PROGRESS, ""),
        ("`settings`", Command.SETTINGS, ""),
        ("@Ninety progress", Command.PROGRESS, ""),
        ("progress @", Command.PROGRESS, ""),
        ("LEARN PROGRESS!", Command.PROGRESS, ""),
        ("progres", Command.PROGRESS, ""),
        ("setings", Command.SETTINGS, ""),
        ("„share with @Bo“", Command.SHARE, "@Bo"),
        ("share with “@Bo”", Command.SHARE, "@Bo"),
        ("Share it with Bo Chen", Command.SHARE, "Bo Chen"),
        ("hilfe", Command.HELP, ""),
        ("Fortschritt", Command.PROGRESS, ""),
        ("nächste Folge", Command.NEXT, ""),
        ("pause bis 2. März", Command.SNOOZE, "bis 2. März"),
        ("pause 3 Tage", Command.SNOOZE, "3 Tage"),
        ("sende um 8:30", Command.SEND, "8:30"),
        ("Zeitzone Berlin", Command.ZONE, "Berlin"),
        ("Sprache Englisch", Command.LANGUAGE, "Englisch"),
        ("teilen mit @Bo", Command.SHARE, "@Bo"),
        ("pause The Leak", Command.STEER, "pause The Leak"),
        ("remind “The Leak”", Command.STEER, "nudge The Leak"),
        ("digest", Command.REPORT, ""),
        ("campaigns", Command.CAMPAIGNS, ""),
        ("@", Command.HELP, ""),
    ],
)
def test_commands_are_understood_as_people_write_them(words: str, command: Command, rest: str) -> None:
    """W10, S12, F4: quotes, capitals, stray mentions, typos and German words."""
    assert understand(words) == (command, rest)


@pytest.mark.parametrize(
    "words",
    [
        *("reported", "process", "end-to-end encryption", "report a leak", "share with whom can I?", "hlep"),
        *("remind me how to report a leak?", "how do I stop a leak?", "nextcloud", "helpdesk"),
    ],
)
def test_what_only_sounds_like_a_command_is_a_question(words: str) -> None:
    assert understand(words) == (Command.LEARN, words)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("bis 2. März", date(2027, 3, 2)),
        ("bis zum 5. März", date(2026, 3, 5)),
        ("eine Woche", date(2026, 3, 11)),
        ("zwei Wochen", date(2026, 3, 18)),
        ("bis Montag", date(2026, 3, 9)),
        ("morgen", date(2026, 3, 5)),
        ("29 February", date(2028, 2, 29)),
    ],
)
def test_days_in_german_and_days_that_not_every_year_has(words: str, day: date) -> None:
    assert until_day(words, TODAY) == day


@pytest.mark.parametrize("words", ["next 👍", "👉 next", "next :rocket:", ":+1: next", "> next", "next 🙏🏽", "next ❤️"])
def test_emoji_and_a_quotation_mark_around_a_command_change_nothing(words: str) -> None:
    assert understand(words) == (Command.NEXT, "")


@pytest.mark.parametrize("words", ["what does 👍 mean?", "👍", "how do I write :rocket:", "> 5 people in a lift?"])
def test_emoji_in_a_question_stay_in_it(words: str) -> None:
    assert understand(words) == (Command.LEARN, words)
