"""The places that a workspace's documents come from: when each is looked at, and what was found in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers.gathering.port import KnownFile
from lessons.database import Instant, Json, insert_or_update, metadata

LEASE = timedelta(minutes=20)  # a look that is older belongs to a process that died; see Renewer
LEAST_EVERY = timedelta(minutes=15)

sources = sa.Table(
    "sources",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("options", Json, nullable=False),  # SourceOptions
    # With 0 it is looked at only when somebody asks for it, and then nothing is due.
    sa.Column("every_s", sa.Integer, nullable=False),
    sa.Column("looked_at", Instant),
    sa.Column("next_at", Instant),
    # Until then somebody looks at it.
    sa.Column("lease_until", Instant),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("sealed_credentials", sa.LargeBinary),  # None where the settings hold them, or none are needed
)

source_files = sa.Table(
    "source_files",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("source_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("uri", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False, server_default=""),  # the place's own word for its state
    sa.Column("digest", sa.String(64), nullable=False, server_default=""),  # of its content as it was read
    sa.Column("links", Json, nullable=False),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("path", sa.Text, nullable=False, server_default=""),
)


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """How a source is looked at.

    Attributes:
        include, exclude: patterns of paths within it.
        depth: of a web site: how many links away from its first page.
        language: of documents that do not name theirs.
        groups: the documents are for members of these alone; none: for everybody.
        networks: private networks that may be read, such as 10.1.2.0/24.
        only: what of a place with parts, such as a space of a wiki; "" all of it.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    depth: int = 0
    language: str = "en"
    groups: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    only: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A place that documents come from.

    Attributes:
        kind: "folder", "web", or another place's own name.
        every: between two looks; zero: only when somebody asks for it.
        reason: why it could not be looked at as a whole the last time, "" where it could.
        sealed_credentials: what lets us in, see CredentialSealer; None where the settings hold it.
    """

    workspace_id: str
    id: str
    kind: str
    address: str
    options: SourceOptions
    every: timedelta
    looked_at: datetime | None
    next_at: datetime | None
    lease_until: datetime | None
    reason: str
    sealed_credentials: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file or page of a source as it was when it was last there.

    Attributes:
        path: where people find it, "" where the address says so.
    """

    uri: str
    version: str = ""
    digest: str = ""
    links: tuple[str, ...] = ()
    reason: str = ""
    path: str = ""

    @property
    def name(self) -> str:
        return self.path or self.uri

    @property
    def known(self) -> KnownFile:
        # What could not be read is asked for again, whatever its version.
        return KnownFile("" if self.reason else self.version, self.links)


def source_id(kind: str, address: str, only: str = "") -> str:
    """The same place named again is the same source."""
    return _digest(f"{kind}\n{address}\n{only}")


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]


async def keep_source(
    db: AsyncConnection,
    workspace_id: str,
    kind: str,
    address: str,
    options: SourceOptions,
    every: timedelta,
    now: datetime,
    sealed_credentials: bytes | None = None,
) -> str:
    """Name a place, or change how it is looked at; it is due at once. Returns its id.

    Args:
        sealed_credentials: what lets us in; None leaves what is there.
    """
    its_id = source_id(kind, address, options.only)
    row = {
        "kind": kind,
        "address": address,
        "options": msgspec.to_builtins(options),
        "every_s": int(every.total_seconds()),
        "next_at": now,
        **({"sealed_credentials": sealed_credentials} if sealed_credentials else {}),
    }
    change = insert_or_update(db, sources, ["workspace_id", "id"], list(row))
    await db.execute(change.values(workspace_id=workspace_id, id=its_id, **row))
    # What was known by other patterns is asked for anew: of a page that is the same, other links may count now.
    await db.execute(sa.update(source_files).where(_files(workspace_id, its_id)).values(version=""))
    return its_id


async def sources_of(db: AsyncConnection, workspace_id: str) -> list[Source]:
    """The workspace's places, by address."""
    query = sa.select(sources).where(sources.c.workspace_id == workspace_id)
    return [_source(row) for row in await db.execute(query.order_by(sources.c.address, sources.c.id))]


async def files_of(db: AsyncConnection, workspace_id: str, its_id: str) -> list[SourceFile]:
    """What was in a place the last time, by address."""
    columns = [source_files.c[name] for name in SourceFile.__slots__]
    query = sa.select(*columns).where(_files(workspace_id, its_id)).order_by(source_files.c.uri)
    return [
        SourceFile(row.uri, row.version, row.digest, tuple(row.links), row.reason, row.path)
        for row in await db.execute(query)
    ]


