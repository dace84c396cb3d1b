"""What the languages' rules are made of: a pattern and how a person says what it finds; numbers in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from num2words import num2words

Match = re.Match[str]
MOST_DIGITS = 15  # longer ones are account or serial numbers, which people read digit by digit


@dataclass(frozen=True, slots=True)
class ReadingRule:
    """Attributes:
    spoken: the words for what was found, "" to leave it as it is.
    """

    pattern: re.Pattern[str]
    spoken: Callable[[Match], str]


def rule(pattern: str, spoken: Callable[[Match], str], flags: re.RegexFlag = re.NOFLAG) -> ReadingRule:
    return ReadingRule(re.compile(pattern, flags), spoken)


def table(words: Mapping[str, str]) -> ReadingRule:
    """Whole words and abbreviations by the longest first, so that "km/h" is not read as "km"."""
    longest = sorted(words, key=len, reverse=True)
    pattern = rf"(?<![\w@.-])(?:{'|'.join(map(re.escape, longest))})(?![\w@])"
    return rule(pattern, lambda match: words[match[0]])


def cardinal(digits: str, language: str, point: str = ".") -> str:
    """A number in words; leading zeros and very long numbers digit by digit.

    Args:
        digits: without separators of thousands, with a full stop before decimals.
        point: the word between a number and its decimals.
    """
    whole, _, decimals = digits.partition(".")
    if len(whole) > MOST_DIGITS or (len(whole) > 1 and whole.startswith("0")):
        words = each_digit(whole, language)
    else:
        words = str(num2words(int(whole), lang=language)).replace(",", "")  # a comma would be read as a pause
    return f"{words} {point} {each_digit(decimals, language)}" if decimals else words


def each_digit(digits: str, language: str) -> str:
    return " ".join(str(num2words(int(digit), lang=language)) for digit in digits)


def ordinal(number: int, language: str) -> str:
    return str(num2words(number, lang=language, to="ordinal"))


def year(number: int, language: str) -> str:
    return str(num2words(number, lang=language, to="year"))


def spelled(letters: str, names: Mapping[str, str]) -> str:
    """Letter by letter, each by its name."""
    return " ".join(names[letter] for letter in letters.lower())


EMAIL = r"(?<![\w@])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
ADDRESS = (
    r"(?<![\w@.])(?:https?://[\w.-]+(?:/[\w./?=&%#-]*[\w/])?"
    r"|(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|de|eu|co\.uk|uk|fr|ch|at|info|app|dev|ai)\b(?:/[\w./?=&%#-]*[\w/])?)"
)
"""A web address with or without its scheme; without one only below domains that sentences do not end in."""


def address_words(address: str, signs: Mapping[str, str]) -> str:
    """An address as people say it: without its scheme, its signs by their names."""
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", address).rstrip("/")
    return " ".join("".join(f" {signs[char]} " if char in signs else char for char in bare).split())
