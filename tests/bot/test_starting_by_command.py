"""`ninety campaign start`: checks, shows and asks what the form in chat does."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.__main__ import main
from bot.cli.examples import SAMPLE
from lessons.database import Database
from schedules.ledger.ledger import deliveries
from schedules.people import roster
from schedules.people.enrolments import campaigns_of
from tests.bot.commanding import environment as environment

START = ["campaign", "start", "--series", "the-data-leak", "--manager", "Mira"]
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()


@pytest.fixture
def staffed(environment: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A workspace with a series, two managers and three learners."""
    assert main(["import", str(SAMPLE), "--no-clips"]) == 0
    asyncio.run(_enter(environment))
    capsys.readouterr()
    return environment


async def _enter(folder: Path) -> None:
    database = Database(f"sqlite:///{folder}/ninety.db")
    async with database.write() as db:
        (workspace,) = await roster.all_workspaces(db)
        for name in ("Ada", "Bo", "Cem", "Mira", "Nadia"):
            who = {
                "email": f"{name.lower()}@riverbank.example",
                "place": f"D-{name}",
                "manages": name in ("Mira", "Nadia"),
            }
            await roster.enter_learner(db, workspace.id, name, name, datetime.now(UTC), **who)
    await database.close()


async def _campaigns_and_messages(folder: Path) -> tuple[int, list[str]]:
    database = Database(f"sqlite:///{folder}/ninety.db")
    async with database.read() as db:
        (workspace,) = await roster.all_workspaces(db)
        count = len(await campaigns_of(db, workspace.id))
        slots = list((await db.execute(sa.select(deliveries.c.slot))).scalars())
    await database.close()
    return count, slots


def state(folder: Path) -> tuple[int, list[str]]:
    return asyncio.run(_campaigns_and_messages(folder))


def test_a_dry_run_names_every_fault_that_the_start_would(staffed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = [*START, "--window", "23:00-23:30", "--start", "2020-01-01", "--holdout", "0.9", "--dry-run"]
    assert main(wrong) == 2
    faults = capsys.readouterr().err
    for field in ("window:", "start:", "holdout:"):
        assert field in faults
    assert state(staffed) == (0, [])


def test_a_dry_run_counts_without_the_hold_out_and_starts_nothing(
    staffed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*START, "--start", TOMORROW, "--holdout", "0.5", "--dry-run"]) == 0
    shown = capsys.readouterr().out
    people, held_out = int(shown.split()[0]), shown.count("are held out")
    assert people < 4 or held_out == 0
    assert "Nothing was started." in shown
    assert state(staffed) == (0, [])


def test_a_start_needs_a_yes_and_tells_the_manager(staffed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    order = [*START, "--start", TOMORROW, "--people", "ada@riverbank.example", "Bo"]
    assert main(order) == 2
    assert "this writes to 2 people" in capsys.readouterr().err
    assert main([*order, "--yes"]) == 0
    assert "Mira got the link" in capsys.readouterr().out
    count, slots = state(staffed)
    assert count == 1
    assert any(slot.startswith("started:") for slot in slots)


def test_above_the_limit_a_second_manager_is_asked(
    staffed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("APPROVAL_ABOVE", "2")
    assert main([*START, "--start", TOMORROW, "--yes"]) == 0
    assert "starts when one of them agrees" in capsys.readouterr().out
    count, slots = state(staffed)
    assert count == 0
    assert any(slot.startswith("approve:") for slot in slots)
