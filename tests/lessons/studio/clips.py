"""Small clips, made on the fly as phones and pranksters would make them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Pcm = NDArray[np.float32]
RATE = 44_100


def moving(width: int, height: int, number: int) -> Picture:
    """A shallow slope of grey that wanders, with a bright box: never black, never still."""
    rows = (np.arange(height)[:, None] // 4 + np.arange(width)[None] // 4 + 3 * number) % 120 + 60
    picture = np.repeat(rows[:, :, None], 3, axis=2).astype(np.uint8)
    left = number * 7 % (width // 2)
    picture[height // 4 : height // 2, left : left + width // 4] = (200, 90, 60)
    return picture


def tone(seconds: float) -> Pcm:
    """Two notes that swell, at about -18 LUFS."""
    at = np.arange(round(seconds * RATE)) / RATE
    swell = 0.6 + 0.4 * np.sin(2 * np.pi * 2 * at)
    notes: Pcm = (0.12 * swell * (np.sin(2 * np.pi * 220 * at) + np.sin(2 * np.pi * 930 * at))).astype(np.float32)
    return notes


@dataclass(frozen=True)
class Clip:
    """What to make; the defaults make a clip that nobody can object to. A codec "" leaves that track out."""

    seconds: float = 3.0
    width: int = 360
    height: int = 640
    fps: int = 10
    video: str = "libx264"
    audio: str = "aac"
    picture: Callable[[int, int, int], Picture] = moving
    sound: Callable[[float], Pcm] = tone
    sound_seconds: float | None = None
    key_every: int = 5
    transfer: int = 2  # how light becomes signal, by ITU-T H.273, table 3; 2 says nothing
    movflags: str = "faststart"

    def write(self, path: Path) -> Path:
        options = {"movflags": self.movflags} if self.movflags and path.suffix in (".mp4", ".mov") else {}
        with av.open(str(path), "w", options=options) as media:
            video = self._video_track(media) if self.video else None
            audio = self._audio_track(media) if self.audio else None
            if video:
                self._film(media, video)
            if audio:
                self._record(media, audio)
        return path

    def _video_track(self, media: av.container.OutputContainer) -> av.VideoStream:
        track = media.add_stream(self.video, rate=self.fps)
        assert isinstance(track, av.VideoStream)
        track.width, track.height, track.pix_fmt = self.width, self.height, "yuv420p"
        track.codec_context.gop_size, track.codec_context.color_trc = self.key_every, self.transfer
        track.options = (
            {"preset": "ultrafast", "crf": "30"}
            if self.video == "libx264"
            else {"cpu-used": "8", "deadline": "realtime"}
        )
        return track

    def _audio_track(self, media: av.container.OutputContainer) -> av.AudioStream:
        track = media.add_stream(self.audio, rate=48_000 if self.audio == "libopus" else RATE)
        assert isinstance(track, av.AudioStream)
        track.layout = "mono"
        return track

    def _film(self, media: av.container.OutputContainer, track: av.VideoStream) -> None:
        for number in range(round(self.seconds * self.fps)):
            frame = av.VideoFrame.from_ndarray(self.picture(self.width, self.height, number), "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, self.fps)
            media.mux(track.encode(frame))
        media.mux(track.encode(None))

    def _record(self, media: av.container.OutputContainer, track: av.AudioStream) -> None:
        whole = av.AudioFrame.from_ndarray(self.sound(self.sound_seconds or self.seconds)[None], "flt", "mono")
        whole.sample_rate = RATE
        fit = av.AudioResampler(track.format.name, "mono", track.rate, track.codec_context.frame_size or 1024)
        for frame in [*fit.resample(whole), *fit.resample(None), None]:
            media.mux(track.encode(frame))
