"""Time zones as people name them: "Europe/Berlin", "Berlin", "new york", "São Paulo"."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from zoneinfo import available_timezones

AREAS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")

_COMMON = {
    "Africa": "Abidjan Accra Algiers Cairo Casablanca Johannesburg Lagos Nairobi Tunis",
    "America": "Anchorage Argentina/Buenos_Aires Bogota Caracas Chicago Denver Guatemala Halifax Lima Los_Angeles "
    "Mexico_City Montevideo New_York Panama Phoenix Santiago Sao_Paulo St_Johns Toronto Vancouver",
    "Asia": "Baghdad Baku Bangkok Beirut Colombo Dhaka Dubai Ho_Chi_Minh Hong_Kong Jakarta Jerusalem Kabul Karachi "
    "Kathmandu Kolkata Kuala_Lumpur Manila Riyadh Seoul Shanghai Singapore Taipei Tashkent Tbilisi Tehran Tokyo Yangon",
    "Atlantic": "Azores Canary Reykjavik",
    "Australia": "Adelaide Brisbane Darwin Hobart Melbourne Perth Sydney",
    "Europe": "Amsterdam Athens Belgrade Berlin Brussels Bucharest Budapest Copenhagen Dublin Helsinki Istanbul Kyiv "
    "Lisbon London Madrid Moscow Oslo Paris Prague Rome Sofia Stockholm Vienna Vilnius Warsaw Zurich",
    "Pacific": "Auckland Fiji Honolulu",
}
COMMON = ("UTC", *(f"{area}/{city}" for area, cities in _COMMON.items() for city in cities.split()))
"""Zones for a list that must be short: those of most people."""

_BESIDE = {
    "UTC": "gmt, universal",
    "Europe/Berlin": "munich, munchen, hamburg, cologne, koln, frankfurt, stuttgart, leipzig",
    "Europe/Zurich": "geneva, basel, bern",
    "Europe/Madrid": "barcelona, valencia, seville",
    "Europe/Rome": "milan, turin, naples",
    "Europe/Paris": "lyon, marseille, toulouse",
    "Europe/London": "manchester, birmingham, edinburgh, glasgow, cardiff",
    "Europe/Amsterdam": "rotterdam, the hague, utrecht, eindhoven",
    "Europe/Warsaw": "krakow, gdansk, wroclaw",
    "Europe/Moscow": "saint petersburg, st petersburg",
    "Europe/Istanbul": "ankara, izmir",
    "Europe/Lisbon": "porto",
    "Europe/Kyiv": "kiev",
    "America/New_York": "boston, washington, philadelphia, miami, atlanta, nyc",
    "America/Los_Angeles": "san francisco, seattle, san diego, portland, las vegas, la",
    "America/Chicago": "houston, dallas, austin, minneapolis, new orleans",
    "America/Denver": "salt lake city, albuquerque",
    "America/Toronto": "ottawa, montreal, quebec",
    "America/Sao_Paulo": "rio, rio de janeiro, brasilia",
    "Asia/Kolkata": "mumbai, delhi, new delhi, bangalore, bengaluru, chennai, hyderabad",
    "Asia/Shanghai": "beijing, shenzhen, guangzhou",
    "Asia/Tokyo": "osaka, kyoto",
    "Asia/Ho_Chi_Minh": "saigon, hanoi, ho chi minh city",
    "Asia/Dubai": "abu dhabi",
    "Asia/Karachi": "islamabad, lahore",
    "Asia/Jerusalem": "tel aviv",
    "Africa/Johannesburg": "cape town, pretoria, durban",
    "Australia/Sydney": "canberra",
    "Pacific/Auckland": "wellington",
}
_CITIES = {city: zone for zone, cities in _BESIDE.items() for city in cities.split(", ")}
"""Large cities, as they are written in English, after which no zone is named."""


def zone_named(words: str) -> str | None:
    """The IANA name of the zone that words name, however they are spelled; None when there is none."""
    name = _folded(words)
    return _by_name().get(name) or _CITIES.get(name)


def zones_like(words: str, most: int) -> list[str]:
    """Zones in whose name, or one of whose cities, the words occur; those that begin with them first."""
    part = _folded(words)
    if not part:
        return list(COMMON[:most])
    named = [*_CITIES.items(), *((_folded(zone), zone) for zone in _all())]
    ranks: dict[str, int] = {}
    for name, zone in named:
        if part in name:
            ranks[zone] = min(_rank(part, name), ranks.get(zone, 9))
    return sorted(ranks, key=lambda zone: (ranks[zone], zone not in COMMON, zone))[:most]


def _rank(part: str, name: str) -> int:
    city = name.rpartition("/")[2]
    if part in (city, name):
        return 0
    return 1 if city.startswith(part) else 2


@lru_cache(maxsize=1)
def _all() -> Sequence[str]:
    """Every zone that is named after a place, and UTC."""
    return sorted(zone for zone in available_timezones() if zone == "UTC" or zone.partition("/")[0] in AREAS)


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    """Folded full names and last parts; of two zones with the same last part the common or the shorter one."""
    named = sorted(_all(), key=lambda zone: (zone not in COMMON, zone.count("/"), zone))
    zones: dict[str, str] = {}
    for zone in named:
        for name in _names(zone):
            zones.setdefault(name, zone)
    return zones


def _names(zone: str) -> Iterator[str]:
    yield _folded(zone)
    yield _folded(zone.rpartition("/")[2])


def _folded(words: str) -> str:
    """Small letters without accents; what stands between words is one space."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return " ".join(plain.replace("_", " ").replace("-", " ").replace(".", " ").split())
