"""Series and episodes out of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.catalog.records import episode_from, look_from
from lessons.catalog.tables import checks, episodes, lineups, series
from lessons.episodes import Episode
from lessons.series import Series

Row = sa.Row[Any]


@dataclass(frozen=True, slots=True)
class LineupPlace:
    """An episode's place in a line-up. `check_key` is "" where it asks nothing."""

    episode_id: str
    check_key: str


@dataclass(frozen=True, slots=True)
class SeriesOutline:
    """What a series is called and which version of an episode stands at which number, without their content."""

    title: str
    episode_ids: Mapping[int, str]


async def current_series(db: AsyncConnection, workspace_id: str, slug: str) -> Series | None:
    """The newest version whose every episode is approved: what learners get."""
    rows = await db.execute(_newest(workspace_id, approved=True).where(series.c.slug == slug))
    return next(iter(await _whole(db, rows.all())), None)


async def latest_series(db: AsyncConnection, workspace_id: str, slug: str) -> Series | None:
    """The newest version, drafts and all: what curators work on."""
    rows = await db.execute(_newest(workspace_id, approved=False).where(series.c.slug == slug))
    return next(iter(await _whole(db, rows.all())), None)


async def list_series(db: AsyncConnection, workspace_id: str) -> tuple[Series, ...]:
    """The current version of every series, by title."""
    rows = await db.execute(_newest(workspace_id, approved=True).order_by(series.c.title, series.c.slug))
    return await _whole(db, rows.all())


async def episodes_of(db: AsyncConnection, workspace_id: str, slug: str) -> tuple[Episode, ...]:
    """The current episodes of a series in order; none when there is no such series."""
    current = await current_series(db, workspace_id, slug)
    return () if current is None else current.episodes


async def current_lineup(db: AsyncConnection, workspace_id: str, slug: str) -> tuple[LineupPlace, ...]:
    """What stands where in a series as learners get it, without its content; none when there is no such series."""
    newest = _newest(workspace_id, approved=True).where(series.c.slug == slug).subquery()
    stands = (lineups.c.workspace_id == workspace_id) & (lineups.c.series_id == newest.c.id)
    has_check = (checks.c.workspace_id == lineups.c.workspace_id) & (checks.c.episode_id == lineups.c.episode_id)
    query = sa.select(lineups.c.episode_id, checks.c.check_key).join(newest, stands).outerjoin(checks, has_check)
    rows = await db.execute(query.order_by(lineups.c.number))
    return tuple(LineupPlace(row.episode_id, row.check_key or "") for row in rows)


async def latest_outline(db: AsyncConnection, workspace_id: str, slug: str) -> SeriesOutline | None:
    """The outline of what latest_series gives. It reads no scripts, so it may be asked for again and again."""
    newest = _newest(workspace_id, approved=False).where(series.c.slug == slug).subquery()
    stands = (lineups.c.workspace_id == workspace_id) & (lineups.c.series_id == newest.c.id)
    query = sa.select(newest.c.title, lineups.c.number, lineups.c.episode_id).outerjoin(lineups, stands)
    rows = (await db.execute(query)).all()
    if not rows:
        return None
    return SeriesOutline(rows[0].title, {row.number: row.episode_id for row in rows if row.episode_id is not None})


async def episode_by_id(db: AsyncConnection, workspace_id: str, episode_id: str) -> Episode | None:
    """One version of an episode, however old, with the last place that it had."""
    query = _episode_rows(workspace_id).where(episodes.c.id == episode_id)
    # A version stands in several versions of its series; the newest of them says where it was last.
    newest_place = query.join(series, _HOLDS).order_by(series.c.version.desc()).limit(1)
    row = (await db.execute(newest_place)).first()
    return None if row is None else _episode(row)


async def episode_of_check(db: AsyncConnection, workspace_id: str, check_key: str) -> Episode | None:
    """The current episode that asks the check of that key; None when it was removed or asks nothing now."""
    series_slug, _, slug = check_key.partition("/")
    current = await episodes_of(db, workspace_id, series_slug)
    return next((episode for episode in current if episode.slug == slug and episode.check is not None), None)


