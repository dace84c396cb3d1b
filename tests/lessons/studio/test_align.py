"""Words are found in speech that brings no times: another voice, with pauses and noise of its own."""

import numpy as np
import pytest
from numpy.typing import NDArray

from adapters.espeak import EspeakVoice
from lessons.ports import Speech, SpokenWord
from lessons.studio.voice.align import align_words

VOICE = EspeakVoice()
TEXT = (
    "Somebody just joined your team, and asked for your password. Stop and think before you click the link. "
    "Most leaks begin with a small and friendly question on a busy Monday."
)
Pcm = NDArray[np.float32]


def other_reader() -> tuple[Pcm, int, list[float]]:
    """The same text by a slower British voice at another rate of samples, with when each word truly starts."""
    speech = EspeakVoice(pace=140).speak(TEXT, "en-gb-x-rp")
    assert speech.words is not None
    rate = 16_000
    at = np.arange(0, len(speech.pcm) / speech.rate, 1 / rate)
    pcm = np.interp(at, np.arange(len(speech.pcm)) / speech.rate, speech.pcm).astype(np.float32)
    return pcm, rate, [word.start_s for word in speech.words]


def with_pause(pcm: Pcm, rate: int, starts: list[float], word: int, seconds: float) -> tuple[Pcm, list[float]]:
    """The reader stops to breathe before that word."""
    at = round(starts[word] * rate)
    later = [start + seconds * (number >= word) for number, start in enumerate(starts)]
    return np.concatenate([pcm[:at], np.zeros(round(seconds * rate), np.float32), pcm[at:]]), later


def errors(pcm: Pcm, rate: int, truth: list[float]) -> Pcm:
    """Seconds by which each word's start is missed."""
    found = align_words(VOICE.speak(TEXT, "en"), TEXT, pcm, rate)
    return np.abs([word.start_s - start for word, start in zip(found, truth, strict=True)]).astype(np.float32)


def test_half_of_the_words_are_found_within_40_ms_and_nearly_all_within_150() -> None:
    missed = errors(*other_reader())
    assert np.median(missed) <= 0.04
    assert np.mean(missed < 0.15) >= 0.95


def test_pauses_noise_and_a_late_start_do_not_shift_the_words() -> None:
    pcm, rate, starts = other_reader()
    pcm, starts = with_pause(pcm, rate, starts, 7, 0.9)
    pcm, starts = with_pause(pcm, rate, starts, 20, 0.7)
    late = np.concatenate([np.zeros(2 * rate, np.float32), pcm, np.zeros(rate, np.float32)])
    noise = np.random.default_rng(1).normal(0, 0.003, len(late)).astype(np.float32)
    missed = errors(late + noise, rate, [start + 2 for start in starts])
    assert np.median(missed) <= 0.04
    assert np.mean(missed < 0.2) >= 0.9


def test_a_word_does_not_stretch_over_the_pause_before_or_after_it() -> None:
    pcm, rate, starts = other_reader()
    pcm, _ = with_pause(pcm, rate, starts, 14, 1.0)
    found = align_words(VOICE.speak(TEXT, "en"), TEXT, pcm, rate)
    assert found[14].start_s - found[13].end_s == pytest.approx(1.0, abs=0.15)


def test_words_keep_their_text_their_order_and_stay_inside_the_recording() -> None:
    pcm, rate, _ = other_reader()
    found = align_words(VOICE.speak(TEXT, "en"), TEXT, pcm[: len(pcm) // 2], rate)
    assert " ".join(TEXT[word.at : word.to].strip(",.") for word in found) == TEXT.replace(",", "").replace(".", "")
    edges = [edge for word in found for edge in (word.start_s, word.end_s)]
    assert edges == sorted(edges)
    assert edges[0] >= 0
    assert edges[-1] <= len(pcm) / 2 / rate + 1e-6


def test_ninety_seconds_do_not_drift() -> None:
    pcm, rate, starts = other_reader()
    reads = int(88 / (len(pcm) / rate))
    text = " ".join([TEXT] * reads)
    truth = [start + read * len(pcm) / rate for read in range(reads) for start in starts]
    found = align_words(VOICE.speak(text, "en"), text, np.tile(pcm, reads), rate)
    last = np.abs([word.start_s - start for word, start in zip(found, truth, strict=True)])[-40:]
    assert np.median(last) <= 0.04


@pytest.mark.parametrize("pcm", [np.zeros(44_100, np.float32), np.zeros(0, np.float32), np.zeros(7, np.float32)])
def test_a_silent_recording_is_an_error(pcm: Pcm) -> None:
    with pytest.raises(ValueError, match="the recording is silent"):
        align_words(VOICE.speak(TEXT, "en"), TEXT, pcm, 44_100)


def test_a_reference_without_times_or_of_another_text_is_an_error() -> None:
    pcm = np.ones(44_100, np.float32)
    with pytest.raises(ValueError, match="no word times"):
        align_words(Speech(pcm, 44_100, None), TEXT, pcm, 44_100)
    with pytest.raises(ValueError, match="another text"):
        align_words(Speech(pcm, 44_100, (SpokenWord(0, 1, 0, 5),)), "Hi", pcm, 44_100)
