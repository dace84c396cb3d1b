"""A finished clip again for slow lines: small pictures with plain sound, or the sound alone.

`python -P -m lessons.studio.encoding.renditions small CLIP FILE` makes one in a process of its own, behind all others.
"""

from __future__ import annotations

import os
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

SMALL, MEDIUM, SOUND = "small", "medium", "sound"
# Lines of a portrait clip, as people count them: 360 x 640. The samples take 0.9 and 1.7 MB a minute, and 6.5 as they
# were made; 1.5 MB is what a minute may take on a slow line.
WIDTHS = {SMALL: 360, MEDIUM: 720}
PICTURE_OPTIONS = {
    SMALL: {"crf": "30", "preset": "veryfast", "maxrate": "130k", "bufsize": "260k"},
    MEDIUM: {"crf": "27", "preset": "veryfast", "maxrate": "600k", "bufsize": "1200k"},
}
EVERY_S = 0.06  # 15 pictures a second: half of the clip's, at half the work
SOUND_BITS = 48_000  # one channel of AAC at which speech is clear: 0.38 MB a minute
SOUND_RATE = 44_100


def make(kind: str, source: Path, to: Path) -> None:
    """Write the clip at 360 or 720 lines (SMALL, MEDIUM), its moments as they were so that captions fit, or its SOUND.

    Raises:
        av.FFmpegError: it cannot be read.
    """
    with av.open(str(source)) as old, av.open(str(to), "w", format="mp4", options={"movflags": "faststart"}) as new:
        film, heard = old.streams.video[0], old.streams.audio[:1]
        film.thread_type = "AUTO"
        small = _scaled(new, film, kind) if kind in WIDTHS else None
        sound = new.add_stream("aac", rate=SOUND_RATE, layout="mono", bit_rate=SOUND_BITS) if heard else None
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=SOUND_RATE)
        last = -EVERY_S
        for frame in old.decode(*([film] if small else []), *heard):
            if isinstance(frame, av.AudioFrame) and sound:
                new.mux([packet for piece in resampler.resample(frame) for packet in sound.encode(piece)])
            elif isinstance(frame, av.VideoFrame) and small and (frame.time or 0.0) - last >= EVERY_S:
                last = frame.time or 0.0
                picture = frame.reformat(small.width, small.height, "yuv420p")
                picture.pts, picture.time_base = frame.pts, frame.time_base
                new.mux(small.encode(picture))
        if sound:
            new.mux([packet for piece in resampler.resample(None) for packet in sound.encode(piece)])
        for stream in (small, sound):
            if stream:
                new.mux(stream.encode(None))


def _scaled(new: Any, film: Any, kind: str) -> Any:
    width = min(WIDTHS[kind], film.width)
    stream = new.add_stream("libx264", options=PICTURE_OPTIONS[kind])
    stream.width, stream.height = width & ~1, round(film.height * width / film.width) & ~1
    stream.pix_fmt = "yuv420p"
    # The clip's pictures come when something changes, not at a rate: each keeps its own moment.
    stream.codec_context.time_base = film.time_base or Fraction(1, 90_000)
    return stream


def main(words: list[str]) -> int:
    os.nice(10)  # people wait for pages and for clips that are made, and for this nobody
    kind, source, to = words
    try:
        make(kind, Path(source), Path(to))
    except (av.FFmpegError, OSError, IndexError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
