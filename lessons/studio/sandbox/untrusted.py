"""Opening sound and video files that strangers made. Call from a confined child only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn, overload

import av
import av.sidedata.sidedata
import av.subtitles.codeccontext
import av.subtitles.stream  # otherwise loaded when needed: too late, for then no file can be opened any more
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

PROBE_BYTES = 2 << 20
PROBE_US = 2_000_000
MAX_STREAMS = 24
FORGIVEN = 3  # packets: an upload that was cut off in its last second has two

UNREADABLE = (av.FFmpegError, ValueError, OverflowError, UnicodeError)
"""What the library raises on a file that is not what it claims to be. Its MemoryError is an FFmpegError too."""


def video_demuxer(head: bytes) -> str | None:
    """Name of the only demuxer that may read a file that begins like this, or None: not a video we take.

    The file's name decides nothing, and the library is not free to guess: a playlist that calls itself a video would
    make it open other files, or the network.
    """
    if _is_mp4(head):
        return "mov"
    if head[:4] == b"\x1aE\xdf\xa3":
        return "matroska"
    return None


def sound_demuxer(head: bytes) -> str | None:
    """Likewise for a recording: WAV, MP3, M4A or OGG."""
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head[:4] == b"OggS":
        return "ogg"
    if head[:3] == b"ID3" or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return "mp3"
    return "mov" if _is_mp4(head) else None


def _is_mp4(head: bytes) -> bool:
    return len(head) >= 32 and head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")


def looks_like(head: bytes) -> str:
    """What the beginning of a refused file reminds of, in words for the person who sent it."""
    if not head:
        return "empty"
    if not head.strip(b"\0"):
        return "nothing but zeros"
    for magic, name in _KNOWN:
        if head.startswith(magic):
            return name
    if head[:4] == b"RIFF" and head[8:12] in (b"AVI ", b"WAVE", b"WEBP"):
        return {b"AVI ": "an AVI video", b"WAVE": "a WAV recording", b"WEBP": "a WebP picture"}[head[8:12]]
    return "a text file" if b"\0" not in head and _is_text(head) else "a file of a kind that we do not know"


_KNOWN = (
    (b"#EXTM3U", "a playlist, not a video"),
    (b"ffconcat", "a playlist, not a video"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"ID3", "an MP3 recording"),
    (b"OggS", "an OGG recording"),
    (b"fLaC", "a FLAC recording"),
    (b"\x30\x26\xb2\x75", "a Windows Media video"),
    (b"FLV", "a Flash video"),
    (b"\x00\x00\x01\xba", "an MPEG-2 video"),
)


def _is_text(head: bytes) -> bool:
    try:
        head[:512].decode()
    except UnicodeDecodeError as error:
        return error.start > len(head[:512]) - 4  # the cut went through a character
    return True


def open_media(file: BinaryIO, demuxer: str) -> InputContainer:
    """The open file, read by that demuxer and nothing else.

    Raises:
        UNREADABLE: the file is broken or not of that kind.
    """
    av.logging.set_level(av.logging.PANIC)
    options = {
        "probesize": str(PROBE_BYTES),
        "analyzeduration": str(PROBE_US),
        "max_streams": str(MAX_STREAMS + 1),  # one more than allowed, so that too many can be told from just enough
    }
    if demuxer == "mov":
        options |= {"enable_drefs": "0", "use_absolute_path": "0"}
    media: InputContainer = av.open(file, "r", format=demuxer, options=options, io_open=_refuse, **_TAGS)
    return media


@overload
def frames(media: InputContainer, track: VideoStream) -> Iterator[VideoFrame]: ...
@overload
def frames(media: InputContainer, track: AudioStream) -> Iterator[AudioFrame]: ...
def frames(media: InputContainer, track: VideoStream | AudioStream) -> Iterator[Any]:
    """Decoded pictures or sound from where the file stands; a few spoiled packets are passed over, as players do.

    Raises:
        UNREADABLE: more than a few are spoiled.
    """
    spoiled = 0
    for packet in media.demux(track):
        try:
            yield from packet.decode()
        except av.InvalidDataError:
            spoiled += 1
            if spoiled > FORGIVEN:
                raise


# Tags may hold bytes of any encoding. From av 19 on they are always read so, and the argument is gone.
_TAGS: dict[str, Any] = {"metadata_errors": "replace"} if int(av.__version__.split(".")[0]) < 19 else {}


def _refuse(url: str, flags: int, options: dict[str, str]) -> NoReturn:
    raise PermissionError(f"the file asks for another one: {url!r}")
