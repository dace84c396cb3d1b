"""Who is in a Slack workspace: read from users.list, kept fresh by events, and reached by conversations opened once.

Sources: docs.slack.dev/reference/objects/user-object, /reference/methods/users.list, conversations.open.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import sqlalchemy as sa
from slack_sdk.errors import SlackApiError
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.slack.payloads import PLATFORM
from adapters.slack.tokens import Tokens
from bot.chat import ChatError
from bot.clock import Clock
from bot.events import Event, Joined, Left, Person
from bot.managers.standing import LEARN, Standing, standings, write_down
from bot.people.sameperson import fold
from lessons.database import Database, insert_or_ignore, new_id
from schedules.ledger import ledger, pacing
from schedules.ledger.ledger import CLAIMABLE, deliveries
from schedules.people.enrolments import enrolments
from schedules.people.reaching import attach, id_on, learners_known_as
from schedules.people.roster import Workspace, behind, learners, workspace_outside, workspaces
from schedules.plans.replanning import plan_anew

log = logging.getLogger(__name__)

PAGE = 200  # people in one answer of users.list, as Slack recommends
OPEN = "conversations.open"
LIST = "users.list"
PACES = {OPEN: (50 / 60, 5.0), LIST: (20 / 60, 5.0)}  # tiers 3 and 2, calls a second
AHEAD = timedelta(days=2)  # conversations are opened this long before their first lesson: 50 a minute take a while
BATCH = 20
SLACKBOT = "USLACKBOT"  # its is_bot says no
TELLS = {"user_not_found", "user_disabled", "user_not_visible", "cannot_dm_bot"}


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack tells of one person."""

    outside_id: str
    name: str
    zone: str
    locale: str
    email: str
    standing: Standing


def profile(user: Mapping[str, Any], team_id: str) -> Profile:
    """A person from Slack's user object; a zone that nobody knows is left out."""
    told = user.get("profile") or {}
    vouched_for = user.get("is_email_confirmed") is not False
    name = told.get("display_name") or user.get("real_name") or told.get("real_name") or user.get("name") or user["id"]
    return Profile(
        str(user["id"]),
        str(name)[:200],
        _known_zone(str(user.get("tz") or "")),
        str(user.get("locale") or "")[:20],
        str(told.get("email") or "")[:320] if vouched_for else "",
        _standing(user, team_id),
    )


def _standing(user: Mapping[str, Any], team_id: str) -> Standing:
    """Guests, bots and people of other organisations are no learners; neither is who was deactivated."""
    if user.get("deleted"):
        return Standing.GONE
    if user.get("is_bot") or user.get("is_workflow_bot") or user["id"] == SLACKBOT:
        return Standing.BOT
    home = {str(user.get("team_id") or team_id), *((user.get("enterprise_user") or {}).get("teams") or ())}
    if user.get("is_stranger") or team_id not in home:
        return Standing.OUTSIDE
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Standing.GUEST
    runs = user.get("is_admin") or user.get("is_owner") or user.get("is_primary_owner")
    return Standing.ADMIN if runs else Standing.MEMBER


def _known_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key if name else ""
    except (KeyError, ValueError, OSError):  # not a zone, or a name that is no file name
        return ""


