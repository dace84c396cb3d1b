"""The child that makes an uploaded clip into one like ours: same size, rate, codecs and loudness.

It decodes what a stranger made, so it runs confined: it opens one file, and all that it makes goes through its printed
output. Nothing of the original file survives but pictures and sound.
"""

from __future__ import annotations

import json
import pickle
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import av
import numpy as np
import numpy.fft  # the meter of loudness asks for it late, when no file can be opened any more
from av.container import InputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray
from PIL import Image

from lessons.script import MAX_SECONDS
from lessons.studio.encoding import mux
from lessons.studio.encoding.encoder import Coded
from lessons.studio.sandbox import confined, untrusted
from lessons.studio.timing.timeline import FPS
from lessons.studio.uploads import limits
from lessons.studio.uploads.film_coder import Best, Coder
from lessons.studio.uploads.findings import Times, refuse_size
from lessons.studio.uploads.fitting import Fitter, House, steady
from lessons.studio.uploads.layers import FilmLayers, LayerPainter, frame_of
from lessons.studio.voice.sound import SoundJob, Take, render_sound

Image.preinit()  # otherwise done when needed: too late, for then no file can be opened any more

RATE = 44_100
LISTENING_RATE = 16_000  # enough to find words in
POSTER_AT = (0.1, 0.3, 0.5)  # of the clip; the richest of these pictures becomes the poster
GAP_S = 0.06  # three packets of sound; times in a file are rounded to far less


def main() -> None:
    """Print a line of JSON that says how long each part is, and the parts: clip, poster, samples to listen to."""
    task = confined.begin()
    # Written by our own process, and read before anything of the stranger's is.
    layers = pickle.loads(Path(task["layers"]).read_bytes()) if task.get("layers") else None  # noqa: S301
    with open(task["path"], "rb") as file:  # noqa: PTH123 - no other file can be opened after this one
        confined.refuse_more_files(file)
        report = _made(file, House(**task["house"]), task["language"], layers)
    parts = (report.clip, report.poster, report.samples)
    lengths = {"seconds": report.seconds, "film_s": report.film_s, "late_s": report.late_s}
    head = {**lengths, "captions": report.captions, "sizes": [len(part) for part in parts]}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + b"".join(parts))


@dataclass(frozen=True, slots=True)
class Reencoded:
    """Attributes:
    seconds: of the clip; film_s: of the film in it.
    samples: 16-bit, LISTENING_RATE a second.
    captions: (start_s, end_s, text) of the file's own caption track.
    """

    seconds: float
    film_s: float
    clip: bytes
    poster: bytes
    samples: bytes
    captions: list[tuple[float, float, str]]
    late_s: float


def _made(file: BinaryIO, house: House, language: str, layers: FilmLayers | None) -> Reencoded:
    demuxer = untrusted.video_demuxer(file.read(4096))
    if demuxer is None:
        raise ValueError("not a video")
    file.seek(0)
    with untrusted.open_media(file, demuxer) as media:
        video = next(t for t in media.streams.video if not t.disposition & Disposition.attached_pic)
        film = _film(media, video, house, layers)
        pcm = sound_of(media, film)
        captions = list(_captions(media, film))
    whole = film.pictures + film.behind
    seconds = whole / FPS
    sound = render_sound(SoundJob((Take(0.0, pcm, RATE),), seconds))
    tracks = mux.tracks_of((house.width, house.height), whole, film.scenes[0], sound, language)
    clip = mux.whole_file(tracks, film.scenes, sound)
    return Reencoded(seconds, film.pictures / FPS, clip, film.poster, _thinned(pcm), captions, film.late_s)


@dataclass(slots=True)
class Film:
    """The coded pictures, in stretches that begin with a key picture.

    Attributes:
        pictures: of the film; behind: of the card that follows it.
        first_s: when the original's first picture is shown, by the original's clock.
        late_s: how long after the original's beginning that is: its sound may begin before its picture.
    """

    scenes: list[Coded] = field(default_factory=list)
    pictures: int = 0
    behind: int = 0
    first_s: float = 0.0
    late_s: float = 0.0
    poster: bytes = b""


def _film(media: InputContainer, video: VideoStream, house: House, layers: FilmLayers | None) -> Film:
    film, coder, best = Film(), Coder(house), Best()
    seconds = _length(media, video)
    painter = LayerPainter(layers, round(seconds * FPS)) if layers else None
    film.behind = painter.behind if painter else 0
    posters = {int(share * seconds * FPS) for share in POSTER_AT}
    for number, fitted in enumerate(_fitted(media, video, house, seconds, film)):
        head = painter.head(fitted, number) if painter else None
        if number in posters:
            best.offer(fitted if head is None else frame_of(head))
        coder.add(frame_of(painter.words(head, number)) if painter and head is not None else fitted, number)
        film.pictures = number + 1
    for number, card in enumerate(painter.end() if painter else (), film.pictures):
        coder.add(card, number)
    film.scenes, film.poster = coder.finish(), best.jpeg()
    return film


