"""What people do, and what the bot makes of it. One place says everything that can happen."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import commands
from bot.answers import feedback, referring
from bot.clock import Clock
from bot.delivery import trial
from bot.events import Asked, CampaignAction, Chose, Event, Filmed, Joined, Left, Managed, Preferred, Reacted, Shared
from bot.learners import certainty, joining, own_pace, preferences, pulse, recommendations, replies, saved_clips, snooze
from bot.links import BadLink, ExpiredLink, Links, Purpose
from bot.managers import approval, campaign_actions
from bot.managers.automations import presses
from bot.messages import lesson_texts
from bot.messages.buttons import ButtonAction, pressed
from bot.messages.catalogue import speaking
from bot.messages.reply import find
from bot.privacy import asking as erasing
from bot.retelling.telling import is_told_anew
from bot.sent_films import receiving as sent_films
from bot.surveys import surveys
from bot.turn import Turn
from lessons.database import Database
from schedules.ledger import events_seen, switching
from schedules.people.unreachable import reached_again

log = logging.getLogger(__name__)

Personal = Asked | Filmed | Chose | Reacted | Shared | Managed | Preferred
"""Events that only somebody whom we know can cause."""


class Bot:
    """Handles events: the rows are written when handle() returns; the answers leave through the ledger.

    Args:
        wake: called when something was planned that may leave at once.
    """

    def __init__(
        self,
        database: Database,
        links: Links,
        clock: Clock,
        answer_worker: own_pace.AnswersQuestions,
        wake: Callable[[], None],
    ) -> None:
        self.database = database
        self.links = links
        self.clock = clock
        self._answer_worker = answer_worker
        self._wake = wake

    async def handle(self, event: Event) -> None:
        """Write down what happened and owe the answer. The same event twice does nothing the second time."""
        async with self.database.write() as db:
            match event:
                case Joined():
                    await joining.join(db, event, self.links, self.clock.now())
                case Left():
                    await joining.leave(db, event, self.clock.now())
                case _:
                    await self._answer_once(db, event)
        self._wake()

    async def prefer(self, event: Preferred, *, confirm: bool = False) -> Mapping[str, str]:
        """Take a form whose sender waits: faults by field, and nothing is written; or none, and everything is.

        Args:
            confirm: say what changed, where the form itself shows nothing of it any more.
        """
        async with self.database.write() as db:
            turn = await self._turn(db, event)
            if turn is None:
                return {}
            with speaking(turn.learner.locale, event.who.platform):
                _, faults = preferences.read(event, turn.workspace, turn.learner, turn.now)
                if not faults and await events_seen.first_time(db, turn.workspace.id, turn.cause, turn.now):
                    await (preferences.confirm if confirm else preferences.prefer)(turn, event)
        self._wake()
        return faults

    async def _turn(self, db: AsyncConnection, event: Personal) -> Turn | None:
        """Who did it and what they may do it to; None for somebody unknown or gone."""
        if (who := await find(db, event.who)) is None:
            log.info("an event of somebody unknown", extra={"platform": event.who.platform})
            return None
        in_place = isinstance(event, Chose | Managed | Reacted) and event.in_place
        return Turn(db, *who, self.links, event.event_id, self.clock.now(), in_place)

    async def _answer_once(self, db: AsyncConnection, event: Personal) -> None:
        """Answer somebody we know, once, in one transaction."""
        turn = await self._turn(db, event)
        if turn and await events_seen.first_time(db, turn.workspace.id, turn.cause, turn.now):
            who = event.who
            learner = await switching.heard_on(db, turn.learner, who.platform, who.learner, turn.now)
            await reached_again(db, learner, turn.now)
            with speaking(learner.locale, who.platform, turn.workspace.name, turn.workspace.privacy):
                await self._answer(replace(turn, learner=learner), event)

    async def _answer(self, turn: Turn, event: Personal) -> None:
        match event:
            case Asked():
                await commands.obey(turn, event, self._answer_worker)
            case Filmed():
                await sent_films.receive(turn, event)
            case Chose():
                await self._chose(turn, event)
            case Reacted():
                await saved_clips.keep(turn, event)
            case Shared():
                await saved_clips.share(turn, event)
            case Managed():
                await campaign_actions.act(turn, event.campaign_id, event.action)
            case Preferred():
                await preferences.answer(turn, event)

    async def _chose(self, turn: Turn, event: Chose) -> None:
        """A button: an answer to a check, or else something to do."""
        try:
            ticket = turn.links.read(event.token, Purpose.CHOICE, turn.now)
        except ExpiredLink:
            await turn.say(lesson_texts.stale_button())
        except BadLink:
            await self._act(turn, event)
        else:
            await replies.record(turn, ticket, is_told_anew)

    async def _act(self, turn: Turn, event: Chose) -> None:
        try:
            ticket = turn.links.read(event.token, Purpose.ACTION, turn.now)
        except ExpiredLink:
            return await turn.say(lesson_texts.stale_button())
        except BadLink:
            return await turn.say(lesson_texts.strange_button())
        if ticket.workspace_id != turn.learner.workspace_id or ticket.person != turn.learner.id:
            return await turn.say(lesson_texts.not_yours())
        match pressed(ticket):
            case ButtonAction.SAY, words:
                question = Asked(event.who, event.event_id, words, event.at)
                await commands.obey(turn, question, self._answer_worker)
            case ButtonAction.RESUME, _:
                await snooze.resume(turn, campaign_id=ticket.subject)
            case ButtonAction.SHOW, _:
                await recommendations.show(turn, ticket.subject)
            case (ButtonAction.APPROVE | ButtonAction.DECLINE) as action, _:
                await approval.judge(turn, ticket.subject, action)
            case ButtonAction.NUDGE, _:
                await campaign_actions.act(turn, ticket.subject, CampaignAction.NUDGE)
            case action, _ if action in referring.BUTTONS:
                await referring.take(turn, ticket.subject, action)
            case ButtonAction.TRY, words:
                await trial.answer(turn, ticket.subject, words)
            case action, _ if action in certainty.LEVELS:
                await certainty.take(turn, ticket.subject, action)
            case action, _ if action in pulse.ANSWERS:
                await pulse.answer(turn, ticket.subject, action)
            case (ButtonAction.ERASE | ButtonAction.AGREE_ERASING | ButtonAction.REFUSE_ERASING) as action, _:
                await erasing.take(turn, ticket.subject, action)
            case action, _ if action in surveys.BUTTONS:
                await surveys.answer(turn, ticket.subject, action)
            case action, _ if action in presses.BUTTONS:
                await presses.press(turn, ticket.subject, action)
            case action, _ if action in feedback.BUTTONS:
                await feedback.take(turn, ticket.subject, action)
            case _:
                await turn.say(lesson_texts.strange_button())
