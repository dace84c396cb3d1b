"""Words that messages of every kind share: a plain paragraph, titles in a row, and names of days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.chat import Message, Text
from bot.messages.catalogue import tr

TITLES = ("dr.", "dr", "prof.", "prof", "mr.", "mr", "mrs.", "mrs", "ms.", "ms", "herr", "frau")


def plain(words: str) -> Message:
    """One paragraph, also its own summary."""
    return Message(words, (Text(words),))


def first_name(name: str) -> str:
    """How people greet somebody: "Ada" for "Ada Lind", "Lind, Ada" and "Dr. Ada Lind"; other scripts keep the whole."""
    family, _, given = name.partition(",")
    words = [word for word in (given or family).split() if word.casefold() not in TITLES]
    return words[0] if words and words[0].isalpha() and not any(ord(letter) >= 0x2E80 for letter in name) else name


def listed(titles: Sequence[str]) -> str:
    """Titles in a sentence: “A”, “B” and “C”."""
    *first, last = [tr("“{title}”", title=title) for title in titles]
    return tr("{first} and {last}", first=", ".join(first), last=last) if first else last


def weekday_name(day: int) -> str:
    """Monday is 0."""
    names = (
        tr("Monday"),
        tr("Tuesday"),
        tr("Wednesday"),
        tr("Thursday"),
        tr("Friday"),
        tr("Saturday"),
        tr("Sunday"),
    )
    return names[day]


def month_name(month: int) -> str:
    """January is 1."""
    names = (
        *(tr("January"), tr("February"), tr("March"), tr("April"), tr("May"), tr("June")),
        *(tr("July"), tr("August"), tr("September"), tr("October"), tr("November"), tr("December")),
    )
    return names[month - 1]


def long_date(day: date) -> str:
    return tr("{weekday} {day} {month}", weekday=weekday_name(day.weekday()), day=day.day, month=month_name(day.month))
