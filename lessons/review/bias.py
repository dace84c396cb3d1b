"""Words that leave somebody out or name a group by another's eyes, with what can be said instead.

A list finds words and no meaning: what it finds is for a person to look at, and what it does not find may still hurt.

Source: the terms that the inclusive-language guides of W3C, Google's developer documentation and the German federal
anti-discrimination agency agree on; each stands here with the one alternative that fits most sentences.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

_ENGLISH = {
    "blacklist": "blocklist",
    "blacklists": "blocklists",
    "blacklisted": "blocked",
    "whitelist": "allowlist",
    "whitelisted": "allowed",
    "master/slave": "primary/replica",
    "slave": "replica",
    "chairman": "chair",
    "chairmen": "chairs",
    "salesman": "salesperson",
    "salesmen": "sales staff",
    "businessman": "businessperson",
    "businessmen": "businesspeople",
    "spokesman": "spokesperson",
    "policeman": "police officer",
    "fireman": "firefighter",
    "foreman": "supervisor",
    "workman": "worker",
    "workmen": "workers",
    "repairman": "technician",
    "handyman": "technician",
    "cleaning lady": "cleaner",
    "stewardess": "flight attendant",
    "manpower": "staff",
    "man-hours": "working hours",
    "manned": "staffed",
    "mankind": "people",
    "man-made": "artificial",
    "middleman": "intermediary",
    "housewife": "homemaker",
    "guys": "everyone",
    "girls": "women, or colleagues",
    "crazy": "surprising",
    "insane": "extreme",
    "lunatic": "unreasonable",
    "psycho": "unpredictable",
    "schizophrenic": "contradictory",
    "lame": "weak",
    "cripple": "disable",
    "crippled": "disabled",
    "handicapped": "disabled",
    "wheelchair-bound": "using a wheelchair",
    "suffers from": "has",
    "the disabled": "disabled people",
    "the elderly": "older people",
    "the blind": "blind people",
    "the deaf": "deaf people",
    "deaf-mute": "deaf",
    "normal people": "most people",
    "sanity check": "quick check",
    "grandfathered": "exempted",
    "gypsy": "Romani",
    "oriental": "Asian",
    "third world": "lower-income countries",
    "illegal alien": "person without papers",
    "illegal aliens": "people without papers",
    "foreigners": "people from abroad",
    "non-native speaker": "somebody who learned the language later",
}
_GERMAN = {
    "schwarze liste": "Sperrliste",
    "weiße liste": "Freigabeliste",
    "blacklist": "Sperrliste",
    "whitelist": "Freigabeliste",
    "schwarzfahren": "ohne Fahrschein fahren",
    "schwarzfahrer": "Fahrgast ohne Fahrschein",
    "putzfrau": "Reinigungskraft",
    "sekretärin": "Assistenz",
    "krankenschwester": "Pflegekraft",
    "kindergärtnerin": "pädagogische Fachkraft",
    "fachmann": "Fachkraft",
    "fachmänner": "Fachleute",
    "kaufmann": "Kaufleute, oder Kauffrau/Kaufmann",
    "ansprechpartner": "Ansprechperson",
    "vertrauensmann": "Vertrauensperson",
    "obmann": "Obperson",
    "feuerwehrmann": "Feuerwehrkraft",
    "manntage": "Arbeitstage",
    "mannstunden": "Arbeitsstunden",
    "mannschaft": "Team",
    "mädels": "Kolleginnen",
    "fräulein": "Frau",
    "die behinderten": "Menschen mit Behinderung",
    "behinderte": "Menschen mit Behinderung",
    "behindertengerecht": "barrierefrei",
    "taubstumm": "gehörlos",
    "an den rollstuhl gefesselt": "im Rollstuhl unterwegs",
    "leidet an": "hat",
    "irre": "überraschend",
    "verrückt": "überraschend",
    "schizophren": "widersprüchlich",
    "zigeuner": "Sinti und Roma",
    "asylanten": "Geflüchtete",
    "asylant": "Geflüchteter",
    "flüchtlingswelle": "viele Geflüchtete",
    "ausländer": "Menschen aus dem Ausland",
    "farbige": "Schwarze Menschen, People of Color",
    "dritte welt": "ärmere Länder",
    "normale menschen": "die meisten Menschen",
}
LISTS: Mapping[str, Mapping[str, str]] = {"en": _ENGLISH, "de": _GERMAN}


@dataclass(frozen=True, slots=True)
class ListedWord:
    """A word of the list, where it stands.

    Attributes:
        line: index into the lines that were looked through.
        word: as it is written there.
    """

    line: int
    word: str
    instead: str


def listed_words(lines: Sequence[str], language: str) -> tuple[ListedWord, ...] | None:
    """Every word of the language's list, in order; None where there is no list for the language."""
    family = language.split("-")[0]
    if family not in LISTS:
        return None
    return tuple(
        ListedWord(at, match[0], LISTS[family][" ".join(match[0].casefold().split())])
        for at, line in enumerate(lines)
        for match in _pattern(family).finditer(line)
    )


@lru_cache
def _pattern(family: str) -> re.Pattern[str]:
    # The longest first, so that "master/slave" is not found as "slave" alone.
    words = sorted(LISTS[family], key=len, reverse=True)
    either = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE)
