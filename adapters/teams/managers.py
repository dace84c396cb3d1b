"""Managers in Teams: what their dialogs ask for, and what the dialogs show next."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.teams import campaign_cards as cards
from adapters.teams import campaign_list as listing
from adapters.teams.audience import Audiences
from adapters.teams.cards import Json, carried
from adapters.teams.dialog import notice
from adapters.teams.presses import said
from adapters.teams.seam import Inbound, Transport
from bot.chat import ChatError
from bot.clock import Clock
from bot.events import Event, Managed, Person
from bot.links import Links
from bot.managers.managing import APPROVAL_ABOVE, FormFaults, decide, look, may_manage
from bot.managers.steering import DEEDS
from bot.people.people import find
from lessons import catalog
from lessons.database import Database
from lessons.series import Series
from schedules.ledger import inbox
from schedules.people.enrolments import campaigns_of
from schedules.people.roster import Learner, Workspace
from schedules.rules.calendar import local_day

log = logging.getLogger(__name__)

ASKS = frozenset({"campaign", "learn campaign", "/learn campaign"})
LISTS = frozenset({"campaigns", "my campaigns", "learn campaigns", "/learn campaigns"})
NOT_A_MANAGER = "Campaigns are started by managers. An admin can make you one."
NO_SERIES = "There is no approved series yet: import one first."
UNREADABLE = "Fill in days and times as the form offers them."


class Managers:
    """The dialogs of managers.

    Args:
        handle: the bot's.
        approval_above: people whom one manager alone may start writing to.
    """

    def __init__(
        self,
        database: Database,
        transport: Transport,
        links: Links,
        clock: Clock,
        audiences: Audiences,
        handle: Callable[[Event], Awaitable[None]],
        approval_above: int = APPROVAL_ABOVE,
    ) -> None:
        self._database = database
        self._transport = transport
        self._links = links
        self._clock = clock
        self._audiences = audiences
        self._handle = handle
        self._above = approval_above

    async def invited(self, who: Person, inbound: Inbound, event_id: str) -> bool:
        """Whether these words asked for a campaign or for the list, and were answered with the card for it."""
        words = inbound.text.lower()
        manager = await self._who(who) if words in ASKS | LISTS and inbound.personal else None
        if manager is None:
            return False
        async with self._database.write() as db:
            fresh = await inbox.first_time(db, manager[0].id, event_id, self._clock.now())
        if fresh:
            card = cards.invitation() if words in ASKS else await self._list(*manager, in_dialog=False)
            await self._send(inbound, str(card["fallbackText"]), card)
        return True

    async def _send(self, inbound: Inbound, summary: str, card: Json) -> None:
        try:
            await self._transport.send(inbound.conversation_id, inbound.service_url, carried(summary, card))
        except ChatError as error:
            # Nothing is owed: whoever waits for the button asks for it once more.
            log.warning("the way to campaigns could not be shown: %s", error)

    async def answer(self, who: Person, value: Mapping[str, Any], event_id: str) -> Json:
        """What a dialog shows next."""
        manager = await self._who(who)
        if manager is None:
            return notice(NOT_A_MANAGER)
        match value.get("do"):
            case cards.NEW:
                return await self._form(*manager)
            case cards.LOOK:
                return await self._look(*manager, value)
            case listing.LIST:
                return cards.opened(listing.TITLE, await self._list(*manager, in_dialog=True))
            case listing.STEER:
                shown = await self._steer(who, *manager, value, event_id, in_dialog=True)
                return cards.opened(listing.TITLE, shown)
            case _:
                return await self._start(*manager, str(value.get("wish", "")))

    async def steered(self, who: Person, value: Mapping[str, Any], event_id: str) -> Json | str:
        """How the list in a message reads after a press; words where there is none to show."""
        manager = await self._who(who)
        if manager is None:
            return NOT_A_MANAGER
        return await self._steer(who, *manager, value, event_id, in_dialog=False)

    async def _steer(
        self,
        who: Person,
        workspace: Workspace,
        manager: Learner,
        value: Mapping[str, Any],
        event_id: str,
        *,
        in_dialog: bool,
    ) -> Json:
        campaign_id, deed = listing.steered(value)
        if deed == listing.ASK:
            return await self._list(workspace, manager, in_dialog=in_dialog, asked=campaign_id)
        if deed in DEEDS:
            await self._handle(Managed(who, event_id, campaign_id, deed, self._clock.now()))
        async with self._database.read() as db:
            came_of_it = await said(db, manager, event_id)
        return await self._list(workspace, manager, in_dialog=in_dialog, came_of_it=came_of_it)

    async def _list(
        self, workspace: Workspace, manager: Learner, *, in_dialog: bool, came_of_it: str = "", asked: str = ""
    ) -> Json:
        async with self._database.read() as db:
            mine = await campaigns_of(db, workspace.id, manager.id)
        return listing.campaign_list(mine, in_dialog=in_dialog, came_of_it=came_of_it, asked=asked)

    async def _who(self, who: Person) -> tuple[Workspace, Learner] | None:
        async with self._database.read() as db:
            found = await find(db, who)
        return found if found and may_manage(found[1]) else None

    async def _form(
        self,
        workspace: Workspace,
        manager: Learner,
        faults: Mapping[str, str] | None = None,
        given: Mapping[str, str] | None = None,
    ) -> Json:
        async with self._database.read() as db:
            series = await _series(db, workspace)
        if not series:
            return notice(NO_SERIES)
        now = self._clock.now()
        today = local_day(now, ZoneInfo(manager.zone))
        teams = await self._audiences.teams(workspace, cards.MOST_TEAMS, now)
        return cards.opened("New campaign", cards.form(series, teams, today, manager, faults, given))

    async def _look(self, workspace: Workspace, manager: Learner, value: Mapping[str, Any]) -> Json:
        """The dry run, or the form again with what is wrong."""
        given = {name: str(one or "") for name, one in value.items() if name not in ("do", "msteams")}
        try:
            wanted = cards.filled(value)
        except ValueError:
            return await self._form(workspace, manager, {"opens": UNREADABLE}, None)
        now = self._clock.now()
        try:
            people = await self._audiences.people(workspace, wanted.audience, now)
            async with self._database.write() as db:
                run = await look(db, workspace, manager, wanted.proposal, people, now, self._above)
        except FormFaults as found:
            return await self._form(workspace, manager, found.faults, given)
        return cards.opened("Dry run", cards.dry_run(run, self._above))

    async def _start(self, workspace: Workspace, manager: Learner, wish_id: str) -> Json:
        async with self._database.write() as db:
            decision = await decide(db, workspace, manager, wish_id, self._links, self._clock.now(), self._above)
        return notice(cards.decided(decision))


async def _series(db: AsyncConnection, workspace: Workspace) -> list[Series]:
    return [one for one in await catalog.list_series(db, workspace.id) if one.episodes]
