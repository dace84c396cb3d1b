"""What people did is kept for as long as the settings say; what still runs stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.answers.questions import questions
from bot.cli.operating import retention as command
from bot.operations.retention import expiries, forget_expired
from bot.settings import read_settings
from lessons.database import Database
from schedules.ledger import audit
from schedules.ledger.ledger import deliveries
from schedules.people.enrolments import campaigns
from schedules.replies.replies import replies
from schedules.replies.watching import views
from tests.bot.world import DAY, MONDAY, World, furnished

PERIODS = {"questions": 90, "views": 90, "replies": 180, "messages": 180, "audit": 365}
TABLES = (questions, views, replies, deliveries, audit.audit)


async def lived(database: Database) -> World:
    """Ann got, watched and answered an episode, asked something, and a manager did something."""
    world = await furnished(database)
    await world.join("Ann")
    delivery = await world.deliver("Ann")
    await world.watch("Ann", delivery, range(20))
    await world.answer("Ann", delivery, 1)
    async with database.write() as db:
        row: dict[str, object] = {
            "workspace_id": world.workspace.id,
            "id": "q",
            "learner_id": world.team["Ann"].id,
            "words": "Why?",
        }
        row |= {"outcome": "none", "cited": [], "took_ms": 1, "asked_at": MONDAY}
        await db.execute(sa.insert(questions).values(row))
        await audit.note(db, world.workspace.id, world.manager.id, "campaign ended", world.campaign.id, MONDAY)
    return world


async def end(world: World) -> None:
    async with world.database.write() as db:
        await db.execute(sa.update(campaigns).values(state="ended"))


async def left(database: Database) -> list[int]:
    async with database.read() as db:
        return [await db.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in TABLES]


async def test_each_kind_goes_when_its_time_is_over_and_not_before(either_database: Database) -> None:
    world = await lived(either_database)
    await end(world)
    for days, rows in ((89, [1, 1, 1, 1, 1]), (91, [0, 0, 1, 1, 1]), (181, [0, 0, 0, 0, 1]), (366, [0, 0, 0, 0, 0])):
        await forget_expired(either_database, PERIODS, MONDAY + days * DAY)
        assert await left(either_database) == rows, days


async def test_what_belongs_to_a_campaign_that_runs_stays(either_database: Database) -> None:
    await lived(either_database)
    await forget_expired(either_database, PERIODS, MONDAY + 1000 * DAY)
    assert await left(either_database) == [0, 1, 1, 1, 0]


async def test_what_has_not_arrived_yet_stays(either_database: Database) -> None:
    world = await lived(either_database)
    await end(world)
    async with either_database.write() as db:
        await db.execute(sa.update(deliveries).values(state="uncertain"))
    await forget_expired(either_database, PERIODS, MONDAY + 1000 * DAY)
    assert (await left(either_database))[3] == 1


async def test_nought_days_are_for_ever(either_database: Database) -> None:
    world = await lived(either_database)
    await end(world)
    await forget_expired(either_database, dict.fromkeys(PERIODS, 0), MONDAY + 9000 * DAY)
    assert await left(either_database) == [1, 1, 1, 1, 1]


async def test_thousands_of_rows_go_in_one_round(either_database: Database) -> None:
    world = await lived(either_database)
    async with either_database.write() as db:
        old = {"workspace_id": world.workspace.id, "learner_id": "x", "words": "?", "outcome": "none", "cited": []}
        rows = [{**old, "id": f"{number}", "took_ms": 1, "asked_at": MONDAY} for number in range(4_500)]
        await db.execute(sa.insert(questions), rows)
    assert await forget_expired(either_database, PERIODS, MONDAY + 91 * DAY) == 4_501


async def test_the_preview_counts_and_touches_nothing(either_database: Database) -> None:
    world = await lived(either_database)
    await end(world)
    found = await expiries(either_database, PERIODS, MONDAY + timedelta(days=200))
    assert {each.kind: each.rows for each in found} == {
        **{"questions": 1, "views": 1, "replies": 1, "messages": 1},
        "audit": 0,
    }
    assert await left(either_database) == [1, 1, 1, 1, 1]


async def test_the_command_says_what_would_go(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await lived(database)
    async with database.write() as db:
        await db.execute(sa.update(questions).values(asked_at=datetime.now(UTC) - timedelta(days=31)))
    url = database.engine.url.render_as_string(hide_password=False).replace("+aiosqlite", "")
    days = {"KEEP_QUESTIONS_DAYS": "30", "KEEP_AUDIT_DAYS": "0"}
    settings = read_settings({"DATABASE_URL": url, "DATA_DIR": str(tmp_path), **days})
    assert await command.work(settings, None) == 0  # type: ignore[arg-type]
    printed = capsys.readouterr().out
    assert "30 days: 1 rows are older and go" in printed
    assert "audit        for ever" in printed
