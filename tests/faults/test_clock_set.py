"""The host's clock is set by an hour while two workers send, and set back: nothing is lost, doubled or frozen."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lessons.database import Database
from tests.fakes import slack, teams
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams
from tests.faults.rig import ground

COUNT = 2_000 if os.environ.get("NINETY_LONG") else 150
HOUR_S = timedelta(hours=1).total_seconds()


def set_clock(clock: Path, ahead_s: float) -> None:
    clock.with_suffix(".new").write_text(str(ahead_s))
    clock.with_suffix(".new").rename(clock)  # at one moment for both workers


@pytest.mark.parametrize("fake", [FakeSlack, FakeTeams])
async def test_an_hour_forward_and_back_while_sending_doubles_and_freezes_nothing(
    either_database: Database, tmp_path: Path, fake: type[FakeSlack | FakeTeams]
) -> None:
    clock = tmp_path / "clock"
    clock.write_text("0")
    failures: dict[type, list[Any]] = {
        FakeSlack: [slack.Failure(429, "ratelimited", retry_after=2), slack.Failure(500, "internal_error")],
        FakeTeams: [teams.Failure(429, "Throttled", retry_after=2), teams.Failure(502), teams.Failure(412)],
    }
    async with ground(either_database, fake(latency_s=0.2, failures=deque(failures[fake] * 4))) as field:
        await field.owe(COUNT, per_second=40, burst=8)
        field.hire(2, clock)
        for share, ahead in ((0.2, HOUR_S), (0.5, 0.0), (0.7, -HOUR_S)):
            await field.arrived(int(COUNT * share))
            set_clock(clock, ahead)
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)  # an hour behind, what nobody claimed yet is not due: nothing more need arrive
        set_clock(clock, 0.0)
        states = await field.settled()
    assert (field.lost, field.doubled) == (0, 0)
    assert states == {"sent": COUNT}


async def test_a_host_ten_minutes_ahead_of_the_platform_doubles_nothing_when_workers_die(
    either_database: Database, tmp_path: Path
) -> None:
    clock = tmp_path / "clock"
    clock.write_text("600")
    async with ground(either_database, FakeSlack(latency_s=0.1, lose=0.1)) as field:
        await field.owe(COUNT)
        field.hire(2, clock)
        for share in (0.3, 0.6):
            await field.arrived(int(COUNT * share))
            field.kill(0)
            field.hire(1, clock)
        states = await field.settled()
    assert (field.lost, field.doubled) == (0, 0)
    assert states == {"sent": COUNT}
