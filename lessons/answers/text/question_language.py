"""Which language a question is in, by its words: a learner may ask in another one than their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lessons.answers.text.analyser import LONGEST_QUESTION, words
from lessons.answers.text.dictionary import LISTED, is_real
from lessons.answers.text.stopwords import ASKING_WORDS, STOP_WORDS

MOST_READ = 24  # words; the first ones tell
MOST_LOOKED_UP = 6  # words that are looked for in word lists, each search of which takes some 50 microseconds


def language_of(question: str, expected: str) -> str:
    """The language whose grammar words the question has most of, else the one that lists most of its words.

    Args:
        expected: a code without region, such as "de": the answer where several fit or none does.
    """
    typed = words(question[:LONGEST_QUESTION])[:MOST_READ]
    by_grammar = _best(typed, (expected, *STOP_WORDS), expected, _is_grammar)
    return by_grammar or _best(typed[:MOST_LOOKED_UP], (expected, *LISTED), expected, _is_listed) or expected


def _best(typed: Sequence[str], languages: Sequence[str], expected: str, has: Callable[[str, str], bool]) -> str | None:
    """The language that has most of the words, the first one of equals; None where none has any."""
    counts = {language: sum(has(word, language) for word in typed) for language in languages}
    best = max(counts, key=lambda language: counts[language], default=expected)
    return best if counts.get(best) else None


def _is_grammar(word: str, language: str) -> bool:
    return word in STOP_WORDS.get(language, ()) or word in ASKING_WORDS.get(language, ())


def _is_listed(word: str, language: str) -> bool:
    return is_real(word, (language,))
