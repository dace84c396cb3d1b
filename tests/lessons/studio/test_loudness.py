"""Speech is made as loud as it should be, judged by FFmpeg's own meter."""

from fractions import Fraction

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from adapters.espeak import EspeakVoice
from lessons.studio.voice.loudness import TARGET_LUFS, levelled, loudness, true_peak
from tests.lessons.studio.ebur128 import Meter

RATE = 22_050
LAYOUTS = {1: "mono", 2: "stereo"}
TEXT = "On Monday morning Mara opens a mail. It asks her to pay before noon, and nobody picks up the phone. " * 3


def measured(pcm: NDArray[np.float32], rate: int = RATE) -> tuple[float, float]:
    """Integrated loudness and true peak in decibels, by FFmpeg's ebur128."""
    channels = np.atleast_2d(pcm)
    frame = av.AudioFrame.from_ndarray(channels.T.reshape(1, -1), format="flt", layout=LAYOUTS[len(channels)])
    frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
    meter = Meter()
    meter.add(frame)
    return meter.lufs, meter.peak_db


@pytest.fixture(scope="module")
def speech() -> NDArray[np.float32]:
    return EspeakVoice().speak(TEXT, "en").pcm


def test_our_meter_agrees_with_the_reference(speech: NDArray[np.float32]) -> None:
    lufs, peak_db = measured(speech)
    assert loudness(speech, RATE) == pytest.approx(lufs, abs=0.1)
    assert 20 * np.log10(true_peak(speech)) == pytest.approx(peak_db, abs=0.2)


def test_two_channels_add_up_as_the_reference_says(speech: NDArray[np.float32]) -> None:
    both = np.stack([speech, np.roll(speech, 300) * np.float32(0.6)])
    assert loudness(both, RATE) == pytest.approx(measured(both)[0], abs=0.1)


@pytest.mark.parametrize("gain", [0.02, 0.3, 1.0, 1.4])
def test_speech_comes_out_at_the_target_with_its_peaks_held(speech: NDArray[np.float32], gain: float) -> None:
    lufs, peak_db = measured(levelled(speech * np.float32(gain), RATE))
    assert lufs == pytest.approx(TARGET_LUFS, abs=0.4)
    assert peak_db < -1.4


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
def test_any_sample_rate_is_measured_alike(rate: int) -> None:
    tone = (0.1 * np.sin(2 * np.pi * 997 * np.arange(5 * rate) / rate)).astype(np.float32)
    assert loudness(tone, rate) == pytest.approx(measured(tone, rate)[0], abs=0.1)
    assert loudness(tone, rate) == pytest.approx(-23.0, abs=0.1)  # BS.1770: a 997 Hz sine at 0 dBFS is -3.01


def test_silence_stays_silence() -> None:
    assert not levelled(np.zeros(RATE, np.float32), RATE).any()
    assert levelled(np.zeros(0, np.float32), RATE).shape == (0,)


def test_a_click_is_held_without_making_the_speech_quiet(speech: NDArray[np.float32]) -> None:
    clicked = speech * np.float32(0.2)
    clicked[30_000] = 1.0
    lufs, peak_db = measured(levelled(clicked, RATE))
    assert lufs == pytest.approx(TARGET_LUFS, abs=0.4)
    assert peak_db < -1.4
