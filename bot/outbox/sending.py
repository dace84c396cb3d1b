"""Sends what is owed to other systems, several at once, and writes down what came of it."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import quote

from bot.outbox.endpoints import Endpoint, EndpointKind, end_endpoint, endpoint_by_id, signing_secret
from bot.outbox.rows import LEASE, OutboxRow, claim_events, note_outcome
from lessons.database import Database

AT_ONCE = 16
GONE = 410  # Standard Webhooks: whoever answers so wants nothing more
CONFLICT = 409  # of a learning record store: it has a statement of that id


class CannotPost(Exception):
    """Nothing came back; the text says why."""


class Poster(Protocol):
    """Brings bytes to another system."""

    async def post(self, method: str, url: str, headers: Mapping[str, str], content: bytes) -> int:
        """The status that came back.

        Raises:
            CannotPost: none did, or the address leads where nothing may be sent.
        """


@dataclass(frozen=True, slots=True)
class Credentials:
    """With what is signed and signed in.

    Attributes:
        keys: SECRET_KEY, and those before it: a receiver takes a signature by any of them.
        lrs: user and password of the learning record store.
    """

    keys: Sequence[str]
    lrs: tuple[str, str] = ("", "")


async def send_due(
    database: Database, poster: Poster, credentials: Credentials, now: datetime, lease: timedelta = LEASE
) -> int:
    """Send until nothing is due; returns how many tries that were."""
    tries = 0
    while rows := await _claimed(database, now, lease):
        await asyncio.gather(*(_send(database, poster, credentials, row, now) for row in rows))
        tries += len(rows)
    return tries


async def _claimed(database: Database, now: datetime, lease: timedelta) -> list[OutboxRow]:
    async with database.write() as db:
        return await claim_events(db, AT_ONCE, now, lease)


async def _send(database: Database, poster: Poster, credentials: Credentials, row: OutboxRow, now: datetime) -> None:
    async with database.read() as db:
        endpoint = await endpoint_by_id(db, row.workspace_id, row.endpoint_id)
    if endpoint is None or endpoint.ended_at:
        return await _note(database, row, "this system is told nothing any more", now, final=True)
    try:
        status = await poster.post(*_request(endpoint, row, credentials, now))
    except CannotPost as error:
        return await _note(database, row, str(error), now)
    if endpoint.kind is EndpointKind.WEBHOOK and status == GONE:
        async with database.write() as db:
            await end_endpoint(db, endpoint.workspace_id, endpoint.id, now)
        return await _note(database, row, "it answered 410: it wants nothing more", now, final=True)
    # A store that has the statement got it at a try whose answer was lost.
    arrived = 200 <= status < 300 or (endpoint.kind is EndpointKind.XAPI and status == CONFLICT)
    await _note(database, row, "" if arrived else f"it answered {status}", now)


async def _note(database: Database, row: OutboxRow, fault: str, now: datetime, *, final: bool = False) -> None:
    async with database.write() as db:
        await note_outcome(db, row, fault, now, final=final)


def _request(
    endpoint: Endpoint, row: OutboxRow, credentials: Credentials, now: datetime
) -> tuple[str, str, Mapping[str, str], bytes]:
    """Method, address, headers and body."""
    content = row.content.encode()
    if endpoint.kind is EndpointKind.XAPI:
        user = base64.b64encode(":".join(credentials.lrs).encode()).decode()
        headers = {
            "Content-Type": "application/json",
            "X-Experience-API-Version": "1.0.3",
            "Authorization": f"Basic {user}",
        }
        where = f"{endpoint.url.rstrip('/')}/statements?statementId={quote(json.loads(row.content)['id'])}"
        return "PUT", where, headers, content
    return "POST", endpoint.url, signed_headers(endpoint.id, row.id, content, credentials.keys, now), content


def signed_headers(
    endpoint_id: str, row_id: str, content: bytes, keys: Sequence[str], now: datetime
) -> Mapping[str, str]:
    """What Standard Webhooks asks for: the id, the instant, and a signature over both and the body by each key."""
    message_id, at = f"msg_{row_id}", f"{int(now.timestamp())}"
    secrets = [signing_secret(key, endpoint_id) for key in keys]
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": at,
        "webhook-signature": " ".join(f"v1,{_signature(secret, message_id, at, content)}" for secret in secrets),
    }


def _signature(secret: str, message_id: str, at: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return base64.b64encode(hmac.new(key, f"{message_id}.{at}.".encode() + content, hashlib.sha256).digest()).decode()
