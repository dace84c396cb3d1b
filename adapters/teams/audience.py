"""Whom a manager asked for, as ids of the tenant: picked people, a team's members, a pasted list, everybody."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.teams.consented import Consented
from adapters.teams.groups import Group, group_of, groups_of
from adapters.teams.rolls import Member, Rolls
from adapters.teams.seam import PLATFORM
from bot.chat import ChatBusy, ChatError
from bot.managers.managing import FormFaults
from bot.managers.pasted import Found, find_pasted
from bot.managers.standing import LEARN, Standing, standings, write_down
from bot.people.sameperson import fold
from lessons.database import Database
from schedules.people import roster
from schedules.people.reaching import enter, learners_known_as
from schedules.people.roster import Workspace

PATIENCE_S = 9.0  # Teams closes a dialog after fifteen seconds without an answer
FRESH = timedelta(minutes=5)
BATCH = 300
GONE = "I am no longer in that team: choose another one, or add me there again."
BUSY = "Teams was too slow to say who is in that team: press the button again in half a minute."


@dataclass(frozen=True, slots=True)
class Audience:
    """Who was asked for.

    Attributes:
        people: ids of the tenant.
        team: the connector's id of a team, "" for none.
        pasted: e-mails and names, one on each line.
    """

    people: tuple[str, ...] = ()
    team: str = ""
    pasted: str = ""
    everybody: bool = False


class Audiences:
    """Finds out who is meant, and remembers who is in a team for some minutes."""

    def __init__(self, database: Database, rolls: Rolls, consented: Consented) -> None:
        self._database = database
        self._rolls = rolls
        self._consented = consented
        self._known: dict[tuple[str, str], tuple[datetime, list[str]]] = {}

    async def teams(self, workspace: Workspace, limit: int, now: datetime) -> list[Group]:
        """The teams that can be chosen: those that the app is in, then those that Graph tells of."""
        async with self._database.read() as db:
            known = await groups_of(db, workspace.id, limit)
        names = {one.name for one in known}
        return [*known, *(one for one in await self._consented.teams(now) if one.name not in names)][:limit]

    async def people(self, workspace: Workspace, asked: Audience, now: datetime) -> list[str]:
        """The ids of everybody asked for, each once.

        Raises:
            FormFaults: it cannot be told who that is; at the fields that asked.
        """
        found, faults = list(asked.people), {}
        try:
            found += await self._in_team(workspace, asked.team, now) if asked.team else []
        except ChatError as error:
            faults["team"] = BUSY if isinstance(error, ChatBusy) else GONE
        listed = await self._listed(workspace, asked.pasted, now)
        async with self._database.read() as db:
            if asked.everybody:
                found += [one.outside_id for one in await roster.learners_of(db, workspace.id)]
        if listed.fault:
            faults["pasted"] = listed.fault
        if faults:
            raise FormFaults(faults)
        return list(dict.fromkeys([*found, *listed.people]))

    async def _in_team(self, workspace: Workspace, team: str, now: datetime) -> list[str]:
        at, known = self._known.get((workspace.id, team), (None, []))
        if at is not None and now - at < FRESH:
            return known
        try:
            async with asyncio.timeout(PATIENCE_S):
                members = await self._members(workspace, team, now)
        except TimeoutError as error:
            raise ChatBusy("the team is too large for one answer", PATIENCE_S) from error
        await enter_all(self._database, workspace, members, now)
        found = [one.outside_id for one in members]
        self._known[workspace.id, team] = now, found
        return found

    async def _members(self, workspace: Workspace, team: str, now: datetime) -> list[Member]:
        """Who is in a team, as the connector or Graph tells. Raises: ChatError."""
        async with self._database.read() as db:
            group = await group_of(db, workspace.id, team)
        if group is not None:
            return await self._rolls.members(group)
        if team not in {one.outside_id for one in await self._consented.teams(now)}:
            raise ChatError("a team that nobody told of")
        return await self._consented.members(team)

    async def _listed(self, workspace: Workspace, pasted: str, now: datetime) -> Found:
        """Who is in a list; e-mails that are not known here are looked up where Graph may be asked."""
        async with self._database.read() as db:
            found = await find_pasted(db, workspace.id, pasted)
        emails = [one for one in found.unknown if "@" in one]
        if not emails or not (accounts := await self._consented.people(emails, now)):
            return found
        await enter_all(self._database, workspace, accounts, now)
        async with self._database.read() as db:
            return await find_pasted(db, workspace.id, pasted)


async def enter_all(database: Database, workspace: Workspace, members: Sequence[Member], now: datetime) -> None:
    """Bring the roster up to date with members: who is new, whose e-mail was not known, who is a guest."""
    for some in _batches(members):
        async with database.read() as db:
            known = await learners_known_as(db, workspace.id, [one.outside_id for one in some], PLATFORM)
            told = await _told(db, workspace.id, some)
        news = [(one.outside_id, one.standing) for one in some if _is_news(one, told.get(one.outside_id))]
        came = [one for one in some if one.standing in LEARN and one.outside_id not in known]
        written = [
            (row, one.email) for one in some if one.email and (row := known.get(one.outside_id)) and not row.email
        ]
        if news or came or written:
            async with database.write() as db:
                await write_down(db, workspace.id, news)
                for one in came:
                    await enter(db, workspace, one.outside_id, one.name, now, one.email, locale=workspace.locale)
                for row, email in written:
                    await roster.change_learner(db, workspace.id, row.id, email=email)
                    await fold(db, workspace.id, row.id, now)


def _is_news(one: Member, told: str | None) -> bool:
    """A member is nothing to write down, unless they were a guest before; an admin stays one."""
    if one.standing is Standing.MEMBER:
        return told not in (None, Standing.MEMBER, Standing.ADMIN)
    return told != one.standing


async def _told(db: AsyncConnection, workspace_id: str, members: Sequence[Member]) -> dict[str, str]:
    ids = [one.outside_id for one in members]
    where = (standings.c.workspace_id == workspace_id) & standings.c.outside_id.in_(ids)
    return {row.outside_id: row.standing for row in await db.execute(sa.select(standings).where(where))}


def _batches(members: Sequence[Member]) -> Iterable[Sequence[Member]]:
    return (members[start : start + BATCH] for start in range(0, len(members), BATCH))
