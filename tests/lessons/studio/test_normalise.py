"""An accepted upload becomes a clip like ours: its form, its captions, and that sound and picture stay together."""

import asyncio
import struct
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from adapters.espeak import EspeakVoice
from lessons.ports import Speech
from lessons.studio.sandbox.confined import Bounds
from lessons.studio.store.clips import CAPTIONS, POSTER, TRANSCRIPT
from lessons.studio.store.clips import RenderedClip as Finished
from lessons.studio.timing.subtitles import CaptionError, SubtitleCue, read_vtt
from lessons.studio.timing.transcript import cues_from
from lessons.studio.uploads.fitting import Fitter, House
from lessons.studio.uploads.normalise import About, UploadRefused, normalise
from tests.lessons.studio.boxes import boxes, turned
from tests.lessons.studio.clips import RATE, Clip, Pcm, Picture, moving, tone
from tests.lessons.studio.ebur128 import Meter

VOICE = EspeakVoice()
ABOUT = About("The data leak", "WEBVTT\n\n00:00.100 --> 00:00.900\nStop and think\n", version="leak/1@3")


async def normalised(clip: Clip | Path, folder: Path, about: About = ABOUT, backdrop: str = "") -> Finished:
    path = clip if isinstance(clip, Path) else clip.write(folder / "upload.mp4")
    return await normalise(path, about, out=folder / "clip", reference=VOICE, backdrop=backdrop)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """Five seconds at 25 pictures a second, quiet, with the index behind the media."""
    quiet = Clip(seconds=4.4, fps=25, movflags="", sound=lambda seconds: tone(seconds) * np.float32(0.25))
    return asyncio.run(normalised(quiet, tmp_path_factory.mktemp("normalised")))


def pictures(clip: Finished) -> list[Picture]:
    with av.open(str(clip.video)) as media:
        return [frame.to_ndarray(format="rgb24").astype(np.uint8) for frame in media.decode(video=0)]


def samples(clip: Finished) -> Pcm:
    with av.open(str(clip.video)) as media:
        return np.concatenate([frame.to_ndarray()[0].astype(np.float32) for frame in media.decode(audio=0)])


def test_the_file_has_the_form_of_our_own_clips(clip: Finished) -> None:
    with av.open(str(clip.video)) as media:
        video, audio = media.streams.video[0], media.streams.audio[0]
        context = video.codec_context
        assert (context.name, context.profile, context.pix_fmt) == ("h264", "Constrained Baseline", "yuv420p")
        assert (context.width, context.height, str(video.average_rate)) == (720, 1280, "30")
        assert (context.colorspace, context.color_trc, context.color_primaries, context.color_range) == (1, 1, 1, 1)
        assert (audio.codec_context.name, audio.codec_context.profile) == ("aac", "LC")
        assert (audio.rate, audio.channels) == (44_100, 1)
        assert str(video.time_base) == "1/15360"
        packets = [packet for packet in media.demux(video) if packet.size]
    assert {packet.duration for packet in packets} == {512}
    assert [packet.pts for packet in packets] == list(range(0, 132 * 512, 512))
    assert [number for number, packet in enumerate(packets) if packet.is_keyframe] == [0, 60, 120]


def test_the_index_comes_before_the_media(clip: Finished) -> None:
    content = clip.video.read_bytes()
    assert [kind for _, kind in boxes(content, 0, len(content)) if kind in (b"moov", b"mdat")] == [b"moov", b"mdat"]


def test_the_clip_is_as_long_as_the_upload(clip: Finished) -> None:
    assert clip.seconds == 4.4
    assert len(pictures(clip)) == 132
    assert len(samples(clip)) / RATE == pytest.approx(4.4, abs=0.03)


def test_the_sound_is_as_loud_as_all_clips_by_somebody_elses_meter(clip: Finished) -> None:
    meter = Meter()
    with av.open(str(clip.video)) as media:
        for frame in media.decode(audio=0):
            meter.add(frame)
    assert meter.lufs == pytest.approx(-16, abs=0.7)
    assert meter.peak_db < -1


