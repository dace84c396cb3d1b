"""What a platform says about the people of a workspace: who runs it, and whom lessons leave out by default."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import insert_or_update, metadata
from schedules.people.finding import reporting_lines
from schedules.people.identities import known_as, learners_known_as
from schedules.people.roster import Learner, learners_of

role_rows = sa.Table(
    "standings",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("outside_id", sa.String(200), primary_key=True),
    sa.Column("standing", sa.String(20), nullable=False),
)


class Role(StrEnum):
    """What somebody is in their workspace."""

    MEMBER = "member"
    ADMIN = "admin"
    GUEST = "guest"
    OUTSIDE = "outside"
    BOT = "bot"
    GONE = "gone"


LEARN = frozenset({Role.MEMBER, Role.ADMIN})
LEFT_OUT = {
    Role.GUEST: "guests are left out",
    Role.OUTSIDE: "people of other organisations are left out",
    Role.BOT: "bots are left out",
    Role.GONE: "their account is deactivated",
}
UNKNOWN = "not known in this workspace"
OPTED_OUT = "they opted out of lessons"


async def record_roles(db: AsyncConnection, workspace_id: str, people: Sequence[tuple[str, Role]]) -> None:
    """Keep what the platform said last about each person, by outside id."""
    rows = [
        {"workspace_id": workspace_id, "outside_id": outside_id, "standing": standing.value}
        for outside_id, standing in people
    ]
    if rows:
        await db.execute(insert_or_update(db, role_rows, ["workspace_id", "outside_id"], ["standing"]), rows)


async def is_admin(db: AsyncConnection, learner: Learner) -> bool:
    """Whether a learner administers the workspace, on any of its platforms."""
    roles = await recorded_roles(db, learner.workspace_id, await known_as(db, learner))
    return Role.ADMIN in roles.values()


async def admins_of(db: AsyncConnection, workspace_id: str) -> list[Learner]:
    """Everybody who administers a workspace."""
    admins = (role_rows.c.workspace_id == workspace_id) & (role_rows.c.standing == Role.ADMIN.value)
    ids = (await db.execute(sa.select(role_rows.c.outside_id).where(admins))).scalars().all()
    rows = await learners_known_as(db, workspace_id, ids)
    return await learners_of(db, workspace_id, list({row.id for row in rows.values()}))


async def recipients(
    db: AsyncConnection, workspace_id: str, outside_ids: Sequence[str]
) -> tuple[list[str], dict[str, list[str]]]:
    """The ids of the learners among these people, by name, and why the others are left out: reason -> their names.

    Somebody whom nobody knows here has the name "".
    """
    wanted = list(dict.fromkeys(outside_ids))
    taking: list[str] = []
    why: dict[str, list[str]] = {}
    for start in range(0, len(wanted), 500):  # a statement takes only so many values
        some = wanted[start : start + 500]
        learners_by_id = await _known(db, workspace_id, some)
        roles = await recorded_roles(db, workspace_id, some)
        for outside_id in some:
            learner = learners_by_id.get(outside_id)
            reason = _reason(learner, roles.get(outside_id))
            if reason:
                why.setdefault(reason, []).append(learner[3] if learner else "")
            elif learner:
                taking.append(learner[0])
    return list(dict.fromkeys(taking)), why  # somebody may be named by two ids


def _reason(learner: tuple[str, bool, bool, str] | None, role: str | None) -> str:
    """Why somebody is left out, "" when they are not."""
    if role in LEFT_OUT:
        return LEFT_OUT[Role(role)]
    if learner is None:
        return UNKNOWN
    _, active, consents, _ = learner
    if not active:
        return LEFT_OUT[Role.GONE]
    return "" if consents else OPTED_OUT


async def _known(
    db: AsyncConnection, workspace_id: str, outside_ids: Sequence[str]
) -> dict[str, tuple[str, bool, bool, str]]:
    learners_by_id = await learners_known_as(db, workspace_id, outside_ids)
    return {outside_id: (row.id, row.active, row.consents, row.name) for outside_id, row in learners_by_id.items()}


async def recorded_roles(db: AsyncConnection, workspace_id: str, outside_ids: Sequence[str]) -> dict[str, str]:
    """What the platform said last about each of these people, by outside id."""
    where = (role_rows.c.workspace_id == workspace_id) & role_rows.c.outside_id.in_(outside_ids)
    rows = await db.execute(sa.select(role_rows.c.outside_id, role_rows.c.standing).where(where))
    return {row.outside_id: row.standing for row in rows}


async def team_of(db: AsyncConnection, manager: Learner) -> frozenset[str] | None:
    """Whom a manager may write to: their team, direct and below; None is everybody.

    Everybody it is for a workspace admin, and where no team is known at all.
    """
    below: dict[str, list[str]] = {}
    for learner_id, manager_id in await reporting_lines(db, manager.workspace_id):
        below.setdefault(manager_id, []).append(learner_id)
    if not below or await is_admin(db, manager):
        return None
    team: set[str] = set()
    ahead = [manager.id]
    while ahead:
        fresh = set(below.get(ahead.pop(), ())) - team
        team |= fresh
        ahead += fresh
    return frozenset(team - {manager.id})
