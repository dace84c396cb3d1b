"""Seals on the audit log: each entry's seal holds the one before, so that none can be changed or taken out unseen.

Entries are sealed some seconds after they were written, by one worker at a time: a chain that grew with each entry
would make everybody who writes one wait for the others.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, insert_or_ignore, metadata
from schedules.ledger.audit import audit

audit_seals = sa.Table(
    "audit_seals",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("entry_id", sa.String(32), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("detail_hash", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.UniqueConstraint("workspace_id", "entry_id"),
)
FIRST = "0" * 64  # what stands before a chain's first seal
AT_ONCE = 1_000
_ENTRY = ("id", "at", "actor", "action", "subject", "detail")


@dataclass(frozen=True, slots=True)
class Chain:
    """What a look at the seals of a workspace found.

    Attributes:
        sealed: how many entries have one.
        head: the last seal; whoever wrote it down elsewhere can tell later that nothing before it was changed.
        redacted: entries from which an erased person's name was taken out since.
        fault: what is wrong, "" nothing.
    """

    sealed: int
    head: str
    redacted: int
    fault: str


async def seal(db: AsyncConnection, workspace_id: str) -> int:
    """Seal what has no seal yet, oldest first; returns how many entries got one."""
    number, before = await head_of(db, workspace_id)
    before = before or FIRST
    bare = ~sa.exists().where(audit_seals.c.workspace_id == audit.c.workspace_id, audit_seals.c.entry_id == audit.c.id)
    query = sa.select(*[audit.c[name] for name in _ENTRY]).where(audit.c.workspace_id == workspace_id, bare)
    rows = []
    for entry in await db.execute(query.order_by(audit.c.id).limit(AT_ONCE)):
        number += 1
        detail = _digest(entry.detail)
        before = _linked(before, number, entry, detail)
        rows.append(
            {
                **{"workspace_id": workspace_id, "number": number, "entry_id": entry.id, "at": entry.at},
                **{"detail_hash": detail, "hash": before},
            }
        )
    # Of two workers at once the second finds the numbers taken, and begins anew with the next round.
    for row in rows:
        if (
            await db.execute(insert_or_ignore(db, audit_seals).values(row).returning(audit_seals.c.number))
        ).first() is None:
            return 0
    return len(rows)


async def head_of(db: AsyncConnection, workspace_id: str) -> tuple[int, str]:
    """How many entries are sealed, and the last seal; 0 and "" where none is."""
    query = sa.select(audit_seals.c.number, audit_seals.c.hash).where(audit_seals.c.workspace_id == workspace_id)
    last = (await db.execute(query.order_by(audit_seals.c.number.desc()).limit(1))).first()
    return (last.number, last.hash) if last else (0, "")


async def look(db: AsyncConnection, workspace_id: str, kept_since: datetime | None, redaction: str) -> Chain:
    """Compare every seal with its entry and with the seal before it.

    Args:
        kept_since: entries before that may be gone, as the settings keep none that are older; None: all are kept.
        redaction: the words that stand where an erased person's name stood.
    """
    entry = audit.alias()
    joined = audit_seals.outerjoin(
        entry, (entry.c.workspace_id == audit_seals.c.workspace_id) & (entry.c.id == audit_seals.c.entry_id)
    )
    of_entry = [entry.c[name].label(f"entry_{name}") for name in _ENTRY if name != "id"]
    columns: tuple[Any, ...] = (audit_seals, *of_entry, entry.c.id.label("entry_found"))
    query = sa.select(*columns).select_from(joined).where(audit_seals.c.workspace_id == workspace_id)
    number, before, redacted, fault = 0, FIRST, 0, ""
    for row in await db.execute(query.order_by(audit_seals.c.number)):
        if row.number != number + 1 and number:
            fault = fault or f"seal {number + 1} is missing"
        number = row.number
        fault = fault or _fault(row, before, kept_since, redaction)
        redacted += bool(row.entry_found) and _digest(row.entry_detail) != row.detail_hash
        before = row.hash
    return Chain(number, before if number else "", redacted, fault)


def _fault(row: Any, before: str, kept_since: datetime | None, redaction: str) -> str:
    if row.entry_found is None:
        expected = kept_since is not None and row.at < kept_since
        return "" if expected else f"the entry of {row.at:%Y-%m-%d %H:%M} with seal {row.number} is gone"
    entry = _Entry(row.entry_id, row.entry_at, row.entry_actor, row.entry_action, row.entry_subject)
    if _linked(before, row.number, entry, row.detail_hash) != row.hash:
        return f"the entry of {row.at:%Y-%m-%d %H:%M} with seal {row.number} was changed"
    if _digest(row.entry_detail) != row.detail_hash and redaction not in json.dumps(
        row.entry_detail, ensure_ascii=False
    ):
        return f"the details of the entry of {row.at:%Y-%m-%d %H:%M} with seal {row.number} were changed"
    return ""


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    at: datetime
    actor: str
    action: str
    subject: str


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _linked(before: str, number: int, entry: Any, detail_hash: str) -> str:
    parts: Sequence[object] = (before, number, entry.id, entry.at.isoformat(), entry.actor, entry.action, entry.subject)
    return _digest([*parts, detail_hash])
