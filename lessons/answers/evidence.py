"""How much of a question a passage says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lessons.answers.analyser import terms
from lessons.answers.sentences import spans

FEW_SENTENCES = 3  # below, as in captions without punctuation, windows of words stand in for sentences
WINDOW_TERMS, WINDOW_STEP = 20, 10
ASKS = ("?", "？", "؟")  # a title with one of these is a question, which the text below it answers
ALIKE = 0.8  # share of common terms from which two passages say the same


@dataclass(frozen=True, slots=True)
class Evidence:
    """The terms of a passage: of its title, of each sentence or window in order, of each question that it answers."""

    title: frozenset[str]
    sentences: tuple[frozenset[str], ...]
    asked: tuple[frozenset[str], ...] = ()

    @property
    def all(self) -> frozenset[str]:
        return self.title.union(*self.sentences)


def read(title: str, body: str, language: str, aliases: Sequence[str] = ()) -> Evidence:
    """The passage as it is weighed; what a clip is known to answer (its aliases) counts as its title too."""
    places = spans(body)
    if len(places) >= FEW_SENTENCES:
        said = [frozenset(terms(body[start:end], language)) for start, end in places]
    else:
        whole = terms(body, language)
        said = [frozenset(whole[at : at + WINDOW_TERMS]) for at in range(0, max(1, len(whole)), WINDOW_STEP)]
    asked = [one for one in (title, *aliases) if one is not title or any(mark in title for mark in ASKS)]
    named = frozenset(terms("\n".join((title, *aliases)), language))
    return Evidence(named, tuple(said), tuple(frozenset(terms(one, language)) for one in asked))


def cover(said: frozenset[str], rarities: Mapping[str, float]) -> float:
    """Share of the question, by rarity, that is said: 0 to 1."""
    return _rarity((term for term in rarities if term in said), rarities) / _rarity(rarities, rarities)


def sentence_cover(evidence: Evidence, rarities: Mapping[str, float], titled: bool) -> float:
    """The same within the best two neighbouring sentences, or a question that the passage is known to answer.

    Args:
        titled: whether the title counts with each sentence. A clip's says what it shows; a document whose title alone
            says what was asked is on the topic, and often does not answer.
    """
    always = evidence.title if titled else frozenset[str]()
    followers = (*evidence.sentences[1:], frozenset[str]())
    pairs = (always | one | follower for one, follower in zip(evidence.sentences, followers, strict=True))
    return max(cover(said, rarities) for said in (*pairs, *evidence.asked))


def _rarity(some: Iterable[str], rarities: Mapping[str, float]) -> float:
    return sum(rarities[term] for term in some)


def alike(one: Evidence, other: Evidence) -> bool:
    """Whether two passages are copies with small changes."""
    common, either = len(one.all & other.all), len(one.all | other.all)
    return common >= ALIKE * max(1, either)
