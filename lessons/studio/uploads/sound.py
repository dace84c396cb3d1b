"""How loud an uploaded clip is, by the same measure as the clips that are made here."""

from __future__ import annotations

import math

import numpy as np
import numpy.fft  # the meter asks for it late, when no file can be opened any more
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer

from lessons.studio.sandbox import untrusted
from lessons.studio.uploads import limits
from lessons.studio.uploads import problems as say
from lessons.studio.uploads.findings import Findings
from lessons.studio.voice.loudness import Pcm, loudness, true_peak

RATE = 48_000  # the rate for which BS.1770 gives its filters


def listen(media: InputContainer, track: AudioStream, findings: Findings) -> None:
    """Loudness and peak of the whole track."""
    try:
        pcm = _decoded(media, track)
    except untrusted.UNREADABLE:
        findings.problems.append(say.broken("sound"))
        return
    lufs, peak = loudness(pcm, RATE), _decibels(true_peak(pcm))
    findings.facts |= {"loudness_lufs": round(lufs, 1), "true_peak_dbtp": round(peak, 1)}
    low, high = limits.LOUDNESS_LUFS
    findings.refuse(lufs < limits.SILENT_LUFS, say.silent(lufs))
    findings.warn(limits.SILENT_LUFS <= lufs < low or lufs > high, say.loudness(lufs))
    findings.warn(peak > limits.PEAK_DBTP, say.clipped(peak))


def _decoded(media: InputContainer, track: AudioStream) -> Pcm:
    """Shape (channels, samples): one channel as it is, more of them as the two that a phone plays."""
    media.seek(0)
    resampler: AudioResampler | None = None
    pieces: list[Pcm] = []
    # What the packets say of the length was checked before; this also stops a track whose sound goes on for longer.
    left = int(limits.LONGEST_S * 1.1 * RATE)
    for frame in untrusted.frames(media, track):
        if resampler is None:
            layout = "mono" if frame.layout.nb_channels == 1 else "stereo"
            resampler = AudioResampler(format="fltp", layout=layout, rate=RATE)
        pieces += [each.to_ndarray().astype(np.float32) for each in resampler.resample(frame)]
        left -= round(frame.samples * RATE / frame.sample_rate)
        if left < 0:
            break
    if resampler is not None:
        pieces += [each.to_ndarray().astype(np.float32) for each in resampler.resample(None)]
    return np.concatenate(pieces, axis=1) if pieces else np.zeros((1, 1), np.float32)


def _decibels(magnitude: float) -> float:
    return 20 * math.log10(max(1e-6, magnitude))
