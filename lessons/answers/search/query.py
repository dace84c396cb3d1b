"""A question as the index sees it: its terms, how rare each is, and typing errors repaired."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers.index.tables import State, term_counts, vocabulary
from lessons.answers.search.compounds import JOINING, apart, containing, parts_of
from lessons.answers.search.ranking import counts, rarity
from lessons.answers.search.scope import Scope
from lessons.answers.text.analyser import (
    MOST_TERMS,
    UNSPACED,
    UNSPACED_ALONE,
    base_language,
    is_stop_word,
    question_words,
    stem,
    words,
)
from lessons.answers.text.dictionary import is_real
from lessons.answers.text.spelling import german_forms, likeliest, one_edit_away, repairable

WRITTEN_AGAIN = 2  # passages that must write a name before a real word is read as it: "Shelly" as "Shelley"
_NAME = re.compile("(?<=[a-z,;] )[A-Z][a-z]+")
THAI_GRAMS, CJK_GRAMS = 3.0, 1.5  # measured on Thai and Chinese questions; see grams_a_word
COMPOUND_SHARE = 0.7  # of a word's rarity that a compound of it is worth in the ranking
MOST_REPAIRS = 6  # words; each costs some 500 look-ups, and a text with more unknown words is no question


@dataclass(frozen=True, slots=True)
class Query:
    """A question's terms.

    Attributes:
        rarities: every term with its rarity (idf), in the question's order; unknown ones weigh most.
        having: in how many passages each known term occurs.
        corrected: words as typed, each with what it was read as.
        longer: compounds of the workspace, each with the term that it says; see compounds.py.
    """

    rarities: Mapping[str, float]
    having: Mapping[str, int]
    corrected: tuple[tuple[str, str], ...]
    longer: Mapping[str, str] = field(default_factory=dict)

    @property
    def known(self) -> dict[str, float]:
        """The terms to look for, compounds of them among them."""
        plain = {term: self.rarities[term] for term in self.rarities if term in self.having}
        return plain | {longer: self.rarities[term] * COMPOUND_SHARE for longer, term in self.longer.items()}

    @property
    def weights(self) -> dict[str, float]:
        """Every term and compound with what it is worth in a sentence."""
        return {**self.rarities, **{longer: self.rarities[term] for longer, term in self.longer.items()}}

    def read(self, spoken: frozenset[str]) -> frozenset[str]:
        """The terms of a text with those that its compounds say."""
        within = (self.longer[term] for term in spoken & self.longer.keys()) if self.longer else ()
        return spoken.union(within)

    @property
    def total(self) -> float:
        return sum(self.rarities.values())


def grams_a_word(rarities: Mapping[str, float]) -> float:
    """How many terms stand for a word of the question: scripts without spaces come in overlapping pieces.

    Without this a Thai question, 31 triples on the average, is surer than any other: 28 % of those from another world
    were answered, and 53 % of those whose passage was taken out; divided by three, 0 and 3 %.
    """
    pieces = [THAI_GRAMS if UNSPACED_ALONE.match(term) else CJK_GRAMS for term in rarities if UNSPACED.match(term)]
    return sum(pieces) / len(pieces) if 2 * len(pieces) > len(rarities) else 1.0


async def understand(db: AsyncConnection, scope: Scope, state: State, question: str, language: str) -> Query:
    """The question's terms, as the workspace writes them."""
    typed = question_words(question, language)[:MOST_TERMS]
    languages = tuple(dict.fromkeys((base_language(language), *state.languages)))
    terms = await _terms(db, scope, typed, languages)
    # A word that the workspace writes is never repaired, however odd it looks.
    unknown = [word for word in typed if terms[word][1] == 0 and repairable(word)]
    names = _names(question, languages[0])
    meant = await _repaired(db, scope, unknown[:MOST_REPAIRS], names, languages)
    joins = languages[0] in JOINING
    strange = _strange(typed, terms, meant)
    parts = await (parts_of(db, scope, strange, languages[0]) if joins else _apart(db, scope, strange, languages))
    # A repaired word may turn out to be a stop word, which carries nothing of the question.
    useful = [word for word in (*meant.values(), *chain(*parts.values())) if not is_stop_word(word, language)]
    terms |= await _terms(db, scope, useful, languages)
    read = [part for word in typed for part in parts.get(word, (meant.get(word, word),))]
    having = dict(terms[word] for word in read if word in terms)
    longer = await _compounds(db, scope, read, terms, languages) if joins else {}
    return Query(
        {term: rarity(state.passages, times) for term, times in having.items()},
        {term: times for term, times in having.items() if times} | {term: times for term, (_, times) in longer.items()},
        tuple(meant.items()),
        {term: of for term, (of, _) in longer.items() if term not in having},
    )


