"""What a platform says about the people of a workspace: who runs it, and whom lessons leave out by default."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import insert_or_update, metadata
from schedules.people.reaching import known_as, learners_known_as
from schedules.people.roster import Learner, learners

standings = sa.Table(
    "standings",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("outside_id", sa.String(200), primary_key=True),
    sa.Column("standing", sa.String(20), nullable=False),
)


class Standing(StrEnum):
    """What somebody is in their workspace."""

    MEMBER = "member"
    ADMIN = "admin"
    GUEST = "guest"
    OUTSIDE = "outside"
    BOT = "bot"
    GONE = "gone"


LEARN = frozenset({Standing.MEMBER, Standing.ADMIN})
LEFT_OUT = {
    Standing.GUEST: "guests are left out",
    Standing.OUTSIDE: "people of other organisations are left out",
    Standing.BOT: "bots are left out",
    Standing.GONE: "their account is deactivated",
}
UNKNOWN = "not known in this workspace"
OPTED_OUT = "they opted out of lessons"


async def write_down(db: AsyncConnection, workspace_id: str, people: Sequence[tuple[str, Standing]]) -> None:
    """Keep what the platform said last about each person, by outside id."""
    rows = [{"workspace_id": workspace_id, "outside_id": one, "standing": standing.value} for one, standing in people]
    if rows:
        await db.execute(insert_or_update(db, standings, ["workspace_id", "outside_id"], ["standing"]), rows)


async def runs_it(db: AsyncConnection, learner: Learner) -> bool:
    """Whether a learner administers the workspace, on any of its platforms."""
    told = await _told(db, learner.workspace_id, await known_as(db, learner))
    return Standing.ADMIN in told.values()


async def who_takes_part(
    db: AsyncConnection, workspace_id: str, outside_ids: Sequence[str]
) -> tuple[list[str], Counter[str]]:
    """The ids of the learners among these people, by name, and why the others are left out: reason -> how many."""
    wanted = list(dict.fromkeys(outside_ids))
    taking: list[str] = []
    why: Counter[str] = Counter()
    for start in range(0, len(wanted), 500):  # a statement takes only so many values
        some = wanted[start : start + 500]
        known = await _known(db, workspace_id, some)
        told = await _told(db, workspace_id, some)
        for one in some:
            learner = known.get(one)
            reason = _reason(learner, told.get(one))
            if reason:
                why[reason] += 1
            elif learner:
                taking.append(learner[0])
    return list(dict.fromkeys(taking)), why  # somebody may be named by two ids


def _reason(learner: tuple[str, bool, bool] | None, told: str | None) -> str:
    """Why somebody is left out, "" when they are not."""
    if told in LEFT_OUT:
        return LEFT_OUT[Standing(told)]
    if learner is None:
        return UNKNOWN
    _, active, consents = learner
    if not active:
        return LEFT_OUT[Standing.GONE]
    return "" if consents else OPTED_OUT


async def _known(
    db: AsyncConnection, workspace_id: str, outside_ids: Sequence[str]
) -> dict[str, tuple[str, bool, bool]]:
    known = await learners_known_as(db, workspace_id, outside_ids)
    return {outside_id: (row.id, row.active, row.consents) for outside_id, row in known.items()}


async def _told(db: AsyncConnection, workspace_id: str, outside_ids: Sequence[str]) -> dict[str, str]:
    where = (standings.c.workspace_id == workspace_id) & standings.c.outside_id.in_(outside_ids)
    rows = await db.execute(sa.select(standings.c.outside_id, standings.c.standing).where(where))
    return {row.outside_id: row.standing for row in rows}


async def team_of(db: AsyncConnection, manager: Learner) -> frozenset[str] | None:
    """Whom a manager may write to: their team, direct and below; None is everybody.

    Everybody it is for a workspace admin, and where no team is known at all.
    """
    where = (learners.c.workspace_id == manager.workspace_id) & (learners.c.manager_id != "")
    below: dict[str, list[str]] = {}
    for row in await db.execute(sa.select(learners.c.id, learners.c.manager_id).where(where)):
        below.setdefault(row.manager_id, []).append(row.id)
    if not below or await runs_it(db, manager):
        return None
    team: set[str] = set()
    ahead = [manager.id]
    while ahead:
        fresh = set(below.get(ahead.pop(), ())) - team
        team |= fresh
        ahead += fresh
    return frozenset(team - {manager.id})
