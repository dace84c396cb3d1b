"""A passage as an answer shows it: the whole rule, its source line, and where it can be read in its surroundings."""

from __future__ import annotations

from bot.answers.asking import Asking, places_of, source_line
from bot.chat import Passage
from bot.links import Links
from bot.messages import answer_texts
from lessons.answers.search.quotable import Quotable
from lessons.answers.text.highlights import marked_words
from lessons.answers.text.rules import WholeRule


def quoted_passage(links: Links, asking: Asking, rule: WholeRule) -> Passage:
    """One passage for each source, with all that is quoted from it."""
    place = places_of(asking.finding)[rule.passage_id]
    return Passage(rule.text, source_line(asking, place), opens(links, asking, place))


def numbered_passage(links: Links, asking: Asking, suggestion: tuple[Quotable, WholeRule], at: int, of: int) -> Passage:
    """A passage that may be it, with the number that its button names and the question's words marked."""
    place, rule = suggestion
    source = answer_texts.numbered(source_line(asking, place), at, of)
    marks = marked_words(rule.text, asking.question.words, place.language.split("-")[0])
    return Passage(rule.text, source, opens(links, asking, place), marks)


def opens(links: Links, asking: Asking, place: Quotable) -> str:
    """Where a passage can be read in its surroundings: its own address, or the page that shows its document."""
    if place.source.startswith(("http://", "https://")):
        return place.source
    if place.kind != "document":
        return ""
    return links.document(asking.workspace.id, place.passage_id, asking.learner.id, asking.now)
