"""How loud speech is, and speech made as loud as it should be.

Source: ITU-R BS.1770-4 (K-weighting, gated integration, true peak); filter parameters for any sample rate after
B. De Man, Evaluation of implementations of the EBU R128 loudness measurement, 2018.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Pcm = NDArray[np.float32]

TARGET_LUFS = -16.0
NEAR_LU = 0.2  # this near to the target is there
CEILING_DB = -1.6  # true peak before AAC, which may add up to about half a decibel; the promise is -1 after it
SILENCE_LUFS = -70.0
PIECE_S = 0.002  # peaks and power are found, and gain is set, once in so many seconds
BLOCK, STEP = 200, 50  # pieces: BS.1770 weighs blocks of 0.4 s that overlap by three quarters
LOOK = 5  # pieces before and after a peak over which the gain falls and recovers
ROUNDS = 6  # the limiter takes away some of each decibel given: how many are needed shows only by trying


def levelled(pcm: Pcm, rate: int) -> Pcm:
    """The same sound at -16 LUFS with its true peak held down; silence stays silence.

    Args:
        pcm: one channel in -1..1.
        rate: samples a second.
    """
    if len(pcm) < _piece(rate):
        return pcm
    peaks, power = _pieces(_true_peaks(pcm), rate).max(axis=1), _power(pcm, rate)
    applied_db, reached = 0.0, _gated(power)  # decibels given so far, and where they led
    slope, curve = 1.0, np.ones_like(peaks)
    for _ in range(ROUNDS if reached > SILENCE_LUFS else 0):
        if abs(TARGET_LUFS - reached) <= NEAR_LU:
            break
        step = (TARGET_LUFS - reached) / slope
        curve = _gain(peaks, applied_db + step)
        after = _gated(power * curve**2)  # gain changes so slowly that it may come after the weighing
        slope = float(np.clip((after - reached) / step, 0.25, 1.0))
        applied_db, reached = applied_db + step, after
    return _applied(pcm, curve, rate)


def loudness(pcm: Pcm, rate: int) -> float:
    """Integrated loudness in LUFS, SILENCE_LUFS at least. Shorter than one block counts as one block.

    Args:
        pcm: shape (samples,) for one channel, or (channels, samples), whose powers add up.
    """
    return _gated(np.sum([_power(channel, rate) for channel in np.atleast_2d(pcm)], axis=0))


def true_peak(pcm: Pcm) -> float:
    """The largest magnitude, also between samples; 1 is full scale."""
    return max(float(_true_peaks(channel).max()) for channel in np.atleast_2d(pcm))


def _gated(power: NDArray[np.float64]) -> float:
    """Loudness of the blocks that are louder than silence and not 10 LU below the mean of those.

    Args:
        power: K-weighted mean square of each piece.
    """
    total = np.concatenate(([0.0], np.cumsum(np.pad(power, (0, max(0, BLOCK - len(power)))))))
    starts = np.arange(0, len(total) - BLOCK, STEP)
    blocks = (total[starts + BLOCK] - total[starts]) / BLOCK
    blocks = blocks[_lufs(blocks) > SILENCE_LUFS]
    if not len(blocks):
        return SILENCE_LUFS
    return float(_lufs(blocks[_lufs(blocks) > _lufs(blocks.mean()) - 10].mean()))


def _gain(peaks: Pcm, decibels: float) -> NDArray[np.float64]:
    """Per piece: so much gain, and less where a peak would rise above the ceiling."""
    gain, ceiling = 10 ** (decibels / 20), 10 ** (CEILING_DB / 20)
    return gain * _smooth(np.minimum(1.0, ceiling / np.maximum(peaks * gain, 1e-9)))


def _applied(pcm: Pcm, curve: NDArray[np.float64], rate: int) -> Pcm:
    middles = (np.arange(len(curve)) + 0.5) * _piece(rate)
    return (pcm * np.interp(np.arange(len(pcm)), middles, curve)).astype(np.float32)


def _power(pcm: Pcm, rate: int) -> NDArray[np.float64]:
    pieces = _pieces(_k_weighted(pcm, rate), rate)
    power: NDArray[np.float64] = np.einsum("ij,ij->i", pieces, pieces).astype(np.float64) / pieces.shape[1]
    return power


def _pieces(pcm: Pcm, rate: int) -> Pcm:
    """Shape (pieces, samples of a piece), filled up with silence."""
    size = _piece(rate)
    return np.pad(pcm, (0, -len(pcm) % size)).reshape(-1, size)


def _piece(rate: int) -> int:
    return max(1, round(PIECE_S * rate))


def _smooth(needed: NDArray[np.float64]) -> NDArray[np.float64]:
    """A gain without steps that is nowhere above what is needed: the least nearby, then a soft mean of those."""
    near = LOOK + 1  # one more than the mean reaches, because the gain is a line between two steps
    least = np.lib.stride_tricks.sliding_window_view(np.pad(needed, near, mode="edge"), 2 * near + 1).min(axis=1)
    window = np.hanning(2 * LOOK + 3)[1:-1]
    return np.convolve(np.pad(least, LOOK, mode="edge"), window / window.sum(), "valid")


def _true_peaks(pcm: Pcm) -> Pcm:
    """Per sample the largest magnitude at it and at three points up to the next one (BS.1770 annex 2: four times)."""
    peaks = np.abs(pcm)
    for taps in _between():
        np.maximum(peaks, np.abs(np.convolve(pcm, taps, "same")), out=peaks)
    return peaks


@lru_cache(1)
def _between() -> tuple[Pcm, ...]:
    """Filters that give the sound a quarter, a half and three quarters of a sample later: 12 taps each."""
    at = np.arange(-6, 6)[None, :] + np.array((0.25, 0.5, 0.75))[:, None]
    taps = np.sinc(at) * np.cos(np.pi * at / 13) ** 2
    return tuple((row / row.sum()).astype(np.float32) for row in taps)


def _lufs(power: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    result: NDArray[np.float64] = -0.691 + 10 * np.log10(np.maximum(power, 1e-12))
    return result


FFT = 65536
SETTLED = 4096  # samples after which the 38 Hz high-pass has forgotten where a block began


def _k_weighted(pcm: Pcm, rate: int) -> Pcm:
    """Filtered as the ear weighs it, in overlapping blocks."""
    response, hop = _k_response(rate), FFT - SETTLED
    count = max(1, -(-len(pcm) // hop))
    padded = np.pad(pcm, (SETTLED, count * hop - len(pcm)))
    out = np.empty(count * hop, np.float32)
    for start in range(0, count * hop, hop):
        out[start : start + hop] = np.fft.irfft(np.fft.rfft(padded[start : start + FFT]) * response, FFT)[SETTLED:]
    return out[: len(pcm)]


@lru_cache(4)
def _k_response(rate: int) -> NDArray[np.complex64]:
    """Gain and phase per frequency of the two filters of BS.1770: a high shelf and a high-pass."""
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(FFT, 1 / rate) / rate)
    k, q = np.tan(np.pi * 1681.974450955533 / rate), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    shelf = _biquad(z, (high + band * k / q + k * k, 2 * (k * k - high), high - band * k / q + k * k), _poles(k, q)) / (
        1 + k / q + k * k
    )
    k, q = np.tan(np.pi * 38.13547087602444 / rate), 0.5003270373238773
    response: NDArray[np.complex64] = (shelf * _biquad(z, (1, -2, 1), _poles(k, q))).astype(np.complex64)
    return response


def _poles(k: float, q: float) -> tuple[float, float]:
    whole = 1 + k / q + k * k
    return 2 * (k * k - 1) / whole, (1 - k / q + k * k) / whole


def _biquad(z: NDArray[np.complex128], b: tuple[float, float, float], a: tuple[float, float]) -> NDArray[np.complex128]:
    result: NDArray[np.complex128] = (b[0] + b[1] * z + b[2] * z * z) / (1 + a[0] * z + a[1] * z * z)
    return result
