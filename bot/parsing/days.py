"""Days as people write them: "until Monday", "2 March", "3 Tage", "a week", "2026-12-01". Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTHS_DE = (
    *("januar", "februar", "märz", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober", "november", "dezember"),
)
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_DAYS_DE = ["montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"]
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_NUMBERS |= {"ein": 1, "eine": 1, "einen": 1, "zwei": 2, "drei": 3, "vier": 4}
_LENGTHS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "month": 30, "months": 30}
_LENGTHS |= {"tag": 1, "tage": 1, "woche": 7, "wochen": 7, "monat": 30, "monate": 30}
_AHEAD = {"tomorrow": 1, "next week": 7, "morgen": 1, "übermorgen": 2, "nächste woche": 7}
_LEAP_YEARS = 8  # the longest wait for a 29 February, around a century that has none
LONGEST_SNOOZE = timedelta(days=366)


def until_day(words: str, today: date) -> date | None:
    """The day that words name ("until Monday", "2 March", "3 days", "a week", "2026-12-01"), or None.

    A day and month without a year is the next such day; so is a weekday.
    """
    text = re.sub(r"^(until|till|til|for|to|bis|für)\s+(zum\s+)?", "", words.lower().strip(" .!"))
    for read in (_iso, _relative, _weekday, _day_and_month):
        if day := read(text, today):
            return day
    return None


def _iso(text: str, today: date) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _relative(text: str, today: date) -> date | None:
    if text in _AHEAD:
        return today + timedelta(days=_AHEAD[text])
    count, _, unit = text.partition(" ")
    number = _NUMBERS.get(count) or (int(count) if count.isdecimal() and len(count) < 4 else 0)
    return today + timedelta(days=number * _LENGTHS[unit]) if number and unit in _LENGTHS else None


def _weekday(text: str, today: date) -> date | None:
    name = text.removeprefix("next ").removeprefix("nächsten ").removeprefix("nächster ")
    for days in (_DAYS, _DAYS_DE):
        if name in days:
            return today + timedelta(days=(days.index(name) - today.weekday() - 1) % 7 + 1)
    return None


def _month_named(name: str) -> int | None:
    """1 to 12; three letters are enough."""
    return next(
        (
            number
            for months in (_MONTHS, _MONTHS_DE)
            for number, month in enumerate(months, 1)
            if month.startswith(name)
        ),
        None,
    )


def _day_and_month(text: str, today: date) -> date | None:
    written = re.fullmatch(
        r"(?P<d>\d{1,2})(?:st|nd|rd|th|\.)?\s*(?:of\s+)?(?P<m>[a-zä]{3,9})\.?(?:\s+(?P<y>\d{4}))?", text
    )
    written = written or re.fullmatch(
        r"(?P<m>[a-zä]{3,9})\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?P<y>\d{4}))?", text
    )
    month = _month_named(written["m"]) if written else None
    if not written or month is None:
        return None
    years = [int(written["y"])] if written["y"] else range(today.year, today.year + _LEAP_YEARS + 1)
    days = (_date(year, month, int(written["d"])) for year in years)
    return next((day for day in days if day and (written["y"] or day > today)), None)


def _date(year: int, month: int, day: int) -> date | None:
    """None where the year has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
