"""A small catalogue to test with: a series of two episodes, in a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa

from lessons import catalog
from lessons.catalog.tables import clips, episodes, lineups, series
from lessons.checks import Check, Option
from lessons.database import Database, metadata
from lessons.episodes import Clip, Cue, Episode, Source, Translation
from lessons.script import Brand, Chart, EndCard, Role, Scene, Script
from lessons.series import Character, Series

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
WS = "w1"
T = TypeVar("T")


def script(say: str) -> Script:
    bars = Chart("Fast", (("Click", 21.0), ("Password", 28.0)), "s", "DBIR")
    return Script("T", (Scene(Role.HOOK, say, bars), Scene(Role.ACTION, "Do it now.", EndCard("Well?"))))


def episode(number: int, slug: str, say: str = "Hello there.") -> Episode:
    options = (Option("Say it", "Good."), Option("Hide it", leads_to="hush"))
    return Episode(
        "leak",
        slug,
        number,
        slug.title(),
        "en",
        script(say),
        summary="About it.",
        check=Check("What now?", options, 0, "Because.", 1.1, 1),
        prompt="And you?",
        cliffhanger="But then …",
        branches={"hush": script("Hush.")},
        sources=(Source("A law", "https://example.org/law"), Source("Our rules")),
        translations={"de": Translation("Auf Deutsch", script("Hallo."), answers=("Was nun?",))},
        answers=("What do I do now?", "Who leaked it?"),
    )


FIRST = Series(
    "leak",
    "The Leak",
    "en",
    (episode(1, "mail"), episode(2, "call")),
    "A summary.",
    (Character("Nia", "security"),),
    Brand("Leak", "#101010"),
)
"""Two episodes; each wants a main clip and a branch in English, and a main clip in German."""


def there(value: T | None) -> T:
    assert value is not None
    return value


class Library:
    """One workspace's catalogue, each call in a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def ask(self, question: Callable[..., Awaitable[T]], *args: Any, **how: Any) -> T:
        async with self.database.read() as connection:
            return await question(connection, WS, *args, **how)

    async def tell(self, action: Callable[..., Awaitable[T]], *args: Any, **how: Any) -> T:
        async with self.database.write() as connection:
            return await action(connection, WS, *args, **how)

    async def bring(self, new: Series, **how: Any) -> catalog.Import:
        return await self.tell(catalog.import_series, new, NOON, **how)

    async def episode(self, episode_id: str) -> Episode:
        return there(await self.ask(catalog.episode_by_id, episode_id))

    async def clip(self, episode_id: str, **which: str) -> Clip:
        return there(await self.ask(catalog.clip_of, episode_id, **which))

    async def finish(self, clip: Clip, media: str = "d", cues: tuple[Cue, ...] = (), at: datetime = NOON) -> bool:
        return await self.tell(catalog.clip_ready, clip.id, 3.5, media, cues, at)

    async def give_up(self, claim: catalog.Claim, reason: str) -> bool:
        async with self.database.write() as connection:
            return await catalog.give_up_clip(connection, claim, reason, None, NOON)

    async def rows(self) -> dict[str, int]:
        async with self.database.read() as connection:
            counts = {}
            for table in (series, episodes, lineups, clips):
                counts[table.name] = there(await connection.scalar(sa.select(sa.func.count()).select_from(table)))
            return counts


@pytest.fixture
async def db(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Library]:
    on_postgres = getattr(request, "param", "sqlite") == "postgres"
    database = Database(request.getfixturevalue("postgres_url") if on_postgres else f"sqlite:///{tmp_path / 'n.db'}")
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    yield Library(database)
    await database.close()


ON_BOTH = pytest.mark.parametrize("db", ["sqlite", "postgres"], indirect=True)