class Directory:
    """Keeps the roster of every Slack workspace as Slack tells it.

    Args:
        handle: the bot's, for those who come and go.
    """

    def __init__(
        self, database: Database, tokens: Tokens, clock: Clock, handle: Callable[[Event], Awaitable[None]]
    ) -> None:
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
            await self._pace(workspace.id, LIST)
            reply = await client.users_list(
                limit=PAGE, cursor=cursor, include_locale=True, team_id=workspace.outside_id
            )
            people: list[dict[str, Any]] = reply.get("members", [])
            await self.apply(workspace, [profile(one, workspace.outside_id) for one in people])
            seen += len(people)
            cursor = (reply.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return seen

    async def changed(self, team_id: str, user: Mapping[str, Any]) -> None:
        """Somebody joined, left, moved or was renamed, as an event tells."""
        if workspace := await self._workspace(team_id):
            await self.apply(workspace, [profile(user, team_id)])

    async def look_up(self, who: Person) -> None:
        """Enter somebody whom no list or event named yet."""
        workspace = await self._workspace(who.workspace)
        if workspace is None:
            return
        client = await self._tokens.client(workspace.id)
        reply = await client.users_info(user=who.learner, include_locale=True)
        await self.apply(workspace, [profile(reply["user"], workspace.outside_id)])

    async def _workspace(self, team_id: str) -> Workspace | None:
        async with self._database.read() as db:
            return await workspace_outside(db, PLATFORM, team_id)

    async def apply(self, workspace: Workspace, people: Sequence[Profile]) -> None:
        """Write what differs from what is known: most of what Slack sends is about a status or a picture."""
        async with self._database.read() as db:
            known = await learners_known_as(db, workspace.id, [one.outside_id for one in people], PLATFORM)
            told = await _told(db, workspace.id, people)
        news = [one for one in people if told.get(one.outside_id) != one.standing]
        moved = [one for one in people if one.standing in LEARN and _differs(one, known.get(one.outside_id))]
        came = [one for one in people if one.standing in LEARN and one.outside_id not in known]
        if news or moved or came:
            async with self._database.write() as db:
                await write_down(db, workspace.id, [(one.outside_id, one.standing) for one in news])
                known |= await self._enter(db, workspace, came)
                for one in [*moved, *news]:
                    await self._update(db, workspace.id, one, known.get(one.outside_id), told.get(one.outside_id))
        for one in people:
            row = known.get(one.outside_id)
            if one.standing not in LEARN and row is not None and row.active:
                who = Person(PLATFORM, workspace.outside_id, one.outside_id)
                await self._handle(Left(who, f"left:{new_id()}", self._clock.now()))

    async def _enter(self, db: AsyncConnection, workspace: Workspace, people: Sequence[Profile]) -> dict[str, Any]:
        """Write rows for those whom no other platform of the company knows; returns the rows of the others."""
        now = self._clock.now()
        elsewhere = await attach(db, workspace, {one.outside_id: one.email for one in people})
        rows = [
            {
                "workspace_id": workspace.id,
                "id": new_id(),
                "outside_id": one.outside_id,
                "name": one.name,
                "email": one.email,
                "zone": one.zone or "UTC",
                "locale": one.locale or workspace.locale,
                "manages": one.standing is Standing.ADMIN,
                "created_at": now,
                "platform": PLATFORM,
            }
            for one in people
            if one.outside_id not in elsewhere
        ]
        if rows:
            await db.execute(insert_or_ignore(db, learners, ["workspace_id", "outside_id"]), rows)
        return await learners_known_as(db, workspace.id, list(elsewhere), PLATFORM) if elsewhere else {}

    async def _update(self, db: AsyncConnection, workspace_id: str, one: Profile, row: Any, told: str | None) -> None:
        """Bring one learner's row up to date. Who was named a manager stays one; an admin is one while admin."""
        if row is None or one.standing not in LEARN:
            return
        here = row.platform == PLATFORM  # else what another platform tells of them holds now
        fields = {"name": one.name, "zone": one.zone, "locale": one.locale, "email": one.email} if here else {}
        values: dict[str, object] = {name: value for name, value in fields.items() if value} | {"active": True}
        if one.standing is Standing.ADMIN or told == Standing.ADMIN:
            values["manages"] = one.standing is Standing.ADMIN
        where = (learners.c.workspace_id == workspace_id) & (learners.c.id == row.id)
        await db.execute(sa.update(learners).where(where).values(**values))
        if here and one.zone and one.zone != row.zone and not row.own_zone:
            await plan_anew(db, workspace_id, row.id, self._clock.now())
        if here and one.email and one.email != row.email:
            await fold(db, workspace_id, row.id, self._clock.now())

    async def open_places(self, now: datetime) -> int:
        """Open the conversation with those who are to hear from us soon and have none; returns how many were opened."""
        async with self._database.read() as db:
            rows = await _without_place(db, now)
        return sum([await self.open_place(row) for row in rows])

    async def open_place(self, row: Any) -> bool:
        """Open one learner's conversation, once for good, at the workspace's pace."""
        await self._pace(row.workspace_id, OPEN)
        who = Person(PLATFORM, row.team_id, row.outside_id)
        try:
            client = await self._tokens.client(row.workspace_id)
            reply = await client.conversations_open(users=row.outside_id)
        except SlackApiError as error:
            await self._not_opened(row, who, error)
            return False
        except (ChatError, aiohttp.ClientError, TimeoutError, ValueError) as error:
            log.warning("a conversation could not be opened: %s", type(error).__name__)
            return False
        place = str(reply["channel"]["id"])
        await self._handle(Joined(who, f"place:{place}", row.name, self._clock.now(), place=place))
        async with self._database.write() as db:
            await ledger.hurry(db, row.workspace_id, row.learner_id, self._clock.now())
        return True

    async def _not_opened(self, row: Any, who: Person, error: SlackApiError) -> None:
        code = str(error.response.get("error", ""))
        log.warning("a conversation could not be opened: %s", code, extra={"learner": row.learner_id})
        if error.response.status_code == 429:
            until = self._clock.now() + timedelta(seconds=float(error.response.headers.get("Retry-After", 30)))
            async with self._database.write() as db:
                await pacing.block(db, row.workspace_id, until, OPEN)
        elif code in TELLS:
            await self._handle(Left(who, f"left:{new_id()}", self._clock.now()))

    async def place_of(self, who: Person) -> None:
        """Open the conversation with one person now, if there is none."""
        async with self._database.read() as db:
            here = (workspaces.c.id == behind(PLATFORM, who.workspace)) & (learners.c.platform == PLATFORM)
            query = _people().where(here, learners.c.outside_id == who.learner)
            row = (await db.execute(query.where(learners.c.place == "", learners.c.active))).one_or_none()
        if row is not None:
            await self.open_place(row)

    async def _pace(self, workspace_id: str, method: str) -> None:
        async with self._database.write() as db:
            wait = await pacing.reserve(db, workspace_id, method, self._clock.now())
        await asyncio.sleep(wait.total_seconds())


def _differs(one: Profile, row: Any) -> bool:
    if row is None or row.platform != PLATFORM:
        return False
    fields = ((one.name, row.name), (one.zone, row.zone), (one.locale, row.locale), (one.email, row.email))
    return not row.active or any(new and new != old for new, old in fields)


async def _told(db: AsyncConnection, workspace_id: str, people: Sequence[Profile]) -> dict[str, str]:
    where = (standings.c.workspace_id == workspace_id) & standings.c.outside_id.in_([one.outside_id for one in people])
    rows = await db.execute(sa.select(standings.c.outside_id, standings.c.standing).where(where))
    return {row.outside_id: row.standing for row in rows}


def _people() -> sa.Select[Any]:
    return sa.select(
        learners.c.workspace_id,
        learners.c.id.label("learner_id"),
        learners.c.outside_id,
        learners.c.name,
        id_on(PLATFORM).label("team_id"),
    ).join(workspaces, workspaces.c.id == learners.c.workspace_id)


async def _without_place(db: AsyncConnection, now: datetime) -> Sequence[Any]:
    """Learners that something is owed to, or will be soon, and that cannot be reached yet; the most urgent first."""
    mine = (learners.c.platform == PLATFORM) & workspaces.c.active & learners.c.active & (learners.c.place == "")
    same = (deliveries.c.workspace_id == learners.c.workspace_id) & (deliveries.c.learner_id == learners.c.id)
    owed = _people().join(deliveries, same).where(mine, sa.text(CLAIMABLE), deliveries.c.due_at <= now)
    rows = list((await db.execute(owed.order_by(deliveries.c.due_at).limit(BATCH))).all())
    takes = (enrolments.c.workspace_id == learners.c.workspace_id) & (enrolments.c.learner_id == learners.c.id)
    soon = _people().join(enrolments, takes).where(mine, enrolments.c.next_at <= now + AHEAD)
    rows += (await db.execute(soon.order_by(enrolments.c.next_at).limit(BATCH))).all()
    return list({row.learner_id: row for row in rows}.values())[:BATCH]
