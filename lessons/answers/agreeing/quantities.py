"""Quantities in a sentence: what they measure, how much, and whether it is a limit; English and German."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lessons.answers.agreeing.units import (
    FROM_ON,
    LIMIT,
    MONTHS,
    NUMBER_WORDS,
    ORDINALS,
    UNITS,
    UP_TO,
    WORKING,
)

EXACT, AT_MOST, AT_LEAST = "", "<", ">"
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_NUMBER = r"[-−]?\d+(?:[.,]\d+)*"
_WORD = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
# Without a sign such as "pm", ":" or "Uhr" a number is no time of day: "at 14" may be anything.
_TIME = re.compile(
    r"\b(?:(?P<h>[01]?\d|2[0-4])(?:[:.](?P<m>[0-5]\d))?\s*(?P<half>[ap]\.?\s?m\b\.?|uhr\b|o.clock\b)"
    r"|(?P<hh>[01]?\d|2[0-4]):(?P<mm>[0-5]\d)\b(?:\s*uhr\b)?|(?P<noon>noon|mittags?|midnight|mitternacht)\b)"
)
# The year is read and left out: rules of two years name it in other words too, and names() compares those.
_DATE = re.compile(
    rf"\b(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?\s*(?:of )?(?P<month>{_MONTH})\b"
    rf"|(?P<month2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*(?:{_UNIT})\b)"
    r"|(?P<iso>\d{4})-(?P<m3>\d\d)-(?P<d3>\d\d)\b|(?P<d4>\d{1,2})\.(?P<m4>\d{1,2})\.)(?:,?\s*(?P<year>(?:19|20)\d\d)\b)?"
)
_PRICE = re.compile(rf"(?P<sign>[€$£]|\b(?:eur|usd|gbp|chf))\s?(?P<n>{_NUMBER})")
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?:(?P<n>{_NUMBER})(?:[-\s]|(?=[%€$£°]))?|(?P<w>{_WORD})[-\s]|(?P<one>(?:one|ein(?:e[mnrs]?)?|"
    rf"(?<=within )an?|(?<=innerhalb )ein\w*))\s)\s*(?:(?:working|business|calendar|full|volle[nr]?)\s)?"
    rf"(?P<unit>{_UNIT})(?!\w)"
)
_NTH = re.compile(rf"\b(?:(?P<word>{_ORDINAL})|(?P<n>\d{{1,2}})(?:st|nd|rd|th|\.))\s+(?P<noun>[^\W\d]+)")
_TIMES = re.compile(
    rf"\b(?:(?P<once>once|twice|thrice)|(?P<mal>ein|zwei|drei|vier|fünf|sechs)mal|(?P<n>\d+|{_WORD})\s*(?:times|mal))\b"
)
_COUNT = re.compile(rf"(?<![\w.,#-])(?P<n>{_NUMBER}|{_WORD})\b\s+(?P<noun>[^\W\d_][\w-]+)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what it counts.

    Attributes:
        dimension: what is measured, such as "duration"; only equal ones can be compared.
        value: in the dimension's own unit: hours, minutes of the day, day of the year.
        bound: EXACT, AT_MOST or AT_LEAST.
        unit: as it is written.
        words: as they stand in the sentence.
        start, end: of the words with what bounds them, such as "up to".
    """

    dimension: str
    value: float
    bound: str
    unit: str
    words: str
    start: int
    end: int


def quantities(sentence: str, language: str) -> tuple[Quantity, ...]:
    """What a sentence counts and measures, in order."""
    taken: list[Quantity] = []
    # What is read first is gone for the next: "31 March" is no 31 of something.
    text = sentence.casefold() if len(sentence.casefold()) == len(sentence) else sentence.lower()
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            measured = read(match, language)
            if measured and not any(match.start() < each.end and each.start < match.end() for each in taken):
                dimension, value, unit = measured
                place = (match.start(), match.end())
                bound, start = _bound(text, place[0], dimension)
                taken.append(Quantity(dimension, value, bound, unit, sentence[slice(*place)].strip(), start, place[1]))
    return tuple(sorted(taken, key=lambda each: each.start))


def without(sentence: str, measured: tuple[Quantity, ...]) -> str:
    """The sentence with nothing in the quantities' places."""
    for each in reversed(measured):
        sentence = f"{sentence[: each.start]} {sentence[each.end :]}"
    return sentence


def differ(first: Quantity, other: Quantity) -> bool:
    """Whether both cannot hold: two values, or a value beyond a limit; of two limits the lower is another one."""
    if first.bound == other.bound:
        return not _same(first, other)
    if {first.bound, other.bound} == {AT_MOST, AT_LEAST}:
        low, high = (first, other) if first.bound == AT_LEAST else (other, first)
        return low.value > high.value
    exact, limit = (first, other) if first.bound == EXACT else (other, first)
    beyond = exact.value > limit.value if limit.bound == AT_MOST else exact.value < limit.value
    return beyond and not _same(first, other)