def shown_episodes(workspace_id: str) -> sa.Select[Any]:
    """The ids of the episode versions that learners get now or curators work on."""
    approved, worked_on = (sa.select(_newest(workspace_id, approved=only).subquery().c.id) for only in (True, False))
    stands = lineups.c.series_id.in_(approved) | lineups.c.series_id.in_(worked_on)
    return sa.select(lineups.c.episode_id).where(lineups.c.workspace_id == workspace_id, stands)


_HOLDS = (series.c.workspace_id == lineups.c.workspace_id) & (series.c.id == lineups.c.series_id)


def newest_series(workspace_id: str) -> sa.Select[Any]:
    """The series that learners get now, in their newest version."""
    return _newest(workspace_id, approved=True)


def _newest(workspace_id: str, *, approved: bool) -> sa.Select[Any]:
    of_workspace = series.c.workspace_id == workspace_id
    # One draft holds the whole new version back: learners never get half of an edited story.
    eligible = of_workspace & ~_has_draft() if approved else of_workspace
    top = sa.select(series.c.slug, sa.func.max(series.c.version).label("version")).where(eligible)
    newest = top.group_by(series.c.slug).subquery()
    is_newest = (series.c.slug == newest.c.slug) & (series.c.version == newest.c.version)
    return sa.select(series).join(newest, is_newest).where(of_workspace)


def _has_draft() -> sa.ColumnElement[bool]:
    stands = (lineups.c.workspace_id == series.c.workspace_id) & (lineups.c.series_id == series.c.id)
    draft = (episodes.c.workspace_id == lineups.c.workspace_id) & (episodes.c.id == lineups.c.episode_id)
    return sa.exists().where(stands, draft, episodes.c.approved_at.is_(None)).correlate(series)


def _episode_rows(workspace_id: str) -> sa.Select[Any]:
    has_check = (checks.c.workspace_id == episodes.c.workspace_id) & (checks.c.episode_id == episodes.c.id)
    stands = (lineups.c.workspace_id == episodes.c.workspace_id) & (lineups.c.episode_id == episodes.c.id)
    question = [column for column in checks.c if column.name not in ("workspace_id", "episode_id")]
    columns: list[Any] = [*episodes.c, *question, lineups.c.number, lineups.c.series_id]
    return (
        sa.select(*columns)
        .select_from(episodes.join(lineups, stands).outerjoin(checks, has_check))
        .where(episodes.c.workspace_id == workspace_id)
    )


async def _whole(db: AsyncConnection, rows: Iterable[Row]) -> tuple[Series, ...]:
    series_rows = {row.id: row for row in rows}
    if not series_rows:
        return ()
    workspace_id = next(iter(series_rows.values())).workspace_id
    query = _episode_rows(workspace_id).where(lineups.c.series_id.in_(series_rows)).order_by(lineups.c.number)
    episodes_by_series: dict[str, list[Episode]] = {series_id: [] for series_id in series_rows}
    for row in await db.execute(query):
        episodes_by_series[row.series_id].append(_episode(row))
    return tuple(_series(row, episodes_by_series[row.id]) for row in series_rows.values())


def _series(row: Row, own_episodes: Iterable[Episode]) -> Series:
    characters, brand = look_from(row.look)
    return Series(
        slug=row.slug,
        title=row.title,
        language=row.language,
        episodes=tuple(own_episodes),
        summary=row.summary,
        characters=characters,
        brand=brand,
        content_hash=row.content_hash,
        id=row.id,
        version=row.version,
    )


def _episode(row: Row) -> Episode:
    check = None if row.question is None else dict(row._mapping)
    record = {**row.content, "title": row.title, "language": row.language, "check": check}
    plain = episode_from(record, row.series_slug, row.slug, row.number, row.version)
    return replace(plain, id=row.id, approved=row.approved_at is not None)
