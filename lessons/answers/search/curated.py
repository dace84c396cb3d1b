"""The answers that authors wrote to the questions that their clips answer."""

from __future__ import annotations

from lessons.answers.text.analyser import question_words, stem
from lessons.episodes import Episode, asked_and_answered

ALIKE = 0.5  # share of common words, of all words of both questions, from which a question is taken for a named one


def curated_answer(question: str, language: str, episode: Episode) -> str | None:
    """The author's own answer to the question of the episode that is most like this one.

    The question of its check is one of them, and the reason that everybody reads after a reply its answer.

    Returns:
        "" when the author wrote none below it; None when the author named no such question.
    """
    stems = _stems(question, language)
    named = [*map(asked_and_answered, episode.answers)]
    named += [(episode.check.question, episode.check.why)] if episode.check else []
    pairs = [(_likeness(stems, _stems(other, language)), own) for other, own in named]
    likeness, own = max(pairs, key=lambda pair: pair[0], default=(0.0, ""))
    return own if likeness >= ALIKE else None


def _stems(question: str, language: str) -> frozenset[str]:
    return frozenset(stem(word, language) for word in question_words(question, language))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))