def _same(first: Quantity, other: Quantity) -> bool:
    """Equal, as far as people mean it: a month has about four weeks, a week five working days."""
    if first.value == other.value:
        return True
    if first.dimension != "duration" or first.unit == other.unit:
        return abs(first.value - other.value) < 1e-9
    ratio = max(first.value, other.value) / max(1e-9, min(first.value, other.value))
    units = {_scale(first.unit), _scale(other.unit)}
    working = WORKING.search(first.words + other.words) is not None
    if units & {"week"} and units & {"day"}:
        return any(abs(ratio - days) < 1e-6 for days in (1, 7 / 5, 7 / 6))
    return ratio < (1.45 if working else 1.1) if units & {"month", "year"} or working else ratio < 1 + 1e-9


# A month of 30.4 days has no whole number of weeks, so that units are told apart by their size alone.
def _scale(unit: str) -> str:
    hours = UNITS[unit][1]
    return next(
        name for name, least in (("year", 8000), ("month", 700), ("week", 168), ("day", 24), ("", 0)) if hours >= least
    )


def _bound(text: str, start: int, dimension: str) -> tuple[str, int]:
    """The direction that the words before a number give it, and where these begin."""
    before = text[:start]
    if up_to := UP_TO.search(before):
        return AT_MOST, up_to.start()
    if from_on := FROM_ON.search(before):
        return AT_LEAST, from_on.start()
    return AT_MOST if LIMIT.search(text) and dimension not in ("time", "date") else EXACT, start


def number(text: str, language: str) -> float:
    """1,000.5 of English and 1.000,5 of German as one number."""
    plain = text.replace("−", "-")
    thousands, decimal = (".", ",") if language == "de" else (",", ".")
    # "0,30" of an English text and "0.30" of a German one are typed by people with the other keyboard.
    if re.fullmatch(r"-?\d+[.,]\d{1,2}", plain):
        return float(plain.replace(",", "."))  # two digits behind a sign are never thousands, whatever the language
    return float(
        plain.replace(thousands, "").replace(decimal, ".") if plain.count(decimal) <= 1 else re.sub(r"[.,]", "", plain)
    )


def _time(match: re.Match[str], language: str) -> tuple[str, float, str]:
    if match["noon"]:
        return "time", 12 * 60 if match["noon"].startswith(("no", "mitta")) else 0, ""
    hour, minute = int(match["h"] or match["hh"]), int(match["m"] or match["mm"] or 0)
    half = (match["half"] or "")[:1]
    hour = hour % 12 + 12 if half == "p" else hour % 12 if half == "a" else hour
    return "time", hour * 60 + minute, ""


def _date(match: re.Match[str], language: str) -> tuple[str, float, str] | None:
    name = match["month"] or match["month2"]
    month = MONTHS[name] if name else int(match["m3"] or match["m4"])
    day = int(match["d"] or match["d2"] or match["d3"] or match["d4"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return "date", month * 31 + day, ""


def _price(match: re.Match[str], language: str) -> tuple[str, float, str]:
    dimension, factor = UNITS[match["sign"]]
    return dimension, number(match["n"], language) * factor, match["sign"]


def _amount(match: re.Match[str], language: str) -> tuple[str, float, str]:
    dimension, factor = UNITS[match["unit"]]
    count = number(match["n"], language) if match["n"] else NUMBER_WORDS[match["w"]] if match["w"] else 1
    return dimension, count * factor, match["unit"]


def _nth(match: re.Match[str], language: str) -> tuple[str, float, str]:
    nth = ORDINALS[match["word"]] if match["word"] else int(match["n"])
    return f"nth {match['noun'][:4]}", nth, ""


def _times(match: re.Match[str], language: str) -> tuple[str, float, str]:
    if match["once"]:
        return "times", {"once": 1, "twice": 2, "thrice": 3}[match["once"]], ""
    if match["mal"]:
        return "times", {"ein": 1}.get(match["mal"]) or NUMBER_WORDS[match["mal"]], ""
    return "times", NUMBER_WORDS[match["n"]] if match["n"] in NUMBER_WORDS else float(match["n"]), ""


def _count(match: re.Match[str], language: str) -> tuple[str, float, str] | None:
    digits, noun = match["n"], match["noun"]
    count = NUMBER_WORDS[digits] if digits in NUMBER_WORDS else number(digits, language)
    # What stands before a verb or a preposition is a name, and comes among names().
    # A year counts nothing, and 4 in "building 4 is locked" neither.
    if 1900 <= count <= 2100 or noun in _NO_NOUNS:
        return None
    return f"count {noun[:5]}", count, ""


_NO_NOUNS_TEXT = """
    a all an and are as at but by can for from has have if in is it may must not of on or per than the to was were
    when will with ab am auf aus bei bis das dem den der die ein eine für gilt hat im in ist kann mit müssen muss
    oder pro sind und unter von vor war werden wird zu zum zur"""
_NO_NOUNS = frozenset(_NO_NOUNS_TEXT.split())
_Reader = Callable[[re.Match[str], str], tuple[str, float, str] | None]
_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_TIME, _time),
    (_DATE, _date),
    (_PRICE, _price),
    (_AMOUNT, _amount),
    (_NTH, _nth),
    (_TIMES, _times),
    (_COUNT, _count),
)


def names(sentence: str, measured: tuple[Quantity, ...]) -> Iterator[str]:
    """Numbers that name something, such as a year or the 4 of "building 4"."""
    yield from (f"#{digits}" for digits in re.findall(r"\d+", without(sentence, measured)))