def _length(media: InputContainer, video: VideoStream) -> float:
    """Seconds from the first picture to the end of the last one, by their packets; no more than a clip may have."""
    times = Times()
    for number, packet in enumerate(media.demux(video)):
        times.add(packet, picture=True)
        if number > limits.MAX_PACKETS or times.video_s > limits.LONGEST_S:
            break
    return min(times.video_s, MAX_SECONDS)


def _fitted(
    media: InputContainer, video: VideoStream, house: House, seconds: float, film: Film
) -> Iterator[VideoFrame]:
    media.seek(0)
    video.codec_context.thread_type, video.codec_context.thread_count = "AUTO", 2
    fitter = Fitter(house, float(video.sample_aspect_ratio or 1))
    last: VideoFrame | None = None
    for frame in steady(_watched(media, video, film), seconds):
        if frame is not last:
            fitted, last = fitter.fit(frame), frame
        yield fitted


def _watched(media: InputContainer, video: VideoStream, film: Film) -> Iterator[VideoFrame]:
    for number, frame in enumerate(untrusted.frames(media, video)):
        refuse_size(frame.width, frame.height)
        if not number:
            film.first_s = frame.time or 0.0
            film.late_s = max(0.0, film.first_s - (media.start_time or 0) / av.time_base)
        yield frame


def sound_of(media: InputContainer, film: Film) -> NDArray[np.int16]:
    """The sound from the first picture to the last: one channel, RATE samples a second.

    A frame that follows the one before is laid behind it, sample by sample; one that begins later or earlier than
    that, by more than clocks drift, is laid where the file says: a recorder that was interrupted leaves a gap.
    """
    audio = media.streams.audio[0]
    media.seek(0)
    fit = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    track = np.zeros(round(film.pictures / FPS * RATE), np.int16)
    at: int | None = None
    for frame in untrusted.frames(media, audio):
        due = round(((frame.time or 0.0) - film.first_s) * RATE)
        if at is not None and abs(due - at) > GAP_S * RATE:
            at = _flush(track, at, fit)
            fit = av.AudioResampler(format="s16", layout="mono", rate=RATE)
            at = due
        at = due if at is None else at
        for part in fit.resample(frame):
            at = _put(track, at, part.to_ndarray()[0])
        if at >= len(track):
            break
    _flush(track, at or 0, fit)
    return track


def _flush(track: NDArray[np.int16], at: int, fit: av.AudioResampler) -> int:
    """Writes what a resampler still holds, and returns where the next samples would go."""
    for part in fit.resample(None):
        at = _put(track, at, part.to_ndarray()[0])
    return at


def _put(track: NDArray[np.int16], at: int, samples: NDArray[Any]) -> int:
    """Writes what falls inside the track, and returns where the next samples go."""
    a, b = max(0, at), min(len(track), at + len(samples))
    if a < b:
        track[a:b] = samples[a - at : b - at]
    return at + len(samples)


def _thinned(pcm: NDArray[np.int16]) -> bytes:
    fit = av.AudioResampler(format="s16", layout="mono", rate=LISTENING_RATE)
    frame = av.AudioFrame.from_ndarray(pcm[None], format="s16", layout="mono")
    frame.sample_rate = RATE
    return b"".join(part.to_ndarray().tobytes() for part in [*fit.resample(frame), *fit.resample(None)])


def _captions(media: InputContainer, film: Film) -> Iterator[tuple[float, float, str]]:
    """The texts of the file's own caption track, where it is of a kind that is plain text."""
    track = next((t for t in media.streams.subtitles if t.codec_context and t.codec.canonical_name in PLAIN_TEXT), None)
    if track is None:
        return
    media.seek(0)
    for packet in media.demux(track):
        content = bytes(packet)
        if track.codec.canonical_name == "mov_text":
            content = content[2 : 2 + struct.unpack(">H", content[:2])[0]] if len(content) > 2 else b""
        if packet.pts is None or packet.time_base is None or not content.strip():
            continue
        start = float(packet.pts * packet.time_base) - film.first_s
        end = start + float((packet.duration or 0) * packet.time_base)
        yield start, end, content.decode(errors="replace").strip()


PLAIN_TEXT = {"mov_text", "webvtt", "subrip", "text"}


if __name__ == "__main__":
    main()
