"""Thanks, greetings and the like, in words or as emoji: what wants one friendly line, and is no question. Pure."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


class SmallTalk(StrEnum):
    """What people say to each other beside questions."""

    THANKS = "thanks"
    GREETING = "greeting"
    GOODBYE = "goodbye"
    OKAY = "okay"
    WHO = "who"
    HOW_ARE_YOU = "how are you"
    MORE = "more"


MOST_WORDS = 8  # longer is a sentence with something in it, such as "thanks, and how do I book a train?"
_WORDS = {
    SmallTalk.THANKS: "thanks thank thx ty tysm cheers danke dankeschön dankeschoen merci vielen dank bedankt gracias",
    SmallTalk.GREETING: "hi hello hey heya hiya morning afternoon evening "
    "hallo moin servus grüezi morgen tag abend salut",
    SmallTalk.GOODBYE: "bye goodbye ciao tschüss tschuess tschau night cu cya",
    SmallTalk.OKAY: "ok okay okey k kk fine great cool nice super good perfect wow lol haha hm hmm alright understood "
    "yep yes yeah no nope interesting sorry oops nevermind "
    "entschuldigung sorry egal nö "
    "ja nein jo gut toll prima klasse klar verstanden passt genau oh ah aha",
}
_BESIDE = (
    "a lot so very much you your all there again ninety bot many for that it the help is everyone team was to "
    "have nice day dir euch sehr schön schönen guten gute mal für die das hilfe alles auch too really see later"
)
_FILLERS = frozenset(_BESIDE.split())
_KIND = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_NO = frozenset({"no", "nope", "nein", "nö"})
_WHO = re.compile(
    r"(who|what) are you|what('s| is) this|who('s| is) this|who (made|built|runs|wrote) you|"
    r"(is this|are you|bist du) (chat ?gpt|gpt|copilot|a chatbot|ein chatbot|an ai|eine ki)|"
    r"is this a (bot|robot|person)|why (do|am) i (get|getting) (this|these|that)|was ist das( hier)?|"
    r"wer ist das|was soll das|wer hat dich gemacht|"
    r"warum bekomme ich (das|diese nachrichten)|"
    r"are you (a |an )?(bot|robot|human|person|real|ai)( person)?|wer bist du|was bist du|"
    r"bist du (ein |eine )?(bot|mensch|roboter|ki|echt)"
)
_ORDER = (SmallTalk.THANKS, SmallTalk.GREETING, SmallTalk.GOODBYE, SmallTalk.OKAY)
_PHRASES = {
    **dict.fromkeys(
        (
            *(
                "how are you",
                "how are you doing",
                "how are you today",
                "how is it going",
                "how's it going",
                "what's up",
            ),
            *("whats up", "sup", "wie gehts", "wie geht's", "wie geht es dir", "wie geht es", "alles klar bei dir"),
        ),
        SmallTalk.HOW_ARE_YOU,
    ),
    **dict.fromkeys(
        ("test", "testing", "ping", "are you there", "anybody there", "anyone there", "bist du da", "ist da jemand"),
        SmallTalk.GREETING,
    ),
    **dict.fromkeys(
        ("never mind", "forget it", "my bad", "no worries", "not now", "tut mir leid", "schon gut", "vergiss es"),
        SmallTalk.OKAY,
    ),
    **dict.fromkeys(
        (
            *("why", "how", "what", "when", "where", "who", "which", "huh", "and", "really"),
            *("warum", "wieso", "weshalb", "wie", "was", "wann", "wo", "wer", "welche", "hä", "und", "echt"),
        ),
        SmallTalk.MORE,
    ),
    **dict.fromkeys(
        ("see you", "see you later", "bis bald", "bis dann", "good night", "gute nacht"), SmallTalk.GOODBYE
    ),
    **dict.fromkeys(("got it", "well done", "all good", "no problem", "kein problem"), SmallTalk.OKAY),
}


def small_talk(words: str) -> SmallTalk | None:
    """The kind of small talk that words are; None for everything that may want more than a friendly line."""
    plain = " ".join(re.sub(r"[^\w\s']", " ", words.casefold()).split())
    if not plain:
        return _of_symbols(words)
    if plain in _PHRASES:
        return _PHRASES[plain]
    if _WHO.fullmatch(plain):
        return SmallTalk.WHO
    tokens = plain.split()
    if len(tokens) > MOST_WORDS or words.rstrip().endswith("?"):
        return None
    kinds = {_KIND[token] for token in tokens if token in _KIND}
    if not kinds or any(token not in _KIND and token not in _FILLERS for token in tokens):
        return None
    if SmallTalk.THANKS in kinds and _NO & set(tokens):
        return SmallTalk.OKAY  # "no, thanks" refuses something, and thanks for nothing
    return next(kind for kind in _ORDER if kind in kinds)


def _of_symbols(words: str) -> SmallTalk | None:
    """Emoji alone: a wave greets, folded hands and hearts thank, everything else is a nod."""
    if any(letter in words for letter in "👋🖐"):
        return SmallTalk.GREETING
    if any(letter in words for letter in "🙏❤💙💚💛🧡💜"):
        return SmallTalk.THANKS
    return SmallTalk.OKAY if any(unicodedata.category(letter) in ("So", "Sk") for letter in words) else None
