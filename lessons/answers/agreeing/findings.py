"""Whether what answers a question is contradicted by another document that was found for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lessons.answers.agreeing.disagreement import Disagreement, disagreement
from lessons.answers.search.quotable import Quotable
from lessons.answers.search.search import Finding
from lessons.answers.text.analyser import base_language, terms
from lessons.answers.text.machine_orders import orders_a_machine
from lessons.answers.text.rules import WholeRule, rule
from lessons.answers.text.sentences import spans

FEWEST_COMMON = 1  # stems: a sentence without any of the other's is about something else


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two documents that disagree, each with the rule that says so.

    Attributes:
        values: what each says, in its own words; None where they say the opposite.
    """

    places: tuple[Quotable, Quotable]
    rules: tuple[WholeRule, WholeRule]
    values: tuple[str, str] | None


def contradiction(finding: Finding, quoted: Sequence[WholeRule]) -> Contradiction | None:
    """The first passage of another document that disagrees with what is quoted; None where all agree."""
    every = {place.passage_id: place for place in (*finding.hits, *finding.evidence) if place.kind == "document"}
    for its_rule in quoted:
        place = every.get(its_rule.passage_id)
        for other in every.values() if place else ():
            if place and other.document_id != place.document_id and (apart := _apart(place, its_rule, other)):
                return apart
    return None


def _apart(place: Quotable, quoted: WholeRule, other: Quotable) -> Contradiction | None:
    language = base_language(place.language)
    if base_language(other.language) != language:
        return None
    own = [text for sentence in quoted.sentences for text, _ in _sentences(sentence.text)]
    for text, span in _near(own, other.body, language):
        if apart := disagreement(own, place.title, [text], other.title, language):
            return _both(place, quoted, other, span, apart)
    return None


def _both(
    place: Quotable, quoted: WholeRule, other: Quotable, span: tuple[int, int], apart: Disagreement
) -> Contradiction | None:
    """What is shown side by side: on either side with all that belongs to it."""
    against = rule(other.passage_id, other.title, other.body, [span])
    return Contradiction((place, other), (quoted, against), apart.values) if against.sentences else None


def _near(own: Sequence[str], body: str, language: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Sentences of a passage that have a word in common with what is quoted; comparing all of them takes longer."""
    quoted = frozenset(terms(" ".join(own), language))
    for text, span in _sentences(body):
        if len(quoted.intersection(terms(text, language))) >= FEWEST_COMMON and not orders_a_machine(text):
            yield text, span


def _sentences(body: str) -> Iterator[tuple[str, tuple[int, int]]]:
    yield from ((body[start:end], (start, end)) for start, end in spans(body))
