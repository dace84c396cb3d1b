"""Another telling of a point whose question somebody got wrong: another episode's clip, or words of a document.

Whoever missed a point after its clip would only see once more what did not help.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.sources.access import hidden_from
from bot.chat import Passage
from bot.links import Links
from bot.turn import Turn
from lessons import catalog
from lessons.answers.index.document_ids import translation_id
from lessons.answers.search.decision import Outcome
from lessons.answers.search.search import Finding, Hit, search
from lessons.checks import Check
from lessons.episodes import Clip, ClipState, Episode
from schedules.ledger.ledger import Delivery, DeliveryKind
from schedules.people.roster import Learner
from schedules.replies.replies import replies_by


@dataclass(frozen=True, slots=True)
class Telling:
    """One other telling: a clip from a second on, or a passage.

    Attributes:
        episode: whose clip it is, in the clip's language; None with a passage.
    """

    clip: Clip | None = None
    episode: Episode | None = None
    start_s: float = 0.0
    passage: Passage | None = None


async def was_missed(db: AsyncConnection, delivery: Delivery) -> bool:
    """Whether a re-ask comes after a wrong answer: only then its point is told another way."""
    if delivery.kind is not DeliveryKind.REASK:
        return False
    answers = await replies_by(db, delivery.workspace_id, delivery.learner_id, delivery.check_key)
    earlier = [each for each in answers if each.delivery_id != delivery.id]
    return bool(earlier) and not earlier[-1].correct


async def another_telling(
    db: AsyncConnection, links: Links, learner: Learner, delivery: Delivery, now: datetime
) -> Telling | None:
    """What tells the point of a re-ask another way; None where it was not missed, or nothing else tells it.

    It must answer the question as surely as an answer to /learn has to: rather none than one about something else.
    """
    if not await was_missed(db, delivery):
        return None
    episode = await catalog.episode_by_id(db, learner.workspace_id, delivery.episode_id)
    episode = episode.in_language(learner.locale) if episode else None
    if episode is None or episode.check is None:
        return None
    finding = await _elsewhere(db, learner, episode, episode.check)
    if finding.outcome is not Outcome.ANSWER:
        return None
    hit = finding.hits[0]
    return (
        await _clip(db, learner.workspace_id, hit) if hit.kind == "clip" else _quotation(links, learner, finding, now)
    )


async def is_told_anew(turn: Turn, delivery: Delivery) -> bool:
    """Whether a message told the point of its question another way."""
    return await another_telling(turn.db, turn.links, turn.learner, delivery, turn.now) is not None


async def _elsewhere(db: AsyncConnection, learner: Learner, episode: Episode, check: Check) -> Finding:
    """What answers the question beside the episode itself, in whatever language and version."""
    newest = await catalog.episode_of_check(db, learner.workspace_id, episode.check_key)
    versions = [each for each in (episode, newest) if each]
    own = {translation_id(each.id, language) for each in versions for language in each.languages}
    hidden = await hidden_from(db, learner) | own | {each.id for each in versions}
    return await search(
        db, learner.workspace_id, check.question, language=episode.language.split("-")[0], hidden=frozenset(hidden)
    )


async def _clip(db: AsyncConnection, workspace_id: str, hit: Hit) -> Telling | None:
    clip = await catalog.clip_by_id(db, workspace_id, hit.clip_id) if hit.clip_id else None
    episode = await catalog.episode_by_id(db, workspace_id, hit.episode_id or "")
    if clip is None or clip.state is not ClipState.READY or episode is None or not episode.approved:
        return None
    return Telling(clip, episode.in_language(clip.language), hit.start_s or 0.0)


def _quotation(links: Links, learner: Learner, finding: Finding, now: datetime) -> Telling | None:
    if not finding.rules:
        return None
    hit = finding.hits[0]
    own_address = hit.source.startswith(("http://", "https://"))
    url = hit.source if own_address else links.document(learner.workspace_id, hit.passage_id, learner.id, now)
    return Telling(passage=Passage(finding.rules[0].text, hit.title, url))
