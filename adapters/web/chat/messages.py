"""The playground's chat, kept: what the bot said, what people wrote, and in which order it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Message, Text
from bot.messages.codec import from_json, to_json
from lessons.database import Instant, Json, insert_or_ignore, metadata, new_id

web_messages = sa.Table(
    "web_messages",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("learner_id", sa.String(32), nullable=False),
    sa.Column("cause_id", sa.String(120), nullable=False),
    sa.Column("author", sa.String(10), nullable=False),
    sa.Column("message", Json, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("change", sa.BigInteger, nullable=False),
    sa.Column("said_at", Instant, nullable=False),
    sa.Column("revised_at", Instant),
    sa.UniqueConstraint("workspace_id", "cause_id"),
    sa.Index("ix_web_messages_change", "workspace_id", "change"),
    sa.Index("ix_web_messages_position", "workspace_id", "learner_id", "position"),
)

# Changes are numbered by a row that each writer locks until it commits: readers see numbers appear in order, without
# gaps that fill later, so "everything after n" never misses one.
web_changes = sa.Table(
    "web_changes",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("last", sa.BigInteger, nullable=False),
)

TABLES = (web_messages, web_changes)


class Author(StrEnum):
    BOT = "bot"
    LEARNER = "learner"


@dataclass(frozen=True, slots=True)
class ChatEntry:
    """One entry of a learner's chat.

    Attributes:
        cause_id: the delivery it carries, or the event by which the learner wrote it; one entry for each.
        position: its place in the chat.
        change: the number of its last change; numbers grow over the whole workspace.
        revised_at: when it was last replaced.
    """

    workspace_id: str
    id: str
    learner_id: str
    cause_id: str
    author: Author
    message: Message
    position: int
    change: int
    said_at: datetime
    revised_at: datetime | None


def _said(row: sa.Row[Any]) -> ChatEntry:
    values = dict(row._mapping)
    return ChatEntry(**{**values, "author": Author(values["author"]), "message": from_json(values["message"])})


def own_words(words: str) -> Message:
    """What a learner wrote, as an entry keeps it."""
    return Message(words, (Text(words),))


async def say(
    db: AsyncConnection,
    workspace_id: str,
    learner_id: str,
    author: Author,
    cause_id: str,
    message: Message,
    at: datetime,
) -> str:
    """Add to the learner's chat; returns the entry's id. The same cause a second time adds nothing."""
    number = await _next_change(db, workspace_id)
    row = {
        "workspace_id": workspace_id,
        "id": new_id(),
        "learner_id": learner_id,
        "cause_id": cause_id,
        "author": author.value,
        "message": to_json(message),
        "position": number,
        "change": number,
        "said_at": at,
    }
    fresh = insert_or_ignore(db, web_messages, ["workspace_id", "cause_id"]).values(row)
    added: str | None = await db.scalar(fresh.returning(web_messages.c.id))
    # Nothing was added when the same cause came again, as after a lost confirmation: the first entry is its answer.
    return added or await carrying(db, workspace_id, learner_id, cause_id) or ""


async def revise(
    db: AsyncConnection, workspace_id: str, learner_id: str, entry_id: str, message: Message, at: datetime
) -> bool:
    """Replace what an entry says; False when the learner's chat has no such entry."""
    entry = (web_messages.c.workspace_id == workspace_id) & (web_messages.c.id == entry_id)
    change = await _next_change(db, workspace_id)
    done = await db.execute(
        sa.update(web_messages)
        .where(entry & (web_messages.c.learner_id == learner_id))
        .values(message=to_json(message), change=change, revised_at=at)
    )
    return done.rowcount == 1


async def carrying(db: AsyncConnection, workspace_id: str, learner_id: str, cause_id: str) -> str | None:
    """The id of the learner's entry with this cause."""
    where = (web_messages.c.workspace_id == workspace_id) & (web_messages.c.cause_id == cause_id)
    entry_id: str | None = await db.scalar(
        sa.select(web_messages.c.id).where(where & (web_messages.c.learner_id == learner_id))
    )
    return entry_id


async def latest(
    db: AsyncConnection, workspace_id: str, learner_id: str, limit: int, before: int | None = None
) -> list[ChatEntry]:
    """The last entries of a learner's chat, oldest first; those ahead of a position when one is given."""
    where = (web_messages.c.workspace_id == workspace_id) & (web_messages.c.learner_id == learner_id)
    if before is not None:
        where &= web_messages.c.position < before
    newest = sa.select(web_messages).where(where).order_by(web_messages.c.position.desc()).limit(limit)
    return [_said(row) for row in await db.execute(newest)][::-1]


async def changed_after(
    db: AsyncConnection, workspace_id: str, learner_ids: Sequence[str], change: int, limit: int
) -> list[ChatEntry]:
    """What is new or was replaced after that change, in order of change."""
    where = (web_messages.c.workspace_id == workspace_id) & (web_messages.c.change > change)
    where &= web_messages.c.learner_id.in_(learner_ids)
    rows = await db.execute(sa.select(web_messages).where(where).order_by(web_messages.c.change).limit(limit))
    return [_said(row) for row in rows]


async def last_change(db: AsyncConnection, workspace_id: str) -> int:
    """The number of the workspace's last change, 0 before the first."""
    last = sa.select(web_changes.c.last).where(web_changes.c.workspace_id == workspace_id)
    return await db.scalar(last) or 0


async def _next_change(db: AsyncConnection, workspace_id: str) -> int:
    # A workspace has no row before its first change; of two writers at that moment one inserts it and both go on.
    await db.execute(insert_or_ignore(db, web_changes).values(workspace_id=workspace_id, last=0))
    following = (
        sa.update(web_changes)
        .where(web_changes.c.workspace_id == workspace_id)
        .values(last=web_changes.c.last + 1)
        .returning(web_changes.c.last)
    )
    return int(await db.scalar(following))
