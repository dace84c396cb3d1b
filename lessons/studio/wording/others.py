"""Languages whose numbers the engines read well themselves: only the percent sign needs its word."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from lessons.studio.wording.rules import ReadingRule, rule

PERCENT = {
    "ar": "بالمئة",
    "es": "por ciento",
    "fr": "pour cent",
    "hi": "प्रतिशत",
    "it": "per cento",
    "nl": "procent",
    "pl": "procent",
    "pt": "por cento",
    "ru": "процентов",
    "sv": "procent",
    "tr": "yüzde",
    "uk": "відсотків",
}
"""The fallback voice drops the sign in Arabic and reads its English name in others."""


@lru_cache(64)
def rules(tag: str) -> Sequence[ReadingRule]:
    word = PERCENT.get(tag.split("-")[0])
    return (rule(r"(?<=\d)\s?[%٪]|(?<=[٠-٩])\s?[%٪]", lambda _: f" {word}"),) if word else ()
