"""Word times for speech whose words are known but whose engine gives no times: cloud voices and recordings.

Another voice reads the same text with known word times; both are turned into rows that say how speech sounds every
10 ms, and the cheapest way to walk through both in step (dynamic time warping) carries the times over. No model, no
recogniser, any language that the reference voice reads.

Source: H. Sakoe and S. Chiba, Dynamic programming algorithm optimization for spoken word recognition, 1978; the
coarse-to-fine corridor is that of S. Salvador and P. Chan, FastDTW, 2007.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lessons.ports import Speech, SpokenWord

Pcm = NDArray[np.float32]
Rows = NDArray[np.float32]
Ints = NDArray[np.intp]

HOP_S = 0.01
WINDOW_S = 0.032
TOP_HZ = 7600  # above this, voices differ by microphone rather than by sound
BANDS = 26
CEPSTRA = 13
COARSE = 8  # rows that become one in the first, rough walk
CORRIDOR = 5  # rough rows to each side of the rough path that the fine walk may use: 0.4 s
QUIET = 0.1  # of the loudness of vowels
PAUSE = 16  # rows: the silence inside of "p" or "k" is shorter
REST = 3  # rows: what is kept of a pause at each of its ends
WORD_S = 0.05  # no word has less sound than this
SILENT = 1e-4  # a recording whose loudest 20 ms stay below this (-80 dBFS) holds no speech


def align_words(reference: Speech, text: str, pcm: Pcm, rate: int) -> tuple[SpokenWord, ...]:
    """The words of text with their times in pcm, in the order of the reference.

    Args:
        reference: the same text read by a voice that gives word times.
        pcm: the speech to find the words in, mono, -1 to 1; silence before and after does no harm.
        rate: samples a second of pcm.

    Raises:
        ValueError: the reference has no word times or those of another text, or one of the two is silent.
    """
    words = _words_of(reference, text)
    top = min(TOP_HZ, rate // 2, reference.rate // 2)
    ours = _SpeechRows(reference.pcm, reference.rate, top, "the reference voice")
    theirs = _SpeechRows(np.asarray(pcm, np.float32), rate, top, "the recording")
    matched = _walk(ours.rows, theirs.rows)
    starts = [_start(theirs, theirs.seconds_at(matched[ours.row_at(word.start_s)])) for word in words]
    ends = [_end(theirs, theirs.seconds_at(matched[ours.row_at(word.end_s)])) for word in words]
    return _in_order(words, starts, ends, len(pcm) / rate)


def _words_of(reference: Speech, text: str) -> tuple[SpokenWord, ...]:
    if not reference.words:
        raise ValueError("the reference voice gave no word times, so there is nothing to carry over")
    if any(not 0 <= word.at < word.to <= len(text) for word in reference.words):
        raise ValueError("the reference voice read another text: its words lie outside this one")
    return reference.words


class _SpeechRows:
    """Speech as one row every 10 ms, without the silence around it and with its pauses cut short.

    Attributes:
        rows: float32, shape (rows, features): cepstra, loudness and how the cepstra change.
        at_s: float64, shape (rows,): when each row is heard.
        pauses: seconds (from, to) of every silence that is too long to be inside a word.
    """

    def __init__(self, pcm: Pcm, rate: int, top_hz: int, whose: str) -> None:
        envelope = _envelope(pcm, rate)
        begin, end = _speech_span(envelope)
        if end - begin < 3:
            raise ValueError(f"{whose} is silent")
        pauses = _pauses(_loudness(envelope[begin:end]))
        rows = begin + np.flatnonzero(_outside(pauses, end - begin))
        step = round(HOP_S * rate) / rate  # 22,050 samples a second do not divide into hundredths
        self.rows = _features(_spectra(pcm, rate, top_hz)[rows])
        self.at_s = rows * step
        self.pauses = [((begin + a) * step, (begin + b) * step) for a, b in pauses]

    def row_at(self, seconds: float) -> int:
        return int(np.clip(np.searchsorted(self.at_s, seconds), 0, len(self.rows) - 1))

    def seconds_at(self, row: float) -> float:
        return float(np.interp(row, np.arange(len(self.at_s)), self.at_s))


def _pauses(loud: Rows) -> list[tuple[int, int]]:
    quiet = np.concatenate(([False], loud < QUIET, [False]))
    edges = np.flatnonzero(quiet[1:] != quiet[:-1]).reshape(-1, 2)
    return [(int(a), int(b)) for a, b in edges if b - a >= PAUSE]


def _outside(pauses: list[tuple[int, int]], length: int) -> NDArray[np.bool_]:
    """Which rows remain when every pause is cut down to its first and last few rows.

    Two readers pause at different places; what is left still tells a pause from none.
    """
    remain = np.ones(length, np.bool_)
    for a, b in pauses:
        remain[a + REST : b - REST] = False
    return remain


def _envelope(pcm: Pcm, rate: int) -> Pcm:
    """Mean magnitude of 20 ms around every 10 ms."""
    hop = round(HOP_S * rate)
    whole = np.abs(pcm[: len(pcm) // hop * hop]).reshape(-1, hop).mean(axis=1)
    smooth: Pcm = np.convolve(whole, (0.5, 0.5), "same").astype(np.float32) if len(whole) else whole
    return smooth


def _speech_span(envelope: Pcm) -> tuple[int, int]:
    """First row that rises above the room's noise, and the one after the last; (0, 0) where none does."""
    if not len(envelope) or envelope.max() < SILENT:
        return 0, 0
    floor, loud = np.percentile(envelope, (10, 95))
    above = np.flatnonzero(envelope > min(floor + 0.05 * (loud - floor), 0.5 * envelope.max()))
    return int(above[0]), int(above[-1]) + 1


