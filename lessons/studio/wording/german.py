"""How German is read aloud, with the English words that offices use as Germans say them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from lessons.studio.wording.rules import (
    ADDRESS,
    EMAIL,
    Match,
    ReadingRule,
    address_words,
    cardinal,
    ordinal,
    rule,
    spelled,
    table,
    year,
)

SIGNS = {"@": "ät", ".": "Punkt", "/": "Schrägstrich", "-": "Strich", "_": "Unterstrich", "+": "plus"}
MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()  # noqa: SIM905
SCALES = {"Mio.": "Millionen", "Mrd.": "Milliarden", "Tsd.": "Tausend", "k": "Tausend"}
CURRENCIES = {"€": "Euro", "EUR": "Euro", "$": "Dollar", "CHF": "Franken", "£": "Pfund"}
UNITS = {
    "GB": "Gigabyte", "MB": "Megabyte", "KB": "Kilobyte", "kB": "Kilobyte", "TB": "Terabyte", "km": "Kilometer",
    "cm": "Zentimeter", "mm": "Millimeter", "m": "Meter", "kg": "Kilogramm", "g": "Gramm", "h": "Stunden",
    "Std.": "Stunden", "Min.": "Minuten", "min": "Minuten", "s": "Sekunden", "kWh": "Kilowattstunden",
    "kW": "Kilowatt", "km/h": "Kilometer pro Stunde", "l": "Liter", "ml": "Milliliter", "°C": "Grad Celsius",
    "°": "Grad", "%": "Prozent",
}  # fmt: skip
ABBREVIATIONS = {
    "z. B.": "zum Beispiel", "z.B.": "zum Beispiel", "Z. B.": "Zum Beispiel", "d. h.": "das heißt",
    "d.h.": "das heißt", "u. a.": "unter anderem", "u.a.": "unter anderem", "usw.": "und so weiter",
    "bzw.": "beziehungsweise", "ca.": "circa", "Nr.": "Nummer", "Dr.": "Doktor", "Prof.": "Professor",
    "inkl.": "inklusive", "ggf.": "gegebenenfalls", "Hr.": "Herr", "Fr.": "Frau", "Str.": "Straße",
    "evtl.": "eventuell", "vgl.": "vergleiche", "Abt.": "Abteilung", "&": "und", "OK": "okeh",
    "o. Ä.": "oder Ähnliches",
}  # fmt: skip
LOANWORDS = {
    "Feedback": "Fiedbäck", "Team": "Tiem", "Meeting": "Mieting", "Meetings": "Mietings",
    "Update": "Apdeht", "Updates": "Apdehts", "Download": "Daunlohd", "Account": "Äkaunt", "Manager": "Mänätscher",
    "Managerin": "Mänätscherin", "Phishing": "Fisching", "Deadline": "Dedlein", "Laptop": "Läptopp",
    "E-Mail": "Ih-Mehl", "E-Mails": "Ih-Mehls", "Mail": "Mehl", "Mails": "Mehls", "Homeoffice": "Houmoffiss",
    "Chat": "Tschätt", "Link": "Link", "Browser": "Brauser", "Cloud": "Klaut", "Sales": "Sehls", "Workflow": "Wörkflou",
    "Server": "Sörwer", "Display": "Displeh", "Service": "Sörwiss", "Support": "Sapport", "Job": "Dschobb",
}  # fmt: skip
"""English words as German spelling says them: engines read them by German rules otherwise."""

LETTER_NAMES = [
    "ah", "beh", "zeh", "deh", "eh", "eff", "geh", "hah", "ih", "jott", "kah", "ell", "emm", "enn",
    "oh", "peh", "kuh", "err", "ess", "teh", "uh", "fau", "weh", "ix", "üpsilon", "zett", "ä", "ö",
    "ü",
]  # fmt: skip
LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyzäöü", LETTER_NAMES, strict=True))
WORD_LIKE = re.compile(r"[BDFGHJKLMNPRSTWZ]?(?:[BFGKP][LR])?[AEIOUÄÖÜ][BDFGKLMNPRSTXZ]{1,2}(?:E[NRS]?)?")
SPELLED = {"EU", "USB", "SAP"}
DATIVE = re.compile(r"\b(?:am|vom|zum|beim|dem|den|im|ab|bis|seit|der|die)\s+$", re.IGNORECASE)


@lru_cache(2)
def rules(tag: str) -> Sequence[ReadingRule]:
    """In the order in which they are tried; what one has read the next ones leave alone."""
    number = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
    months, units = "|".join(MONTHS), "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
    money = "|".join(map(re.escape, CURRENCIES))
    return (
        rule(EMAIL, lambda found: address_words(found[0], SIGNS)),
        rule(ADDRESS, lambda found: address_words(found[0], SIGNS)),
        rule(r"(?<![\w.])(\d{1,2})\.\s?(\d{1,2})\.(\d{4})(?!\w)", _dotted_date),
        rule(rf"(?<![\w.])(\d{{1,2}})\. ({months})(?: (\d{{4}})\b)?", _named_date),
        rule(r"(?<![\d:])([01]?\d|2[0-3])[:.]([0-5]\d)(?![\d:])\s?Uhr\b", _clock),
        rule(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?![\d:])", _clock),
        rule(rf"({number})\s?(Mio\.|Mrd\.|Tsd\.|k)?\s?({money})(?!\w)", _money),
        rule(rf"(€|\$)\s?({number})\s?(k)?(?!\w)", lambda found: _amount(found[2], found[3], found[1])),
        rule(rf"(?<![\w.])({number})\s?({units})(?!\w)", lambda found: f"{_number(found[1])} {UNITS[found[2]]}"),
        rule(r"(?<![\w.])(\d{1,2})\.(?=\s+[a-zäöüA-ZÄÖÜ])", _ordinal),
        rule(r"\b(\d+)\s?[–-]\s?(\d+)\b", lambda found: f"{_number(found[1])} bis {_number(found[2])}"),
        rule(r"(?<![\w.,])(1[1-9]|20)(\d\d)(?![\w,]|\.\d)", lambda found: year(int(found[0]), "de")),
        rule(rf"(?<![\w.,])(?:{number})(?!\w)", lambda found: _number(found[0])),
        table(ABBREVIATIONS),
        table(LOANWORDS),
        rule(r"(?<![\w{])([A-ZÄÖÜ]{2,5})(s?)(?!\w)", _initialism),
    )  # fmt: skip


def _number(text: str) -> str:
    plain = text.replace(".", "").replace(",", ".")
    return "ein" if plain == "1" else cardinal(plain, "de", "Komma")


def _dotted_date(found: Match) -> str:
    month = int(found[2])
    return _date(found, month - 1, int(found[3])) if 1 <= month <= len(MONTHS) else ""


def _named_date(found: Match) -> str:
    return _date(found, MONTHS.index(found[2]), int(found[3]) if found[3] else None)


def _date(found: Match, month: int, years: int | None) -> str:
    day = f"{ordinal(int(found[1]), 'de')}{_ending(found)} {MONTHS[month]}"
    return f"{day} {year(years, 'de')}" if years else day


def _ending(found: Match) -> str:
    """ "am ersten Februar", but "erster Februar" by itself."""
    return "n" if DATIVE.search(found.string[: found.start()]) else "r"


def _ordinal(found: Match) -> str:
    """A number and a full stop in front of a small letter, or after "am": "der 3. Versuch" is no end of a sentence."""
    before, after = found.string[: found.start()], found.string[found.end() :].lstrip()
    inside = bool(DATIVE.search(before)) or after[:1].islower()
    if not inside:
        return ""
    return ordinal(int(found[1]), "de") + ("n" if re.search(r"\b(am|vom|zum|dem|den|im)\s+$", before, re.I) else "")


def _clock(found: Match) -> str:
    hour = _number(str(int(found[1])))
    minute = int(found[2])
    return f"{hour} Uhr" + (f" {_number(str(minute))}" if minute else "")


def _money(found: Match) -> str:
    return _amount(found[1], found[2], found[3])


def _amount(number: str, scale: str | None, currency: str) -> str:
    unit = CURRENCIES[currency]
    whole, _, cents = number.partition(",")
    if scale:
        return f"{_number(number)} {SCALES[scale]} {unit}"
    if len(cents) == 2 and int(cents):
        return f"{_number(whole)} {unit} {_number(str(int(cents)))}"
    return f"{_number(number)} {unit}"


def _initialism(found: Match) -> str:
    letters, plural = found[1], found[2]
    if letters not in SPELLED and len(letters) > 2 and WORD_LIKE.fullmatch(letters):
        return ""
    return spelled(letters, LETTERS) + plural