def test_beside_the_clip_stand_captions_a_poster_and_a_transcript(clip: Finished) -> None:
    cue = SubtitleCue(0.1, 0.9, "Stop and think")
    assert clip.cues == (cue,)
    assert read_vtt((clip.folder / CAPTIONS).read_text()) == (cue,)
    assert cues_from((clip.folder / TRANSCRIPT).read_text()) == (cue,)
    with Image.open(clip.folder / POSTER) as poster:
        assert (poster.format, poster.size) == ("JPEG", (720, 1280))
        assert np.asarray(poster.convert("L")).std() > 20


async def test_the_same_upload_gives_the_same_bytes(tmp_path: Path) -> None:
    path = Clip(seconds=1).write(tmp_path / "upload.mp4")
    first = await normalised(path, tmp_path)
    content = first.video.read_bytes()
    second = await normalised(path, tmp_path)
    assert second.digest == first.digest
    assert second.video.read_bytes() == content


def corners(width: int, height: int, number: int) -> Picture:
    """Red above on the left, green above on the right, blue below on the left."""
    picture = moving(width, height, number)
    high, wide = height // 5, width // 5
    picture[:high, :wide], picture[:high, -wide:], picture[-high:, :wide] = (230, 30, 30), (30, 180, 30), (30, 30, 230)
    return picture


def colour(picture: Picture, x: float, y: float) -> str:
    """The strongest of red, green and blue at a place, as shares of width and height."""
    return "RGB"[int(picture[int(y * picture.shape[0]), int(x * picture.shape[1])].argmax())]


@pytest.mark.parametrize(
    ("width", "height", "turn", "found"),
    [
        (360, 640, False, ((0.1, 0.05, "R"), (0.9, 0.05, "G"), (0.1, 0.95, "B"))),
        (640, 360, True, ((0.9, 0.05, "R"), (0.9, 0.95, "G"), (0.1, 0.05, "B"))),  # a quarter turn to the right
        (360, 800, False, ((0.18, 0.05, "R"), (0.82, 0.05, "G"), (0.18, 0.95, "B"))),  # with a rim on both sides
    ],
)
async def test_every_upright_shape_is_shown_whole_and_upright(
    tmp_path: Path, width: int, height: int, turn: bool, found: tuple[tuple[float, float, str], ...]
) -> None:
    path = Clip(seconds=1, width=width, height=height, picture=corners).write(tmp_path / "upload.mp4")
    if turn:
        path.write_bytes(turned(path.read_bytes()))
    picture = pictures(await normalised(path, tmp_path))[0]
    assert picture.shape == (1280, 720, 3)
    assert [colour(picture, x, y) for x, y, _ in found] == [name for _, _, name in found]


@pytest.mark.parametrize(("backdrop", "rim"), [("", (0.7 * 150,) * 3), ("#0f2a26", (0x0F, 0x2A, 0x26))])
async def test_the_rim_is_a_dim_copy_or_the_colour_asked_for(
    tmp_path: Path, backdrop: str, rim: tuple[float, float, float]
) -> None:
    almost_square = Clip(seconds=1, width=480, height=600, picture=lambda w, h, _: np.full((h, w, 3), 150, np.uint8))
    picture = pictures(await normalised(almost_square, tmp_path, backdrop=backdrop))[0]
    assert np.abs(picture[640, 360].astype(int) - 150).max() <= 4
    assert np.abs(picture[80, 360] - np.array(rim)).max() <= 6


def test_hdr_is_squeezed_into_sdr() -> None:
    """White on paper is 75 % of the signal in HLG (ITU-R BT.2408) and nearly all of it in SDR."""
    frame = av.VideoFrame.from_ndarray(np.full((640, 360), round(0.75 * 1023), np.uint16), "gray10le")
    paper = frame.reformat(format="yuv420p10le")
    paper.pts, paper.time_base = 0, Fraction(1, 30)
    paper.color_trc, paper.color_primaries, paper.colorspace, paper.color_range = 18, 9, 9, 1
    fitted = Fitter(House(720, 1280), 1.0).fit(paper)
    assert (fitted.color_trc, fitted.color_primaries, fitted.colorspace) == (1, 1, 1)
    assert int(fitted.to_ndarray(format="rgb24")[640, 360].min()) >= 245


