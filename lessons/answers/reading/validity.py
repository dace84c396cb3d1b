"""Until when a document holds and who looks after it, as the document itself says."""

from __future__ import annotations

import re
from datetime import date

from lessons.answers.reading.document import Stated, Unreadable
from lessons.answers.reading.visible import visible
from lessons.answers.text.analyser import base_language

LONGEST_OWNER = 100
UNTIL = ("valid until", "gültig bis")
OWNER = ("owner", "verantwortlich")
_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_MONTHS_A_YEAR = 12
_SHORTEST = 3  # letters of a month's name
_ISO = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})")
_DOTTED = re.compile(r"(?P<d>\d{1,2})\. ?(?P<m>\d{1,2})\. ?(?P<y>\d{4})")
_SLASHED = re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})")
_NAMED = (
    re.compile(r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.)? (?:of |de )?(?P<m>[^\W\d]+)\.?,? (?:de |del )?(?P<y>\d{4})"),
    re.compile(r"(?P<m>[^\W\d]+)\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})"),
)


def day_written(text: str, language: str) -> date | None:
    """The day that a text names: 2027-03-31, 31.03.2027, "31 March 2027", "31. März 2027"; None where it names none.

    Args:
        language: the document's; months have its names, or English ones.
    """
    words = " ".join(text.split()).casefold()
    if match := _ISO.fullmatch(words) or _DOTTED.fullmatch(words):
        return _day(match, int(match["m"]))
    if match := _SLASHED.fullmatch(words):
        return _slashed(match, base_language(language))
    match = next((fits for pattern in _NAMED if (fits := pattern.fullmatch(words))), None)
    return _day(match, _month(match["m"], base_language(language))) if match else None


def _slashed(match: re.Match[str], language: str) -> date | None:
    """In English 03/04/2027 is a day in March to some and in April to others, so it is none."""
    first, second = int(match["d"]), int(match["m"])
    if language != "en" or first > _MONTHS_A_YEAR or first == second:
        return _day(match, second)
    return _on(int(match["y"]), first, second) if second > _MONTHS_A_YEAR else None


def _month(name: str, language: str) -> int:
    """1 to 12; 0 for a word that begins the name of no month, or of several."""
    # Files of all languages come with English dates, since programs write them.
    for spoken in dict.fromkeys((language, "en")):
        names = _MONTHS.get(spoken, "").split()
        fitting = [at for at, full in enumerate(names, 1) if full.startswith(name)]
        if len(name) >= _SHORTEST and len(fitting) == 1:
            return fitting[0]
    return 0


def _day(match: re.Match[str], month: int) -> date | None:
    return _on(int(match["y"]), month, int(match["d"]))


def _on(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None  # a 31 February


def checked_day(stated: Stated, language: str) -> date | None:
    """Until when a document says that it holds; None where it does not say.

    Raises:
        Unreadable: what it says is no date. A rule whose end nobody can tell would be quoted for ever.
    """
    if not stated.valid_until:
        return None
    day = day_written(stated.valid_until, language)
    if day is None:
        short = visible(stated.valid_until)[:40]
        raise Unreadable(
            f"line {stated.line}: “{short}” is no date that it can be valid until: write 2027-03-31 or 31 March 2027"
        )
    return day


def owner_name(stated: Stated) -> str:
    """Who looks after a document, on one line; "" where it does not say."""
    return " ".join(visible(stated.owner).split())[:LONGEST_OWNER].strip()
