"""`ninety uncertain`: what an operator sees of sends in doubt, and what their word does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from bot.__main__ import main
from lessons.database import Database
from schedules.ledger import ledger
from schedules.ledger.claiming import cycle
from schedules.ledger.faults.uncertain import mark_expired_uncertain
from schedules.ledger.ledger import DeliveryKind, DeliveryState, delivery_by_id
from schedules.ledger.pacing import set_pace
from schedules.people import roster
from tests.bot.commanding import environment as environment

T = TypeVar("T")


def with_database(folder: Path, do: Callable[[Database], Awaitable[T]]) -> T:
    async def run() -> T:
        database = Database(f"sqlite:///{folder}/ninety.db")
        try:
            return await do(database)
        finally:
            await database.close()

    return asyncio.run(run())


async def doubtful(database: Database) -> tuple[str, str]:
    """A worker died with a delivery to Ada in its hands; returns workspace and delivery."""
    begun = datetime.now(UTC) - timedelta(hours=2)
    async with database.write() as db:
        (workspace,) = await roster.all_workspaces(db)
        await set_pace(db, workspace.id, 0, 1)
        ada = await roster.enter_learner(db, workspace.id, "ada", "Ada Lind", begun, place="D1")
        row = ledger.owed(workspace.id, ada.id, DeliveryKind.ANSWER, begun, begun + timedelta(days=1), prompted=True)
        await ledger.plan(db, [row])
    assert await cycle(database, [], 1, begun, timedelta(seconds=90))
    async with database.write() as db:
        await mark_expired_uncertain(db, datetime.now(UTC), timedelta(0))
    return workspace.id, str(row["id"])


def state(folder: Path, workspace_id: str, delivery_id: str) -> DeliveryState:
    async def look(database: Database) -> DeliveryState:
        async with database.read() as db:
            found = await delivery_by_id(db, workspace_id, delivery_id)
        assert found is not None
        return found.state

    return with_database(folder, look)


def test_nothing_uncertain_is_said_plainly(environment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["uncertain"]) == 0
    assert "Nothing is uncertain." in capsys.readouterr().out


def test_the_list_says_who_what_since_when_and_why(environment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, delivery_id = with_database(environment, doubtful)
    assert main(["uncertain"]) == 0
    said = capsys.readouterr().out
    assert all(one in said for one in (delivery_id, "Ada Lind", "answer", "since 20", "`settle`"))


def test_resending_lets_it_leave_again_and_a_second_time_finds_nothing(
    environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace_id, delivery_id = with_database(environment, doubtful)
    assert main(["uncertain", "resend", delivery_id]) == 0
    assert state(environment, workspace_id, delivery_id) is DeliveryState.WAITING
    assert main(["uncertain", "resend", delivery_id]) == 1
    assert "1 are not uncertain, or unknown" in capsys.readouterr().out


def test_settling_all_takes_them_for_sent(environment: Path) -> None:
    workspace_id, delivery_id = with_database(environment, doubtful)
    assert main(["uncertain", "settle", "all"]) == 0
    assert state(environment, workspace_id, delivery_id) is DeliveryState.SENT


@pytest.mark.parametrize("action", ["resend", "settle"])
def test_without_saying_which_nothing_happens(
    environment: Path, action: str, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace_id, delivery_id = with_database(environment, doubtful)
    assert main(["uncertain", action]) == 2
    assert "say which" in capsys.readouterr().err
    assert state(environment, workspace_id, delivery_id) is DeliveryState.UNCERTAIN
