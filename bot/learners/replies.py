"""A learner presses an answer: the first reply counts, the verdict comes at once, and the check's return is planned."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.links import Ticket
from bot.people.people import ANSWER_LIFE, say
from bot.words import wording
from lessons import catalog
from lessons.checks import Check, Verdict, grade
from lessons.episodes import Episode
from schedules.ledger import ledger
from schedules.ledger.ledger import Delivery, Kind
from schedules.people import enrolments
from schedules.people.roster import Learner
from schedules.replies import replies, reviews
from schedules.replies.replies import Reply


async def record(db: AsyncConnection, learner: Learner, ticket: Ticket, event_id: str, now: datetime) -> None:
    """Keep the reply that a button stands for, and owe the verdict. Whatever is not right changes nothing."""
    if ticket.workspace_id != learner.workspace_id or ticket.person != learner.id:
        return await say(db, learner, wording.not_yours(), event_id, now)
    delivery = await ledger.delivery_by_id(db, ticket.workspace_id, ticket.subject)
    episode = await catalog.episode_by_id(db, ticket.workspace_id, delivery.episode_id) if delivery else None
    told = episode.told_in(learner.locale) if episode else None
    check = told.check if told else None
    if delivery is None or told is None or check is None or not ticket.detail.isdecimal():
        return await say(db, learner, wording.strange_button(), event_id, now)
    try:
        verdict = grade(check, int(ticket.detail))
    except ValueError:
        return await say(db, learner, wording.strange_button(), event_id, now)
    reply = await _reply(db, learner, delivery, int(ticket.detail), verdict, now)
    if not await replies.keep_first(db, reply):
        return await _again(db, learner, reply, check, event_id, now)
    await _follow_up(db, learner, delivery, told, check, reply, now)


async def _reply(
    db: AsyncConnection, learner: Learner, delivery: Delivery, choice: int, verdict: Verdict, now: datetime
) -> Reply:
    earlier = await replies.replies_by(db, learner.workspace_id, learner.id, delivery.check_key)
    return Reply(
        learner.workspace_id,
        delivery.id,
        learner.id,
        # The question at the end of an answer belongs to no campaign; one that asked it before goes on re-asking it.
        delivery.campaign_id or (earlier[-1].campaign_id if earlier else ""),
        delivery.episode_id,
        delivery.check_key,
        choice,
        verdict.correct,
        first_try=not earlier,
        days_since=(now - earlier[-1].replied_at) / timedelta(days=1) if earlier else None,
        seconds=(now - delivery.sent_at).total_seconds() if delivery.sent_at else None,
        confidence=None,
        replied_at=now,
    )


async def _again(
    db: AsyncConnection, learner: Learner, reply: Reply, check: Check, event_id: str, now: datetime
) -> None:
    """A second press: the same option again is a double, which the verdict on screen has answered already."""
    kept = await replies.reply_to(db, learner.workspace_id, reply.delivery_id, learner.id)
    if kept is not None:
        message = wording.already_answered(check.options[kept.choice].text, kept.correct)
        await say(db, learner, message, event_id, now)


async def _follow_up(
    db: AsyncConnection,
    learner: Learner,
    delivery: Delivery,
    episode: Episode,
    check: Check,
    reply: Reply,
    now: datetime,
) -> None:
    """What a first reply sets off, in the same transaction as the reply."""
    await ledger.stop_reminding(db, learner.workspace_id, delivery.id)
    await enrolments.heard_from(db, learner.workspace_id, delivery.campaign_id, learner.id)
    await reviews.record(db, learner.workspace_id, learner.id, reply, now)
    await ledger.plan(db, [_edit(learner, shown, reply, now) for shown in await ledger.shown_as(db, delivery)])
    branch = check.options[reply.choice].leads_to
    if branch and delivery.kind is Kind.EPISODE:
        body = {"branch": branch}
        row = ledger.owed(
            learner.workspace_id,
            learner.id,
            Kind.ANSWER,
            now,
            now + ANSWER_LIFE,
            slot=f"branch:{delivery.id}",
            episode_id=episode.id,
            about_id=delivery.id,
            body=body,
            prompted=True,
        )
        await ledger.plan(db, [row])


def _edit(learner: Learner, shown: Delivery, reply: Reply, now: datetime) -> dict[str, object]:
    """The change that turns a message's buttons into the verdict."""
    return ledger.owed(
        learner.workspace_id,
        learner.id,
        Kind.EDIT,
        now,
        now + ANSWER_LIFE,
        campaign_id=reply.campaign_id,
        position=shown.position,
        slot=shown.id,
        episode_id=reply.episode_id,
        check_key=reply.check_key,
        about_id=shown.id,
        prompted=True,
    )
