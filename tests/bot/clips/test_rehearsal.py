"""`ninety import` refuses what cannot be made, with file, line and what to do, and leaves no trace of it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.bot.commanding import environment as environment

RUSSIAN = "Осторожность начинается с внимания, и внимание начинается с паузы, а пауза стоит дешевле ошибки. "
SERIES = "---\ntitle: Q\n{}\nslug: q\n---\n"
PAGE = "---\ntitle: A\n---\n\n## Hook\n\nПауза.\n\n## Scene: S\n\n{}\n\n## Call to action\n\nПауза.\n"
FILM = "---\ntitle: A\nclip: a.mp4\ncaptions: {}\n---\n\n## Reflect\n\nWhat?\n"
BROKEN = b"\0\0\0\x18ftypisom" + bytes(4000)


def write(folder: Path, front: str, page: str, **files: bytes) -> Path:
    home = folder / "q"
    home.mkdir()
    (home / "series.md").write_text(SERIES.format(front))
    (home / "01-a.md").write_text(page)
    for name, content in files.items():
        (home / name.replace("_", ".")).write_bytes(content)
    return home


@pytest.mark.parametrize(
    ("front", "page", "files", "said"),
    [
        (
            "language: tlh",
            PAGE.format("nuqneH."),
            {},
            "01-a.md:7: this voice does not read 'tlh'. The nearest it reads",
        ),
        (
            "language: ja\nvoice: espeak",
            PAGE.format("休暇は三十日です。"),
            {},
            "01-a.md:11: this voice reads Japanese in kana",
        ),
        ("language: ru\nvoice: espeak", PAGE.format(RUSSIAN * 16), {}, "01-a.md:11: the clip would last"),
        ("language: en\nvoice: Mara", PAGE.format("Hi."), {}, "series.md:4: there is no voice 'Mara'"),
        (
            "language: ru\nvoice: espeak",
            PAGE.format("> Headline: Hello\n> Audio: h.mp3\n\nHello there."),
            {"h_mp3": b"ID3\x04" + bytes(5000)},
            "01-a.md:11: the recording h.mp3 is broken (InvalidDataError). Export it again",
        ),
        (
            "language: en",
            FILM.format("a.vtt"),
            {"a_mp4": BROKEN, "a_vtt": b"WEBVTT\n\n00:01.000 --> 00:00.500\nHi\n"},
            "a.vtt:3: the cue ends before it starts. Put the later time second.",
        ),
        (
            "language: en",
            FILM.format("a.srt"),
            {"a_mp4": BROKEN, "a_srt": "Grüße".encode("cp1252")},
            '01-a.md:4: a.srt is not UTF-8. Save it again as "UTF-8".',
        ),
        (
            "language: en",
            FILM.format("a.txt"),
            {"a_mp4": BROKEN, "a_txt": b"Hello there."},
            "01-a.md:3: a.mp4: The file cannot be read; allowed is a whole, undamaged file.",
        ),
    ],
)
def test_what_cannot_be_made_is_refused_at_its_line(
    environment: Path,
    capsys: pytest.CaptureFixture[str],
    front: str,
    page: str,
    files: dict[str, bytes],
    said: str,
) -> None:
    home = write(environment, front, page, **files)
    assert main(["import", str(home), "--no-clips"]) == 1
    told = capsys.readouterr()
    assert said in told.err
    assert f"Nothing was imported from {home}." in told.err
    assert told.out == ""
    with sqlite3.connect(environment / "ninety.db") as db:
        assert db.execute("SELECT count(*) FROM series").fetchone() == (0,)
