"""`ninety series draft` says what it needs before anything is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import main
from tests.bot.commanding import environment as environment


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ([], "name a document, or say with --prompt what the series should teach"),
        (["--prompt", "Talk kindly"], "--prompt needs a language model: set OPENAI_API_KEY"),
    ],
)
def test_what_is_missing_is_named(
    environment: Path, capsys: pytest.CaptureFixture[str], order: list[str], words: str
) -> None:
    assert main(["series", "draft", *order]) != 0
    assert words in capsys.readouterr().err


def test_what_a_model_writes_waits_in_the_studio(
    environment: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    assert main(["series", "draft", "--prompt", "Talk kindly", "--folder", "new"]) != 0
    assert "leave --folder out" in capsys.readouterr().err
    assert not (environment / "new").exists()
