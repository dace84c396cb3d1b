"""`ninety manager`: without it nobody could begin where a platform names no admins."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.__main__ import main
from lessons.database import Database
from schedules.ledger.audit import audit
from schedules.people import roster
from tests.bot.commanding import environment as environment


@pytest.fixture
def staffed(environment: Path) -> Path:
    async def enter() -> None:
        database = Database(f"sqlite:///{environment}/ninety.db")
        async with database.write() as db:
            (workspace,) = await roster.all_workspaces(db)
            for name in ("Ada", "Bo"):
                email = f"{name.lower()}@riverbank.example"
                await roster.enter_learner(db, workspace.id, name, name, datetime.now(UTC), email=email)
        await database.close()

    asyncio.run(enter())
    return environment


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["manager", *words]) == 0
    return capsys.readouterr().out.strip()


def test_managers_are_named_by_e_mail_or_name_and_listed(staffed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys).startswith("No manager yet")
    assert said(capsys, "ada@riverbank.example") == "Ada <ada@riverbank.example>"
    assert said(capsys, "--admin", "bo").splitlines() == [
        "Ada <ada@riverbank.example>",
        "Bo <bo@riverbank.example>, admin",
    ]


def test_it_can_be_taken_back_and_is_written_down(staffed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "--admin", "Ada", "Bo")
    assert said(capsys, "--no-more", "Ada") == "Bo <bo@riverbank.example>, admin"
    said(capsys, "Ada")
    assert "Ada <ada@riverbank.example>, admin" not in said(capsys)

    async def noted() -> list[str]:
        database = Database(f"sqlite:///{staffed}/ninety.db")
        async with database.read() as db:
            rows = list((await db.execute(sa.select(audit.c.action))).scalars())
        await database.close()
        return rows

    assert sorted(asyncio.run(noted())) == ["made a manager"] * 3 + ["made no manager any more"]


def test_somebody_unknown_makes_nobody_a_manager(staffed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["manager", "Ada", "Zed"]) == 2
    assert "I do not know Zed" in capsys.readouterr().err
    assert said(capsys).startswith("No manager yet")
