"""Links that were taken back: one person's or a workspace's, of one kind or of every kind, up to an instant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import links
from bot.links import Purpose
from lessons.database import Instant, insert_or_update, metadata

EVERY = ""
KINDS: Mapping[str, Purpose] = {
    "lesson": Purpose.PLAYER,
    "page": Purpose.FEED,
    "report": Purpose.REPORT,
    "curate": Purpose.CURATE,
    "document": Purpose.DOCUMENT,
    "campaigns": Purpose.MANAGE,
    "my-data": Purpose.OWN_DATA,
    "film": Purpose.FILM,
}
"""Links that open a page for a person, by what an operator calls them. Those to pictures and films name nobody."""
LIVES: Mapping[Purpose, timedelta] = {
    Purpose.PLAYER: links.PLAYER_LIFE,
    Purpose.FEED: links.FEED_LIFE,
    Purpose.REPORT: links.REPORT_LIFE,
    Purpose.CURATE: links.REPORT_LIFE,
    Purpose.DOCUMENT: links.PLAYER_LIFE,
    Purpose.MANAGE: links.MANAGE_LIFE,
    Purpose.OWN_DATA: links.OWN_DATA_LIFE,
    Purpose.FILM: links.REPORT_LIFE,
}
LONGEST = max(LIVES.values())

revocations = sa.Table(
    "revocations",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("learner_id", sa.String(32), primary_key=True),
    sa.Column("kind", sa.String(10), primary_key=True),
    sa.Column("until", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Revocation:
    """What opens nothing any more.

    Attributes:
        learner_id: whose links; EVERY are those of everybody in the workspace.
        kind: of KINDS, or EVERY.
        until: links that were made before it.
    """

    learner_id: str
    kind: str
    until: datetime

    def takes(self, learner_id: str, purpose: Purpose, made_at: datetime) -> bool:
        theirs = self.learner_id in (EVERY, learner_id)
        return theirs and (self.kind == EVERY or KINDS[self.kind] is purpose) and made_at <= self.until


async def revoke_links(
    db: AsyncConnection, workspace_id: str, now: datetime, learner_id: str = EVERY, kind: str = EVERY
) -> None:
    """Let no link of these open anything that was made until now."""
    row = {"workspace_id": workspace_id, "learner_id": learner_id, "kind": kind, "until": now}
    keys = ["workspace_id", "learner_id", "kind"]
    await db.execute(insert_or_update(db, revocations, keys, ["until"]).values(row))


async def revoked_in(db: AsyncConnection, workspace_id: str) -> Sequence[Revocation]:
    rows = await db.execute(sa.select(revocations).where(revocations.c.workspace_id == workspace_id))
    return [Revocation(row.learner_id, row.kind, row.until) for row in rows]


async def forget_revocations(db: AsyncConnection, now: datetime) -> int:
    """Drop what no link is old enough for any more; returns how many rows that were."""
    return (await db.execute(sa.delete(revocations).where(revocations.c.until < now - LONGEST))).rowcount


def made_at(ends: datetime, purpose: Purpose) -> datetime:
    """When a link was made that is good until then, at the earliest: tokens know minutes alone.

    A link of the minute in which others were taken back is taken back with them.
    """
    return ends - LIVES[purpose] - timedelta(minutes=1)
