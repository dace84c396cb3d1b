"""Values in a sentence that a question can ask for: durations, amounts of money, shares, days and times."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_ENGLISH = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_GERMAN = ("zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf")
_WORDS = {
    **{word: n for n, word in enumerate(_ENGLISH, 1)},
    **{word: n for n, word in enumerate(_GERMAN, 2)},
    **dict.fromkeys(("ein", "eine", "einen", "einem", "einer", "eines"), 1),
}
_NUMBER = rf"(?:\d{{1,3}}(?:[,.’ ]\d{{3}})+(?:[.,]\d{{1,2}})?|\d+(?:[.,]\d{{1,2}})?|{'|'.join(_WORDS)})"
_UNITS = {  # unit -> (kind, how many of the kind's smallest unit)
    r"seconds?|Sekunden?": ("duration", 1),
    r"minutes?|mins?\b|Minuten?": ("duration", 60),
    r"hours?|Stunden?": ("duration", 3_600),
    r"(?:working |business |calendar |consecutive )?days?|(?:Arbeits|Werk|Kalender)?[Tt]age?n?": ("duration", 86_400),
    r"weeks?|Wochen?": ("duration", 604_800),
    r"months?|Monate?n?": ("duration", 2_629_800),
    r"years?|Jahre?n?": ("duration", 31_557_600),
    r"euros?|€|EUR|pounds?|£|dollars?|USD|Euro": ("money", 1),
    r"%|percent|per cent|Prozent": ("share", 1),
    r"kilometres?|kilometers?|km|Kilometern?": ("way", 1_000),
    r"metres?|meters?|Metern?": ("way", 1),
    r"characters?|Zeichen": ("characters", 1),
    r"people|persons?|Personen|Leute": ("people", 1),
    r"times|[Mm]al": ("times", 1),
    r"kilos?|kilograms?|kg|Kilogramm": ("weight", 1),
    r"degrees?|°C|°|Grad": ("degrees", 1),
}
_MEASURE = re.compile(
    rf"(?<![\w.,€£$-])(?P<currency>[€£$])?\s?(?P<number>{_NUMBER})[\s-]?(?P<unit>{'|'.join(_UNITS)})?(?![\w%])",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<![\w:.])(?:[01]?\d|2[0-3])(?::[0-5]\d(?:\s?[ap]m| Uhr)?|\s?[ap]m\b| Uhr\b)(?!\w)", re.IGNORECASE
)
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember"
)
_DATE = re.compile(rf"(?<!\w)\d{{1,2}}(?:\.|st|nd|rd|th)?\s(?:{_MONTHS})\b(?! \d{{4}})")
_SINGULAR = re.compile(r"(?:second|minute|hour|day|week|month|year)$", re.IGNORECASE)
_FEW = ("ein", "eine", "einen", "einem", "einer", "eines", "one")


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it is written.

    Attributes:
        start, end: it is text[start:end].
        kind: what it measures: only values of one kind are mistaken for each other.
        size: equal for values that mean the same.
    """

    text: str
    start: int
    end: int
    kind: str
    size: float | str


@lru_cache(8_192)  # the sentences of three long documents: each is compared with all the others
def values_in(text: str) -> tuple[Value, ...]:
    """The values of a text, in order."""
    exact = [_clock(match) for match in _CLOCK.finditer(text)]
    exact += [_date(match) for match in _DATE.finditer(text)]
    measured = (_measured(match) for match in _MEASURE.finditer(text))
    free = [value for value in measured if value and not any(_overlap(value, other) for other in exact)]
    return tuple(sorted((*exact, *free), key=lambda value: value.start))


def _date(match: re.Match[str]) -> Value:
    return Value(
        match[0], match.start(), match.end(), "date", re.sub(r"\W|(?<=\d)(?:st|nd|rd|th)", "", match[0].casefold())
    )


def _clock(match: re.Match[str]) -> Value:
    """A time of day; its size is in minutes since midnight."""
    hour, minute = (int(part) for part in (*re.findall(r"\d+", match[0]), "0")[:2])
    afternoon = "p" in match[0].casefold() and hour < 12
    return Value(match[0], match.start(), match.end(), "time", (hour + 12 * afternoon) * 60 + minute)


def _measured(match: re.Match[str]) -> Value | None:
    number, unit, currency = match["number"].casefold(), match["unit"] or "", match["currency"]
    kind, factor = ("money", 1) if currency else _kind_of(unit)
    # "one" and "ein" are articles more often than amounts: they count where a unit of time or money follows.
    if not kind or (number in _FEW and kind not in ("duration", "money")):
        return None
    if kind == "duration" and _amount(number) > 1 and _SINGULAR.search(unit):
        return None  # "a two week period": part of another word's description, and no plain amount
    start = match.start("currency") if currency else match.start("number")
    whole = match.string[start : match.end()].rstrip()
    return Value(whole, start, start + len(whole), kind, _amount(number) * factor)


def _kind_of(unit: str) -> tuple[str, int]:
    fitting = (place for pattern, place in _UNITS.items() if unit and re.fullmatch(pattern, unit, re.IGNORECASE))
    return next(fitting, ("", 1))


def _amount(number: str) -> float:
    if number in _WORDS:
        return float(_WORDS[number])
    # Three digits behind a point or comma are thousands, one or two are decimals, in English and in German.
    plain = re.sub(r"[,.’ ](?=\d{3}(?!\d))", "", number).replace(",", ".")
    return float(plain)


def _overlap(value: Value, other: Value) -> bool:
    return value.start < other.end and other.start < value.end
