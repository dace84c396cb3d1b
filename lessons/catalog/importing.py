"""A series into the catalogue: whole or not at all, and only what is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.catalog.clips import clip_ready, clips_of
from lessons.catalog.reading import latest_series
from lessons.catalog.records import clip_hash, cues_from, episode_hash, episode_record, look_record, series_hash
from lessons.catalog.tables import checks, clips, episodes, lineups, series
from lessons.database import new_id
from lessons.episodes import MAIN, Clip, ClipState, Episode
from lessons.series import Series


@dataclass(frozen=True, slots=True)
class Import:
    """What an import did.

    Attributes:
        series: as it stands in the catalogue now.
        changes: one sentence each, in the order of the episodes; empty when nothing differed.
        reused: clips of new episode versions that are ready at once, because they were made before from the same.
    """

    series: Series
    changes: tuple[str, ...]
    reused: tuple[Clip, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """The newest version of an episode, also of one that has left the series."""

    id: str
    version: int
    content_hash: str


async def import_series(
    db: AsyncConnection,
    workspace_id: str,
    new: Series,
    now: datetime,
    approved_by: str | None = "curator",
) -> Import:
    """Add what differs from the newest version: new episodes, new versions of edited ones, a new line-up.

    Args:
        approved_by: who lets learners see it, kept beside every episode; None leaves it a draft.
    """
    # Before the newest version is read: two imports would else both write the version after it.
    await _take_turns(db, workspace_id, new.slug)
    old = await latest_series(db, workspace_id, new.slug)
    changes: tuple[str, ...] = ()
    # The same series again changes nothing, so importing in every deployment does no harm.
    if old is None or old.content_hash != series_hash(new):
        newest = await _newest_episodes(db, workspace_id, new.slug)
        await _Import(db, workspace_id, new, now).add(1 if old is None else old.version + 1, newest)
        changes = tuple(_changes(old, new, newest))
    stored = await latest_series(db, workspace_id, new.slug)
    if stored is None:
        raise LookupError(f"series {new.slug} is not in the catalogue although it was just put there")
    if approved_by is not None:
        for episode in stored.episodes:
            await approve(db, workspace_id, episode.id, approved_by, now)
        stored = await latest_series(db, workspace_id, new.slug) or stored
    before = set() if old is None else {episode.id for episode in old.episodes}
    added = [episode for episode in stored.episodes if episode.id not in before]
    new_clips = [clip for episode in added for clip in await clips_of(db, workspace_id, episode.id)]
    return Import(stored, changes, tuple(clip for clip in new_clips if clip.state is ClipState.READY))


async def _take_turns(db: AsyncConnection, workspace_id: str, slug: str) -> None:
    """Let whoever imports the same series at the same time come after this transaction, and see what it wrote.

    There is no row to lock before the first version is there. SQLite has one writer at a time anyhow.
    """
    if db.dialect.name == "postgresql":
        name = {"name": f"ninety series {workspace_id} {slug}"}
        await db.execute(sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), name)


async def approve(db: AsyncConnection, workspace_id: str, episode_id: str, by: str, now: datetime) -> bool:
    """Let learners see an episode version.

    Returns:
        False when it was approved before; who approved first stays on record.
    """
    draft = (episodes.c.workspace_id == workspace_id) & (episodes.c.id == episode_id) & episodes.c.approved_at.is_(None)
    done = sa.update(episodes).where(draft).values(approved_by=by, approved_at=now).returning(episodes.c.id)
    return (await db.execute(done)).first() is not None


@dataclass(frozen=True, slots=True)
class _Import:
    """Puts a new version of a series beside the old."""

    db: AsyncConnection
    workspace_id: str
    new: Series
    now: datetime

    async def add(self, version: int, known: Mapping[str, _Known]) -> None:
        series_id = new_id()
        ids = [await self.episode(episode, known.get(episode.slug)) for episode in self.new.episodes]
        await self.db.execute(sa.insert(series).values(self.series_row(series_id, version)))
        places = [
            {
                "workspace_id": self.workspace_id,
                "series_id": series_id,
                "number": entry.number,
                "episode_id": episode_id,
            }
            for entry, episode_id in zip(self.new.episodes, ids, strict=True)
        ]
        await self.db.execute(sa.insert(lineups), places)

    async def episode(self, episode: Episode, known: _Known | None) -> str:
        """The id of the version that says and looks the same, made when there is none."""
        if known is not None and known.content_hash == episode_hash(episode, self.new.brand):
            return known.id
        episode_id = new_id()
        version = 1 if known is None else known.version + 1
        await self.db.execute(sa.insert(episodes).values(self.episode_row(episode_id, version, episode)))
        if episode.check is not None:
            await self.db.execute(sa.insert(checks).values(self.check_row(episode_id, episode)))
        await self.want_clips(episode_id, episode)
        return episode_id

    def series_row(self, series_id: str, version: int) -> dict[str, Any]:
        return {
            "workspace_id": self.workspace_id,
            "id": series_id,
            "slug": self.new.slug,
            "version": version,
            "title": self.new.title,
            "summary": self.new.summary,
            "language": self.new.language,
            "look": look_record(self.new),
            "content_hash": series_hash(self.new),
            "made_at": self.now,
        }

    def episode_row(self, episode_id: str, version: int, episode: Episode) -> dict[str, Any]:
        elsewhere = ("title", "language", "check")
        return {
            "workspace_id": self.workspace_id,
            "id": episode_id,
            "series_slug": episode.series_slug,
            "slug": episode.slug,
            "version": version,
            "title": episode.title,
            "language": episode.language,
            "content": {name: value for name, value in episode_record(episode).items() if name not in elsewhere},
            "content_hash": episode_hash(episode, self.new.brand),
            "made_at": self.now,
        }

    def check_row(self, episode_id: str, episode: Episode) -> dict[str, Any]:
        check = episode_record(episode)["check"]
        return {**check, "workspace_id": self.workspace_id, "episode_id": episode_id, "check_key": episode.check_key}

    async def want_clips(self, episode_id: str, episode: Episode) -> None:
        """A row for every clip of an episode; those that were made before from the same are ready at once."""
        rows = [
            self.clip_row(episode_id, key, translation)
            for translation in _translations(episode)
            for key in translation.scripts()
        ]
        await self.db.execute(sa.insert(clips), rows)
        ready = await self.made_before([row["content_hash"] for row in rows])
        for row in rows:
            done = ready.get(row["content_hash"])
            if done is not None:
                how = (done.seconds, done.media, cues_from(done.cues), done.made_at)
                await clip_ready(self.db, self.workspace_id, row["id"], *how, done.look)

    def clip_row(self, episode_id: str, key: str, translation: Episode) -> dict[str, Any]:
        film = translation if key == MAIN and translation.media else None
        return {
            "workspace_id": self.workspace_id,
            "id": new_id(),
            "episode_id": episode_id,
            "key": key,
            "language": translation.language,
            "content_hash": clip_hash(translation.scripts()[key], self.new.brand, film),
            "state": ClipState.WANTED.value,
            "cues": [],
        }

    async def made_before(self, hashes: Sequence[str]) -> Mapping[str, sa.Row[Any]]:
        same = (clips.c.workspace_id == self.workspace_id) & clips.c.content_hash.in_(hashes)
        ready = sa.select(clips).where(same, clips.c.state == ClipState.READY).order_by(clips.c.id)
        return {row.content_hash: row for row in await self.db.execute(ready)}


def _translations(episode: Episode) -> Sequence[Episode]:
    return [episode.in_language(language) for language in episode.languages]


async def _newest_episodes(db: AsyncConnection, workspace_id: str, series_slug: str) -> Mapping[str, _Known]:
    of_series = (episodes.c.workspace_id == workspace_id) & (episodes.c.series_slug == series_slug)
    columns = (episodes.c.slug, episodes.c.id, episodes.c.version, episodes.c.content_hash)
    rows = await db.execute(sa.select(*columns).where(of_series).order_by(episodes.c.version))
    # In order of version, so the newest row of each episode is the one that stays.
    return {row.slug: _Known(row.id, row.version, row.content_hash) for row in rows}


def _changes(old: Series | None, new: Series, newest: Mapping[str, _Known]) -> list[str]:
    before = {} if old is None else {episode.slug: episode.number for episode in old.episodes}
    changes = _series_changes(old, new)
    for episode in new.episodes:
        name = f"Episode {episode.number}, {episode.title}"
        earlier = newest.get(episode.slug)
        edited = earlier is not None and earlier.content_hash != episode_hash(episode, new.brand)
        changes += [f"{name}: {what}." for what in _episode_changes(episode, earlier, edited, before)]
    slugs = {episode.slug for episode in new.episodes}
    gone = [] if old is None else [episode for episode in old.episodes if episode.slug not in slugs]
    return changes + [f"{episode.title}: removed; what learners did with it stays on record." for episode in gone]


def _series_changes(old: Series | None, new: Series) -> list[str]:
    if old is None:
        return [f"The series {new.title} is new."]
    names = ("title", "summary", "language", "characters", "brand")
    edited = [name for name in names if getattr(old, name) != getattr(new, name)]
    return [f"The series: edited {', '.join(edited)}."] if edited else []


def _episode_changes(episode: Episode, known: _Known | None, edited: bool, before: Mapping[str, int]) -> list[str]:
    if known is None:
        return ["new"]
    place = before.get(episode.slug)
    changes = [f"edited, now version {known.version + 1}"] if edited else []
    if place is None:
        return [*changes, "back in the series"]
    return changes + ([f"moved here from place {place}"] if place != episode.number else [])
