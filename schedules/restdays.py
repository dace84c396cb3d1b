"""Public holidays and weekends of countries, behind the library `holidays`."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays


def is_holiday(day: date, country: str | None, subdivision: str | None = None) -> bool:
    """Whether the day is a public holiday; never, where no country is given.

    Args:
        country: a two-letter code such as DE (ISO 3166-1).
        subdivision: a state or province as the country writes it, such as BY.

    Raises:
        ValueError: no holidays are known for the country or subdivision.
    """
    if country is None:
        return False
    return day in _holidays(country, subdivision, day.year)


def is_weekend(day: date, country: str | None, subdivision: str | None = None) -> bool:
    """Whether people of the country rest on this day of every week; Saturday and Sunday, where no country is given."""
    if country is None:
        return day.weekday() >= 5
    return _holidays(country, subdivision, day.year).is_weekend(day)


def country_fault(country: str, subdivision: str | None = None) -> str | None:
    """Why no holidays are known for a country or subdivision, in words, or None."""
    known = _countries().get(country)
    if known is None:
        return (
            f"no public holidays are known for {country!r}: write the two-letter code of a country in capitals, "
            "such as DE, GB or US, or leave the country empty to keep every weekday"
        )
    if subdivision is None or subdivision in known:
        return None
    listed = ", ".join(known) or "none"
    return f"{country} has no subdivision {subdivision!r}: leave it empty, or write one of: {listed}"


@lru_cache(maxsize=1)
def _countries() -> dict[str, list[str]]:
    return holidays.list_supported_countries(include_aliases=True)


@lru_cache(maxsize=4096)
def _holidays(country: str, subdivision: str | None, year: int) -> holidays.HolidayBase:
    if fault := country_fault(country, subdivision):
        raise ValueError(fault)
    return holidays.country_holidays(country, subdiv=subdivision, years=year, expand=False)
