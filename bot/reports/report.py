"""A campaign's report: figures with their counts and definitions, the curve, the questions, and what went wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.messages.catalogue import template
from bot.reports.chapters import Chapter, QuestionFigures, chapters, questions
from bot.reports.definitions import MEANS
from bot.reports.figures import SMALLEST_GROUP, Figure, Privacy
from bot.reports.visibility import named
from lessons import catalog
from lessons.episodes import Episode
from schedules.ledger.figures import audience, learning, watching
from schedules.ledger.figures.audience import Silence, Trouble
from schedules.ledger.figures.scope import Scope
from schedules.ledger.figures.watching import Curve, Viewing, curve
from schedules.ledger.ledger import DeliveryState
from schedules.people.enrolments import HOLDOUT, campaign_by_id
from schedules.people.roster import Learner, learner_by_id, workspace_by_id
from schedules.rules.campaigns import Campaign
from schedules.rules.planning import EnrolmentStatus


@dataclass(frozen=True, slots=True)
class Report:
    """What a manager learns about a campaign.

    Attributes:
        zone: the manager's, for times.
        privacy: small groups are left out.
        named: whether lessons stand with people's names; see `visibility.TABLE`.
        steps: from everybody enrolled to everybody who answered, in people.
        silences: the longest, as many as are listed; empty without names. `silent` counts them all.
        troubles: the newest.
        troubled: how many there are in all.
    """

    campaign: str
    series: str
    state: str
    manager: str
    zone: str
    at: datetime
    privacy: bool
    named: bool
    audience: tuple[Figure, ...]
    steps: tuple[Figure, ...]
    watching: tuple[Figure, ...]
    curve: Curve
    chapters: tuple[Chapter, ...]
    learning: tuple[Figure, ...]
    questions: tuple[QuestionFigures, ...]
    silent: Figure
    silences: tuple[Silence, ...]
    delivering: tuple[Figure, ...]
    troubles: tuple[Trouble, ...]
    troubled: int

    @property
    def sections(self) -> Mapping[str, tuple[Figure, ...]]:
        """All single figures, under the headings that they are read under."""
        return {
            "Audience": self.audience,
            "Watching": self.watching,
            "Learning": (*self.learning, self.silent),
            "Delivering": self.delivering,
        }


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the figures are worked out from."""

    campaign: Campaign
    series: str
    manager: Learner | None
    episodes: Mapping[str, Episode]
    enrolled: Mapping[str, int]
    finished: int
    unreachable: int
    fates: Mapping[DeliveryState, int]
    reached: int
    reached_each: Mapping[str, int]
    viewings: Sequence[Viewing]
    tries: Sequence[learning.Tries]
    recall: learning.Recall
    recall_each: Mapping[str, learning.Recall]
    asked: learning.QuestionCounts
    answerers: int
    confidence: learning.Confidence | None
    silent: int
    silences: Sequence[Silence]
    troubles: Sequence[Trouble]

    @property
    def taking_part(self) -> int:
        return sum(self.enrolled.values()) - self.enrolled.get(HOLDOUT, 0)

    @property
    def viewers(self) -> int:
        return len({viewing.learner_id for viewing in self.viewings})

    @property
    def completers(self) -> int:
        return len({viewing.learner_id for viewing in self.viewings if viewing.completed})


async def campaign_report(db: AsyncConnection, workspace_id: str, campaign_id: str, now: datetime) -> Report:
    """The report of a campaign, as the ledger stands on this connection.

    Raises:
        LookupError: there is no such campaign.
    """
    campaign = await campaign_by_id(db, workspace_id, campaign_id)
    workspace = await workspace_by_id(db, workspace_id)
    if campaign is None or workspace is None:
        raise LookupError(f"workspace {workspace_id} has no campaign {campaign_id}")
    facts = await _facts(Scope(db, workspace_id, campaign_id), campaign, now)
    # With many thousand learners this takes a while, and chats wait for the same event loop.
    return await asyncio.to_thread(_report, facts, Privacy(workspace.privacy), now)


async def _facts(scope: Scope, campaign: Campaign, now: datetime) -> _Facts:
    series = await catalog.latest_series(scope.db, scope.workspace_id, campaign.series_slug)
    reached, reached_each = await audience.reached(scope)
    recall, recall_each = await learning.recall(scope)
    silent, silences = await audience.silences(scope, now)
    return _Facts(
        campaign=campaign,
        series=series.title if series else campaign.series_slug,
        manager=await learner_by_id(scope.db, scope.workspace_id, campaign.manager_id),
        episodes=await audience.episodes(scope),
        enrolled=await audience.enrolled(scope),
        finished=await audience.finished(scope),
        unreachable=await audience.unreachable(scope),
        fates=await audience.fates(scope),
        reached=reached,
        reached_each=reached_each,
        viewings=await watching.viewings(scope),
        tries=await learning.first_tries(scope),
        recall=recall,
        recall_each=recall_each,
        asked=await learning.asked(scope),
        answerers=await learning.people_who_answered(scope),
        confidence=await learning.confidence(scope),
        silent=silent,
        silences=silences,
        troubles=await audience.troubles(scope),
    )


