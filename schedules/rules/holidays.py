"""Public holidays and weekends of countries, behind the library `holidays`.

A country is its two-letter code, with a state or province where wanted: "DE", "DE-BY". None or "" is no country.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays

SATURDAY = 5


class UnknownCountry(ValueError):
    """No holidays are known for a country or its part; the message says how to write one."""


def is_holiday(day: date, country: str | None) -> bool:
    """Whether the day is a public holiday there; never, where no country is given.

    Raises:
        UnknownCountry: no holidays are known for the country or its part.
    """
    return bool(country) and day in _holidays(country, day.year)


def is_weekend(day: date, country: str | None) -> bool:
    """Whether people there rest on this day of every week; Saturday and Sunday, where no country is given.

    Raises:
        UnknownCountry: no holidays are known for the country or its part.
    """
    return _holidays(country, day.year).is_weekend(day) if country else day.weekday() >= SATURDAY


def country_fault(country: str) -> str | None:
    """Why no holidays are known for a country or its part, in words, or None."""
    code, _, part = country.partition("-")
    parts = _countries().get(code)
    if parts is None:
        return (
            f"no public holidays are known for {country!r}: write the two-letter code of a country in capitals, "
            "such as DE, GB or US-CA, or leave it empty to keep every weekday"
        )
    if not part or part in parts:
        return None
    return f"{code} has no part {part!r}: write {code} alone, or one of: {', '.join(parts) or 'none'}"


@lru_cache(maxsize=1)
def _countries() -> dict[str, list[str]]:
    return holidays.list_supported_countries(include_aliases=True)


@lru_cache(maxsize=4096)
def _holidays(country: str, year: int) -> holidays.HolidayBase:
    if fault := country_fault(country):
        raise UnknownCountry(fault)
    code, _, part = country.partition("-")
    return holidays.country_holidays(code, subdiv=part or None, years=year, expand=False)
