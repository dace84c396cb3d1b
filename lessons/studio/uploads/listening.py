"""What is said in a film: its sound, taken out by a confined child, and captions of the words that were heard in it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

import numpy as np
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from lessons.ports import HeardWord
from lessons.script import Word
from lessons.sentence_ends import ends_sentence
from lessons.studio.sandbox import confined, untrusted
from lessons.studio.timing.subtitles import SubtitleCue
from lessons.studio.timing.transcript import CUE_LETTERS
from lessons.studio.uploads import limits
from lessons.studio.uploads import problems as say

RATE = 16_000
BOUNDS = confined.Bounds(memory=1500 << 20, cpu_s=60, wall_s=300.0, file_bytes=0, open_files=64)
PAUSE_S = 0.8  # of silence, after which another caption begins
MICROSECONDS = 1_000_000


class NoSound(ValueError):
    """There is nothing to listen to; says why, in words for the person who sent the film."""


async def sound_of(path: Path) -> NDArray[np.float32]:
    """One channel of RATE samples a second, from the film's beginning on.

    Raises:
        NoSound: no film, no sound in it, or one that breaks down half-way.
    """
    try:
        printed = await confined.run(
            "lessons.studio.uploads.listening", {"path": str(path.resolve(strict=True))}, BOUNDS
        )
    except confined.ChildFailed as failed:
        problem = say.too_heavy() if failed.why == "slow" else say.broken("sound")
        raise NoSound(str(problem)) from failed
    if not printed:
        raise NoSound("the film has no sound: its captions cannot be heard, write them into a file")
    return np.frombuffer(printed, "<i2").astype(np.float32) / np.float32(32768)


def captions_of(words: Sequence[HeardWord], language: str) -> tuple[SubtitleCue, ...]:
    """A caption for each sentence, or for a part of one that is long or after which nobody speaks for a while."""
    return tuple(_cue(group) for group in _groups(words, language))


def _groups(words: Sequence[HeardWord], language: str) -> Iterator[Sequence[HeardWord]]:
    starts, first = [0] * bool(words), 0
    for at, (word, following) in enumerate(pairwise(words), 1):
        text, rest = _text(words[first:at]), _text(words[at : at + 3])
        full = len(text) + len(following.text) > CUE_LETTERS
        if full or following.start_s - word.end_s > PAUSE_S or ends_sentence(text, f" {rest}", language):
            starts.append(first := at)
    for begin, end in pairwise([*starts, len(words)]):
        yield words[begin:end]


def _cue(words: Sequence[HeardWord]) -> SubtitleCue:
    timed = tuple(Word(word.text.strip(), word.start_s, word.end_s) for word in words if word.text.strip())
    end_s = max(words[-1].end_s, words[0].start_s + 0.1)
    return SubtitleCue(round(words[0].start_s, 3), round(end_s, 3), _text(words), timed)


def _text(words: Sequence[HeardWord]) -> str:
    """As it was heard: languages without spaces have none."""
    return "".join(word.text for word in words).strip()


def main() -> None:
    """Print the samples, 16 bits each; nothing where there is no sound."""
    task = confined.begin()
    with open(task["path"], "rb") as file:  # noqa: PTH123 - no other file can be opened after this one
        confined.refuse_more_files(file)
        sys.stdout.buffer.write(_samples(file))


def _samples(file: BinaryIO) -> bytes:
    demuxer = untrusted.video_demuxer(file.read(4096))
    if demuxer is None:
        raise ValueError("not a video")
    file.seek(0)
    with untrusted.open_media(file, demuxer) as media:
        if not media.streams.audio:
            return b""
        pieces: list[bytes] = []
        resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
        left = int(limits.LONGEST_S * 1.1 * RATE)
        for frame in untrusted.frames(media, media.streams.audio[0]):
            if not pieces:
                late_s = (frame.time or 0.0) - (media.start_time or 0) / MICROSECONDS
                pieces.append(bytes(2 * round(max(0.0, late_s) * RATE)))
            pieces += [each.to_ndarray().astype("<i2").tobytes() for each in resampler.resample(frame)]
            left -= round(frame.samples * RATE / frame.sample_rate)
            if left < 0:
                break
        pieces += [each.to_ndarray().astype("<i2").tobytes() for each in resampler.resample(None)]
    return b"".join(pieces)


if __name__ == "__main__":
    main()
