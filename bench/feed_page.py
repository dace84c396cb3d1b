"""How fast a learner's page is there, over HTTP, from a database that holds everybody and the whole year."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import sqlalchemy as sa
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.app import bare_app
from adapters.web.pages.feed import feed_pages
from bench.feed_world import CLIPS_A_YEAR, World
from bot.clock import Clock
from bot.learners.saved_clips import keeps
from bot.links import Links
from bot.operations.migrate import migrate
from lessons.catalog.tables import checks, clips, episodes, lineups, series
from lessons.database import Database
from schedules.ledger.ledger import deliveries
from schedules.people.roster import learners, workspaces
from schedules.replies.replies import replies

WORKSPACE, NOW = "feed", datetime.now(UTC)
PAGES = 200
BATCH = 20_000  # rows in one statement
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds for a page; the first one counts the company's figures, which the others find."""

    p50_ms: float
    p95_ms: float
    first_ms: float


async def measure(url: str, world: World) -> Measured:
    """Fill the database and ask for the pages of people chosen by chance, one after the other."""
    database, links, clock = Database(url), Links("a secret of more than thirty-two characters", ""), Clock()
    await migrate(database)
    await _fill(database, world)
    app = bare_app([lambda app: feed_pages(app, database, links, clock)], _healthy)
    people = np.random.default_rng(world.seed).integers(0, world.people, PAGES)
    took = []
    async with TestClient(TestServer(app)) as client:
        for person in people:
            path = links.feed(WORKSPACE, f"p{person}", NOW)
            start = time.perf_counter()
            reply = await client.get(path)
            text = await reply.text()
            took.append(1000 * (time.perf_counter() - start))
            if reply.status != 200 or "Worth a minute" not in text:
                raise RuntimeError(f"no page: {reply.status}")
    await database.close()
    p50, p95 = np.percentile(took[1:], [50, 95])
    return Measured(float(p50), float(p95), took[0])


async def _healthy() -> tuple[int, dict[str, Any]]:
    return 200, {}


async def _fill(database: Database, world: World) -> None:
    async with database.write() as db:
        for table, rows in _tables(world):
            batch: list[Row] = []
            for row in rows:
                batch.append(row)
                if len(batch) == BATCH:
                    await db.execute(sa.insert(table), batch)
                    batch = []
            if batch:
                await db.execute(sa.insert(table), batch)
    async with database.engine.connect() as db:
        await (await db.execution_options(isolation_level="AUTOCOMMIT")).execute(sa.text("ANALYZE"))


def _tables(world: World) -> Iterator[tuple[sa.Table, Iterator[Row]]]:
    here = {"workspace_id": WORKSPACE}
    company = {"id": WORKSPACE, "platform": "web", "outside_id": "feed", "name": "Feed", "created_at": NOW}
    yield workspaces, iter([{**company, "weekly_budget": 0}])
    yield learners, _learners(world, here)
    yield series, ({**here, **_series(topic)} for topic in range(world.topics))
    yield episodes, ({**here, **_episode(world, clip)} for clip in range(world.clips))
    yield (
        lineups,
        (
            {**here, "series_id": f"s{world.topic[c]}", "number": int(world.number[c]), "episode_id": f"e{c}"}
            for c in range(world.clips)
        ),
    )
    yield checks, ({**here, **_check(world, clip)} for clip in range(world.clips))
    yield clips, ({**here, **_clip(world, clip)} for clip in range(world.clips))
    yield deliveries, _events(world, here, _delivery)
    yield replies, _events(world, here, _reply)
    yield keeps, _keeps(world, here)


def _learners(world: World, here: Row) -> Iterator[Row]:
    for person in range(world.people):
        names = {"id": f"p{person}", "outside_id": f"u{person}", "name": f"Person {person}", "platform": "web"}
        yield {**here, **names, "manager_id": f"m{world.group[person]}", "zone": "Europe/Berlin", "created_at": NOW}


def _series(topic: int) -> Row:
    words = {"title": f"Series {topic}", "summary": "", "language": "en", "look": {}, "content_hash": f"{topic}"}
    return {"id": f"s{topic}", "slug": f"{topic}", "version": 1, "made_at": NOW, **words}


def _episode(world: World, clip: int) -> Row:
    names = {"id": f"e{clip}", "series_slug": str(world.topic[clip]), "slug": f"{clip}", "version": 1, "language": "en"}
    words = {"title": f"Clip {clip}", "content": {}, "content_hash": f"{clip}", "made_at": NOW}
    return {**names, **words, "approved_by": "bench", "approved_at": NOW}


def _check(world: World, clip: int) -> Row:
    question = {"question": "What first?", "options": [{"text": "This"}, {"text": "That"}], "correct": 0, "why": "So."}
    return {"episode_id": f"e{clip}", "check_key": f"{world.topic[clip]}/{clip}", **question}


def _clip(world: World, clip: int) -> Row:
    names = {"id": f"c{clip}", "episode_id": f"e{clip}", "key": "main", "language": "en", "content_hash": f"{clip}"}
    return {**names, "state": "ready", "seconds": float(world.seconds[clip]), "media": f"{clip:032x}", "cues": []}


def _events(world: World, here: Row, row: Any) -> Iterator[Row]:
    for person in range(world.people):
        for place in range(CLIPS_A_YEAR):
            yield {**here, **row(world, person, place)}


def _at(place: int) -> datetime:
    """Spread over the half year that is looked back at, and none in the last week."""
    return NOW - timedelta(days=8 + 5 * place)


def _delivery(world: World, person: int, place: int) -> Row:
    clip, at = world.had[person, place], _at(place)
    times = {"due_at": at, "try_at": at, "expires_at": at, "sent_at": at}
    names = {"id": f"d{person}-{place}", "learner_id": f"p{person}", "slot": f"{place}", "episode_id": f"e{clip}"}
    return {**names, **times, "kind": "episode", "state": "sent", "check_key": f"{world.topic[clip]}/{clip}"}


def _reply(world: World, person: int, place: int) -> Row:
    clip, right = world.had[person, place], bool(world.right[person, place])
    names = {"delivery_id": f"d{person}-{place}", "learner_id": f"p{person}", "episode_id": f"e{clip}"}
    said = {"check_key": f"{world.topic[clip]}/{clip}", "choice": 0 if right else 1, "correct": right}
    return {**names, **said, "first_try": True, "replied_at": _at(place)}


def _keeps(world: World, here: Row) -> Iterator[Row]:
    for person, place in zip(*np.nonzero(world.liked), strict=True):
        names = {"learner_id": f"p{person}", "episode_id": f"e{world.had[person, place]}", "deed": "like"}
        yield {**here, **names, "toward_id": "", "kept_at": _at(int(place))}