def flash(width: int, height: int, number: int) -> Picture:
    """White from the first second on, at the rhythm of this clip: 24 pictures a second."""
    return np.full((height, width, 3), 230 if number >= 24 else 40, np.uint8)


def click(seconds: float) -> Pcm:
    """Silence for a second, then a tone."""
    return (tone(seconds) * (np.arange(round(seconds * RATE)) >= RATE)).astype(np.float32)


@pytest.mark.parametrize("name", ["upload.mp4", "upload.mkv"])
async def test_what_is_seen_and_heard_together_stays_together(tmp_path: Path, name: str) -> None:
    path = Clip(seconds=2, fps=24, picture=flash, sound=click).write(tmp_path / name)
    clip = await normalised(path, tmp_path)
    bright = [picture.mean() > 120 for picture in pictures(clip)]
    assert bright.index(True) == 30
    loud = np.flatnonzero(np.abs(samples(clip)) > 0.02)[0] / RATE
    assert loud == pytest.approx(1.0, abs=0.03)


async def test_sound_that_is_longer_is_cut_and_shorter_is_filled_up(tmp_path: Path) -> None:
    for seconds in (0.5, 2.0):
        clip = await normalised(Clip(seconds=1, sound_seconds=seconds), tmp_path)
        assert len(pictures(clip)) == 30
        assert len(samples(clip)) / RATE == pytest.approx(1, abs=0.03)


async def test_where_it_was_filmed_does_not_leave_the_house(tmp_path: Path) -> None:
    path = Clip(seconds=1).write(tmp_path / "plain.mp4")
    tagged = tmp_path / "tagged.mp4"
    with av.open(str(path)) as plain, av.open(str(tagged), "w", options={"movflags": "use_metadata_tags"}) as media:
        media.metadata.update({"location": "+52.5200+013.4050/", "comment": "Ana's phone"})
        tracks = [media.add_stream_from_template(track) for track in plain.streams]
        for packet in plain.demux():
            if packet.dts is not None:
                packet.stream = tracks[packet.stream_index]
                media.mux(packet)
    assert b"+52.52" in tagged.read_bytes()
    clip = await normalised(tagged, tmp_path)
    assert all(b"52.52" not in file.read_bytes() and b"Ana" not in file.read_bytes() for file in clip.folder.iterdir())


WORDS = "Stop and think before you click. Most leaks begin with a small and friendly question."


@pytest.fixture(scope="module")
def spoken() -> Speech:
    return EspeakVoice(pace=140).speak(WORDS, "en-gb-x-rp")


