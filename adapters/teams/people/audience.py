"""Whom a manager asked for, as ids of the tenant: picked people, a team's members, a pasted list, everybody."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.teams.connector.port import PLATFORM
from adapters.teams.people.graph_rosters import GraphRosters
from adapters.teams.people.groups import Group, group_of, groups_of
from adapters.teams.people.rosters import Member, Rosters
from bot.faults import ChatAppFault, ChatBusy, ChatError
from bot.managers.dry_run import FormFaults
from bot.managers.pasted import PastedPeople, find_pasted
from bot.managers.roles import LEARN, Role, record_roles, recorded_roles
from lessons.database import Database
from schedules.ledger.same_person import merge_learners
from schedules.people import roster
from schedules.people.identities import enter, learners_known_as
from schedules.people.roster import Workspace
from schedules.people.suppressed import suppressed_among

PATIENCE_S = 9.0  # Teams closes a dialog after fifteen seconds without an answer
FRESH = timedelta(minutes=5)
# Each batch is a short transaction of its own, so that a large team does not keep other writers waiting.
BATCH = 300
GONE = "I am no longer in that team: choose another one, or add me there again."
BUSY = "Teams was too slow to say who is in that team: try the button again in half a minute."


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


class TeamsAudiences:
    """Finds out who is meant, and remembers who is in a team for some minutes."""

    def __init__(self, database: Database, rosters: Rosters, consented: GraphRosters) -> None:
        self._database = database
        self._rosters = rosters
        self._consented = consented
        self._known: dict[tuple[str, str], tuple[datetime, list[str]]] = {}

    async def teams(self, workspace: Workspace, limit: int, now: datetime) -> list[Group]:
        """The teams that can be chosen: those that the app is in, then those that Graph tells of."""
        async with self._database.read() as db:
            groups = await groups_of(db, workspace.id, limit)
        names = {group.name for group in groups}
        return [*groups, *(group for group in await self._consented.teams(now) if group.name not in names)][:limit]

    async def people(self, workspace: Workspace, asked: Audience, now: datetime) -> list[str]:
        """The ids of everybody asked for, each once.

        Raises:
            FormFaults: nobody can say who that is; at the fields that asked.
        """
        people, faults = list(asked.people), {}
        try:
            people += await self._in_team(workspace, asked.team, now) if asked.team else []
        except ChatError as error:
            faults["team"] = _fault(error)
        listed = await self._listed(workspace, asked.pasted, now)
        async with self._database.read() as db:
            if asked.everybody:
                people += [learner.outside_id for learner in await roster.learners_of(db, workspace.id)]
        if listed.fault:
            faults["pasted"] = listed.fault
        if faults:
            raise FormFaults(faults)
        return list(dict.fromkeys([*people, *listed.people]))

    async def _in_team(self, workspace: Workspace, team: str, now: datetime) -> list[str]:
        at, remembered = self._known.get((workspace.id, team), (None, []))
        if at is not None and now - at < FRESH:
            return remembered
        try:
            async with asyncio.timeout(PATIENCE_S):
                members = await self._members(workspace, team, now)
        except TimeoutError as error:
            raise ChatBusy("the team is too large for one answer", PATIENCE_S) from error
        await enter_all(self._database, workspace, members, now)
        ids = [member.outside_id for member in members]
        # Remembered after everybody was entered: a list whose people are not in the roster would reach nobody.
        self._known[workspace.id, team] = now, ids
        return ids

    async def _members(self, workspace: Workspace, team: str, now: datetime) -> list[Member]:
        """Who is in a team, as the connector or Graph tells. Raises: ChatError."""
        async with self._database.read() as db:
            group = await group_of(db, workspace.id, team)
        if group is not None:
            return await self._rosters.members(group)
        if team not in {group.outside_id for group in await self._consented.teams(now)}:
            raise ChatError("a team that nobody knows")
        return await self._consented.members(team)

    async def _listed(self, workspace: Workspace, pasted: str, now: datetime) -> PastedPeople:
        """Who is in a list; e-mails that are not known here are looked up where Graph may be asked."""
        async with self._database.read() as db:
            listed = await find_pasted(db, workspace.id, pasted)
        emails = [entry for entry in listed.unknown if "@" in entry]
        if not emails or not (accounts := await self._consented.people(emails, now)):
            return listed
        await enter_all(self._database, workspace, accounts, now)
        async with self._database.read() as db:
            return await find_pasted(db, workspace.id, pasted)


async def enter_all(database: Database, workspace: Workspace, members: Sequence[Member], now: datetime) -> None:
    """Bring the roster up to date with members: who is new, whose e-mail was not known, who is a guest."""
    for some in _batches(members):
        async with database.read() as db:
            rows = await learners_known_as(db, workspace.id, [member.outside_id for member in some], PLATFORM)
            roles = await recorded_roles(db, workspace.id, [member.outside_id for member in some])
            erased = await suppressed_among(db, workspace.id, [mark for each in some for mark in _marks(each)])
        news = [(member.outside_id, member.role) for member in some if _is_news(member, roles.get(member.outside_id))]
        fresh = [member for member in some if member.role in LEARN and member.outside_id not in rows]
        came = [member for member in fresh if not erased & _marks(member)]
        written = [
            (row, member.email)
            for member in some
            if member.email and (row := rows.get(member.outside_id)) and not row.email
        ]
        if news or came or written:
            async with database.write() as db:
                await record_roles(db, workspace.id, news)
                for member in came:
                    await enter(
                        db, workspace, member.outside_id, member.name, now, member.email, locale=workspace.locale
                    )
                for row, email in written:
                    await roster.change_learner(db, workspace.id, row.id, email=email)
                    await merge_learners(db, workspace.id, row.id, now)


def _marks(member: Member) -> set[str]:
    """By what somebody who was erased is known again."""
    return {member.outside_id, member.email} - {""}


def _fault(error: ChatError) -> str:
    """Why a team cannot be read, and what to do."""
    if isinstance(error, ChatAppFault):
        return f"{error.reason[0].upper()}{error.reason[1:]}."
    return BUSY if isinstance(error, ChatBusy) else GONE


def _is_news(member: Member, role: str | None) -> bool:
    """A member is nothing to write down, unless they were a guest before; an admin stays one."""
    if member.role is Role.MEMBER:
        return role not in (None, Role.MEMBER, Role.ADMIN)
    return role != member.role


def _batches(members: Sequence[Member]) -> Iterable[Sequence[Member]]:
    return (members[start : start + BATCH] for start in range(0, len(members), BATCH))
