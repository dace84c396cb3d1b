"""`ninety audit`: what was done can be read, filtered and taken into a table."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from lessons.database import Database
from schedules.ledger import audit
from schedules.people import roster
from tests.bot.commanding import environment as environment


@pytest.fixture
def noted(environment: Path) -> Path:
    async def write() -> None:
        database = Database(f"sqlite:///{environment}/ninety.db")
        now = datetime.now(UTC)
        async with database.write() as db:
            (workspace,) = await roster.all_workspaces(db)
            mira = await roster.enter_learner(db, workspace.id, "mira", "Mira Okafor", now)
            for actor, action, at in (
                (mira.id, "campaign started", now),
                ("command line", "workspace changed", now),
                (mira.id, "campaign ended", now - timedelta(days=90)),
            ):
                await audit.note(db, workspace.id, actor, action, "subject", at, name="The Leak; part 1")
        await database.close()

    asyncio.run(write())
    return environment


def test_the_last_month_is_listed_with_names(noted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert any("Mira Okafor: campaign started: subject  name=The Leak; part 1" in line for line in lines)


def test_it_is_filtered_by_whom_and_what(noted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "--by", "Mira Okafor", "--action", "campaign", "--days", "365", "--json"]) == 0
    entries = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [entry["action"] for entry in entries] == ["campaign started", "campaign ended"]
    assert main(["audit", "--action", "nothing such"]) == 0
    assert "Nothing was done" in capsys.readouterr().out


def test_it_is_a_table_that_programs_read(noted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "--csv"]) == 0
    head, *rows = csv.reader(io.StringIO(capsys.readouterr().out))
    assert head[0] == "at"
    assert {row[3] for row in rows} == {"campaign started", "workspace changed"}
