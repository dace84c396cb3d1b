"""Speech that the author recorded: WAV, MP3, M4A or OGG to samples, decoded in a confined child."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import av
import numpy as np
from numpy.typing import NDArray

from lessons.ports import Speech
from lessons.script import MAX_SECONDS
from lessons.studio.sandbox import confined, untrusted

RATE = 44_100
MAX_BYTES = 64 << 20  # 90 s of 24-bit stereo at 96 kHz are 52 MB
NOTHING = np.zeros(0, np.float32)
KINDS = "WAV, MP3, M4A or OGG"


class RecordingError(ValueError):
    """A recording cannot be used; the text says why and what to do."""


def recorded_speech(path: Path) -> Speech:
    """The recording as one channel of RATE samples a second, without word times.

    Blocks for about a third of a second; call it off the event loop.

    Raises:
        RecordingError: missing, of another kind, broken, silent, empty, or longer than a clip may be.
    """
    if not path.is_file():
        raise RecordingError(f"the recording {path} is not there: check its name")
    if (size := path.stat().st_size) > MAX_BYTES:
        raise RecordingError(f"the recording {path.name} has {size >> 20} MB, at most {MAX_BYTES >> 20} are taken")
    return Speech(_decoded(path), RATE, None)


def _decoded(path: Path) -> NDArray[np.float32]:
    try:
        printed = confined.run_blocking(
            "lessons.studio.voice.recordings", {"path": str(path.resolve())}, confined.Bounds()
        )
    except confined.ChildFailed as failed:
        raise RecordingError(f"the recording {path.name} cannot be read ({failed.why}): export it again") from failed
    head, _, samples = printed.partition(b"\n")
    if error := json.loads(head)["error"]:
        raise RecordingError(f"the recording {path.name} {error}")
    return np.frombuffer(samples, np.float32)


def main() -> None:
    """The child: prints a line of JSON that names the error, if any, and the samples."""
    task = confined.begin()
    try:
        with open(task["path"], "rb") as file:  # noqa: PTH123 - no other file can be opened after this one
            pcm = _read(file)
        report = {"error": ""}
    except RecordingError as error:
        pcm, report = NOTHING, {"error": str(error)}
    sys.stdout.buffer.write(json.dumps(report).encode() + b"\n" + pcm.tobytes())


def _read(file: BinaryIO) -> NDArray[np.float32]:
    confined.refuse_more_files(file)
    head = file.read(4096)
    demuxer = untrusted.sound_demuxer(head)
    if demuxer is None:
        raise RecordingError(f"is {untrusted.looks_like(head)}: bring {KINDS}")
    file.seek(0)
    try:
        parts = list(_mono(file, demuxer))
    except RecordingError:
        raise
    except (MemoryError, *untrusted.UNREADABLE) as error:
        raise RecordingError(f"is broken ({type(error).__name__}): export it again as {KINDS}") from error
    pcm = np.concatenate([NOTHING, *parts])
    if not len(pcm) or np.abs(pcm).max() < 1e-3:
        raise RecordingError("is silent: record it again, nearer to the microphone")
    return np.clip(pcm, -1, 1, out=pcm)


def _mono(file: BinaryIO, demuxer: str) -> Iterator[NDArray[np.float32]]:
    with untrusted.open_media(file, demuxer) as media:
        if not media.streams.audio:
            raise RecordingError(f"holds no sound: bring {KINDS}")
        frames = 0
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        for frame in untrusted.frames(media, media.streams.audio[0]):
            frames += frame.samples
            if frames > MAX_SECONDS * frame.sample_rate:
                raise RecordingError(f"is longer than {MAX_SECONDS:.0f} s: a clip cannot be longer than that in all")
            yield from (part.to_ndarray()[0] for part in resampler.resample(frame))
        yield from (part.to_ndarray()[0] for part in resampler.resample(None))


if __name__ == "__main__":
    main()
