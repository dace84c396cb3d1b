"""The second of a clip from which a question is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lessons.answers.index.passages import Cue
from lessons.answers.text.analyser import terms

HEARD_S = 25.0  # what follows a start within this time speaks for it
EARLY_S = 2.0  # a clip starts a little before the words, so that nobody misses the first one


def start_of(cues: Sequence[Cue], language: str, rarities: Mapping[str, float]) -> float:
    """Seconds from which the next HEARD_S cover most of the question; the first mention wins."""
    heard = [frozenset(terms(words, language)) & rarities.keys() for _, _, words in cues]
    best, worth = 0, -1.0
    for at in range(len(cues)):
        worth_here = _worth(heard, cues, at, rarities)
        if worth_here > worth + 1e-9:
            best, worth = at, worth_here
    return max(0.0, cues[best][0] - EARLY_S) if cues else 0.0


def _worth(spoken: Sequence[frozenset[str]], cues: Sequence[Cue], at: int, rarities: Mapping[str, float]) -> float:
    near = [later for later in range(at, len(cues)) if cues[later][0] < cues[at][0] + HEARD_S]
    heard = frozenset[str]().union(*(spoken[later] for later in near))
    return _rarity(heard, rarities) + 0.3 * _rarity(spoken[at], rarities)


def _rarity(spoken: frozenset[str], rarities: Mapping[str, float]) -> float:
    return sum(rarities[term] for term in sorted(spoken))
