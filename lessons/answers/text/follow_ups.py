"""What goes on from the question before: "and for contractors?", "shorter", "the whole section", "in German"."""

from __future__ import annotations

import re
from enum import StrEnum

MOST_WORDS = 8  # a longer one says itself what it is about
_GOES_ON = re.compile(
    r"\W*(?:and(?: (?:what|how) about)?|(?:what|how) about|what if(?: it is)?|also|but|"
    r"und(?: was ist mit| wie ist es (?:mit|bei))?|was ist mit|wie ist es (?:mit|bei)|aber|auch)\b\s*(.+)",
    re.IGNORECASE | re.DOTALL,
)
_ENDS = " \t\n.?!？！…"


def continued(before: str, words: str) -> str:
    """The question that is meant after another one; the words themselves where they say it all."""
    rest = _GOES_ON.fullmatch(words)
    if rest is None or len(words.split()) > MOST_WORDS or not before.strip(_ENDS):
        return words
    return f"{before.strip(_ENDS)}, {rest.group(1).strip(_ENDS)}?"


class Wish(StrEnum):
    """What somebody wants of the answer that they have."""

    SHORTER = "shorter"
    SECTION = "section"
    LANGUAGE = "language"
    VIDEO = "video"


# Whole messages only: "is a shorter break allowed?" asks something.
_WISHES = {
    Wish.SHORTER: r"(?:make it |a bit )?(?:shorter|briefer)|in short|in one sentence|"
    r"(?:geht es |etwas )?(?:kürzer|knapper)|kurz|in einem satz",
    Wish.SECTION: r"(?:show me )?(?:the )?(?:whole|full|entire) (?:section|passage)|"
    r"(?:zeig mir )?(?:de[rn] )?ganzen? abschnitt",
    Wish.VIDEO: r"(?:as|in) a (?:video|clip)|als (?:video|clip|film)",
    Wish.LANGUAGE: r"(?:in|auf) (?P<language>\w+)",
}
_PLEASE = re.compile(r"^(?:please|bitte)[ ,]+|[ ,]+(?:please|bitte)$")


def wish_of(words: str) -> tuple[Wish, str] | None:
    """What words want of the answer before, with the name of the language for "in German"; None for other words."""
    bare = _PLEASE.sub("", " ".join(words.casefold().split()).strip(_ENDS))
    for wish, pattern in _WISHES.items():
        if match := re.fullmatch(pattern, bare):
            return wish, match.groupdict().get("language") or ""
    return None
