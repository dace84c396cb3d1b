"""Keys with which a company's own directory may tell who works there: one workspace each, kept as a hash alone."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, metadata, new_id
from schedules.ledger import audit

PREFIX = "ninety_scim_"  # so that scanners for leaked secrets know what it is
STEP = timedelta(minutes=5)  # how exactly it is written down when a key was used last

tokens = sa.Table(
    "directory_tokens",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False, unique=True),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("used_at", Instant),
)


@dataclass(frozen=True, slots=True)
class DirectoryToken:
    """What is known of a key; itself it is shown once, when it is made.

    Attributes:
        used_at: to some minutes, None never.
    """

    id: str
    name: str
    made_at: datetime
    used_at: datetime | None


async def make_token(db: AsyncConnection, workspace_id: str, name: str, by: str, now: datetime) -> str:
    """A new key for a workspace's directory. It cannot be read again."""
    secret = PREFIX + secrets.token_urlsafe(32)
    row = {"workspace_id": workspace_id, "id": new_id(), "name": name, "digest": _digest(secret), "made_at": now}
    await db.execute(sa.insert(tokens).values(row))
    await audit.note(db, workspace_id, by, "directory key made", str(row["id"]), now, name=name)
    return secret


async def tokens_of(db: AsyncConnection, workspace_id: str) -> Sequence[DirectoryToken]:
    """The keys of a workspace, oldest first."""
    columns = [tokens.c[name] for name in DirectoryToken.__slots__]
    query = sa.select(*columns).where(tokens.c.workspace_id == workspace_id).order_by(tokens.c.id)
    return [DirectoryToken(*row) for row in await db.execute(query)]


async def end_token(db: AsyncConnection, workspace_id: str, name: str, by: str, now: datetime) -> bool:
    """Let the keys of that name, or id, open nothing more; False when there is none."""
    where = (tokens.c.workspace_id == workspace_id) & ((tokens.c.name == name) | (tokens.c.id == name))
    gone = list((await db.execute(sa.delete(tokens).where(where).returning(tokens.c.id))).scalars())
    for token_id in gone:
        await audit.note(db, workspace_id, by, "directory key ended", token_id, now, name=name)
    return bool(gone)


async def workspace_of_token(db: AsyncConnection, secret: str) -> str | None:
    """The id of the workspace that a key is for; None for any other text."""
    # 256 random bits need no slow hash: nobody can try them out.
    query = sa.select(tokens.c.workspace_id).where(tokens.c.digest == _digest(secret))
    workspace_id: str | None = await db.scalar(query)
    return workspace_id


async def note_use(db: AsyncConnection, secret: str, now: datetime) -> None:
    """Write down that a key was used, now and then."""
    old = (tokens.c.digest == _digest(secret)) & (tokens.c.used_at.is_(None) | (tokens.c.used_at < now - STEP))
    await db.execute(sa.update(tokens).where(old).values(used_at=now))


def _digest(secret: str) -> str:
    return hashlib.sha256(f"ninety directory {secret}".encode()).hexdigest()
