"""A piece of a film between drawn scenes: what authors write, and what they read when it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessons.authoring import AuthoringErrors, read_scripts, read_series
from lessons.authoring.writing import differences
from lessons.episodes import MAIN
from lessons.script import Footage, Script
from tests.lessons.studio.clips import Clip
from tests.lessons.test_authoring_writing import again

START = "---\ntitle: The pump\nlanguage: en\n---\n\n## Hook\n\nIt drips.\n\n## Scene: Look\n\n"
END = "\n\n> Close it\n\nClose the tap first.\n\n## Call to action\n\nTry it today.\n"
VTT = """WEBVTT

00:00.000 --> 00:00.900
Before the piece.

00:01.000 --> 00:01.800
Turn it to
the left.

00:01.900 --> 00:02.600
Now it is quiet.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "films").mkdir()
    Clip(seconds=4.0).write(tmp_path / "films" / "pump.mp4")
    return tmp_path


def script_of(folder: Path, box: str, front: str = START) -> Script:
    page = folder / "01-the-pump.md"
    page.write_text(f"{front}{box}{END}")
    return read_scripts(page, set()).clips[MAIN]


def faults_of(folder: Path, box: str) -> str:
    with pytest.raises(AuthoringErrors) as caught:
        script_of(folder, box)
    return str(caught.value)


def test_a_piece_of_a_film_stands_between_drawn_scenes_and_needs_no_words(folder: Path) -> None:
    scenes = script_of(folder, "> Clip: films/pump.mp4 from 0:01 to 0:03.5").scenes
    card = scenes[1].show
    assert isinstance(card, Footage)
    assert (card.start_s, card.end_s, card.sound, scenes[1].say) == (1.0, 3.5, True, "")
    assert [scene.say for scene in scenes] == ["It drips.", "", "Close the tap first.", "Try it today."]


def test_without_a_range_the_whole_film_is_shown(folder: Path) -> None:
    card = script_of(folder, "> Clip: films/pump.mp4").scenes[1].show
    assert isinstance(card, Footage)
    assert (card.start_s, round(card.end_s)) == (0.0, 4)


def test_its_captions_are_those_that_lie_beside_the_film(folder: Path) -> None:
    (folder / "films" / "pump.vtt").write_text(VTT)
    assert script_of(folder, "> Clip: films/pump.mp4 from 0:01 to 0:03").scenes[1].say == (
        "Turn it to the left. Now it is quiet."
    )
    below = "> Clip: films/pump.mp4 from 0:01 to 0:03\n\nTurn left."
    assert script_of(folder, below).scenes[1].say == "Turn left."


def test_a_voice_reads_over_a_film_without_sound_or_with_its_sound_off(folder: Path) -> None:
    Clip(seconds=2.0, audio="").write(folder / "films" / "still.mp4")
    for box in ("> Clip: films/still.mp4", "> Clip: films/pump.mp4 to 0:02\n> Sound: off"):
        card = script_of(folder, box + "\n\nLook at the pump.").scenes[1].show
        assert isinstance(card, Footage)
        assert not card.sound


@pytest.mark.parametrize(
    "box, fault",
    [
        ("> Clip: films/pomp.mp4 to 0:02", "12: there is no clip films/pomp.mp4. Write films/pump.mp4"),
        ("> Clip:", "12: no clip is named. Write its file name, such as our-clip.mp4"),
        (
            "> Clip: films/pump.mp4 from 0:02 to 0:09",
            "12: films/pump.mp4 lasts 0:04, and the clip is to run from 0:02 to 0:09. Write times up to 0:04",
        ),
        (
            "> Clip: films/pump.mp4 from 0:03 to 0:02",
            "12: the clip ends at 0:02, before it has begun. Write > Clip: pictures/intro.mp4 from 0:02 to 0:09",
        ),
        (
            "> Clip: films/pump.mp4 from early to 0:02",
            "12: 'early' is no time. Write > Clip: pictures/intro.mp4 from 0:02 to 0:09",
        ),
        (
            "> Clip: films/pump.mp4 to 0:02\n> Sound: loud",
            "13: the sound of a clip is on or off, not 'loud'. Write > Sound: off",
        ),
        ("> Clip: films/broken.mp4", "12: films/broken.mp4 is broken (InvalidDataError). Export it again as MP4."),
        ("> Clip: films/pump.mp4 to 0:03", "12: pump.vtt, the captions of the clip, cannot be read"),
    ],
)
def test_what_is_wrong_with_a_piece_is_said_with_its_line(folder: Path, box: str, fault: str) -> None:
    (folder / "films" / "broken.mp4").write_bytes(b"\0\0\0\x14ftypisom" + bytes(400))
    if "pump.vtt" in fault:
        (folder / "films" / "pump.vtt").write_text("WEBVTT\n\nnot a time --> 00:02.000\nWords\n")
    assert f"01-the-pump.md:{fault}" in faults_of(folder, box)


def test_a_piece_that_takes_long_is_an_episode_of_its_own(tmp_path: Path) -> None:
    Clip(seconds=32.0, fps=2, width=96, height=160).write(tmp_path / "long.mp4")
    assert "01-the-pump.md:12: the clip takes 32 seconds, and one between drawn scenes can take 30." in faults_of(
        tmp_path, "> Clip: long.mp4"
    )


def test_a_series_with_a_piece_of_a_film_goes_out_and_comes_back(folder: Path, tmp_path: Path) -> None:
    (folder / "series.md").write_text("---\ntitle: The pump\nlanguage: en\nslug: the-pump\n---\n")
    (folder / "films" / "pump.vtt").write_text(VTT)
    (folder / "01-the-pump.md").write_text(
        f"---\ntitle: One\n---\n\n## Hook\n\nIt drips.\n\n## Scene: Look\n\n"
        f"> Clip: films/pump.mp4 from 0:01 to 0:03.25\n\n> Clip: films/pump.mp4 to 0:02\n> Sound: off{END}"
    )
    series = read_series(folder, prove=True)
    found = again(series, tmp_path / "again")
    assert differences(series, found) == ()
    assert found.content_hash == series.content_hash
