"""Commands inside of a sentence: "show me my progress please", "kannst du mir bitte helfen". Pure."""

from __future__ import annotations

import re

MOST_WORDS = 8  # longer is a sentence with something else in it
_LEADS = (
    *("please", "pls", "plz", "hey", "hi", "hello", "ok", "okay", "so", "ninety", "bot", "just", "now"),
    *("can you", "could you", "would you", "will you", "can i see", "can i have", "can i get", "could i see"),
    *("may i see", "i want to see", "i want to", "i would like to see", "i would like to", "i'd like to see"),
    *("i'd like to", "i want", "i would like", "i'd like", "i need", "let me see", "let me", "let's", "lets"),
    *("show me", "show", "give me", "give", "get me", "open", "go to", "take me to", "bring me", "view", "see"),
    *("the", "my", "a", "an", "to", "me"),
    *("bitte", "hallo", "jetzt", "mal", "doch", "kannst du", "könntest du", "kannst", "ich möchte", "ich will"),
    *("ich brauche", "ich hätte gern", "zeig mir", "zeige mir", "zeig", "zeige", "gib mir", "öffne", "geh zu"),
    *("die", "der", "das", "den", "dem", "meine", "meinen", "mein", "mir", "eine", "einen", "zu", "zur", "zum"),
)
_TAILS = (
    *("please", "pls", "plz", "bitte", "now", "jetzt", "me", "it", "one", "mal", "thanks", "thank you", "thx"),
    *("danke", "again", "for me", "here", "sehen", "zeigen", "haben", "anzeigen", "öffnen", "an", "mir"),
)
_LEAD = re.compile(rf"(?:{'|'.join(sorted(map(re.escape, _LEADS), key=len, reverse=True))})\b[\s,]*", re.IGNORECASE)
_TAIL = re.compile(rf"[\s,]*\b(?:{'|'.join(sorted(map(re.escape, _TAILS), key=len, reverse=True))})$", re.IGNORECASE)
_AWAY = re.compile(
    r"(?:i'?m|i am|i will be|i'?ll be|we are|ich bin|bin)\b.{0,24}"
    r"\b(?:vacation|holidays?|leave|away|out of (?:the )?office|ooo|off|urlaub|abwesend|weg)\b.{0,24}"
    r"\b(until|till|bis)\b\s+(.{3,30})",
    re.IGNORECASE,
)


def away_until(words: str) -> str:
    """ "until 15 December" of "I am on vacation until 15 December"; "" where nobody says that they are away."""
    match = None if words.rstrip().endswith("?") else _AWAY.fullmatch(words.strip(" .!"))
    return f"{match[1]} {match[2].strip()}" if match else ""


def shortened(words: str) -> list[str]:
    """What is left of a short sentence without its polite words, less and less."""
    text = words.strip(" .!?,;:")
    if len(text.split()) > MOST_WORDS:
        return []
    left = []
    for _ in range(MOST_WORDS):
        shorter = _LEAD.sub("", text, count=1) if _LEAD.match(text) else _TAIL.sub("", text, count=1)
        shorter = shorter.strip(" ,")
        if shorter == text or not shorter:
            break
        left.append(text := shorter)
    return left
