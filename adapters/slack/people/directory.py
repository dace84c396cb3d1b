"""Who is in a Slack workspace: read from users.list, kept fresh by events.

Sources: docs.slack.dev/reference/methods/users.list, users.info, /reference/events/user_change.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.slack.connector.credentials import Tokens
from adapters.slack.connector.port import PLATFORM
from adapters.slack.people.paces import LIST, wait_for_turn
from adapters.slack.people.profile import Profile, profile
from bot.clock import Clock
from bot.events import Event, Left, Person
from bot.managers.roles import LEARN, Role, record_roles, recorded_roles
from lessons.database import Database, new_id
from schedules.ledger.same_person import merge_learners
from schedules.people.identities import attach, learners_known_as
from schedules.people.many import enter_learners
from schedules.people.roster import Workspace, change_learner, workspace_outside
from schedules.people.suppressed import came_back
from schedules.plans.replanning import plan_anew

log = logging.getLogger(__name__)

PAGE = 200  # people in one answer of users.list, as Slack recommends


class Directory:
    """Keeps the roster of every Slack workspace as Slack tells it.

    Args:
        handle: the bot's, for those who leave.
        guests: guests take part as members do.
    """

    def __init__(
        self,
        database: Database,
        tokens: Tokens,
        clock: Clock,
        handle: Callable[[Event], Awaitable[None]],
        guests: bool = False,
    ) -> None:
        self._guests = guests
        self._database = database
        self._tokens = tokens
        self._clock = clock
        self._handle = handle

    async def read_all(self, workspace: Workspace) -> int:
        """Bring the roster up to date with users.list; returns how many people there are.

        Raises:
            SlackApiError, ChatError, aiohttp.ClientError: Slack did not tell; what was read before it stays.
        """
        client, cursor, seen = await self._tokens.client(workspace.id), "", 0
        while True:
            await wait_for_turn(self._database, workspace.id, LIST, self._clock.now())
            reply = await client.users_list(
                limit=PAGE, cursor=cursor, include_locale=True, team_id=workspace.outside_id
            )
            people: list[dict[str, Any]] = reply.get("members", [])
            await self.apply(workspace, [self._profile(person, workspace.outside_id) for person in people])
            seen += len(people)
            cursor = (reply.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return seen

    async def changed(self, team_id: str, user: Mapping[str, Any]) -> None:
        """Somebody joined, left, moved or was renamed, as an event tells."""
        if workspace := await self._workspace(team_id):
            await self.apply(workspace, [self._profile(user, team_id)])

    async def look_up(self, who: Person) -> None:
        """Enter somebody who wrote or pressed something and whom no list or event named yet."""
        workspace = await self._workspace(who.workspace)
        if workspace is None:
            return
        async with self._database.write() as db:
            erased = await came_back(db, workspace.id, [who.learner])
        client = await self._tokens.client(workspace.id)
        reply = await client.users_info(user=who.learner, include_locale=True)
        await self.apply(workspace, [self._profile(reply["user"], workspace.outside_id)])
        if erased:
            await self._without_consent(workspace.id, who.learner)

    def _profile(self, user: Mapping[str, Any], team_id: str) -> Profile:
        person = profile(user, team_id)
        return replace(person, role=Role.MEMBER) if self._guests and person.role is Role.GUEST else person

    async def _without_consent(self, workspace_id: str, outside_id: str) -> None:
        """Who was erased and came back is answered, and gets no lesson before they say so."""
        async with self._database.write() as db:
            for row in (await learners_known_as(db, workspace_id, [outside_id], PLATFORM)).values():
                await change_learner(db, workspace_id, row.id, consents=False)

    async def _workspace(self, team_id: str) -> Workspace | None:
        async with self._database.read() as db:
            return await workspace_outside(db, PLATFORM, team_id)

    async def apply(self, workspace: Workspace, people: Sequence[Profile]) -> None:
        """Write what differs from what is known: most of what Slack sends is about a status or a picture."""
        ids = [person.outside_id for person in people]
        async with self._database.read() as db:
            rows = await learners_known_as(db, workspace.id, ids, PLATFORM)
            roles = await recorded_roles(db, workspace.id, ids)
        # Roles are kept for everybody, learners or not: a dry run names why somebody is left out.
        news = [person for person in people if roles.get(person.outside_id) != person.role]
        moved = [person for person in people if person.role in LEARN and _differs(person, rows.get(person.outside_id))]
        fresh = [person for person in people if person.role in LEARN and person.outside_id not in rows]
        if news or moved or fresh:
            async with self._database.write() as db:
                await record_roles(db, workspace.id, [(person.outside_id, person.role) for person in news])
                rows |= await self._enter(db, workspace, fresh)
                for person in [*moved, *news]:
                    id_ = person.outside_id
                    await self._update(db, workspace.id, person, rows.get(id_), roles.get(id_))
        await self._take_leave(workspace, people, rows)

    async def _take_leave(self, workspace: Workspace, people: Sequence[Profile], rows: Mapping[str, Any]) -> None:
        """Tell the bot who is no learner any more."""
        for person in people:
            row = rows.get(person.outside_id)
            if person.role not in LEARN and row is not None and row.active:
                who = Person(PLATFORM, workspace.outside_id, person.outside_id)
                await self._handle(Left(who, f"left:{new_id()}", self._clock.now()))

    async def _enter(self, db: AsyncConnection, workspace: Workspace, people: Sequence[Profile]) -> dict[str, Any]:
        """Write rows for those whom no other platform of the company knows; returns the rows of the others."""
        elsewhere = await attach(db, workspace, {person.outside_id: person.email for person in people})
        rows = [_columns(person, workspace) for person in people if person.outside_id not in elsewhere]
        await enter_learners(db, workspace.id, rows, self._clock.now())
        return await learners_known_as(db, workspace.id, list(elsewhere), PLATFORM) if elsewhere else {}

    async def _update(
        self, db: AsyncConnection, workspace_id: str, person: Profile, row: Any, recorded: str | None
    ) -> None:
        """Bring one learner's row up to date. Who was named a manager stays one; an admin is one while admin."""
        if row is None or person.role not in LEARN:
            return
        # Where another platform reaches them now, what that platform tells of them holds.
        current = row.platform == PLATFORM
        values: dict[str, object] = {"active": True} | (_told_fields(person) if current else {})
        if person.role is Role.ADMIN or recorded == Role.ADMIN:
            values["manages"] = person.role is Role.ADMIN
        await change_learner(db, workspace_id, row.id, **values)
        if current and person.zone and person.zone != row.zone and not row.own_zone:
            await plan_anew(db, workspace_id, row.id, self._clock.now())
        if current and person.email and person.email != row.email:
            await merge_learners(db, workspace_id, row.id, self._clock.now())


def _columns(person: Profile, workspace: Workspace) -> dict[str, object]:
    """The columns of somebody new."""
    return {
        "outside_id": person.outside_id,
        "name": person.name,
        "email": person.email,
        "zone": person.zone or "UTC",
        "locale": person.locale or workspace.locale,
        "manages": person.role is Role.ADMIN,
        "platform": PLATFORM,
    }


def _told_fields(person: Profile) -> dict[str, object]:
    """What Slack said; what it left empty stays as it is."""
    fields = {"name": person.name, "zone": person.zone, "locale": person.locale, "email": person.email}
    return {name: value for name, value in fields.items() if value}


def _differs(person: Profile, row: Any) -> bool:
    if row is None or row.platform != PLATFORM:
        return False
    pairs = ((person.name, row.name), (person.zone, row.zone), (person.locale, row.locale), (person.email, row.email))
    return not row.active or any(new and new != old for new, old in pairs)
