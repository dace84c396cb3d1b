"""Speech as a file of its own: AAC in MP4, as players take it."""

from __future__ import annotations

import io

import av
import numpy as np
from av.codec.context import Flags
from numpy.typing import NDArray

BITS = 48_000  # as the sound of a lesson for slow lines


def sound_file(pcm: NDArray[np.float32], rate: int) -> bytes:
    """One channel, its samples in -1..1. The same samples give the same bytes."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4", options={"fflags": "+bitexact"}) as out:
        stream = out.add_stream("aac", rate=rate, layout="mono", bit_rate=BITS)
        stream.codec_context.flags |= Flags.bitexact
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm[None], np.float32), format="fltp", layout="mono")
        frame.sample_rate = rate
        out.mux([*stream.encode(frame), *stream.encode(None)])
    return file.getvalue()
