"""An author's own recording becomes samples, whatever its kind; what cannot be used is refused in words."""

import wave
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from lessons.studio.voice.recordings import RATE, RecordingError, recorded_speech

TONE: NDArray[np.float32] = (0.4 * np.sin(2 * np.pi * 300 * np.arange(RATE) / RATE)).astype(np.float32)


def record(path: Path, codec: str, rate: int = RATE, layout: str = "mono") -> Path:
    """One second of 300 Hz."""
    with av.open(str(path), "w") as media:
        track = media.add_stream(codec, rate=rate)
        assert isinstance(track, av.AudioStream)
        track.layout = layout
        whole = av.AudioFrame.from_ndarray(TONE[None], "flt", "mono")
        whole.sample_rate = RATE
        fit = av.AudioResampler(track.format.name, layout, rate, track.codec_context.frame_size or 1024)
        for frame in [*fit.resample(whole), *fit.resample(None), None]:
            media.mux(track.encode(frame))
    return path


@pytest.mark.parametrize(
    ("name", "codec", "rate", "layout"),
    [
        ("take.wav", "pcm_s16le", 22_050, "mono"),
        ("take.mp3", "libmp3lame", 44_100, "stereo"),
        ("take.m4a", "aac", 48_000, "mono"),
        ("take.ogg", "libopus", 48_000, "mono"),
    ],
)
def test_each_kind_of_recording_becomes_one_channel(
    tmp_path: Path, name: str, codec: str, rate: int, layout: str
) -> None:
    speech = recorded_speech(record(tmp_path / name, codec, rate, layout))
    assert (speech.rate, speech.words) == (RATE, None)
    assert len(speech.pcm) / RATE == pytest.approx(1.0, abs=0.06)
    assert np.abs(np.fft.rfft(speech.pcm[:RATE])).argmax() == pytest.approx(300, abs=2)


def test_the_name_of_the_file_does_not_matter(tmp_path: Path) -> None:
    record(tmp_path / "take.ogg", "libopus", 48_000).rename(tmp_path / "take.wav")
    assert len(recorded_speech(tmp_path / "take.wav").pcm) > 0


def test_a_playlist_that_calls_itself_a_recording_is_refused(tmp_path: Path) -> None:
    record(tmp_path / "secret.wav", "pcm_s16le")
    (tmp_path / "take.wav").write_text("ffconcat version 1.0\nfile secret.wav\n")
    with pytest.raises(RecordingError, match=r"take\.wav is a playlist.*bring WAV, MP3, M4A or OGG"):
        recorded_speech(tmp_path / "take.wav")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty: bring"),
        (b"Dear all, please find attached", "is a text file: bring"),
        (b"RIFF\xff\xff\xff\xffWAVE" + bytes(60), "is broken"),
        (b"OggS" + bytes(range(256)), "is broken|holds no sound"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "take.wav").write_bytes(content)
    with pytest.raises(RecordingError, match=said):
        recorded_speech(tmp_path / "take.wav")


def silence(path: Path, seconds: int, rate: int) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(2 * seconds * rate))
    return path


def test_silence_and_more_than_a_clip_holds_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="is silent: record it again"):
        recorded_speech(silence(tmp_path / "take.wav", 2, 8000))
    with pytest.raises(RecordingError, match="longer than 90 s"):
        recorded_speech(silence(tmp_path / "take.wav", 91, 8000))


def test_a_missing_recording_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"take\.wav is not there"):
        recorded_speech(tmp_path / "take.wav")
