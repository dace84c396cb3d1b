"""Organisations that installed the app for all of their workspaces: an install of its own, sealed, for each."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import insert_or_update, metadata

organisation_installs = sa.Table(
    "slack_organisations",
    metadata,
    sa.Column("enterprise_id", sa.String(120), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("sealed_tokens", sa.LargeBinary, nullable=False),
)


async def keep(db: AsyncConnection, enterprise_id: str, name: str, sealed: bytes) -> None:
    """Write an organisation's install, in place of an older one."""
    row = {"enterprise_id": enterprise_id, "name": (name or enterprise_id)[:200], "sealed_tokens": sealed}
    statement = insert_or_update(db, organisation_installs, ["enterprise_id"], ["name", "sealed_tokens"])
    await db.execute(statement, [row])


async def reseal(db: AsyncConnection, enterprise_id: str, sealed: bytes) -> None:
    """Write renewed tokens in place of older ones."""
    row = organisation_installs.c.enterprise_id == enterprise_id
    await db.execute(sa.update(organisation_installs).where(row).values(sealed_tokens=sealed))


async def drop(db: AsyncConnection, enterprise_id: str) -> None:
    """Forget an organisation that took the app out."""
    row = organisation_installs.c.enterprise_id == enterprise_id
    await db.execute(sa.delete(organisation_installs).where(row))


async def sealed_install(db: AsyncConnection, enterprise_id: str) -> bytes | None:
    """The sealed install of an organisation, None where it has none."""
    row = organisation_installs.c.enterprise_id == enterprise_id
    sealed: bytes | None = await db.scalar(sa.select(organisation_installs.c.sealed_tokens).where(row))
    return sealed


async def all_installs(db: AsyncConnection) -> dict[str, bytes]:
    """Every organisation's sealed install by its id."""
    rows = await db.execute(sa.select(organisation_installs.c.enterprise_id, organisation_installs.c.sealed_tokens))
    return {row.enterprise_id: row.sealed_tokens for row in rows}
