"""The drill: a backup that was made while everything ran comes back in an empty place, with all that was in it."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.__main__ import main
from bot.cli.examples import SAMPLE
from bot.operations.backup import NotDone, back_up, restore
from bot.operations.migrate import migrate
from bot.settings import Settings, read_settings
from lessons import catalog
from lessons.database import Database
from schedules.people.roster import all_workspaces, learners
from tests.bot.commanding import environment as environment
from tests.postgres import program, server
from tests.schedules.team import make_team


async def _slugs(url: str) -> list[str]:
    database = Database(url)
    async with database.read() as db:
        (workspace,) = await all_workspaces(db)
        slugs = [series.slug for series in await catalog.list_series(db, workspace.id)]
    await database.close()
    return slugs


def test_a_backup_comes_back_in_an_empty_place(
    environment: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["import", str(SAMPLE), "--no-clips"]) == 0
    (environment / "media" / "ab").mkdir(parents=True)
    (environment / "media" / "ab" / "clip.mp4").write_bytes(b"film")
    file = environment / "one.tar"
    assert main(["backup", str(file)]) == 0
    assert file.stat().st_mode & 0o077 == 0
    key = (environment / "secret").read_text()
    empty = tmp_path_factory.mktemp("empty")
    monkeypatch.setenv("DATA_DIR", str(empty))
    assert main(["restore", str(file)]) == 2
    assert main(["restore", str(file), "--yes"]) == 0
    assert asyncio.run(_slugs(f"sqlite:///{empty}/ninety.db")) == ["the-data-leak"]
    assert (empty / "media" / "ab" / "clip.mp4").read_bytes() == b"film"
    assert (empty / "secret").read_text() == key
    assert main(["restore", str(file), "--yes"]) == 2, "the place is not empty any more"


async def _owed(url: str, people: int) -> None:
    database = Database(url)
    await migrate(database)
    team = await make_team(database)
    await team.owe_all(people)
    await database.close()


async def _people(url: str) -> int:
    database = Database(url)
    async with database.read() as db:
        count = await db.scalar(sa.select(sa.func.count()).select_from(learners))
    await database.close()
    return int(count or 0)


def _settings(folder: Path, url: str) -> Settings:
    folder.mkdir()
    return read_settings({"DATA_DIR": str(folder), "DATABASE_URL": url})


def test_a_postgresql_database_comes_back_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{program('pg_dump').parent}:{os.environ['PATH']}")
    live, fresh = server().fresh_url(), server().fresh_url()
    asyncio.run(_owed(live, 7))
    file = tmp_path / "one.tar"
    back_up(_settings(tmp_path / "live", live), file)
    other = _settings(tmp_path / "other", fresh)
    restore(other, file)
    assert asyncio.run(_people(fresh)) == 7
    with pytest.raises(NotDone, match="pg_restore"):
        restore(other, file)


def test_what_is_no_backup_is_refused_in_words(environment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (environment / "letter.tar").write_text("Dear Ada")
    assert main(["restore", str(environment / "letter.tar"), "--yes"]) == 2
    assert "is no backup of Ninety" in capsys.readouterr().err
    assert main(["backup", str(environment / "letter.tar")]) == 2
    assert "choose another name" in capsys.readouterr().err
