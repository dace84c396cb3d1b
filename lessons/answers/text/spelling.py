"""What a mistyped word may have meant: the words one edit away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORTEST, LONGEST = 4, 24  # letters; a shorter word is one edit away from too many others
SHORT = 4  # up to so many letters only two swapped ones are an error: "book" is not "took", nor "many" "may"


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


def german_forms(word: str) -> list[str]:
    """The forms of a verb like "braucht" that lack its -t ("brauche"), which the stemmer takes for another word."""
    return [word[:-1], f"{word[:-1]}e", f"{word[:-1]}n"] if word.endswith("t") and len(word) > SHORT else []


def likeliest(word: str, candidates: Sequence[str], written: Mapping[str, int]) -> str | None:
    """The candidate that the word may be an error for and that is written most often; of equals the alphabet's first.

    People seldom mistype a word's first letter: a word that begins otherwise is another word, unless two were swapped.

    Args:
        written: how often each known word is written.
    """
    credible = [
        candidate
        for candidate in candidates
        if candidate in written and (_swapped(word, candidate) or _slipped(word, candidate))
    ]
    return min(credible, key=lambda candidate: (-written[candidate], candidate), default=None)


def _slipped(word: str, other: str) -> bool:
    return len(word) > SHORT and word[0] == other[0]


def _swapped(word: str, other: str) -> bool:
    """Whether two neighbouring letters changed places; the words are one edit apart."""
    return len(word) == len(other) and sorted(word) == sorted(other)
