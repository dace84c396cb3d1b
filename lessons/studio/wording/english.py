"""How English is read aloud, American unless the tag names another region."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache, partial

from lessons.studio.wording.rules import (
    ADDRESS,
    EMAIL,
    Match,
    ReadingRule,
    address_words,
    cardinal,
    each_digit,
    ordinal,
    rule,
    spelled,
    table,
    year,
)

SIGNS = {"@": "at", ".": "dot", "/": "slash", "-": "dash", "_": "underscore", "+": "plus", "?": "question mark"}
MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
SCALES = {"k": "thousand", "K": "thousand", "m": "million", "M": "million", "bn": "billion", "B": "billion"}
CURRENCIES = {
    "$": ("dollar", "cent"),
    "US$": ("dollar", "cent"),
    "€": ("euro", "cent"),
    "£": ("pound", "p"),
    "¥": ("yen", ""),
}
UNITS = {
    "GB": "gigabyte", "MB": "megabyte", "KB": "kilobyte", "kB": "kilobyte", "TB": "terabyte",
    "km": "kilometer", "cm": "centimeter", "mm": "millimeter", "m": "meter", "kg": "kilogram", "g": "gram",
    "h": "hour", "min": "minute", "s": "second", "ms": "millisecond", "kWh": "kilowatt hour", "kW": "kilowatt",
    "mph": "mile an hour", "km/h": "kilometer an hour", "l": "liter", "ml": "milliliter", "Hz": "hertz",
    "GHz": "gigahertz", "MHz": "megahertz", "Mbit/s": "megabit a second", "px": "pixel", "°C": "degree Celsius",
    "°F": "degree Fahrenheit", "°": "degree", "%": "percent",
}  # fmt: skip
UNCOUNTED = {"percent", "hertz", "gigahertz", "megahertz"}
ABBREVIATIONS = {
    "e.g.": "for example", "E.g.": "For example", "i.e.": "that is", "I.e.": "That is", "etc.": "et cetera",
    "vs.": "versus", "approx.": "approximately", "Dr.": "Doctor", "Mr.": "Mister", "Mrs.": "Missus", "Ms.": "Miz",
    "Prof.": "Professor", "Inc.": "Incorporated", "Ltd.": "Limited", "dept.": "department",
    "w/o": "without", "&": "and", "OK": "okay", "a.m.": "A M", "p.m.": "P M",
}  # fmt: skip
LETTER_NAMES = [
    "ay", "bee", "see", "dee", "ee", "eff", "gee", "aitch", "eye", "jay", "kay", "el", "em", "en",
    "oh", "pee", "cue", "are", "ess", "tee", "you", "vee", "double-you", "ex", "why", "zee",
]  # fmt: skip
LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", LETTER_NAMES, strict=True))
SPELLED = set(
    "AI API CEO CFO COO CTO DIY EU FAQ HR ID IT ROI SAP SEO UI UK US USA USB UX URL VIP IOU IP EOD ETA".split()  # noqa: SIM905
)
"""Initialisms that could be read as words and are not."""

WORD_LIKE = re.compile(r"(?:[BCDFGHJKLMNPQRSTVWXYZ]|[BCFGP][LR]|[DT]R|S[CHKLMNPTW]|[CTW]H)?[AEIOUY][A-Z]*")
"""What begins like an English syllable may be a word in capitals, as in "STOP"; anything else is spelled."""


@lru_cache(8)
def rules(tag: str) -> Sequence[ReadingRule]:
    """In the order in which they are tried; what one has read the next ones leave alone."""
    return (
        rule(r"\b[Nn]o\.(?=\s?\d)", lambda _: "number"),  # before a number alone: "No. But now she calls." is a no
        rule(EMAIL, lambda found: address_words(found[0], SIGNS)),
        rule(ADDRESS, lambda found: address_words(found[0], SIGNS)),
        rule(r"(?<![\w/])(\d{4})-(\d{2})-(\d{2})(?![\w/])", partial(_iso_date, tag)),
        rule(r"(?<![\w/])(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?![\w/])", partial(_slashed_date, tag)),
        rule(rf"\b({'|'.join(MONTHS)}) (\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)", _month_day),
        rule(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?![\d:])(?:\s?([AaPp])\.?[Mm]\b\.?)?", _clock),
        rule(r"(US\$|[$€£¥])\s?(\d[\d,]*(?:\.\d+)?)(?:\s?(k|K|m|M|bn|B)\b| (thousand|million|billion))?", _money),
        rule(rf"(?<![\w.])(\d[\d,]*(?:\.\d+)?)\s?({_alternatives(UNITS)})(?![\w])", _measure),
        rule(r"\b(\d+)(?:st|nd|rd|th)\b", lambda found: ordinal(int(found[1]), "en")),
        rule(r"\b(\d+)\s?[–-]\s?(\d+)\b(?![–-])", lambda found: f"{_number(found[1])} to {_number(found[2])}"),
        rule(r"(?<![\w.,])(1[1-9]|20)(\d\d)(?![\w,]|\.\d)", lambda found: year(int(found[0]), "en")),
        rule(r"(?<![\w.])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\w)", lambda found: _number(found[0])),
        rule(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)", lambda found: _number(found[0])),
        table(ABBREVIATIONS),
        rule(r"(?<![\w{])([A-Z]{2,5})(s?)(?![\w])", _initialism),
    )  # fmt: skip


def _alternatives(words: dict[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _number(text: str) -> str:
    return cardinal(text.replace(",", ""), "en", "point")


def _iso_date(tag: str, found: Match) -> str:
    return _date(tag, int(found[3]), int(found[2]), int(found[1]))


def _slashed_date(tag: str, found: Match) -> str:
    """Month first in America and where no region is named, day first elsewhere."""
    first, second, years = int(found[1]), int(found[2]), int(found[3])
    month_first = tag in ("en", "en-us") and first <= len(MONTHS)
    day, month = (second, first) if month_first else (first, second)
    return _date(tag, day, month, years if years > 99 else 2000 + years)


def _date(tag: str, day: int, month: int, years: int) -> str:
    if not (1 <= month <= len(MONTHS) and 1 <= day <= 31):
        return ""
    name, nth, when = MONTHS[month - 1], ordinal(day, "en"), year(years, "en")
    return f"{name} {nth}, {when}" if tag in ("en", "en-us") else f"the {nth} of {name} {when}"


def _month_day(found: Match) -> str:
    return f"{found[1]} {ordinal(int(found[2]), 'en')}" if 1 <= int(found[2]) <= 31 else ""


def _clock(found: Match) -> str:
    hour, minute = cardinal(str(int(found[1])), "en"), found[2]
    half = f" {found[3].upper()} M" if found[3] else ""
    if minute == "00":
        return hour + (half or " o'clock" if int(found[1]) <= 12 else " hundred")
    past = f"oh {each_digit(minute[1], 'en')}" if minute[0] == "0" else cardinal(minute, "en")
    return f"{hour} {past}{half}"


def _money(found: Match) -> str:
    """ "$50k" is fifty thousand dollars, "$9.99" nine dollars ninety-nine."""
    unit, small = CURRENCIES[found[1]]
    amount, scale = found[2].replace(",", ""), SCALES.get(found[3] or "", found[4] or "")
    whole, _, decimals = amount.partition(".")
    if scale:
        return f"{_number(amount)} {scale} {unit}s"
    words = f"{_number(whole)} {unit}" + ("" if whole == "1" or unit == "yen" else "s")
    if len(decimals) == 2 and int(decimals) and small:
        return f"{words} {_number(str(int(decimals)))}"
    return f"{_number(amount)} {unit}s" if decimals.strip("0") else words


def _measure(found: Match) -> str:
    amount, unit = found[1].replace(",", ""), UNITS[found[2]]
    if amount == "1" or unit in UNCOUNTED:
        return f"{_number(amount)} {unit}"
    first, *rest = unit.split(" ")
    if rest == ["hour"] and first == "kilowatt":
        return f"{_number(amount)} kilowatt hours"
    return " ".join([_number(amount), f"{first}s", *rest])


def _initialism(found: Match) -> str:
    letters, plural = found[1], found[2]
    if letters not in SPELLED and WORD_LIKE.fullmatch(letters):
        return ""
    return spelled(letters, LETTERS) + plural
