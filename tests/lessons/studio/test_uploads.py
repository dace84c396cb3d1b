"""Clips from people's phones: good ones are taken; a refusal says what was found, what is allowed and what to do."""

from pathlib import Path

import numpy as np
import pytest

from lessons.studio.uploads import Report, check_upload
from tests.lessons.studio.boxes import turned
from tests.lessons.studio.clips import Clip, Pcm, Picture, moving, tone

VTT = "WEBVTT\n\n00:00.200 --> 00:02.500\nStop and think\n"


def black(width: int, height: int, _: int) -> Picture:
    return np.zeros((height, width, 3), np.uint8)


def still(width: int, height: int, _: int) -> Picture:
    return moving(width, height, 0)


def with_text(width: int, height: int, number: int) -> Picture:
    """Rows of hard strokes where captions stand."""
    picture = moving(width, height, number)
    picture[height * 6 // 10 : height * 6 // 10 + 40, 40 : width - 40 : 16] = 255
    picture[height * 6 // 10 : height * 6 // 10 + 40, 48 : width - 40 : 16] = 0
    return picture


def quiet(seconds: float) -> Pcm:
    return tone(seconds) * 0


def loud(seconds: float) -> Pcm:
    return np.clip(tone(seconds) * 40, -1, 1)


async def checked(clip: Clip, folder: Path, captions: str | None = VTT, name: str = "clip.mp4") -> Report:
    return await check_upload(clip.write(folder / name), captions)


@pytest.mark.parametrize(
    ("name", "clip"),
    [
        ("clip.mp4", Clip()),
        ("clip.mov", Clip(audio="pcm_s16le")),
        ("clip.webm", Clip(video="libvpx-vp9", audio="libopus", seconds=2.5)),
    ],
)
async def test_an_ordinary_clip_is_taken(tmp_path: Path, name: str, clip: Clip) -> None:
    report = await checked(clip, tmp_path, name=name)
    assert (report.problems, report.warnings) == ((), ())
    assert report.ok
    assert report.facts["duration_s"] == pytest.approx(clip.seconds, abs=0.05)
    assert (report.facts["width"], report.facts["height"]) == (360, 640)
    assert report.facts["loudness_lufs"] == pytest.approx(-22.5, abs=0.5)
    assert report.facts["captions"] == "vtt"


async def test_a_clip_filmed_upright_but_stored_lying_is_upright(tmp_path: Path) -> None:
    lying = Clip(width=640, height=360).write(tmp_path / "clip.mp4")
    lying.write_bytes(turned(lying.read_bytes()))
    report = await check_upload(lying, VTT)
    assert report.ok
    assert (report.facts["width"], report.facts["height"]) == (360, 640)


@pytest.mark.parametrize(
    ("clip", "said"),
    [
        (
            Clip(width=180, height=320),
            "The picture has 180 x 320 pixels. Allowed: at least 360 pixels on the short side",
        ),
        (
            Clip(seconds=92, fps=1, sound_seconds=2),
            "The clip lasts 92.0 s. Allowed: 1 to 90 s. Cut out 2.0 s or make two episodes",
        ),
        (Clip(seconds=0.6), "The clip lasts 0.6 s. Allowed: 1 to 90 s"),
        (Clip(audio=""), "There is no sound track in the file. Allowed: a clip with speech. Record it again"),
        (Clip(video=""), "There is no picture in the file. Allowed: exactly one video track"),
        (Clip(video="mpeg4"), "The picture is coded as mpeg4. Allowed: H.264, HEVC, VP8, VP9, AV1. Open it in"),
        (Clip(audio="pcm_mulaw"), "The sound is coded as pcm_mulaw. Allowed: AAC, MP3, Opus"),
        (Clip(picture=black), "100 % of the clip is black. Allowed: less than 50 %. Uncover the lens"),
        (Clip(picture=still), "The picture never changes. Allowed: a moving picture"),
        (Clip(sound=quiet), "The sound is silent (-70 LUFS). Allowed: above -45 LUFS"),
        (Clip(fps=100, seconds=1.5), "The clip has 100 pictures a second. Allowed: at most 60. Export it with 30"),
    ],
)
async def test_a_refusal_says_what_was_found_what_is_allowed_and_what_to_do(
    tmp_path: Path, clip: Clip, said: str
) -> None:
    report = await checked(clip, tmp_path, name="clip.mov")
    assert not report.ok
    assert [str(problem) for problem in report.problems if str(problem).startswith(said)], report.problems


@pytest.mark.parametrize(
    ("clip", "codes"),
    [
        (Clip(sound=loud), {"loudness", "clipped"}),
        (Clip(sound_seconds=6), {"uneven"}),
        (Clip(width=600, height=640), {"shape"}),
        (Clip(transfer=18), {"hdr"}),
        (Clip(seconds=21, fps=2, picture=lambda w, h, n: moving(w, h, max(0, n - 37))), {"still"}),
    ],
)
async def test_what_can_be_used_but_is_not_good_is_a_warning(tmp_path: Path, clip: Clip, codes: set[str]) -> None:
    report = await checked(clip, tmp_path)
    assert report.ok
    assert {warning.code for warning in report.warnings} == codes


async def test_missing_captions_are_asked_for_and_text_in_the_picture_is_noticed(tmp_path: Path) -> None:
    plain = await checked(Clip(), tmp_path, captions=None)
    assert plain.facts["captions"] == "none"
    assert [str(warning)[:38] for warning in plain.warnings] == ["There are no captions with the clip. A"]
    burned = await checked(Clip(picture=with_text), tmp_path, captions="  ")
    assert burned.facts["captions"] == "perhaps in the picture"
    assert "some seem to be part of the picture" in str(burned.warnings[0])


@pytest.mark.parametrize(
    ("captions", "kind"),
    [
        (VTT, "vtt"),
        ("1\n00:00:00,200 --> 00:00:02,500\nStop and think\n", "srt"),
        ("Stop and think.\n\nThen look again.", "transcript"),
    ],
)
async def test_captions_come_as_webvtt_srt_or_plain_words(tmp_path: Path, captions: str, kind: str) -> None:
    report = await checked(Clip(seconds=2.5), tmp_path, captions)
    assert report.ok
    assert report.facts["captions"] == kind


@pytest.mark.parametrize(
    ("captions", "said"),
    [
        (
            VTT.replace("00:02.500", "00:00.100"),
            "The captions have a fault in line 3: the cue ends before it starts. Allowed: a ",
        ),
        (
            VTT.replace("00:02.500", "00:07.500"),
            "The captions end at 7.5 s, after the clip (3.0 s). Allowed: captions that",
        ),
    ],
)
async def test_faulty_captions_are_refused_with_their_line(tmp_path: Path, captions: str, said: str) -> None:
    report = await checked(Clip(), tmp_path, captions)
    assert [str(problem)[: len(said)] for problem in report.problems] == [said]


async def test_a_missing_file_is_an_error_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await check_upload(tmp_path / "nothing.mp4", None)
