"""The PostgreSQL that other tests stand on."""

from __future__ import annotations

import asyncio

import sqlalchemy as sa

from lessons.database import Database
from tests.postgres import postgres_url, server

__all__ = ["postgres_url"]


async def _tables(db: Database) -> list[str]:
    async with db.read() as connection:
        return list(
            (await connection.execute(sa.text("SELECT tablename FROM pg_tables WHERE tablename='t'"))).scalars()
        )


async def test_every_call_gives_an_empty_database_of_its_own(postgres_url: str) -> None:
    first, second = Database(postgres_url), Database(server().fresh_url())
    async with first.write() as db:
        await db.execute(sa.text("CREATE TABLE t (a int)"))
    assert await _tables(first) == ["t"]
    assert await _tables(second) == []
    await asyncio.gather(first.close(), second.close())
