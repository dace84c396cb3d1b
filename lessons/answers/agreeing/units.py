"""Words for numbers, units, times and months, in English and German: what quantities are read by."""

from __future__ import annotations

import re

_ENGLISH = "zero one two three four five six seven eight nine ten eleven twelve"
_GERMAN = "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf"
_WORDS = {
    **dict(enumerate(_ENGLISH.split())),
    **{15: "fifteen", 20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 90: "ninety"},
}
_WORTE = {
    **dict(enumerate(_GERMAN.split())),
    **{15: "fünfzehn", 20: "zwanzig", 30: "dreißig", 40: "vierzig", 50: "fünfzig", 60: "sechzig", 90: "neunzig"},
}
NUMBER_WORDS = {word: number for number, word in (*_WORDS.items(), *_WORTE.items())} | {"half": 0.5}
_FIRST = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_ERSTE = ["erst", "zweit", "dritt", "viert", "fünft", "sechst", "siebt", "acht", "neunt", "zehnt"]
ORDINALS = {word: at for at, word in enumerate(_FIRST, 1)}
ORDINALS |= {f"{word}e{end}": at for at, word in enumerate(_ERSTE, 1) for end in ("", "n", "r", "m", "s")}

_MONTHS = (
    "january|jan|januar|jänner",
    "february|feb|februar",
    "march|mar|märz",
    "april|apr",
    "may|mai",
    "june|jun|juni",
    "july|jul|juli",
    "august|aug",
    "september|sept|sep",
    "october|oct|oktober|okt",
    "november|nov",
    "december|dec|dezember|dez",
)
MONTHS = {name: at for at, names in enumerate(_MONTHS, 1) for name in names.split("|")}

DAYS_A_MONTH = 30.4
# A unit's dimension and how many of the dimension's own unit it has; durations are in hours.
UNITS: dict[str, tuple[str, float]] = {}
for _names, _dimension, _factor in (
    ("second seconds sekunde sekunden", "duration", 1 / 3600),
    ("minute minutes min minuten", "duration", 1 / 60),
    ("hour hours h stunde stunden", "duration", 1),
    ("day days tag tage tagen tages werktag werktage werktagen arbeitstag arbeitstage arbeitstagen", "duration", 24),
    ("week weeks woche wochen", "duration", 24 * 7),
    ("month months monat monate monaten monats", "duration", 24 * DAYS_A_MONTH),
    ("year years jahr jahre jahren jahres", "duration", 24 * DAYS_A_MONTH * 12),
    ("% percent prozent", "percent", 1),
    ("€ eur euro euros", "euros", 1),
    ("$ usd dollar dollars", "dollars", 1),
    ("£ gbp pound pounds", "pounds", 1),
    ("chf franken francs", "francs", 1),
    ("°c degrees grad", "degrees", 1),
    ("km kilometre kilometres kilometer kilometers kilometern", "metres", 1000),
    ("m metre metres meter meters metern", "metres", 1),
    ("cm centimetre centimetres zentimeter", "metres", 0.01),
    ("kg kilo kilos kilograms kilogramm", "grams", 1000),
    ("g grams gramm", "grams", 1),
    ("litre litres liter litern l", "litres", 1),
    ("character characters zeichen", "characters", 1),
):
    UNITS |= dict.fromkeys(_names.split(), (_dimension, _factor))
WORKING = re.compile(r"working|business|werktag|arbeitstag")
PERIOD_NAMES = {
    **dict.fromkeys(("day", "daily", "tag", "täglich"), "day"),
    **dict.fromkeys(("week", "weekly", "woche", "wöchentlich"), "week"),
    **dict.fromkeys(("month", "monthly", "monat", "monatlich"), "month"),
    **dict.fromkeys(("year", "yearly", "annually", "jahr", "jährlich"), "year"),
    **dict.fromkeys(("night", "nacht"), "night"),
    **dict.fromkeys(("hour", "hourly", "stunde", "stündlich"), "hour"),
}
# Before a number, these give it a direction: what is said holds up to it, or from it on.
UP_TO = re.compile(
    r"\b(?:up to|at most|no more than|not more than|maximum(?: of)?|max\.?|within|by|until|till|under|below|less than|"
    r"before|bis(?: zu| zum)?|höchstens|maximal|innerhalb (?:von|der|eines)|binnen|unter|weniger als|vor|"
    r"spätestens(?: am| zum)?)\W*(?:the |a |an |dem |den )?(?:(?:value|amount) of |einem (?:wert|betrag) von )?$"
)
FROM_ON = re.compile(
    r"\b(?:at least|no less than|minimum(?: of)?|min\.?|from|over|above|more than|after|since|"
    r"mindestens|wenigstens|ab|über|mehr als|nach|seit)\W*(?:the |a |an |dem |den )?$"
)
LIMIT = re.compile(r"\b(?:limit|maximum|cap|ceiling|obergrenze|höchstbetrag|höchstgrenze|grenze)\b")
