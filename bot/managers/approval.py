"""From the dry run to the start: a manager's own yes, and above a limit a second manager's.

Nothing is sent before somebody saw how many people it reaches.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Message
from bot.links import REQUEST
from bot.managers import campaign_requests
from bot.managers.campaign_requests import CampaignRequest, RequestState
from bot.managers.closing import close_questions
from bot.managers.dry_run import may_manage, other_managers
from bot.messages import manager_texts
from bot.messages.buttons import ButtonAction, action_button
from bot.messages.catalogue import speaking
from bot.messages.managing import approval_texts
from bot.messages.reply import say
from bot.turn import Turn
from lessons.database import new_id
from schedules.ledger import audit
from schedules.people import roster
from schedules.people.roster import Learner
from schedules.plans import campaigns
from schedules.rules.calendar import local_day


class Decision(StrEnum):
    """What became of a campaign request."""

    STARTED = "started"
    ASKED = "asked"
    GONE = "gone"


async def request_approval(db: AsyncConnection, request: CampaignRequest) -> None:
    """Keep what a dry run showed, so that its manager can approve exactly that."""
    await campaign_requests.save_request(db, request)


async def decide(turn: Turn, request_id: str, approval_above: int) -> Decision:
    """The manager saw the dry run and wants it: start, or ask the other managers."""
    request = await campaign_requests.request_by_id(turn.db, turn.workspace.id, request_id, turn.now)
    if request is None or request.manager_id != turn.learner.id:
        return Decision.GONE
    if request.state is not RequestState.SHOWN:
        return _again(request)
    if len(request.people) <= approval_above:
        started = await _start(turn, turn.learner, request)
        return Decision.STARTED if started else Decision.GONE
    if not await campaign_requests.change_state(turn.db, request, RequestState.ASKED):
        return Decision.GONE
    await _ask_others(turn, request)
    return Decision.ASKED


def _again(request: CampaignRequest) -> Decision:
    """A second press, or the platform's retry of the first, gets the same answer and starts nothing more."""
    same = {RequestState.STARTED: Decision.STARTED, RequestState.ASKED: Decision.ASKED}
    return same.get(request.state, Decision.GONE)


async def _ask_others(turn: Turn, request: CampaignRequest) -> None:
    for manager in await other_managers(turn.db, turn.learner):
        with speaking(manager.locale, manager.platform):
            buttons = [
                action_button(manager, label, action, request.id, turn.links, turn.now)
                for label, action in approval_texts.approval_labels()
            ]
            # A link of their own: it opens one time, in the browser of whoever is asked.
            where = (turn.workspace.id, manager.id, new_id(), turn.now, REQUEST + request.id)
            picture, count = turn.links.managing(*where), len(request.people)
            message = approval_texts.approval_wanted(turn.learner.name, request.proposal, count, picture, buttons)
        await say(turn.db, manager, message, f"approve:{request.id}", turn.now)


async def judge(turn: Turn, request_id: str, answer: ButtonAction) -> None:
    """A second manager's yes or no; the first one counts."""
    request = await campaign_requests.request_by_id(turn.db, turn.workspace.id, request_id, turn.now)
    asker = await roster.learner_by_id(turn.db, turn.workspace.id, request.manager_id) if request else None
    if request is None or asker is None or request.state is not RequestState.ASKED:
        return await turn.say(_judged(turn, request, answer))
    if not may_manage(turn.learner) or turn.learner.id == asker.id:
        return await turn.say(manager_texts.not_a_manager())
    name = request.proposal.name
    if answer is ButtonAction.DECLINE:
        await _decline(turn, asker, request)
    elif await _start(turn, asker, request):
        await _close_questions(turn, request, partial(manager_texts.approved_by, turn.learner.name, name))
        await turn.say(manager_texts.you_approved(name))
    else:
        await turn.say(manager_texts.already_judged())


def _judged(turn: Turn, request: CampaignRequest | None, answer: ButtonAction) -> Message:
    """The answer to a press on what was decided: whoever decided it just so is told the same again."""
    if request is None or request.decided_by != turn.learner.id:
        return manager_texts.already_judged()
    decision = (request.state, answer)
    if decision == (RequestState.STARTED, ButtonAction.APPROVE):
        return manager_texts.you_approved(request.proposal.name)
    if decision == (RequestState.DECLINED, ButtonAction.DECLINE):
        return manager_texts.you_declined(request.proposal.name)
    return manager_texts.already_judged()


async def _close_questions(turn: Turn, request: CampaignRequest, decision: Callable[[], str]) -> None:
    """Take the buttons from the question in every second manager's chat, and say there who decided."""

    def decided(question: Message) -> Message:
        return manager_texts.decided(question, decision())

    await close_questions(turn, f"approve:{request.id}", request.id, decided)


async def _decline(turn: Turn, asker: Learner, request: CampaignRequest) -> None:
    name = request.proposal.name
    if not await campaign_requests.change_state(turn.db, request, RequestState.DECLINED, by=turn.learner.id):
        return await turn.say(manager_texts.already_judged())
    await audit.note(turn.db, turn.workspace.id, turn.learner.id, "campaign declined", request.id, turn.now, name=name)
    await _close_questions(turn, request, partial(manager_texts.declined_by, turn.learner.name, name))
    with speaking(asker.locale, asker.platform):
        await say(turn.db, asker, manager_texts.declined(turn.learner.name, name), f"judged:{request.id}", turn.now)
    await turn.say(manager_texts.you_declined(name))


async def _start(turn: Turn, manager: Learner, request: CampaignRequest) -> bool:
    """Start what the manager requested; False when somebody was faster.

    Args:
        manager: who requested it, and whose campaign it is; the turn is of who agreed.
    """
    db, by = turn.db, turn.learner
    today = local_day(turn.now, ZoneInfo(manager.zone))
    proposal = replace(request.proposal, start=max(request.proposal.start, today))
    drafted = await campaigns.draft(db, turn.workspace, manager, proposal, turn.now)
    if not await campaign_requests.change_state(db, request, RequestState.STARTED, by=by.id, campaign_id=drafted.id):
        await campaigns.end(db, drafted, by.id, turn.now)
        return False
    team = await campaigns.audience(db, turn.workspace.id, request.people)
    done = await campaigns.start(db, replace(drafted, seed=request.id), team, by.id, turn.now)
    url = turn.links.report(turn.workspace.id, drafted.id, manager.id, turn.now)
    agreed = by.name if by.id != manager.id else ""
    figures = (done.enrolled, done.held_out, len(done.unreachable))
    with speaking(manager.locale, manager.platform):
        await say(
            db, manager, manager_texts.started(drafted.name, *figures, url, agreed), f"started:{drafted.id}", turn.now
        )
    return True
