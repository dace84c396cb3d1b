"""Words that other words are made of: "Reise" is said by "Reisekostenabrechnung", and "Frühschicht" by "Schicht"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers.index.bulk import fetch_rows
from lessons.answers.index.tables import term_counts, vocabulary
from lessons.answers.search.ranking import counts
from lessons.answers.search.scope import Scope
from lessons.answers.text.analyser import stem

JOINING = ("de", "nl", "sv", "da", "nb", "no")  # languages that write compounds as one word
SHORTEST_PART, SHORTEST_REST = 4, 3  # letters; shorter parts stand in too many words by accident
SHORTEST_COMPOUND, SHORTEST_TOGETHER = 7, 5
MOST_COMPOUNDS = 8  # of one word of a question, the most frequent
_ENDINGS = ("en", "er", "n", "e", "s")
_JOINTS = ("s", "es", "n", "en")


async def containing(db: AsyncConnection, scope: Scope, typed: Sequence[str], language: str) -> dict[str, list[str]]:
    """For each word of a question the words of the workspace that begin or end with it, the most frequent first."""
    forms = {word: _forms(word) for word in typed if len(word) >= SHORTEST_PART and word.isascii() and word.isalpha()}
    if not forms:
        return {}
    parts = sorted({form for of_word in forms.values() for form in of_word})
    which = " OR ".join(f"word LIKE :part{at}" for at in range(len(parts)))
    values: dict[str, object] = {f"part{at}": f"%{part}%" for at, part in enumerate(parts)}
    rows = await fetch_rows(db, _WRITTEN.format(which=which), values | {"workspace_id": scope.workspace_id})
    seen = scope.counts(vocabulary.name, {str(word): times for word, times in rows})
    # Most frequent first, by what is seen: the order of all would tell of what is not.
    written = sorted(seen, key=lambda word: (-seen[word], word))
    pairs = ((word, [longer for longer in written if _says(longer, word, forms[word], language)]) for word in forms)
    return {word: longer[:MOST_COMPOUNDS] for word, longer in pairs if longer}


_WRITTEN = """
    SELECT word, times FROM vocabulary WHERE workspace_id = :workspace_id AND ({which}) ORDER BY times DESC, word
"""


def _forms(word: str) -> tuple[str, ...]:
    """The word, and without the endings of a plural."""
    shorter = (word.removesuffix(ending) for ending in _ENDINGS)
    return tuple(dict.fromkeys(form for form in (word, *shorter) if len(form) >= SHORTEST_PART))


def _says(longer: str, word: str, forms: Sequence[str], language: str) -> bool:
    begins = any(longer.startswith(form) and len(longer) >= len(form) + SHORTEST_REST for form in forms)
    ending = stem(word, language)
    ends = stem(longer, language).endswith(ending) and len(longer) >= len(ending) + SHORTEST_REST
    return (begins or ends) and stem(longer, language) != ending


async def parts_of(
    db: AsyncConnection, scope: Scope, unknown: Sequence[str], language: str
) -> dict[str, tuple[str, str]]:
    """The two parts of each unknown word whose last part, which says what it is, the workspace writes.

    A word whose first part alone is written stays unknown: a "Betriebsrente" is not answered by what is said of the
    "Betrieb".
    """
    splits = {word: _splits(word) for word in unknown if len(word) >= SHORTEST_COMPOUND and word.isalpha()}
    lasts = {last: stem(last, language) for pairs in splits.values() for _, last in pairs}
    if not lasts:
        return {}
    times = await counts(db, term_counts, scope, sorted(set(lasts.values())))
    # Stemming costs most: the first parts are looked at only where the last one is known.
    splits = {word: [pair for pair in pairs if lasts[pair[1]] in times] for word, pairs in splits.items()}
    firsts = {stem(first, language) for pairs in splits.values() for first, _ in pairs}
    times |= await counts(db, term_counts, scope, sorted(firsts)) if firsts else {}
    chosen = {word: _chosen(pairs, times, language) for word, pairs in splits.items()}
    return {word: pair for word, pair in chosen.items() if pair is not None}


async def apart(db: AsyncConnection, scope: Scope, unknown: Sequence[str], language: str) -> dict[str, tuple[str, str]]:
    """The two parts of each unknown word that no list of words has and that is written in two: "coworking", "email"."""
    strange = [word for word in unknown if len(word) >= SHORTEST_TOGETHER and word.isascii() and word.isalpha()]
    splits = {
        word: [(word[:at], word[at:]) for at in range(1 if word[0] == "e" else 2, len(word) - 1)] for word in strange
    }
    stems = sorted({stem(part, language) for pairs in splits.values() for pair in pairs for part in pair})
    if not stems:
        return {}
    times = await counts(db, term_counts, scope, stems)
    both = {
        word: [pair for pair in pairs if all(stem(part, language) in times for part in pair)]
        for word, pairs in splits.items()
    }
    return {word: pairs[0] for word, pairs in both.items() if pairs}


def _splits(word: str) -> list[tuple[str, str]]:
    """The ways to part a word, the longest last part first, with and without the joint between."""
    places = range(SHORTEST_REST, len(word) - SHORTEST_PART + 1)
    plain = [(word[:at], word[at:]) for at in places]
    joints = ((head.removesuffix(joint), last) for head, last in plain for joint in _JOINTS if head.endswith(joint))
    return [pair for pair in (*plain, *joints) if len(pair[0]) >= SHORTEST_REST]


def _chosen(pairs: Sequence[tuple[str, str]], times: Mapping[str, int], language: str) -> tuple[str, str] | None:
    """Of pairs whose last part is known: one whose first part is known too, if there is one; of each the longest."""
    both = [pair for pair in pairs if stem(pair[0], language) in times]
    length = (lambda pair: len(pair[0]) + len(pair[1])) if both else (lambda pair: len(pair[1]))
    return max(both or pairs, key=length, default=None)