def _report(facts: _Facts, privacy: Privacy, now: datetime) -> Report:
    names = named("lessons", privacy.on)
    return Report(
        campaign=facts.campaign.name,
        series=facts.series,
        state=facts.campaign.state.value,
        manager=facts.manager.name if facts.manager else "",
        zone=facts.manager.zone if facts.manager else "UTC",
        at=now,
        privacy=privacy.on,
        named=names,
        audience=_audience(privacy, facts),
        steps=_steps(privacy, facts),
        watching=_watching(privacy, facts),
        curve=curve(facts.viewings, SMALLEST_GROUP if privacy.on else 1),
        chapters=chapters(privacy, facts.episodes, facts.reached_each, facts.viewings, facts.tries),
        learning=_learning(privacy, facts),
        questions=questions(privacy, facts.episodes, facts.tries, facts.recall_each),
        silent=privacy.share("Silent", facts.silent, facts.reached, MEANS["Silent"]),
        silences=tuple(facts.silences) if names else (),
        delivering=_delivering(privacy, facts.fates),
        troubles=tuple(facts.troubles if names else _nameless(facts.troubles)),
        troubled=facts.fates.get(DeliveryState.REFUSED, 0) + facts.fates.get(DeliveryState.UNCERTAIN, 0),
    )


def _audience(privacy: Privacy, facts: _Facts) -> tuple[Figure, ...]:
    everybody, held = sum(facts.enrolled.values()), facts.enrolled.get(HOLDOUT, 0)
    paused, unreachable = facts.enrolled.get(EnrolmentStatus.PAUSED, 0), facts.unreachable
    return (
        privacy.count("Enrolled", facts.taking_part, MEANS["Enrolled"], everybody),
        privacy.count("Hold-out", held, MEANS["Hold-out"], everybody),
        privacy.count("Reached", facts.reached, MEANS["Reached"], facts.taking_part),
        privacy.count("Finished", facts.finished, MEANS["Finished"], facts.taking_part),
        privacy.count("Paused", paused, MEANS["Paused"], facts.taking_part, group=facts.taking_part),
        privacy.count("Cannot be reached", unreachable, MEANS["Cannot be reached"], facts.taking_part),
    )


def _steps(privacy: Privacy, facts: _Facts) -> tuple[Figure, ...]:
    whole = facts.taking_part
    return tuple(
        privacy.count(name, people, MEANS[f"step {name}"], whole, group=group)
        for name, people, group in (
            ("Enrolled", whole, None),
            ("Reached", facts.reached, None),
            ("Played", facts.viewers, facts.reached),
            (template("Completed"), facts.completers, facts.reached),
            ("Answered", facts.answerers, facts.reached),
        )
    )


def _watching(privacy: Privacy, facts: _Facts) -> tuple[Figure, ...]:
    all_, people = len(facts.viewings), facts.viewers
    shares = [viewing.through for viewing in facts.viewings if viewing.length]
    counts = {
        "Completion": sum(viewing.completed for viewing in facts.viewings),
        "Rewatches": sum(viewing.plays > 1 for viewing in facts.viewings),
        "Captions on": sum(viewing.captions_on for viewing in facts.viewings),
    }
    return (
        privacy.share("Played", people, facts.reached, MEANS["Played"]),
        privacy.mean_share("View-through", shares, MEANS["View-through"], people),
        *(privacy.share(name, count, all_, MEANS[name], group=people) for name, count in counts.items()),
    )


def _learning(privacy: Privacy, facts: _Facts) -> tuple[Figure, ...]:
    right, tries = sum(each.correct for each in facts.tries), sum(each.total for each in facts.tries)
    questions, recall = facts.asked, facts.recall
    figures = [
        privacy.share("Answered", questions.answered, questions.sent, MEANS["Answered"], group=questions.people),
        privacy.share("First-try accuracy", right, tries, MEANS["First-try accuracy"], group=facts.answerers),
        privacy.share("Delayed recall", recall.right, recall.total, MEANS["Delayed recall"], group=recall.people),
    ]
    if facts.confidence and not privacy.hides(facts.confidence.people):
        mean, replies = facts.confidence.mean, facts.confidence.replies
        figures.append(Figure("Confidence", None, replies, MEANS["Confidence"], mark=mean))
    return tuple(figures)


_FATES = {
    "Sent": (DeliveryState.SENT,),
    "Planned": (DeliveryState.PLANNED, DeliveryState.WAITING, DeliveryState.SENDING),
    "Uncertain": (DeliveryState.UNCERTAIN,),
    "Refused": (DeliveryState.REFUSED,),
    "Expired": (DeliveryState.EXPIRED,),
    "Cancelled": (DeliveryState.CANCELLED,),
}


def _delivering(privacy: Privacy, fates: Mapping[DeliveryState, int]) -> tuple[Figure, ...]:
    whole = sum(fates.values())
    return tuple(
        privacy.count(name, sum(fates.get(state, 0) for state in states), MEANS[name], whole)
        for name, states in _FATES.items()
    )


def _nameless(troubles: Sequence[Trouble]) -> list[Trouble]:
    return [Trouble("", each.kind, each.position, each.state, each.reason, each.due_at) for each in troubles]
