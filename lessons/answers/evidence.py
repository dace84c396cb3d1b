"""How much of a question a passage says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lessons.answers.analyser import terms
from lessons.answers.sentences import spans

FEW_SENTENCES = 3  # below, as in captions without punctuation, windows of words stand in for sentences
WINDOW_TERMS, WINDOW_STEP = 20, 10
ALIKE = 0.8  # share of common terms from which two passages say the same


@dataclass(frozen=True, slots=True)
class Evidence:
    """The terms of a passage: of its title, and of each sentence or window in order."""

    title: frozenset[str]
    sentences: tuple[frozenset[str], ...]

    @property
    def all(self) -> frozenset[str]:
        return self.title.union(*self.sentences)


def read(title: str, body: str, language: str) -> Evidence:
    """The passage as it is weighed; what a clip is known to answer counts as its title."""
    places = spans(body)
    if len(places) >= FEW_SENTENCES:
        said = [frozenset(terms(body[start:end], language)) for start, end in places]
    else:
        whole = terms(body, language)
        said = [frozenset(whole[at : at + WINDOW_TERMS]) for at in range(0, max(1, len(whole)), WINDOW_STEP)]
    return Evidence(frozenset(terms(title, language)), tuple(said))


def cover(said: frozenset[str], rarities: Mapping[str, float]) -> float:
    """Share of the question, by rarity, that is said: 0 to 1."""
    return _rarity((term for term in rarities if term in said), rarities) / _rarity(rarities, rarities)


def sentence_cover(evidence: Evidence, rarities: Mapping[str, float]) -> float:
    """The same within the title and the best two neighbouring sentences."""
    pairs = zip(evidence.sentences, (*evidence.sentences[1:], frozenset[str]()), strict=True)
    return max(cover(evidence.title | one | next_one, rarities) for one, next_one in pairs)


def _rarity(some: Iterable[str], rarities: Mapping[str, float]) -> float:
    return sum(rarities[term] for term in some)


def alike(one: Evidence, other: Evidence) -> bool:
    """Whether two passages are copies with small changes."""
    common, either = len(one.all & other.all), len(one.all | other.all)
    return common >= ALIKE * max(1, either)
