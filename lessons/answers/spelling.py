"""What a mistyped word may have meant: the words one edit away."""

from __future__ import annotations

from collections.abc import Mapping

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORTEST, LONGEST = 4, 24  # letters; a shorter word is one edit away from too many others


def repairable(word: str) -> bool:
    """Whether a word that nobody wrote before is worth a second look: plain letters of a usual length."""
    return SHORTEST <= len(word) <= LONGEST and word.isascii() and word.isalpha()


def one_edit_away(word: str) -> list[str]:
    """Every string one letter left out, added, changed or swapped away, in order of the alphabet."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    fewer = [head + tail[1:] for head, tail in cuts if tail]
    swapped = [head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1]
    changed = [head + letter + tail[1:] for head, tail in cuts if tail for letter in LETTERS]
    more = [head + letter + tail for head, tail in cuts for letter in LETTERS]
    return sorted({*fewer, *swapped, *changed, *more} - {word})


def likeliest(candidates: list[str], written: Mapping[str, int]) -> str | None:
    """The candidate written most often; of equals the first in the alphabet.

    Args:
        written: how often each known word is written.
    """
    known = [one for one in candidates if one in written]
    return min(known, key=lambda one: (-written[one], one), default=None)
