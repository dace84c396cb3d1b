"""Two documents that disagree about a question, side by side with their days; no clip says one of them alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.answers.asking import Answer, Asking, source_line
from bot.answers.questions import Form, Outcome
from bot.answers.quoting.quoted import opens
from bot.chat import Passage
from bot.links import Links
from bot.messages.lower import apart_texts, source_texts
from lessons.answers.agreeing.findings import Contradiction, contradiction
from lessons.answers.index.document_text import changed_at
from lessons.answers.search import decision
from lessons.answers.text.rules import PATH, WholeRule
from lessons.database import Database
from schedules.rules.wall_clock import local_day


async def disagreeing(
    database: Database, links: Links, asking: Asking, rules: tuple[WholeRule, ...] = ()
) -> Answer | None:
    """The answer that shows both documents; None where all that was found agrees.

    Args:
        rules: what would be quoted; without them, what the search quotes, or suggests where it is not sure.
    """
    finding = asking.finding
    if finding.outcome is decision.Outcome.NONE and not rules:
        return None
    # Where nothing is sure, any of the passages may be meant: each is compared with the others.
    suggested = [rule for _, rule in finding.suggestions] if finding.outcome is decision.Outcome.SUGGEST else []
    apart = contradiction(finding, rules or (*finding.rules[:1], *suggested))
    if apart is None:
        return None
    ids = [place.document_id for place in apart.places]
    async with database.read() as db:
        days = await changed_at(db, asking.workspace.id, ids)
    return _answer(links, asking, apart, days)


def _answer(links: Links, asking: Asking, apart: Contradiction, days: Mapping[str, datetime]) -> Answer:
    titles = [place.title.split(PATH)[0] for place in apart.places]
    sentence = source_texts.disagreeing(titles, apart.values or ())
    passages = _passages(links, asking, apart, days)
    message = apart_texts.disagreeing(asking.shown, sentence, passages, asking.corrected)
    cited = tuple(place.passage_id for place in apart.places)
    outcome = Outcome.SUGGEST if asking.finding.outcome is decision.Outcome.SUGGEST else Outcome.ANSWER
    return Answer(outcome, message, Form.APART, cited=cited)


def _passages(links: Links, asking: Asking, apart: Contradiction, days: Mapping[str, datetime]) -> list[Passage]:
    zone = ZoneInfo(asking.learner.zone)
    passages = []
    for place, rule in zip(apart.places, apart.rules, strict=True):
        line = source_line(asking, place)
        changed = days.get(place.document_id)
        source = source_texts.as_of(line, local_day(changed, zone)) if changed else line
        passages.append(Passage(rule.text, source, opens(links, asking, place)))
    return passages
