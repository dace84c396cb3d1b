"""A learner presses an answer: the first reply counts, the verdict comes at once, and the check's return is planned."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.certificates.issuing import certify
from bot.learners import certainty, finale
from bot.links import Purpose, Ticket
from bot.messages import lesson_texts, welcome_texts
from bot.messages.reply import ANSWER_LIFE
from bot.parsing.options import names_an_option, option_named
from bot.turn import Turn
from lessons import catalog
from lessons.checks import Check, Verdict, grade
from lessons.episodes import Episode
from schedules.ledger import ledger
from schedules.ledger.figures.lookups import open_question
from schedules.ledger.ledger import Delivery, DeliveryKind
from schedules.people import places
from schedules.replies import replies, reviews, solutions
from schedules.replies.replies import Reply

DOUBLE_CLICK = timedelta(seconds=10)  # buttons are gone by then on a platform that is not overloaded

ToldAnew: TypeAlias = Callable[[Turn, Delivery], Awaitable[bool]]
LONGEST_OPTION = 300  # letters; words that are longer answer no option


async def _never(turn: Turn, delivery: Delivery) -> bool:
    return False


async def record_typed(turn: Turn, words: str, told_anew: ToldAnew = _never) -> bool:
    """Keep the reply that words are to the newest open question, and say the verdict; False where they are none."""
    if len(words) > LONGEST_OPTION:
        return False
    question = await open_question(turn.db, turn.learner)
    episode = await catalog.episode_by_id(turn.db, turn.workspace.id, question.episode_id) if question else None
    check = episode.in_language(turn.learner.locale).check if episode else None
    if question is None or check is None:
        return False
    choice = option_named(words, [option.text for option in check.options])
    if choice is None and names_an_option(words):
        await turn.say(welcome_texts.which_option(lesson_texts.letters(len(check.options))))
        return True
    if choice is None:
        return False
    await record(
        turn,
        Ticket(Purpose.CHOICE, turn.workspace.id, question.id, turn.learner.id, str(choice)),
        told_anew,
        typed=True,
    )
    answered = lesson_texts.Answered(check.options[choice].text, grade(check, choice).correct, grade(check, choice).why)
    await turn.say(lesson_texts.verdict_alone(answered))
    return True


async def record(turn: Turn, ticket: Ticket, told_anew: ToldAnew = _never, *, typed: bool = False) -> None:
    """Keep the reply that a button stands for, and owe the verdict. Whatever is not right changes nothing.

    Args:
        told_anew: whether a message told the point of its question another way; a room above knows it.
        typed: it came in words, which are answered by the verdict at once.
    """
    if ticket.workspace_id != turn.learner.workspace_id or ticket.person != turn.learner.id:
        return await turn.say(lesson_texts.not_yours())
    delivery = await ledger.delivery_by_id(turn.db, ticket.workspace_id, ticket.subject)
    episode = await catalog.episode_by_id(turn.db, ticket.workspace_id, delivery.episode_id) if delivery else None
    translation = episode.in_language(turn.learner.locale) if episode else None
    check = translation.check if translation else None
    if delivery is None or translation is None or check is None or not ticket.detail.isdecimal():
        return await turn.say(lesson_texts.strange_button())
    try:
        verdict = grade(check, int(ticket.detail))
    except ValueError:
        return await turn.say(lesson_texts.strange_button())
    reply = await _reply(turn, delivery, int(ticket.detail), verdict, told_anew)
    if check.document:
        # That it was read is no try at anything, and no recall: figures of learning count those.
        reply = replace(reply, first_try=False, days_since=None)
    if not typed:
        reply = replace(reply, confidence_until=await certainty.waits_until(turn, delivery, check))
    if not await replies.keep_first(turn.db, reply):
        return await _again(turn, reply, check)
    await _follow_up(turn, delivery, translation, check, reply)


async def _reply(turn: Turn, delivery: Delivery, choice: int, verdict: Verdict, told_anew: ToldAnew) -> Reply:
    check = (turn.learner.workspace_id, turn.learner.id, delivery.check_key)
    # A question may stand in two messages, pressed at once in the chat and on the page: one of the two is the first.
    await replies.one_at_a_time(turn.db, turn.learner.workspace_id, turn.learner.id)
    earlier = await replies.replies_by(turn.db, *check)
    told_before = await replies.answered_before_linking(turn.db, *check) or await solutions.was_shown(turn.db, *check)
    return Reply(
        turn.learner.workspace_id,
        delivery.id,
        turn.learner.id,
        # The question at the end of an answer belongs to no campaign; one that asked it before goes on re-asking it.
        delivery.campaign_id or (earlier[-1].campaign_id if earlier else ""),
        delivery.episode_id,
        delivery.check_key,
        choice,
        verdict.correct,
        first_try=not earlier and not told_before,
        days_since=await _days_since(turn, delivery, earlier[-1], told_anew) if earlier else None,
        seconds=(turn.now - delivery.sent_at).total_seconds() if delivery.sent_at else None,
        confidence=None,
        replied_at=turn.now,
    )


async def _days_since(turn: Turn, delivery: Delivery, before: Reply, told_anew: ToldAnew) -> float:
    """Days since the learner last replied to the question; none when its point was just told them another way.

    What somebody read a moment ago is not recalled: it must not count as delayed recall.
    """
    if await told_anew(turn, delivery):
        return 0.0
    return (turn.now - before.replied_at) / timedelta(days=1)


async def _again(turn: Turn, reply: Reply, check: Check) -> None:
    """A second press. The same option within seconds is a double click, and the verdict on its way answers it."""
    first = await replies.reply_to(turn.db, turn.learner.workspace_id, reply.delivery_id, turn.learner.id)
    if first is None or (first.choice == reply.choice and turn.now - first.replied_at < DOUBLE_CLICK):
        return
    await turn.say(lesson_texts.already_answered(check.options[first.choice].text, first.correct))


async def _follow_up(turn: Turn, delivery: Delivery, episode: Episode, check: Check, reply: Reply) -> None:
    """What a first reply sets off, in the same transaction as the reply."""
    await ledger.stop_reminding(turn.db, turn.learner.workspace_id, turn.learner.id, delivery.check_key)
    await places.heard_from(turn.db, turn.learner.workspace_id, delivery.campaign_id, turn.learner.id)
    if not check.document:
        await reviews.record(turn.db, turn.learner.workspace_id, turn.learner.id, reply, turn.now)
    carriers = await ledger.shown_as(turn.db, delivery)
    await ledger.plan(turn.db, [_edit(turn, carrier, reply, carrier.id, turn.now) for carrier in carriers])
    if reply.confidence_until:
        slot = f"{certainty.VERDICT}{delivery.id}:"
        later = reply.confidence_until
        await ledger.plan(turn.db, [_edit(turn, carrier, reply, slot + carrier.id, later) for carrier in carriers])
    if delivery.kind is DeliveryKind.EPISODE:
        await finale.close_series(turn, delivery, episode)
        await certify(turn, delivery)
    branch = check.options[reply.choice].leads_to
    if branch and delivery.kind is DeliveryKind.EPISODE:
        body = {"branch": branch}
        row = ledger.owed(
            turn.learner.workspace_id,
            turn.learner.id,
            DeliveryKind.ANSWER,
            turn.now,
            turn.now + ANSWER_LIFE,
            slot=f"branch:{delivery.id}",
            episode_id=episode.id,
            about_id=delivery.id,
            body=body,
            prompted=True,
        )
        await ledger.plan(turn.db, [row])


def _edit(turn: Turn, carrier: Delivery, reply: Reply, slot: str, due_at: datetime) -> dict[str, object]:
    """The change that turns a message's buttons into the verdict."""
    return ledger.owed(
        turn.learner.workspace_id,
        turn.learner.id,
        DeliveryKind.EDIT,
        due_at,
        due_at + ANSWER_LIFE,
        campaign_id=reply.campaign_id,
        position=carrier.position,
        slot=slot,
        episode_id=reply.episode_id,
        check_key=reply.check_key,
        about_id=carrier.id,
        prompted=True,
    )
