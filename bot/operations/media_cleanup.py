"""Deletes files of the media store that nothing points at any more.

What was made stays as long as any version of an episode has it: links to old lessons work, and history shows what
people saw. Without a pointer are the files that a clip had before it was made anew, clips for questions of people who
were erased or that curators refused, and what came with an import that failed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.generated_clips import ReviewState, made_clips
from bot.links import BUTTON_LIFE
from bot.sent_films.films import media_of, sent_films
from bot.studio.manuscripts import manuscripts
from lessons.catalog.tables import clips, episodes, series
from lessons.database import Database, Instant, insert_or_ignore, metadata
from lessons.ports import MediaStore

GRACE = timedelta(days=7)  # pages that were open go on playing, and a mistake can be undone
POSTER_GRACE = BUTTON_LIFE  # messages that were sent show it
UNFINISHED = timedelta(days=1)
AT_ONCE = 500  # rows in one statement
_BROUGHT = re.compile(r"assets/[0-9a-z.-]+")  # how records.py names what authors brought

T = TypeVar("T")

unused_media = sa.Table(
    "unused_media",
    metadata,
    sa.Column("key", sa.String(300), primary_key=True),
    sa.Column("since", Instant, nullable=False),
)


class Sweepable(MediaStore, Protocol):
    """A media store that tells what it holds."""

    async def keys(self) -> list[str]:
        """Everything that is stored."""

    async def forget_unfinished(self, before: datetime) -> None:
        """Delete what somebody began to store before that instant and never finished."""


@dataclass(frozen=True, slots=True)
class Used:
    """What something points at: whole folders of clips, and single files that authors brought."""

    folders: Collection[str]
    files: Collection[str]

    def has(self, key: str) -> bool:
        return key.partition("/")[0] in self.folders or key in self.files


async def sweep(database: Database, media: Sweepable, real_now: datetime) -> int:
    """Delete what nothing has pointed at for longer than its grace; how many files that were.

    The grace begins when a sweep first finds a file without a pointer, so that a folder which another database was
    using before loses nothing at the first start.
    """
    await media.forget_unfinished(real_now - UNFINISHED)
    stored = await media.keys()
    async with database.read() as db:
        used, since = await what_is_used(db), await _unused(db)
    unused = {key for key in stored if not used.has(key)}
    over = [key for key in unused if key in since and real_now >= since[key] + grace(key)]
    for key in over:
        await media.delete(key, put_before=real_now)
    await _note(database, unused.difference(over), since, real_now)
    return len(over)


def grace(key: str) -> timedelta:
    """How long a file is kept when nothing points at it."""
    return POSTER_GRACE if key.endswith("/poster.jpg") else GRACE


async def what_is_used(db: AsyncConnection) -> Used:
    """What any version of anything points at, in every workspace."""
    not_refused = made_clips.c.state != ReviewState.REFUSED.value
    folders = [
        sa.select(clips.c.media),
        sa.select(made_clips.c.media).where(not_refused),
        sa.select(made_clips.c.digest).where(not_refused),  # its poster is there before its film
    ]
    columns = (episodes.c.content, series.c.look, manuscripts.c.files, sent_films.c.media)
    content = sa.union_all(*(sa.select(sa.cast(column, sa.Text)) for column in columns))
    return Used(
        {folder for query in folders for folder in await db.scalars(query.distinct()) if folder},
        {key for text in await db.scalars(content) for key in _BROUGHT.findall(text)},
    )


async def own_folders(db: AsyncConnection, workspace_id: str, learner_id: str) -> set[str]:
    """Folders with clips that were made for somebody's questions alone, and that no curator approved."""
    theirs = (made_clips.c.workspace_id == workspace_id) & (made_clips.c.learner_id == learner_id)
    unapproved = theirs & (made_clips.c.state != ReviewState.APPROVED.value)
    own, others = await _folders(db, unapproved), await _folders(db, ~unapproved)
    published = await db.scalars(sa.select(clips.c.media).where(clips.c.media.in_(own)))
    return own - others - set(published)


async def own_films(db: AsyncConnection, workspace_id: str, learner_id: str) -> set[str]:
    """Files of films that somebody sent and that became no series."""
    own = await media_of(db, workspace_id, learner_id)
    # The same file may have been sent twice, or brought by somebody else: what any series has stays.
    columns = (episodes.c.content, series.c.look, manuscripts.c.files)
    content = sa.union_all(*(sa.select(sa.cast(column, sa.Text)) for column in columns))
    brought = {key for text in await db.scalars(content) for key in _BROUGHT.findall(text)}
    return own - brought


async def _folders(db: AsyncConnection, which: sa.ColumnElement[bool]) -> set[str]:
    rows = await db.execute(sa.select(made_clips.c.digest, made_clips.c.media).where(which))
    return {folder for row in rows for folder in row if folder}


async def count_unused(db: AsyncConnection) -> int:
    """Files that wait for their grace to end."""
    return await db.scalar(sa.select(sa.func.count()).select_from(unused_media)) or 0


async def _unused(db: AsyncConnection) -> dict[str, datetime]:
    return {row.key: row.since for row in await db.execute(sa.select(unused_media))}


async def _note(database: Database, unused: set[str], since: Mapping[str, datetime], now: datetime) -> None:
    """Keep since when each file has been without a pointer; the others are forgotten."""
    fresh = [{"key": key, "since": now} for key in sorted(unused - since.keys())]
    over = sorted(since.keys() - unused)
    if not fresh and not over:
        return
    async with database.write() as db:
        for rows in _batches(fresh):
            await db.execute(insert_or_ignore(db, unused_media).values(rows))
        for keys in _batches(over):
            await db.execute(sa.delete(unused_media).where(unused_media.c.key.in_(keys)))


def _batches(items: list[T]) -> Iterable[list[T]]:
    return (items[at : at + AT_ONCE] for at in range(0, len(items), AT_ONCE))
