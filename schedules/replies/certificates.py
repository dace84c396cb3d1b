"""Certificates: who finished a season, and until when it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, insert_or_ignore, metadata, new_id

certificates = sa.Table(
    "certificates",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("learner_id", sa.String(32), nullable=False),
    sa.Column("campaign_id", sa.String(32), nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("issued_at", Instant, nullable=False),
    sa.Column("expires_at", Instant),
    sa.Column("offered_at", Instant),
    sa.UniqueConstraint("workspace_id", "campaign_id", "learner_id"),
    sa.Index("ix_certificates_learner", "workspace_id", "learner_id"),
)


@dataclass(frozen=True, slots=True)
class Certificate:
    """That somebody finished a season.

    Attributes:
        title: of the series, as it was called then.
        expires_at: None where it holds for good.
    """

    workspace_id: str
    id: str
    learner_id: str
    campaign_id: str
    title: str
    issued_at: datetime
    expires_at: datetime | None

    def holds(self, now: datetime) -> bool:
        return self.expires_at is None or now < self.expires_at


_COLUMNS = [certificates.c[name] for name in Certificate.__slots__]


async def issue(
    db: AsyncConnection,
    workspace_id: str,
    learner_id: str,
    campaign_id: str,
    title: str,
    expires_at: datetime | None,
    now: datetime,
) -> Certificate | None:
    """Write a certificate; None where they have that of this campaign already."""
    row = {"workspace_id": workspace_id, "id": new_id(), "learner_id": learner_id, "campaign_id": campaign_id}
    values = {**row, "title": title, "issued_at": now, "expires_at": expires_at}
    written = insert_or_ignore(db, certificates, ("workspace_id", "campaign_id", "learner_id")).values(values)
    if (await db.execute(written.returning(certificates.c.id))).first() is None:
        return None
    return await certificate_by_id(db, workspace_id, row["id"])


async def certificate_by_id(db: AsyncConnection, workspace_id: str, certificate_id: str) -> Certificate | None:
    where = (certificates.c.workspace_id == workspace_id) & (certificates.c.id == certificate_id)
    row = (await db.execute(sa.select(*_COLUMNS).where(where))).first()
    return None if row is None else Certificate(*row)


async def certificates_of(db: AsyncConnection, workspace_id: str, learner_id: str) -> list[Certificate]:
    """Somebody's certificates, the newest first."""
    where = (certificates.c.workspace_id == workspace_id) & (certificates.c.learner_id == learner_id)
    rows = await db.execute(sa.select(*_COLUMNS).where(where).order_by(certificates.c.issued_at.desc()))
    return [Certificate(*row) for row in rows]


async def ending_in(db: AsyncConnection, before: datetime) -> list[tuple[str, str]]:
    """(workspace, campaign) of certificates that end before an instant, for which no training was offered yet."""
    query = sa.select(certificates.c.workspace_id, certificates.c.campaign_id).distinct().where(_ending(before))
    return [(row.workspace_id, row.campaign_id) for row in await db.execute(query)]


async def note_offered(
    db: AsyncConnection, workspace_id: str, campaign_id: str, before: datetime, now: datetime
) -> Sequence[str]:
    """Note that a new training is offered for the certificates that end before an instant; returns whose they are.

    None where another process was faster.
    """
    of_campaign = (certificates.c.workspace_id == workspace_id) & (certificates.c.campaign_id == campaign_id)
    noted = sa.update(certificates).where(of_campaign, _ending(before)).values(offered_at=now)
    return list((await db.execute(noted.returning(certificates.c.learner_id))).scalars())


async def people_to_train_again(db: AsyncConnection, workspace_id: str, campaign_id: str) -> set[str]:
    """Whose certificate of a campaign ends, as far as a new training was offered for it."""
    where = (certificates.c.workspace_id == workspace_id) & (certificates.c.campaign_id == campaign_id)
    query = sa.select(certificates.c.learner_id).where(where, certificates.c.offered_at.is_not(None))
    return set((await db.execute(query)).scalars())


def _ending(before: datetime) -> sa.ColumnElement[bool]:
    soon = certificates.c.expires_at.is_not(None) & (certificates.c.expires_at < before)
    return sa.and_(soon, certificates.c.offered_at.is_(None))
