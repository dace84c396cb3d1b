"""Ranking on PostgreSQL reads the key of the postings alone."""

from __future__ import annotations

import sqlalchemy as sa

from bot.operations.migrate import migrate
from lessons.database import Database

ROWS = """INSERT INTO postings SELECT 'w' || w, 'term' || t, n, 1, 10
FROM generate_series(1, 3) w, generate_series(1, 40) t, generate_series(1, 100) n"""
RANKING = "EXPLAIN SELECT number, times, length FROM postings WHERE workspace_id = 'w1' AND term = 'term7'"


async def test_a_terms_postings_are_read_from_the_index_alone(postgres_url: str) -> None:
    database = Database(postgres_url)
    await migrate(database)
    async with database.write() as db:
        await db.execute(sa.text(ROWS))
    async with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as db:
        await db.execute(sa.text("VACUUM ANALYZE postings"))
        for other in ("seqscan", "bitmapscan"):  # which a table this small would be read by
            await db.execute(sa.text(f"SET enable_{other} = off"))
        plan = [line for (line,) in await db.execute(sa.text(RANKING))]
    await database.close()
    assert "Index Only Scan using pk_postings" in plan[0]
