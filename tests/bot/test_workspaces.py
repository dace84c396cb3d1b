from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.__main__ import main
from lessons.database import Database
from schedules.people.roster import enter_learner, open_workspace
from tests.bot.commanding import environment as environment


def test_a_companys_settings_are_shown_and_changed(environment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["quiet=18:00-08:30", "country=DE-BY", "budget=3", "privacy=on", "accent=#112233"]
    assert main(["workspace", "--set", *words]) == 0
    shown = capsys.readouterr().out
    assert "quiet=18:00-08:30  country=DE-BY  budget=3  privacy=on" in shown
    assert main(["workspace"]) == 0
    assert capsys.readouterr().out == shown


def test_small_groups_are_hidden_until_somebody_says_otherwise(
    environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """S19: privacy was off by default, and the figures of two people told each what the other had chosen."""
    assert main(["workspace"]) == 0
    assert "privacy=on" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("word", "advice"),
    [
        ("quiet=late", "write the hours as 20:00-07:00"),
        ("country=Germany", "write the two-letter code"),
        ("budget=-1", "write a whole number"),
        ("privacy=yes", "write on or off"),
        ("accent=red", "six digits"),
        ("colour=red", "there is no setting 'colour'"),
    ],
)
def test_what_cannot_be_set_is_refused_with_advice_and_changes_nothing(
    environment: Path, capsys: pytest.CaptureFixture[str], word: str, advice: str
) -> None:
    assert main(["workspace", "--set", "budget=3", word]) == 2
    assert advice in capsys.readouterr().err
    main(["workspace"])
    assert "budget=7" in capsys.readouterr().out


async def _also_in_teams(folder: Path) -> None:
    database = Database(f"sqlite:///{folder}/ninety.db")
    async with database.write() as db:
        first = await open_workspace(db, "slack", "T1", "Riverbank", datetime.now(UTC))
        await open_workspace(db, "teams", "T2", "Riverbank Teams", datetime.now(UTC))
        await enter_learner(db, first.id, "U1", "Ada", datetime.now(UTC), email="ada@example.com")
    await database.close()


def test_two_workspaces_of_a_company_are_joined_and_parted(
    environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(_also_in_teams(environment))
    assert main(["workspace", "link", "Riverbank Teams", "--workspace", "Riverbank"]) == 0
    said = capsys.readouterr().out
    assert "Riverbank Teams (teams) leads to Riverbank from now on." in said
    assert main(["workspace"]) == 0
    shown = capsys.readouterr().out
    assert "Riverbank (slack and teams" in shown
    assert "Riverbank Teams (teams, not served" in shown
    assert main(["workspace", "link", "Riverbank Teams", "--workspace", "Riverbank"]) == 2
    assert "unlink them first" in capsys.readouterr().err
    assert main(["workspace", "unlink", "Riverbank Teams", "--workspace", "Riverbank"]) == 0
    assert "a workspace of its own again, with 0 people" in capsys.readouterr().out
    assert main(["workspace", "unlink", "Riverbank Teams", "--workspace", "Riverbank"]) == 2
    assert "is not linked to Riverbank" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (["link"], "write `workspace link NAME --workspace NAME`"),
        (["link", "Nobody"], "there are: Riverbank Studio (web"),
        (["link", "Riverbank", "--workspace", "Riverbank Studio"], "the playground's people are invented"),
        (["link", "Riverbank Teams"], "say which workspace with --workspace"),
    ],
)
def test_what_cannot_be_joined_is_refused_with_advice(
    environment: Path, capsys: pytest.CaptureFixture[str], words: list[str], advice: str
) -> None:
    asyncio.run(_also_in_teams(environment))
    assert main(["workspace", *words]) == 2
    assert advice in capsys.readouterr().err
