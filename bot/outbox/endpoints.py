"""Other systems that hear of what happened in a workspace: webhooks, and learning record stores."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, Json, metadata, new_id

endpoints = sa.Table(
    "endpoints",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("url", sa.String(1000), nullable=False),
    sa.Column("events", Json, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("read_until", Instant, nullable=False),  # what happened before has its rows in the outbox
    sa.Column("ended_at", Instant),
)


class EndpointKind(StrEnum):
    """How something is told."""

    WEBHOOK = "webhook"  # Standard Webhooks
    XAPI = "xapi"  # statements to a learning record store


class OutboxEvent(StrEnum):
    """What happened."""

    SENT = "delivery.sent"
    REPLIED = "reply.recorded"
    PLAYED = "clip.played"
    COMPLETED = "clip.completed"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One system that is told.

    Attributes:
        events: what it hears of.
        read_until: up to when the ledger was read for it.
    """

    workspace_id: str
    id: str
    kind: EndpointKind
    url: str
    events: frozenset[str]
    made_at: datetime
    read_until: datetime
    ended_at: datetime | None


async def add_endpoint(
    db: AsyncConnection, workspace_id: str, kind: EndpointKind, url: str, events: Collection[OutboxEvent], now: datetime
) -> str:
    """From now on the system at this address is told; returns the endpoint's id."""
    endpoint_id = new_id()
    row = {
        **{"workspace_id": workspace_id, "id": endpoint_id, "kind": kind.value, "url": url},
        **{"events": sorted(event.value for event in events), "made_at": now, "read_until": now},
    }
    await db.execute(sa.insert(endpoints).values(row))
    return endpoint_id


async def open_endpoints(db: AsyncConnection, workspace_id: str = "") -> Sequence[Endpoint]:
    """Those that are told, of one workspace or of all."""
    which = endpoints.c.ended_at.is_(None)
    return await _endpoints(db, which & (endpoints.c.workspace_id == workspace_id) if workspace_id else which)


async def endpoint_by_id(db: AsyncConnection, workspace_id: str, endpoint_id: str) -> Endpoint | None:
    rows = await _endpoints(db, _is(workspace_id, endpoint_id))
    return rows[0] if rows else None


async def end_endpoint(db: AsyncConnection, workspace_id: str, endpoint_id: str, now: datetime) -> bool:
    """Tell a system nothing more; False where it was told nothing."""
    this = _is(workspace_id, endpoint_id) & endpoints.c.ended_at.is_(None)
    done = await db.execute(sa.update(endpoints).where(this).values(ended_at=now).returning(endpoints.c.id))
    return done.one_or_none() is not None


async def note_read(db: AsyncConnection, endpoint: Endpoint, until: datetime) -> None:
    this = _is(endpoint.workspace_id, endpoint.id)
    await db.execute(sa.update(endpoints).where(this).values(read_until=until))


def signing_secret(secret_key: str, endpoint_id: str) -> str:
    """With what an endpoint's webhooks are signed, as Standard Webhooks writes it: nothing of it is stored."""
    mark = hmac.new(secret_key.encode(), f"ninety webhook {endpoint_id}".encode(), sha256).digest()
    return f"whsec_{base64.b64encode(mark).decode()}"


def _is(workspace_id: str, endpoint_id: str) -> sa.ColumnElement[bool]:
    return (endpoints.c.workspace_id == workspace_id) & (endpoints.c.id == endpoint_id)


async def _endpoints(db: AsyncConnection, which: sa.ColumnElement[bool]) -> list[Endpoint]:
    return [
        Endpoint(
            *(row.workspace_id, row.id, EndpointKind(row.kind), row.url, frozenset(row.events)),
            *(row.made_at, row.read_until, row.ended_at),
        )
        for row in await db.execute(sa.select(endpoints).where(which).order_by(endpoints.c.id))
    ]