async def look_soon(db: AsyncConnection, workspace_id: str, its_id: str, now: datetime) -> bool:
    """Let a place be looked at now; False when there is none."""
    this = _is(workspace_id, its_id)
    done = await db.execute(sa.update(sources).where(this).values(next_at=now).returning(sources.c.id))
    return done.one_or_none() is not None


async def take_due(db: AsyncConnection, now: datetime, only: tuple[str, str] | None = None) -> Source | None:
    """The place that waits longest to be looked at: the caller's until the lease runs out.

    Args:
        only: workspace and id of the one place that is wanted.
    """
    free = sources.c.lease_until.is_(None) | (sources.c.lease_until <= now)
    due = free & (sources.c.next_at <= now)
    if only:
        due &= _is(*only)
    keys = sa.select(sources.c.workspace_id, sources.c.id).where(due).order_by(sources.c.next_at).limit(1)
    longest = (await db.execute(keys.with_for_update(skip_locked=True))).one_or_none()
    if longest is None:
        return None
    # The condition again: on a database without row locks another process may have been faster.
    claim = sa.update(sources).where(_is(*longest), due).values(lease_until=now + LEASE).returning(*sources.c)
    row = (await db.execute(claim)).one_or_none()
    return _source(row) if row else None


async def settle(db: AsyncConnection, source: Source, reason: str, now: datetime) -> None:
    """A look ended: write down how, and when the next one is due."""
    following = now + source.every if source.every else None
    values = {"looked_at": now, "lease_until": None, "reason": reason}
    # Whoever asked for another look meanwhile gets it.
    this_source = _is(source.workspace_id, source.id)
    await db.execute(sa.update(sources).where(this_source).values(**values))
    unchanged = this_source & (sources.c.next_at == source.next_at)
    await db.execute(sa.update(sources).where(unchanged).values(next_at=following))


async def keep_file(db: AsyncConnection, source: Source, file: SourceFile) -> None:
    row = {
        **{"version": file.version, "digest": file.digest, "links": list(file.links)},
        **{"reason": file.reason, "path": file.path},
    }
    change = insert_or_update(db, source_files, ["workspace_id", "source_id", "id"], list(row))
    key = {"workspace_id": source.workspace_id, "source_id": source.id, "id": _digest(file.uri), "uri": file.uri}
    await db.execute(change.values(**key, **row))


async def drop_file(db: AsyncConnection, source: Source, uri: str) -> None:
    this = _files(source.workspace_id, source.id) & (source_files.c.id == _digest(uri))
    await db.execute(sa.delete(source_files).where(this))


async def named_elsewhere(db: AsyncConnection, source: Source, uri: str) -> bool:
    """Whether another place has the same file or page too: its document stays."""
    others = (source_files.c.workspace_id == source.workspace_id) & (source_files.c.source_id != source.id)
    query = sa.select(sa.exists().where(others, source_files.c.id == _digest(uri)))
    return bool(await db.scalar(query))


async def sealed_sources(db: AsyncConnection) -> list[Source]:
    """The places of all workspaces that have credentials of their own."""
    query = sa.select(sources).where(sources.c.sealed_credentials.is_not(None))
    return [_source(row) for row in await db.execute(query)]


async def reseal_source(db: AsyncConnection, source: Source, sealed: bytes) -> None:
    this_source = _is(source.workspace_id, source.id)
    await db.execute(sa.update(sources).where(this_source).values(sealed_credentials=sealed))


async def drop_source(db: AsyncConnection, workspace_id: str, its_id: str) -> None:
    """Look at a place no more. Its documents are the caller's to remove."""
    await db.execute(sa.delete(source_files).where(_files(workspace_id, its_id)))
    await db.execute(sa.delete(sources).where(_is(workspace_id, its_id)))


def _source(row: sa.Row[Any]) -> Source:
    values = {**row._mapping}
    options, every = msgspec.convert(values.pop("options"), SourceOptions), timedelta(seconds=values.pop("every_s"))
    return Source(**values, options=options, every=every)


def _is(workspace_id: str, its_id: str) -> sa.ColumnElement[bool]:
    return (sources.c.workspace_id == workspace_id) & (sources.c.id == its_id)


def _files(workspace_id: str, its_id: str) -> sa.ColumnElement[bool]:
    return (source_files.c.workspace_id == workspace_id) & (source_files.c.source_id == its_id)
