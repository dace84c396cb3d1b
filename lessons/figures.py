"""Numbers as a language writes them: 1,234.5 in English is 1.234,5 in German and 1 234,5 in French."""

from __future__ import annotations

import re

_COMMAS = "de fr es pt it nl sv pl cs tr ru uk el vi id da nb nn no fi hu ro bg sk hr sl sr et lv lt ca"
_POINTS = "de es pt it nl tr el vi id da ro hr sl sr ca"  # between thousands; the others leave space
_POINT_REGIONS = "ch li mx us"  # where a full stop stands before decimals in any language
_SPACES = " \u00a0\u202f\u2009"
_APOSTROPHES = "'’"


def _marks(language: str) -> tuple[str, str]:
    """What stands before decimals, and what between thousands, in a language such as "de-AT"."""
    main, *rest = language.casefold().split("-")
    region = rest[-1] if rest else ""
    if main not in _COMMAS.split() or region in _POINT_REGIONS.split():
        return ".", "’" if region in ("ch", "li") else ","
    return ",", "." if main in _POINTS.split() else "\u00a0"


def number_pattern(language: str) -> str:
    """A regular expression, without groups, for a number of 0 or more as the language writes it."""
    decimal, thousands = _marks(language)
    between = re.escape("".join(dict.fromkeys(f"{thousands}{_SPACES}{_APOSTROPHES}")))
    return rf"(?:\d{{1,3}}(?:[{between}]\d{{3}})+|\d+)(?:{re.escape(decimal)}\d+)?"


def read_number(text: str, language: str) -> float:
    """The value of what number_pattern matches."""
    decimal, _ = _marks(language)
    whole, _, decimals = text.partition(decimal)
    return float(f"{re.sub(r'[^0-9]', '', whole)}.{decimals or 0}")


def written(digits: str, language: str) -> str:
    """A number in the English form ("1,234.5") as the language writes it."""
    decimal, thousands = _marks(language)
    return digits.translate({ord(","): thousands, ord("."): decimal})
