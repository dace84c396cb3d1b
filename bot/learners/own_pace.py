"""What a learner asks for: the current lesson, the next episode, their progress, an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.chat import Message
from bot.learners.streaks import streak_of, team_goal_of
from bot.links import RESULTS, STUDIO
from bot.messages import answer_texts, digest_texts, lesson_texts, manager_texts, setting_texts
from bot.messages.pages import home_texts
from bot.messages.reply import ANSWER_LIFE
from bot.messages.surveys import progress_texts
from bot.turn import Turn
from lessons import catalog
from lessons.database import new_id
from schedules.ledger import ledger
from schedules.ledger.figures import history
from schedules.ledger.ledger import Delivery, DeliveryKind
from schedules.people.enrolments import (
    HOLDOUT,
    campaigns_of,
    enrolments_of,
)
from schedules.plans.asking_ahead import Ahead, bring_next
from schedules.replies import replies
from schedules.replies.reviews import reviews_of
from schedules.rules.calendar import day_starts, local_day
from schedules.rules.campaigns import Campaign, CampaignState
from schedules.rules.planning import EnrolmentStatus
from schedules.rules.spacing import recall_chance

EXTRA_A_DAY = 1  # "next" is a treat, not a way around spacing
KNOWN = 0.9  # chance of a right answer below which a check is asked again: where FSRS sets its intervals
MOST_REPORTS = 20  # links in one message; a manager with more finds the others on the page of any of them


class AnswersQuestions(Protocol):
    """Answers a question from what the workspace may learn from."""

    async def answer(self, turn: Turn, question: str, message: str = "", thread: str = "") -> None:
        """Owe the learner an answer; without a question, their current lesson.

        Args:
            message, thread: see Asked.
        """


async def current_lesson(turn: Turn) -> None:
    """Owe the lesson that the learner got last, once more."""
    last = await history.latest(turn.db, turn.learner.workspace_id, turn.learner.id, DeliveryKind.EPISODE)
    if last is None:
        return await turn.say(lesson_texts.no_lesson_yet())
    await ledger.plan(turn.db, [_lesson_again(turn, last)])


def _lesson_again(turn: Turn, last: Delivery) -> dict[str, object]:
    return ledger.owed(
        turn.learner.workspace_id,
        turn.learner.id,
        DeliveryKind.ANSWER,
        turn.now,
        turn.now + ANSWER_LIFE,
        slot=turn.cause,
        episode_id=last.episode_id,
        about_id=last.id,
        body={"lesson": True},
        prompted=True,
    )


async def next_episode(turn: Turn) -> None:
    """Owe the next episode now, once a day."""
    today = day_starts(local_day(turn.now, ZoneInfo(turn.learner.zone)), ZoneInfo(turn.learner.zone))
    if not turn.learner.consents:
        return await turn.say(lesson_texts.lessons_are_stopped())
    extra = await history.count(
        turn.db, turn.learner.workspace_id, turn.learner.id, DeliveryKind.EPISODE, today, prompted=True
    )
    if extra >= EXTRA_A_DAY:
        return await turn.say(lesson_texts.daily_cap(EXTRA_A_DAY))
    match await bring_next(turn.db, turn.learner.workspace_id, turn.learner.id, turn.now):
        case Ahead.UNDER_WAY:
            await turn.say(lesson_texts.next_is_under_way())
        case Ahead.NOTHING_LEFT:
            await turn.say(await _nothing_ahead(turn))


async def _nothing_ahead(turn: Turn) -> Message:
    """Why no episode comes now: there is none any more, or none yet."""
    enrolments = await enrolments_of(turn.db, turn.workspace.id, turn.learner.id)
    if not enrolments:
        return lesson_texts.no_lesson_yet()
    planned = [row.next_at for row in enrolments if row.next_at and row.enrolment_state == EnrolmentStatus.ACTIVE]
    if planned:
        return lesson_texts.next_is_planned(setting_texts.moment(min(planned), turn.learner))
    if any(row.enrolment_state == EnrolmentStatus.FINISHED for row in enrolments):
        return lesson_texts.no_more_episodes()
    return lesson_texts.next_is_planned("")


async def progress(turn: Turn) -> None:
    """Owe a learner their own figures."""
    answered = await replies.replies_by(turn.db, turn.learner.workspace_id, turn.learner.id)
    first = [reply for reply in answered if reply.first_try]
    later = [reply for reply in answered if (reply.days_since or 0) >= 7]
    rows = await _series_progress(turn)
    if turn.workspace.streaks:
        rows += await _streak_rows(turn)
    if first:
        rows.append(progress_texts.first_try(sum(reply.correct for reply in first), len(first)))
    if later:
        rows.append(progress_texts.still_right(sum(reply.correct for reply in later), len(later)))
    memories = await reviews_of(turn.db, turn.learner.workspace_id, turn.learner.id)
    if memories:
        fading = sum(recall_chance(state, turn.now) < KNOWN for state in memories.values())
        rows.append(progress_texts.fading(fading, len(memories)))
    await turn.say(progress_texts.progress(rows))


async def _streak_rows(turn: Turn) -> list[tuple[str, str]]:
    """Days in a row, and how the team did at the newest question."""
    run, _ = await streak_of(turn.db, turn.workspace, turn.learner, turn.now)
    last = await history.latest(turn.db, turn.workspace.id, turn.learner.id, DeliveryKind.EPISODE)
    goal = await team_goal_of(turn.db, turn.learner, last)
    labels = home_texts.labels()
    rows = [(labels["streak"], home_texts.streak(run.days, run.frozen))] if run.days else []
    return rows + ([(labels["team"], home_texts.team_goal(goal))] if goal else [])


async def _series_progress(turn: Turn) -> list[tuple[str, str]]:
    """Each series once, at the furthest place that any campaign brought the learner to."""
    arrived = await history.arrived_up_to(turn.db, turn.learner.workspace_id, turn.learner.id)
    furthest: dict[str, int] = {}
    waits: set[str] = set()
    for row in await enrolments_of(turn.db, turn.learner.workspace_id, turn.learner.id):
        furthest[row.series_slug] = max(arrived.get(row.campaign_id, 0), furthest.get(row.series_slug, 0))
        waits |= {row.series_slug} if row.enrolment_state == HOLDOUT else set()
    rows = []
    for slug, seen in furthest.items():
        series = await catalog.current_series(turn.db, turn.learner.workspace_id, slug)
        if series:
            of = len(series.episodes)
            later = slug in waits and not seen
            rows.append(
                (series.title, progress_texts.begins_later() if later else progress_texts.seen_of(min(seen, of), of))
            )
    return rows


async def curating(turn: Turn) -> None:
    """Owe a manager the link to what answers rest on and what is missing."""
    if not turn.learner.manages:
        return await turn.say(answer_texts.for_managers_only())
    url = turn.links.curating(turn.learner.workspace_id, turn.learner.id, turn.now)
    await turn.say(answer_texts.curating(url))


async def studio(turn: Turn) -> None:
    """Owe a manager the link to the pages on which series are written."""
    if not turn.learner.manages:
        return await turn.say(answer_texts.for_managers_only())
    url = turn.links.managing(turn.learner.workspace_id, turn.learner.id, new_id(), turn.now, STUDIO)
    await turn.say(digest_texts.studio(url))


async def report(turn: Turn) -> None:
    """Owe a manager the link to the report of each of their campaigns, those that run first."""
    campaigns = await campaigns_of(turn.db, turn.learner.workspace_id, turn.learner.id) if turn.learner.manages else []
    if not campaigns:
        return await turn.say(manager_texts.no_campaign_to_report())
    links = [
        (campaign, turn.links.report(turn.learner.workspace_id, campaign.id, turn.learner.id, turn.now))
        for campaign in running_first(campaigns)[:MOST_REPORTS]
    ]
    if len(links) == 1:
        # New each time, since it opens one time.
        results = turn.links.managing(turn.workspace.id, turn.learner.id, new_id(), turn.now, RESULTS + links[0][0].id)
        return await turn.say(manager_texts.report_link(links[0][0].name, links[0][1], results))
    labels = [(manager_texts.report_label(campaign.name, campaign.state), url) for campaign, url in links]
    await turn.say(manager_texts.report_links(labels))


def running_first(campaigns: Sequence[Campaign]) -> list[Campaign]:
    """A manager's campaigns in the order in which they matter now."""
    order = (CampaignState.RUNNING, CampaignState.PAUSED, CampaignState.DRAFT, CampaignState.ENDED)
    return sorted(campaigns, key=lambda campaign: order.index(campaign.state))
