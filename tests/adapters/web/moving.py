"""Real clips for tests that play them: a band that moves, a tone, and captions."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
from PIL import Image

RATE, FPS = 24_000, 30
WIDTH, HEIGHT = 180, 320


def mp4(path: Path, seconds: int) -> bytes:
    """An H.264 and AAC file, portrait, index first."""
    with av.open(str(path), "w", format="mp4", options={"movflags": "faststart"}) as file:
        _fill(file, seconds)
    return path.read_bytes()


def hls(folder: Path, seconds: int) -> dict[str, bytes]:
    """The same as a complete playlist with an initialisation section and segments of two seconds, by name."""
    options = {
        "hls_time": "2",
        "hls_segment_type": "fmp4",
        "hls_playlist_type": "vod",
        "hls_segment_filename": str(folder / "%d.m4s"),
        "hls_fmp4_init_filename": "init.mp4",
    }
    with av.open(str(folder / "clip.m3u8"), "w", format="hls", options=options) as file:
        _fill(file, seconds)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def poster() -> bytes:
    """A JPEG of the same shape."""
    file = io.BytesIO()
    Image.new("RGB", (WIDTH, HEIGHT), (20, 40, 90)).save(file, "JPEG")
    return file.getvalue()


def _fill(file: av.container.OutputContainer, seconds: int) -> None:
    video = file.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "profile": "baseline", "g": "60"})
    video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    sound = file.add_stream("aac", rate=RATE, layout="mono")
    for number in range(seconds * FPS):
        picture = np.full((HEIGHT, WIDTH, 3), (20, 40, 90), np.uint8)
        picture[number % HEIGHT : number % HEIGHT + 40] = (255, 194, 61)
        file.mux(video.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
    for start in range(0, seconds * RATE, 1024):
        times = np.arange(start, start + 1024) / RATE
        tone = av.AudioFrame.from_ndarray((np.sin(times * 2200) * 0.1).astype(np.float32)[None], "fltp", "mono")
        tone.rate, tone.pts = RATE, start
        file.mux(sound.encode(tone))
    for stream in (video, sound):
        file.mux(stream.encode())
