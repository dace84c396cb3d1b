"""Public holidays and weekends of countries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from schedules.rules.holidays import UnknownCountry, country_fault, is_holiday, is_weekend

FRIDAY = date(2026, 5, 8)


def test_a_holiday_of_one_country_is_a_working_day_in_another() -> None:
    independence = date(2025, 7, 4)
    assert is_holiday(independence, "US")
    assert not is_holiday(independence, "DE")


def test_a_holiday_of_one_part_is_a_working_day_in_the_next() -> None:
    epiphany = date(2026, 1, 6)
    assert is_holiday(epiphany, "DE-BY")
    assert not is_holiday(epiphany, "DE-HH")
    assert not is_holiday(epiphany, "DE")


@pytest.mark.parametrize("country", [None, ""])
def test_without_a_country_no_day_is_a_holiday(country: str | None) -> None:
    assert not any(is_holiday(date(2026, 1, 1) + timedelta(days=n), country) for n in range(365))


def test_holidays_of_any_year_are_found_whichever_year_was_asked_first() -> None:
    assert is_holiday(date(2026, 12, 25), "US")
    assert is_holiday(date(2031, 12, 25), "US")
    assert not is_holiday(date(2031, 12, 24), "US")


def test_weekends_are_those_of_the_country() -> None:
    assert is_weekend(FRIDAY, "IL")
    assert not is_weekend(FRIDAY, "DE")
    assert not is_weekend(FRIDAY + timedelta(days=2), "IL")
    assert [is_weekend(FRIDAY + timedelta(days=n), "") for n in range(4)] == [False, True, True, False]


@pytest.mark.parametrize("country", ["Germany", "de", "XX", "D", " DE", "XX-BY"])
def test_an_unknown_country_is_refused_and_told_how_to_write_one(country: str) -> None:
    with pytest.raises(UnknownCountry, match=f"{country!r}: write the two-letter code") as refusal:
        is_holiday(FRIDAY, country)
    assert str(refusal.value) == country_fault(country)


def test_an_unknown_part_is_refused_and_told_the_known_ones() -> None:
    with pytest.raises(UnknownCountry, match="DE has no part 'ZZ': write DE alone, or one of: BB, BE"):
        is_holiday(FRIDAY, "DE-ZZ")


@pytest.mark.parametrize("country", ["DE", "DE-BY", "GB", "US-CA", "IN", "JP"])
def test_known_countries_have_no_fault(country: str) -> None:
    assert country_fault(country) is None
