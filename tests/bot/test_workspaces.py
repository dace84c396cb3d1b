from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import main
from tests.bot.commanding import environment as environment


def test_a_companys_settings_are_shown_and_changed(environment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["quiet=18:00-08:30", "country=DE-BY", "budget=3", "privacy=on", "accent=#112233"]
    assert main(["workspace", "--set", *words]) == 0
    shown = capsys.readouterr().out
    assert "quiet=18:00-08:30  country=DE-BY  budget=3  privacy=on" in shown
    assert main(["workspace"]) == 0
    assert capsys.readouterr().out == shown


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
