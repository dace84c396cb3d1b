"""`ninety captions` says what is missing, and writes over nothing that somebody corrected."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters import whisper_ears
from bot.__main__ import main
from tests.bot.commanding import environment as environment


def test_a_film_that_is_not_there_is_named(environment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["captions", "ida.mov"]) == 1
    assert "There is no film ida.mov: write the name of one that is there." in capsys.readouterr().err


def test_captions_that_are_there_are_not_written_over(environment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("ida.mov", "ida.vtt"):
        (environment / name).write_text("mine")
    assert main(["captions", "ida.mov"]) == 1
    assert "ida.vtt is there already, perhaps corrected by hand" in capsys.readouterr().err
    assert (environment / "ida.vtt").read_text() == "mine"


@pytest.mark.skipif(whisper_ears.installed(), reason="speech recognition is installed here")
def test_without_speech_recognition_the_command_that_brings_it_is_named(
    environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (environment / "ida.mov").write_bytes(b"a film")
    assert main(["captions", "ida.mov"]) == 1
    assert "run make captions, or write the plain words that are said into ida.txt" in capsys.readouterr().err
