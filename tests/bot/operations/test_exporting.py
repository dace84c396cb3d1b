"""`series export`: what is in the catalogue comes out as a folder, and nothing is overwritten by mistake."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.__main__ import main
from lessons.authoring import read_series
from lessons.authoring.writing import differences
from lessons.catalog.tables import checks
from lessons.database import Database
from tests.bot.commanding import environment as environment

LEAK = Path(__file__).parents[3] / "examples" / "the-data-leak"


@pytest.fixture
def imported(environment: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Where to export to; the sample is in the catalogue."""
    assert main(["import", str(LEAK), "--no-clips"]) == 0
    capsys.readouterr()
    return environment / "exported" / "leak"


def export(folder: Path, *more: str) -> int:
    return main(["series", "export", "the-data-leak", str(folder), *more])


def test_a_series_comes_out_as_a_folder_that_imports_as_the_same(
    imported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(imported) == 0
    said = capsys.readouterr().out
    assert f"{imported / 'series.md'}\n" in said
    assert said.endswith("The Data Leak, version 1: 5 episodes.\n")
    assert differences(read_series(LEAK, prove=False), read_series(imported, prove=False)) == ()
    assert main(["import", str(imported), "--no-clips"]) == 0
    assert capsys.readouterr().out == "Nothing changed since the last import.\n"


async def _measure(folder: Path) -> None:
    database = Database(f"sqlite:///{folder}/ninety.db")
    async with database.write() as db:
        await db.execute(sa.update(checks).values(at_s=12.34))
    await database.close()


def test_where_clips_showed_the_answers_does_not_stand_in_the_way(imported: Path, environment: Path) -> None:
    asyncio.run(_measure(environment))
    assert export(imported) == 0


def test_a_folder_that_holds_something_is_left_alone_unless_forced(
    imported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported.mkdir(parents=True)
    (imported / "01-mine.md").write_text("my own words")
    assert export(imported) == 1
    assert "add --force" in capsys.readouterr().err
    assert [path.name for path in imported.iterdir()] == ["01-mine.md"]
    (imported / "notes.txt").write_text("notes")
    assert export(imported, "--force") == 0
    assert not (imported / "01-mine.md").exists()
    assert (imported / "notes.txt").read_text() == "notes"
    assert len(read_series(imported, prove=False).episodes) == 5


def test_a_picture_that_is_gone_is_named_and_nothing_is_written(
    imported: Path, environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = next((environment / "media" / "assets").iterdir())
    gone.unlink()
    assert export(imported) == 1
    told = capsys.readouterr().err
    assert gone.name in told
    assert "import the series again" in told
    assert not imported.exists()


def test_an_unknown_series_is_answered_with_those_that_are_there(
    imported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["series", "export", "the-leak", str(imported)]) == 2
    assert "there are: the-data-leak" in capsys.readouterr().err
