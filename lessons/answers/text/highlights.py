"""The words of a question within what is shown for it."""

from __future__ import annotations

import re

from lessons.answers.text.analyser import question_words, stem, words

LONGEST_PART = 4  # letters from which a word of the question is seen within a longer one
MOST_MARKED = 12
_WORD = re.compile(r"[^\W_]+")


def marked_words(text: str, question: str, language: str) -> tuple[str, ...]:
    """The words of a text, as it writes them, that the question has too, in whatever form or as a part of them."""
    asking = {stem(word, language) for word in question_words(question, language)}
    long = [term for term in asking if len(term) >= LONGEST_PART]
    fitting = (word for word in _WORD.findall(text) if _says(word, asking, long, language))
    return tuple(dict.fromkeys(fitting))[:MOST_MARKED]


def _says(word: str, asking: set[str], long: list[str], language: str) -> bool:
    terms = [stem(folded, language) for folded in words(word)]
    joined = language == "de" and any(term.startswith(part) or term.endswith(part) for term in terms for part in long)
    return joined or any(term in asking for term in terms)