async def unwritten(db: AsyncConnection, scope: Scope, question: str, language: str) -> list[str]:
    """The words of a question that carry meaning and stand in no passage of the workspace, as they were typed."""
    typed = {word: stem(word, language) for word in question_words(question, language)[:MOST_TERMS]}
    written = await counts(db, term_counts, scope, sorted({*typed.values()}))
    strange = {word for word, term in typed.items() if term not in written}
    as_typed = {folded: word for word in re.findall(r"\w+", question) for folded in words(word)}
    return [as_typed.get(word, word) for word in typed if word in strange]


def _strange(typed: Sequence[str], terms: Mapping[str, tuple[str, int]], meant: Mapping[str, str]) -> list[str]:
    return [word for word in typed if terms[word][1] == 0 and word not in meant][:MOST_REPAIRS]


async def _apart(
    db: AsyncConnection, scope: Scope, strange: Sequence[str], languages: Sequence[str]
) -> dict[str, tuple[str, str]]:
    """Words that the workspace writes in two; a real word, such as "carpet", is none."""
    return await apart(db, scope, [word for word in strange if not is_real(word, languages)], languages[0])


async def _compounds(
    db: AsyncConnection,
    scope: Scope,
    read: Sequence[str],
    terms: Mapping[str, tuple[str, int]],
    languages: Sequence[str],
) -> dict[str, tuple[str, int]]:
    """The terms of compounds that say a word of the question, each with the word's term and its own count."""
    longer = await containing(db, scope, [word for word in read if word in terms], languages[0])
    every = sorted({word for compounds in longer.values() for word in compounds})
    read_as = await _terms(db, scope, every, languages)
    pairs = [(read_as[word], terms[part][0]) for part, compounds in longer.items() for word in compounds]
    return {term: (of, times) for (term, times), of in pairs if times}


async def _terms(
    db: AsyncConnection, scope: Scope, words: Sequence[str], languages: Sequence[str]
) -> dict[str, tuple[str, int]]:
    """Each word's term and in how many passages it occurs.

    A workspace may hold several languages, and a learner may ask in another one than expected: a word whose stem in the
    question's language is unknown is looked for as the other languages would write it.
    """
    if not words:
        return {}
    stems = {word: list(dict.fromkeys(stem(word, language) for language in languages)) for word in words}
    times = await counts(db, term_counts, scope, sorted({term for terms in stems.values() for term in terms}))
    chosen = {word: next((term for term in terms if term in times), terms[0]) for word, terms in stems.items()}
    return {word: (term, times.get(term, 0)) for word, term in chosen.items()}


async def _repaired(
    db: AsyncConnection, scope: Scope, unknown: Sequence[str], names: Collection[str], languages: Sequence[str]
) -> dict[str, str]:
    """The unknown words that are one edit from a known one, with the known one."""
    if not unknown:
        return {}
    near = {word: one_edit_away(word) for word in unknown}
    written = await counts(
        db, vocabulary, scope, sorted({candidate for candidates in near.values() for candidate in candidates})
    )
    credible = {word: _credible(word, choices, written, names, languages) for word, choices in near.items()}
    meant = {word: likeliest(word, candidates, written) for word, candidates in credible.items()}
    return {word: read for word, read in meant.items() if read is not None}


def _credible(
    word: str, candidates: Sequence[str], written: Mapping[str, int], names: Collection[str], languages: Sequence[str]
) -> Sequence[str]:
    """What a word may have meant: a real word means itself, unless it is written as a name is and a name is at hand."""
    if not is_real(word, languages):
        return candidates
    if word in names:
        return [candidate for candidate in candidates if written.get(candidate, 0) >= WRITTEN_AGAIN]
    return german_forms(word) if languages[0] == "de" else ()


def _names(question: str, language: str) -> Collection[str]:
    """Words that are written with a capital letter within a sentence; German nouns, which always are, are no names."""
    capitalised = {word for name in _NAME.findall(question) for word in words(name)}
    return {word for word in capitalised if not is_real(word, [language])} if language == "de" else capitalised
