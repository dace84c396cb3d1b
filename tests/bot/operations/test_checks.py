"""What /healthz and doctor say beside the database and the rounds: each fault is named, with what to do."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.__main__ import main
from bot.clock import Clock
from bot.operations.checks import clock_check, disk_faults, host_faults, open_files, overdue_check
from bot.operations.health import health
from bot.operations.migrate import migrate
from bot.settings import read_settings
from bot.wiring import installation
from lessons.database import Database
from schedules.ledger.faults.overdue import LONG
from schedules.ledger.pacing import pacing, set_pace
from tests.bot.commanding import environment as environment
from tests.schedules.team import MONDAY, make_team
from tests.stories.world import Moved

HOUR = timedelta(hours=1)


async def faults(database: Database, now: datetime) -> list[str]:
    async with database.read() as db:
        return list(await overdue_check(Moved(now))(db))


async def test_what_is_overdue_while_nothing_leaves_is_a_fault(either_database: Database) -> None:
    team = await make_team(either_database)
    await team.owe_all(3)
    assert await faults(either_database, MONDAY + LONG / 2) == []
    (fault,) = await faults(either_database, MONDAY + HOUR)
    assert "the oldest of 3 overdue messages waits since 2026-03-02" in fault


@pytest.mark.parametrize("served, stands_still", [(-LONG / 2, False), (-2 * LONG, True), (HOUR, True)])
async def test_a_long_send_is_no_fault_while_it_goes_on(
    either_database: Database, served: timedelta, stands_still: bool
) -> None:
    """An hour in the future is what a clock leaves behind that was ahead and was set back."""
    team, now = await make_team(either_database), MONDAY + HOUR
    await team.owe_all(3)
    async with either_database.write() as db:
        await set_pace(db, team.workspace.id, 1.0, 1.0)
        await db.execute(sa.update(pacing).values(served_at=now + served))
    assert bool(await faults(either_database, now)) is stands_still


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert disk_faults(tmp_path) == []
    # No test may fill this machine's disk, so only the figure is planted.
    monkeypatch.setattr("shutil.disk_usage", lambda folder: type("Usage", (), {"free": 1 << 20})())
    (fault,) = disk_faults(tmp_path)
    assert "only 1 MB are free" in fault


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a second disk")
def test_a_full_disk_of_the_media_alone_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as other:
        (tmp_path / "media").symlink_to(other)
        free = {tmp_path: 1 << 40, tmp_path / "media": 1 << 20}
        monkeypatch.setattr("shutil.disk_usage", lambda folder: type("Usage", (), {"free": free[folder]})())
        (fault,) = disk_faults(tmp_path)
    assert f"only 1 MB are free at {tmp_path}/media" in fault


def test_files_that_others_may_read_are_named_with_the_remedy(tmp_path: Path) -> None:
    settings = read_settings({"DATA_DIR": str(tmp_path)})
    file = tmp_path / "ninety.db"
    file.touch(0o600)
    assert list(open_files(settings)) == []
    file.chmod(0o644)
    (fault,) = open_files(settings)
    assert fault.endswith(f"chmod 600 {file}")


def test_databases_and_keys_are_for_their_owner_alone(environment: Path) -> None:
    file = environment / "fresh"
    assert main(["gallery", "--out", str(file)]) == 0
    assert (file / "index.html").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("host, open_", [("127.0.0.1", False), ("localhost", False), ("::1", False), ("0.0.0.0", True)])
def test_a_playground_that_the_network_reaches_is_named(tmp_path: Path, host: str, open_: bool) -> None:
    settings = read_settings({"DATA_DIR": str(tmp_path), "HOST": host})
    assert bool(host_faults(settings, plays=True)) is open_
    assert host_faults(settings, plays=False) == []


async def test_health_names_every_round_that_a_platform_needs(tmp_path: Path) -> None:
    guid = "99999999-8888-7777-6666-555555555555"
    values = {"TEAMS_APP_ID": guid, "TEAMS_APP_PASSWORD": "x", "TEAMS_TENANT_ID": guid}
    async with installation(read_settings({"DATA_DIR": str(tmp_path), **values})) as ready:
        await migrate(ready.database)
        status, state = await ready.health()
    assert status == 503
    assert any("the round 'teams events' does not come around" in reason for reason in state["reasons"])
    assert state["clock"] == {"moved_s": 0.0, "ahead_of_platform_s": None}


async def test_health_tells_the_skew_that_the_worker_measured(either_database: Database) -> None:
    clock = Clock()
    now = datetime.now(UTC)
    clock.platform_time.observe("slack.com", f"{now - timedelta(minutes=3):%a, %d %b %Y %H:%M:%S} GMT", now, now)
    await clock.note_skew(either_database)
    _, state = await health(either_database, Clock(), {}, [clock_check(Clock())])
    assert 178 < state["clock"]["ahead_of_platform_s"] < 182
    assert any("3 minutes ahead of" in reason for reason in state["reasons"])
