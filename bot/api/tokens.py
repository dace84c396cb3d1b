"""Tokens of other systems: shown once when they are made, and kept as a hash; each opens what its scopes name."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, Json, metadata, new_id

PREFIX = "ninety_"  # by which secret scanners and people know what it is
RECENT = timedelta(minutes=5)  # a token's last use is written no more often

api_tokens = sa.Table(
    "api_tokens",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False, unique=True),
    sa.Column("scopes", Json, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("used_at", Instant),
    sa.Column("revoked_at", Instant),
)


class Scope(StrEnum):
    """What a token opens; each is one list."""

    ROSTER = "roster"
    CAMPAIGNS = "campaigns"
    DELIVERIES = "deliveries"
    REPLIES = "replies"
    SERIES = "series"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class ApiToken:
    """One system's way in, without its secret."""

    workspace_id: str
    id: str
    name: str
    scopes: frozenset[Scope]
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None

    def opens(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


async def make_token(
    db: AsyncConnection, workspace_id: str, name: str, scopes: Collection[Scope], now: datetime, life: timedelta
) -> tuple[str, str]:
    """A fresh token's id, and the token itself, which nobody can read again."""
    token_id, secret = new_id(), f"{PREFIX}{secrets.token_urlsafe(32)}"
    row = {
        **{"workspace_id": workspace_id, "id": token_id, "name": name, "digest": _digest(secret)},
        **{"scopes": sorted(scope.value for scope in scopes), "made_at": now, "expires_at": now + life},
    }
    await db.execute(sa.insert(api_tokens).values(row))
    return token_id, secret


async def token_behind(db: AsyncConnection, secret: str) -> ApiToken | None:
    """Whose secret it is; None where it is nobody's."""
    rows = await _tokens(db, api_tokens.c.digest == _digest(secret))
    return rows[0] if rows else None


async def tokens_of(db: AsyncConnection, workspace_id: str) -> Sequence[ApiToken]:
    return await _tokens(db, api_tokens.c.workspace_id == workspace_id)


async def revoke_token(db: AsyncConnection, workspace_id: str, token_id: str, now: datetime) -> bool:
    """From now on it opens nothing; False where there is none of that id, or it opened nothing before."""
    this = (api_tokens.c.workspace_id == workspace_id) & (api_tokens.c.id == token_id)
    open_ = sa.update(api_tokens).where(this, api_tokens.c.revoked_at.is_(None))
    done = await db.execute(open_.values(revoked_at=now).returning(api_tokens.c.id))
    return done.one_or_none() is not None


async def note_use(db: AsyncConnection, token: ApiToken, now: datetime) -> None:
    this = (api_tokens.c.workspace_id == token.workspace_id) & (api_tokens.c.id == token.id)
    await db.execute(sa.update(api_tokens).where(this).values(used_at=now))


def is_stale(token: ApiToken, now: datetime) -> bool:
    """Whether its last use is to be written anew."""
    return token.used_at is None or now - token.used_at > RECENT


def _digest(secret: str) -> str:
    # A plain hash does: the secret has 256 bits, which nobody tries out.
    return hashlib.sha256(secret.encode()).hexdigest()


async def _tokens(db: AsyncConnection, which: sa.ColumnElement[bool]) -> list[ApiToken]:
    return [
        ApiToken(
            *(row.workspace_id, row.id, row.name, frozenset(Scope(scope) for scope in row.scopes)),
            *(row.made_at, row.expires_at, row.used_at, row.revoked_at),
        )
        for row in await db.execute(sa.select(api_tokens).where(which).order_by(api_tokens.c.id))
    ]