def film(speech: Speech, folder: Path) -> Path:
    """A clip in which the speech begins after half a second."""
    at = np.arange(0, len(speech.pcm) / speech.rate, 1 / RATE)
    pcm = np.interp(at, np.arange(len(speech.pcm)) / speech.rate, speech.pcm).astype(np.float32)
    heard = np.concatenate([np.zeros(RATE // 2, np.float32), pcm])
    return Clip(seconds=len(heard) / RATE, sound=lambda _: heard).write(folder / "upload.mp4")


async def test_a_transcript_is_found_in_the_sound_word_by_word(tmp_path: Path, spoken: Speech) -> None:
    clip = await normalised(film(spoken, tmp_path), tmp_path, replace(ABOUT, captions=WORDS))
    assert [cue.text for cue in clip.cues] == [
        "Stop and think before you click.",
        "Most leaks begin with a small and friendly question.",
    ]
    found = [word for cue in clip.cues for word in cue.words]
    assert " ".join(word.text for word in found) == WORDS
    assert spoken.words is not None
    missed = [abs(word.start_s - 0.5 - true.start_s) for word, true in zip(found, spoken.words, strict=True)]
    assert np.median(missed) <= 0.04


async def test_words_in_a_language_that_the_reference_does_not_read_are_spread_evenly(tmp_path: Path) -> None:
    about = replace(ABOUT, captions="Ttem mnnw rdnet", language="egy")
    clip = await normalised(Clip(seconds=1), tmp_path, about)
    assert [word.text for word in clip.cues[0].words] == ["Ttem", "mnnw", "rdnet"]
    assert clip.cues[0].words[-1].end_s == pytest.approx(1.0, abs=0.01)


async def test_a_transcript_of_another_clip_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UploadRefused, match=r"takes about 5 s, but the clip lasts 1 s.*belongs to this clip"):
        await normalised(Clip(seconds=1), tmp_path, replace(ABOUT, captions=WORDS))
    assert not (tmp_path / "clip").exists()


async def test_srt_is_taken_and_cut_where_the_clip_ends(tmp_path: Path) -> None:
    srt = "1\n00:00:00,200 --> 00:00:04,000\nStop\n\n2\n00:00:05,000 --> 00:00:06,000\nthink\n"
    clip = await normalised(Clip(seconds=1.5), tmp_path, replace(ABOUT, captions=srt))
    assert clip.cues == (SubtitleCue(0.2, 1.5, "Stop"),)


def with_track(path: Path, codec: str, pack: Callable[[bytes], bytes]) -> Path:
    """A clip that holds its captions itself."""
    plain = Clip(seconds=2).write(path.with_name("plain.mp4"))
    with av.open(str(plain)) as source, av.open(str(path), "w") as media:
        tracks = [media.add_stream_from_template(track) for track in source.streams]
        texts = media.add_mux_stream(codec)
        texts.time_base = Fraction(1, 1000)
        for start, end, text in ((200, 900, "<i>Stop</i>"), (900, 1900, "Thínk &\nlook")):
            packet = av.Packet(pack(text.encode()))
            packet.stream, packet.time_base, packet.pts, packet.dts = texts, Fraction(1, 1000), start, start
            packet.duration = end - start
            media.mux(packet)
        for packet in source.demux():
            if packet.dts is not None:
                packet.stream = tracks[packet.stream_index]
                media.mux(packet)
    return path


@pytest.mark.parametrize(
    ("name", "codec", "pack"),
    [
        ("upload.mp4", "mov_text", lambda text: struct.pack(">H", len(text)) + text),
        ("upload.mkv", "subrip", bytes),
    ],
)
async def test_captions_inside_the_file_are_taken(
    tmp_path: Path, name: str, codec: str, pack: Callable[[bytes], bytes]
) -> None:
    path = with_track(tmp_path / name, codec, pack)
    clip = await normalised(path, tmp_path, replace(ABOUT, captions=None))
    assert [cue.text for cue in clip.cues] == ["Stop", "Thínk &\nlook"]
    assert [cue.start_s for cue in clip.cues] == pytest.approx([0.2, 0.9])
    assert [cue.end_s for cue in clip.cues] == pytest.approx([0.9, 1.9])


async def test_a_clip_without_captions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UploadRefused, match="There are no captions with the clip"):
        await normalised(Clip(seconds=1), tmp_path, replace(ABOUT, captions=None))
    assert not (tmp_path / "clip").exists()


async def test_faulty_captions_are_refused_before_the_work_begins(tmp_path: Path) -> None:
    with pytest.raises(CaptionError, match="line 3"):
        await normalised(Clip(seconds=1), tmp_path, replace(ABOUT, captions="WEBVTT\n\n00:02.000 --> 00:01.000\nHi\n"))


async def test_a_file_that_breaks_down_half_way_is_refused(tmp_path: Path) -> None:
    path = Clip(seconds=1).write(tmp_path / "upload.mp4")
    path.write_bytes(path.read_bytes()[:1500])
    with pytest.raises(UploadRefused, match="The file cannot be read"):
        await normalised(path, tmp_path)


async def test_work_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    path = Clip(seconds=1).write(tmp_path / "upload.mp4")
    with pytest.raises(UploadRefused, match="takes too much time or memory"):
        await normalise(path, ABOUT, out=tmp_path / "clip", reference=VOICE, bounds=Bounds(wall_s=0.1))
