"""Voices that work on a machine without network: who they are, what they read, and that they never change."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from adapters.hibari_voice import SPEAKERS, HibariVoice
from adapters.voices import default_voice, entries, named_voices
from lessons.ports import Speech

LINE = "Forty-one pages. Who pressed print?"


def pitch(speech: Speech) -> float:
    """The pitch that most of the speech has, in Hz, by autocorrelation."""
    size, found = speech.rate // 20, []
    for at in range(0, len(speech.pcm) - size, size):
        piece = speech.pcm[at : at + size]
        if np.abs(piece).max() < 0.1:
            continue
        # By how much of the piece lies over itself: else every shorter step looks better, and low voices seem higher.
        same = np.correlate(piece, piece, "full")[size:] / np.arange(size - 1, 0, -1)
        low, high = speech.rate // 400, speech.rate // 60
        found.append(speech.rate / (low + int(np.argmax(same[low:high])) + 1))
    return float(np.median(found))


def test_the_same_words_are_the_same_samples() -> None:
    voice = HibariVoice()
    assert np.array_equal(voice.speak(LINE, "en").pcm, voice.speak(LINE, "en").pcm)


def test_three_speakers_are_five_semitones_apart() -> None:
    heard = sorted(pitch(HibariVoice(name).speak(LINE, "en")) for name in ("heart", "stone", "flint"))
    apart = [12 * np.log2(b / a) for a, b in itertools.pairwise(heard)]
    assert min(apart) > 3.5  # 5 as made; the measure itself errs by about a semitone


def test_a_speaker_has_a_voice_in_every_language(tmp_path: Path) -> None:
    for name in SPEAKERS:
        german = named_voices(tmp_path)[name].speak("Guten Morgen.", "de")
        assert len(german.pcm) > german.rate / 2


def test_english_is_spoken_by_a_trained_voice_and_says_so(tmp_path: Path) -> None:
    voice = default_voice(tmp_path)
    assert voice.speak(LINE, "en-GB").trained
    assert not voice.speak("Salaam.", "ar").trained


def test_an_english_voice_refuses_other_languages() -> None:
    with pytest.raises(ValueError, match="reads English only"):
        HibariVoice().speak("Guten Morgen", "de")


def test_a_voice_that_is_not_installed_is_played_by_another_and_named(tmp_path: Path) -> None:
    voices = named_voices(tmp_path)
    assert len(voices["joe"].speak("Hello.", "en").pcm) > 1000
    listed = {entry.name: entry for entry in entries(tmp_path)}
    assert {"heart", "stone", "flint", "espeak", "joe"} <= set(listed)


def test_half_a_voice_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thorsten.onnx").write_bytes(b"no model")
    assert "thorsten" not in named_voices(tmp_path)
