"""Managers in Teams: what their dialogs ask for, and what the dialogs show next."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.teams.connector.port import Inbound, Transport
from adapters.teams.forms import campaign_form, dry_run_card
from adapters.teams.forms import campaign_list as listing
from adapters.teams.forms.dialog import notice
from adapters.teams.outbound.answers import answer_to, shown_in_place
from adapters.teams.outbound.cards import carried
from adapters.teams.outbound.elements import Json
from adapters.teams.people.audience import TeamsAudiences
from bot.events import CampaignAction, Managed, Person
from bot.faults import ChatError
from bot.inbound import Bot
from bot.managers.approval import decide, request_approval
from bot.managers.dry_run import FormFaults, dry_run, faults_of, may_manage
from bot.messages import campaign_texts
from bot.messages.catalogue import speaking, tr
from bot.messages.reply import find
from bot.settings import APPROVAL_ABOVE
from bot.turn import Turn
from lessons import catalog
from lessons.database import new_id
from lessons.series import Series
from schedules.ledger import events_seen
from schedules.people.enrolments import campaigns_of
from schedules.people.roster import Learner, Workspace
from schedules.rules.calendar import local_day

log = logging.getLogger(__name__)

ASKS = frozenset({"campaign", "learn campaign", "/learn campaign"})
LISTS = frozenset({"campaigns", "my campaigns", "learn campaigns", "/learn campaigns"})


class TeamsCampaigns:
    """The dialogs of managers.

    Args:
        approval_above: people whom one manager alone may start writing to.
    """

    def __init__(
        self,
        transport: Transport,
        bot: Bot,
        audiences: TeamsAudiences,
        approval_above: int = APPROVAL_ABOVE,
    ) -> None:
        self._transport = transport
        self._bot = bot
        self._database = bot.database
        self._clock = bot.clock
        self._audiences = audiences
        self._above = approval_above

    async def invited(self, who: Person, inbound: Inbound, event_id: str) -> bool:
        """Whether these words asked for a campaign or for the list, and were answered with the card for it."""
        words = inbound.text.lower()
        manager = await self._who(who) if words in ASKS | LISTS and inbound.personal else None
        if manager is None:
            return False
        async with self._database.write() as db:
            # Teams sends an activity again that was not answered in time: the card is then sent once all the same.
            fresh = await events_seen.first_time(db, manager[0].id, event_id, self._clock.now())
        if fresh:
            with _speaking_to(*manager):
                card = campaign_form.invitation() if words in ASKS else await self._list(*manager, in_dialog=False)
            await self._send(inbound, str(card["fallbackText"]), card)
        return True

    async def _send(self, inbound: Inbound, summary: str, card: Json) -> None:
        try:
            await self._transport.send(inbound.conversation_id, inbound.service_url, carried(summary, card))
        except ChatError as error:
            # Nothing is owed: whoever waits for the button asks for it once more.
            log.warning("the way to campaigns could not be shown: %s", error)

    async def answer(self, who: Person, value: Mapping[str, str], event_id: str) -> Json:
        """What a dialog shows next."""
        manager = await self._who(who)
        if manager is None:
            return notice(campaign_texts.managers_only())
        with _speaking_to(*manager):
            return await self._next(who, manager, value, event_id)

    async def _next(
        self, who: Person, manager: tuple[Workspace, Learner], value: Mapping[str, str], event_id: str
    ) -> Json:
        match value.get("do"):
            case campaign_form.NEW:
                return await self._form(*manager)
            case campaign_form.AGAIN:
                return await self._form(*manager, {}, campaign_form.typed_before(value))
            case campaign_form.LOOK:
                return await self._look(*manager, value)
            case listing.LIST:
                return dry_run_card.opened(listing.title(), await self._list(*manager, in_dialog=True))
            case listing.STEER:
                card = await self._steer(who, *manager, value, event_id, in_dialog=True)
                return dry_run_card.opened(listing.title(), card)
            case _:
                return await self._start(*manager, value.get("wish", ""))

    async def steered(self, who: Person, value: Mapping[str, str], event_id: str) -> Json | str:
        """How the list in a message reads after one of its buttons; words where there is none to show."""
        manager = await self._who(who)
        if manager is None:
            return campaign_texts.managers_only()
        with _speaking_to(*manager):
            return await self._steer(who, *manager, value, event_id, in_dialog=False)

    async def _steer(
        self,
        who: Person,
        workspace: Workspace,
        manager: Learner,
        value: Mapping[str, str],
        event_id: str,
        *,
        in_dialog: bool,
    ) -> Json:
        campaign_id, chosen, first = listing.steered(value)
        if chosen == listing.ASK:
            return await self._list(workspace, manager, in_dialog=in_dialog, asked=campaign_id, first=first)
        if action := CampaignAction.named(chosen):
            await self._bot.handle(Managed(who, event_id, campaign_id, action, self._clock.now(), in_place=True))
        async with self._database.read() as db:
            answer = await answer_to(db, manager, event_id)
        await shown_in_place(self._database, manager, event_id, answer)
        came_of_it = answer.summary if answer else ""
        return await self._list(workspace, manager, in_dialog=in_dialog, came_of_it=came_of_it, first=first)

    async def _list(self, workspace: Workspace, manager: Learner, **shown: Any) -> Json:
        """The list as it reads now; shown are the arguments of campaign_list()."""
        async with self._database.read() as db:
            campaigns = await campaigns_of(db, workspace.id, manager.id)
        page_url = self._bot.links.managing(workspace.id, manager.id, new_id(), self._clock.now())
        return listing.campaign_list(campaigns, page_url, **shown)

    async def _who(self, who: Person) -> tuple[Workspace, Learner] | None:
        async with self._database.read() as db:
            manager = await find(db, who)
        return manager if manager and may_manage(manager[1]) else None

    async def _form(
        self,
        workspace: Workspace,
        manager: Learner,
        faults: Mapping[str, str] | None = None,
        typed: Mapping[str, str] | None = None,
    ) -> Json:
        async with self._database.read() as db:
            series = await _series(db, workspace)
        if not series:
            return notice(campaign_texts.no_series())
        now = self._clock.now()
        today = local_day(now, ZoneInfo(manager.zone))
        teams = await self._audiences.teams(workspace, campaign_form.MOST_TEAMS, now)
        return dry_run_card.opened(tr("New campaign"), campaign_form.form(series, teams, today, manager, faults, typed))

    async def _look(self, workspace: Workspace, manager: Learner, value: Mapping[str, str]) -> Json:
        """The dry run, or the form again as it was filled in, with everything that is wrong at once."""
        now, typed = self._clock.now(), campaign_form.typed_before(value)
        today = local_day(now, ZoneInfo(manager.zone))
        filled = campaign_form.filled(value, today)
        faults, people = dict(filled.faults), list[str]()
        try:
            people = await self._audiences.people(workspace, filled.audience, now)
        except FormFaults as fault:
            faults |= fault.faults
        if faults:
            # The name may be left open: it is the series' then.
            plan = replace(filled.proposal, name=filled.proposal.name or filled.proposal.series_slug)
            return await self._form(workspace, manager, {**faults_of(plan, workspace, today), **faults}, typed)
        try:
            async with self._database.write() as db:
                turn = Turn(db, workspace, manager, self._bot.links, "", now)
                run, request = await dry_run(turn, filled.proposal, people, self._above)
                # In the transaction of the dry run, so that no request is without the run that it asks about.
                await request_approval(db, request)
        except FormFaults as fault:
            return await self._form(workspace, manager, fault.faults, typed)
        return dry_run_card.opened(tr("Dry run"), dry_run_card.dry_run(run, self._above, typed))

    async def _start(self, workspace: Workspace, manager: Learner, request_id: str) -> Json:
        async with self._database.write() as db:
            turn = Turn(db, workspace, manager, self._bot.links, "", self._clock.now())
            decision = await decide(turn, request_id, self._above)
        return notice(dry_run_card.decided(decision))


def _speaking_to(workspace: Workspace, manager: Learner) -> AbstractContextManager[None]:
    """Cards in the manager's own language."""
    return speaking(manager.locale, manager.platform, workspace.name, workspace.privacy)


async def _series(db: AsyncConnection, workspace: Workspace) -> list[Series]:
    return [course for course in await catalog.list_series(db, workspace.id) if course.episodes]
