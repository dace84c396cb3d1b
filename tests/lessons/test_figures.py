"""Numbers as each language writes them, read and written."""

from __future__ import annotations

import re

import pytest

from lessons.figures import number_pattern, read_number, written


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "1,234.5", 1234.5),
        ("en-GB", "12,345,678", 12_345_678),
        ("de", "1.234", 1234),
        ("de", "1.234,5", 1234.5),
        ("de-AT", "12 345,25", 12_345.25),
        ("de-CH", "1’234.5", 1234.5),
        ("fr", "1\u202f234,5", 1234.5),
        ("es", "2.500.000", 2_500_000),
        ("es-MX", "1,234.5", 1234.5),
        ("ja", "1,234", 1234),
        ("sv", "0,5", 0.5),
    ],
)
def test_a_number_is_what_its_reader_takes_it_for(language: str, text: str, value: float) -> None:
    assert re.fullmatch(number_pattern(language), text)
    assert read_number(text, language) == value


@pytest.mark.parametrize(("language", "text"), [("de", "3.5"), ("en", "3,5"), ("de", "1.23"), ("fr", "1.234")])
def test_a_number_in_another_languages_form_is_none(language: str, text: str) -> None:
    assert re.fullmatch(number_pattern(language), text) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "1,234.5"), ("de", "1.234,5"), ("fr", "1\u00a0234,5"), ("de-CH", "1’234.5"), ("pl", "1\u00a0234,5")],
)
def test_a_number_is_written_as_the_language_does(language: str, text: str) -> None:
    assert written("1,234.5", language) == text