def _loudness(envelope: Pcm) -> Rows:
    """About 0 in pauses and 1 at the loud vowels."""
    quiet, loud = np.percentile(envelope, (3, 90))
    scaled: Rows = (envelope - quiet) / max(float(loud - quiet), 1e-9)
    return scaled


def _spectra(pcm: Pcm, rate: int, top_hz: int) -> Rows:
    """Logarithm of the power in each band, every 10 ms: shape (rows, BANDS)."""
    logs: Rows = np.log(_power(pcm, rate) @ _mel_bank(rate, top_hz).T + 1e-8)
    return logs


def _features(spectra: Rows) -> Rows:
    """Rows that can be compared between voices: float32, shape (rows, 2 * CEPSTRA - 1)."""
    band = np.arange(BANDS)
    cosines = np.cos(np.pi / BANDS * (band + 0.5) * np.arange(1, CEPSTRA)[:, None])
    cepstra = _scaled(spectra @ cosines.T)
    loudness = _scaled(spectra.mean(axis=1, keepdims=True))
    change = np.gradient(cepstra, axis=0)
    return np.hstack([cepstra, 1.5 * loudness, 1.2 * change]).astype(np.float32)


def _scaled(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    scaled: NDArray[np.float64] = (rows - rows.mean(axis=0)) / (rows.std(axis=0) + 1e-6)
    return scaled


def _power(pcm: Pcm, rate: int) -> Rows:
    """Spectra of overlapping windows: shape (rows, frequencies), at least two rows."""
    hop, width = round(HOP_S * rate), round(WINDOW_S * rate)
    sharp = np.append(pcm[:1], pcm[1:] - 0.97 * pcm[:-1]).astype(np.float32)  # lifts the consonants
    padded = np.pad(sharp, (width // 2, width // 2 + max(0, 2 * hop - len(sharp))))
    windows = np.lib.stride_tricks.sliding_window_view(padded, width)[::hop]
    spectra = np.fft.rfft(windows * np.hamming(width).astype(np.float32), 1 << (width - 1).bit_length())
    return (np.abs(spectra) ** 2).astype(np.float32)


def _mel_bank(rate: int, top_hz: int) -> Rows:
    """Triangles over the spectrum, spaced as the ear hears: shape (BANDS, frequencies)."""
    size = 1 << (round(WINDOW_S * rate) - 1).bit_length()
    low, high = 2595 * np.log10(1 + np.array((80, top_hz)) / 700)
    edges = 700 * (10 ** (np.linspace(low, high, BANDS + 2) / 2595) - 1)
    tone = np.fft.rfftfreq(size, 1 / rate)
    rising = (tone - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - tone) / (edges[2:] - edges[1:-1])[:, None]
    bank: Rows = np.clip(np.minimum(rising, falling), 0, None).astype(np.float32)
    return bank


def _walk(ours: Rows, theirs: Rows) -> NDArray[np.float64]:
    """For each of our rows the middle of those of theirs that it is matched with."""
    rough = _path(_thinned(ours), _thinned(theirs), None)
    path = _path(ours, theirs, _corridor(rough, len(ours), len(theirs)))
    first = np.full(len(ours), len(theirs))
    last = np.zeros(len(ours), np.intp)
    np.minimum.at(first, path[:, 0], path[:, 1])
    np.maximum.at(last, path[:, 0], path[:, 1])
    middle: NDArray[np.float64] = (first + last) / 2
    return middle


def _thinned(rows: Rows) -> Rows:
    """Means of COARSE rows."""
    starts = np.arange(0, len(rows), COARSE)
    counts = np.diff(np.append(starts, len(rows)))[:, None].astype(np.float32)
    thin: Rows = (np.add.reduceat(rows, starts, axis=0) / counts).astype(np.float32)
    return thin


def _corridor(rough: Ints, ours: int, theirs: int) -> tuple[Ints, Ints]:
    """Per sum of the two row numbers, the lowest and highest of our rows that the fine walk may visit."""
    sums = np.arange(ours + theirs - 1)
    middle = (np.interp(sums, rough.sum(axis=1) * COARSE, rough[:, 0] * COARSE)).astype(np.intp)
    low = np.maximum.reduce([middle - CORRIDOR * COARSE, sums - theirs + 1, np.zeros_like(sums)])
    high = np.minimum.reduce([middle + CORRIDOR * COARSE, sums, np.full_like(sums, ours - 1)])
    return np.minimum(low, high), np.maximum(low, high)


def _path(ours: Rows, theirs: Rows, corridor: tuple[Ints, Ints] | None) -> Ints:
    """The cheapest path from the first pair of rows to the last: shape (steps, 2), row numbers in order.

    Cells are visited diagonal by diagonal, because those of one diagonal do not depend on each other; only the
    direction that led to each is kept, so that memory grows with the corridor and not with the square of the length.
    """
    sums = np.arange(len(ours) + len(theirs) - 1)
    low, high = corridor or (np.maximum(0, sums - len(theirs) + 1), np.minimum(sums, len(ours) - 1))
    costs = [np.full(len(ours) + 1, np.inf) for _ in range(3)]  # of this diagonal and the two before; [0] is a border
    costs[1][0] = 0.0  # the step into the first pair comes from here
    came = []
    for total, a, b in zip(sums.tolist(), low.tolist(), high.tolist(), strict=True):
        now, before, earlier = costs[total % 3], costs[(total - 1) % 3], costs[(total - 2) % 3]
        apart = ours[a : b + 1] - theirs[total - b : total - a + 1][::-1]
        steps = np.stack([earlier[a : b + 1], before[a : b + 1], before[a + 1 : b + 2]])
        best = steps.argmin(axis=0)
        now.fill(np.inf)
        now[a + 1 : b + 2] = np.sqrt(np.einsum("ij,ij->i", apart, apart)) + steps.min(axis=0)
        came.append(best.astype(np.uint8))
    return _backwards(came, low, len(ours) - 1, len(theirs) - 1)


def _backwards(came: list[NDArray[np.uint8]], low: Ints, i: int, j: int) -> Ints:
    steps = [(i, j)]
    while i or j:
        way = came[i + j][i - low[i + j]]
        i, j = (i - 1, j - 1) if way == 0 else (i - 1, j) if way == 1 else (i, j - 1)
        steps.append((i, j))
    return np.array(steps[::-1])


def _start(theirs: _SpeechRows, seconds: float) -> float:
    """When a word begins that was found at seconds: after the pause, where that would cut the word up."""
    return next((b for a, b in theirs.pauses if a - WORD_S < seconds < b), seconds)


def _end(theirs: _SpeechRows, seconds: float) -> float:
    return next((a for a, b in theirs.pauses if a < seconds < b + WORD_S), seconds)


def _in_order(
    words: Sequence[SpokenWord], starts: Sequence[float], ends: Sequence[float], length_s: float
) -> tuple[SpokenWord, ...]:
    """The words with times that never run backwards, overlap, or leave the recording."""
    begins: list[float] = np.maximum.accumulate(np.clip(starts, 0, length_s)).tolist()
    limits = [*begins[1:], length_s]
    return tuple(
        SpokenWord(start, max(start, min(end, limit)), word.at, word.to)
        for word, start, end, limit in zip(words, begins, ends, limits, strict=True)
    )
