"""Managers in Teams: what their dialogs ask for, and what the dialogs show next."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.teams import campaign_cards as cards
from adapters.teams.cards import Json, carried
from adapters.teams.dialog import notice
from adapters.teams.seam import Inbound, Transport
from bot.chat import ChatError
from bot.clock import Clock
from bot.events import Person
from bot.links import Links
from bot.managing import APPROVAL_ABOVE, FormFaults, decide, look, may_manage
from bot.people import find
from lessons import catalog
from lessons.database import Database
from lessons.series import Series
from schedules import inbox, roster
from schedules.calendar import local_day
from schedules.roster import Learner, Workspace

log = logging.getLogger(__name__)

ASKS = frozenset({"campaign", "learn campaign", "/learn campaign"})
NOT_A_MANAGER = "Campaigns are started by managers. An admin can make you one."
NO_SERIES = "There is no approved series yet: import one first."


class Managers:
    """The dialogs of managers.

    Args:
        approval_above: people whom one manager alone may start writing to.
    """

    def __init__(
        self,
        database: Database,
        transport: Transport,
        links: Links,
        clock: Clock,
        approval_above: int = APPROVAL_ABOVE,
    ) -> None:
        self._database = database
        self._transport = transport
        self._links = links
        self._clock = clock
        self._above = approval_above

    async def invited(self, who: Person, inbound: Inbound, event_id: str) -> bool:
        """Whether these words asked for a campaign, and were answered with the card that opens the form."""
        if inbound.text.lower() not in ASKS or not inbound.personal:
            return False
        manager = await self._who(who)
        if manager is None:
            return False
        async with self._database.write() as db:
            fresh = await inbox.first_time(db, manager[0].id, event_id, self._clock.now())
        if fresh:
            await self._send(inbound, cards.invitation())
        return True

    async def _send(self, inbound: Inbound, card: Json) -> None:
        try:
            await self._transport.send(inbound.conversation_id, inbound.service_url, carried("New campaign", card))
        except ChatError as error:
            # Nothing is owed: whoever waits for the button asks for it once more.
            log.warning("the way to a new campaign could not be shown: %s", error)

    async def answer(self, who: Person, value: Mapping[str, Any]) -> Json:
        """What a dialog shows next."""
        manager = await self._who(who)
        if manager is None:
            return notice(NOT_A_MANAGER)
        match value.get("do"):
            case cards.NEW:
                return await self._form(*manager)
            case cards.LOOK:
                return await self._look(*manager, value)
            case _:
                return await self._start(*manager, str(value.get("wish", "")))

    async def _who(self, who: Person) -> tuple[Workspace, Learner] | None:
        async with self._database.read() as db:
            found = await find(db, who)
        return found if found and may_manage(found[1]) else None

    async def _form(
        self,
        workspace: Workspace,
        manager: Learner,
        faults: tuple[str, ...] = (),
        given: Mapping[str, str] | None = None,
    ) -> Json:
        async with self._database.read() as db:
            series = await _series(db, workspace)
        if not series:
            return notice(NO_SERIES)
        today = local_day(self._clock.now(), ZoneInfo(manager.zone))
        return cards.opened("New campaign", cards.form(series, today, manager, faults, given))

    async def _look(self, workspace: Workspace, manager: Learner, value: Mapping[str, Any]) -> Json:
        """The dry run, or the form again with what is wrong."""
        given = {name: str(one or "") for name, one in value.items() if name not in ("do", "msteams")}
        try:
            wanted = cards.filled(value)
        except ValueError:
            return await self._form(workspace, manager, ("Fill in days and times as the form offers them.",), None)
        try:
            async with self._database.write() as db:
                people = wanted.people
                if wanted.everybody:
                    people = tuple(one.outside_id for one in await roster.learners_of(db, workspace.id))
                run = await look(db, workspace, manager, wanted.proposal, people, self._clock.now(), self._above)
        except FormFaults as found:
            return await self._form(workspace, manager, tuple(found.faults.values()), given)
        return cards.opened("Dry run", cards.dry_run(run, self._above))

    async def _start(self, workspace: Workspace, manager: Learner, wish_id: str) -> Json:
        async with self._database.write() as db:
            decision = await decide(db, workspace, manager, wish_id, self._links, self._clock.now(), self._above)
        return notice(cards.decided(decision))


async def _series(db: AsyncConnection, workspace: Workspace) -> list[Series]:
    return [one for one in await catalog.list_series(db, workspace.id) if one.episodes]
