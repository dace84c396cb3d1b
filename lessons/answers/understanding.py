"""A question as the index sees it: its terms, how rare each is, and typing errors repaired."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers.analyser import MOST_TERMS, base_language, is_stop_word, question_words, stem, words
from lessons.answers.index import State, term_counts, vocabulary
from lessons.answers.ranking import counts, rarity
from lessons.answers.realwords import is_real
from lessons.answers.spelling import german_forms, likeliest, one_edit_away, repairable

WRITTEN_AGAIN = 2  # passages that must write a name before a real word is read as it: "Shelly" as "Shelley"
_NAME = re.compile("(?<=[a-z,;] )[A-Z][a-z]+")
MOST_REPAIRS = 6  # words; each costs some 500 look-ups, and a text with more unknown words is no question


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's terms.

    Attributes:
        rarities: every term with its rarity (idf), in the question's order; unknown ones weigh most.
        having: in how many passages each known term occurs.
        corrected: words as typed, each with what it was read as.
    """

    rarities: Mapping[str, float]
    having: Mapping[str, int]
    corrected: tuple[tuple[str, str], ...]

    @property
    def known(self) -> dict[str, float]:
        return {term: self.rarities[term] for term in self.rarities if term in self.having}

    @property
    def total(self) -> float:
        return sum(self.rarities.values())


async def understand(db: AsyncConnection, workspace_id: str, state: State, question: str, language: str) -> Asked:
    """The question's terms, as the workspace writes them."""
    typed = question_words(question, language)[:MOST_TERMS]
    languages = tuple(dict.fromkeys((base_language(language), *state.languages)))
    found = await _terms(db, workspace_id, typed, languages)
    unknown = [word for word in typed if found[word][1] == 0 and repairable(word)]
    names = _names(question, languages[0])
    meant = await _repaired(db, workspace_id, unknown[:MOST_REPAIRS], names, languages)
    useful = [word for word in meant.values() if not is_stop_word(word, language)]
    found |= await _terms(db, workspace_id, useful, languages)
    read = [meant.get(word, word) for word in typed]
    having = dict(found[word] for word in read if word in found)
    return Asked(
        {term: rarity(state.passages, times) for term, times in having.items()},
        {term: times for term, times in having.items() if times},
        tuple(meant.items()),
    )


async def _terms(
    db: AsyncConnection, workspace_id: str, words: Sequence[str], languages: Sequence[str]
) -> dict[str, tuple[str, int]]:
    """Each word's term and in how many passages it occurs.

    A workspace may hold several languages, and a learner may ask in another one than expected: a word whose stem in the
    question's language is unknown is looked for as the other languages would write it.
    """
    if not words:
        return {}
    stems = {word: list(dict.fromkeys(stem(word, language) for language in languages)) for word in words}
    times = await counts(db, term_counts, workspace_id, sorted({term for terms in stems.values() for term in terms}))
    chosen = {word: next((term for term in terms if term in times), terms[0]) for word, terms in stems.items()}
    return {word: (term, times.get(term, 0)) for word, term in chosen.items()}


async def _repaired(
    db: AsyncConnection, workspace_id: str, unknown: Sequence[str], names: Collection[str], languages: Sequence[str]
) -> dict[str, str]:
    """The unknown words that are one edit from a known one, with the known one."""
    if not unknown:
        return {}
    near = {word: one_edit_away(word) for word in unknown}
    known = await counts(
        db, vocabulary, workspace_id, sorted({one for candidates in near.values() for one in candidates})
    )
    credible = {word: _credible(word, one, known, names, languages) for word, one in near.items()}
    meant = {word: likeliest(word, candidates, known) for word, candidates in credible.items()}
    return {word: read for word, read in meant.items() if read is not None}


def _credible(
    word: str, candidates: Sequence[str], known: Mapping[str, int], names: Collection[str], languages: Sequence[str]
) -> Sequence[str]:
    """What a word may have meant: a real word means itself, unless it is written as a name is and a name is at hand."""
    if not is_real(word, languages):
        return candidates
    if word in names:
        return [one for one in candidates if known.get(one, 0) >= WRITTEN_AGAIN]
    return german_forms(word) if languages[0] == "de" else ()


def _names(question: str, language: str) -> Collection[str]:
    """Words that are written with a capital letter within a sentence; German nouns, which always are, are no names."""
    found = {word for name in _NAME.findall(question) for word in words(name)}
    return {word for word in found if not is_real(word, [language])} if language == "de" else found
