"""Music that lies under speech and never over it."""

from __future__ import annotations

from collections.abc import Iterator

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from adapters.espeak import EspeakVoice
from lessons.script import BigNumber, EndCard, Headline, Role, Scene, Script
from lessons.studio.music.mixing import MusicPart, mixed
from lessons.studio.music.moods import MOODS
from lessons.studio.music.score import score
from lessons.studio.music.synth import STINGS, bed, sting
from lessons.studio.timing.timeline import Stretch
from lessons.studio.voice.loudness import loudness
from lessons.studio.voice.sound import Sound, SoundJob, Take, render_sound
from tests.lessons.studio.ebur128 import Meter

RATE = 24_000
SPEECH = np.concatenate(
    [np.zeros(RATE), np.sin(np.arange(3 * RATE) * 0.09) * 0.3, np.zeros(2 * RATE)]
).astype(np.float32)  # fmt: skip
STRETCHES = (Stretch(0, 60, ()), Stretch(60, 60, ()), Stretch(120, 60, ()))


def script(music: str = "") -> Script:
    scenes = (
        Scene(Role.HOOK, "Look.", Headline("Look")),
        Scene(Role.SCENE, "See.", BigNumber("72", "hours"), hold_s=0.9),
        Scene(Role.ACTION, "", EndCard("And you?")),
    )
    return Script("t", scenes, music=music)


def test_every_mood_and_sting_is_the_same_each_time_and_none_is_another() -> None:
    sounds = [bed(mood, RATE).tobytes() for mood in MOODS] + [sting(name, RATE).tobytes() for name in STINGS]
    bed.cache_clear()
    assert bed("calm", RATE).tobytes() == sounds[0]
    assert len(set(sounds)) == len(MOODS) + len(STINGS)


def test_a_loop_joins_its_own_beginning() -> None:
    loop = bed("calm", RATE)
    assert abs(float(loop[-1] - loop[0])) < 0.1


def test_music_is_far_below_the_speech_and_lower_while_somebody_speaks() -> None:
    music = mixed(SPEECH, RATE, [MusicPart(0.0, "warm")]) - SPEECH
    speaking, after = music[2 * RATE : 3 * RATE], music[5 * RATE : 6 * RATE]
    assert loudness(SPEECH, RATE) - loudness(np.ascontiguousarray(speaking), RATE) > 18
    assert np.sqrt(np.mean(after**2)) > 1.3 * np.sqrt(np.mean(speaking**2))


@pytest.fixture(scope="module")
def spoken() -> tuple[NDArray[np.float32], int]:
    """Two passages with silence around them, as a voice reads them."""
    speech = EspeakVoice().speak("Nearly nine. The printer wakes up alone, and prints forty-one pages of names.", "en")
    quiet = np.zeros(speech.rate, np.float32)
    return np.concatenate([quiet, speech.pcm, quiet, quiet, speech.pcm, quiet]), speech.rate


def windows(pcm: NDArray[np.float32], rate: int) -> NDArray[np.float64]:
    """The strength of every 0.4 s."""
    count = round(0.4 * rate)
    rows = pcm[: len(pcm) // count * count].reshape(-1, count).astype(np.float64)
    return np.asarray(np.sqrt(np.mean(rows**2, axis=1)))


MUSIC = {mood: (MusicPart(0.0, mood),) for mood in MOODS} | {
    name: (MusicPart(0.0, "tension"), MusicPart(1.3, name, sting=True)) for name in STINGS
}


@pytest.mark.parametrize("name", MUSIC)
def test_whoever_speaks_is_twelve_decibels_over_any_music_at_every_moment(
    name: str, spoken: tuple[NDArray[np.float32], int]
) -> None:
    speech, rate = spoken
    loud, music = windows(speech, rate), windows(mixed(speech, rate, MUSIC[name]) - speech, rate)
    speaking = loud > loud.max() * 0.25
    assert 20 * np.log10(loud[speaking] / np.maximum(music[speaking], 1e-9)).min() >= 12


@pytest.mark.parametrize("name", MUSIC)
def test_a_clip_with_music_is_as_loud_as_promised_by_another_meter(
    name: str, spoken: tuple[NDArray[np.float32], int]
) -> None:
    speech, rate = spoken
    take = Take(0.0, (speech * 32767).astype(np.int16), rate)
    sound = render_sound(SoundJob((take,), len(speech) / rate, music=MUSIC[name]))
    meter = Meter()
    for frame in decoded(sound):
        meter.add(frame)
    assert abs(meter.lufs + 16) <= 1
    assert meter.peak_db < -1


def decoded(sound: Sound) -> Iterator[av.AudioFrame]:
    context = av.CodecContext.create("aac", "r")
    assert isinstance(context, av.AudioCodecContext)
    context.extradata = sound.config
    at = 0
    for size in sound.sizes:
        yield from context.decode(av.Packet(sound.data[at : at + size]))
        at += size


def test_the_whole_is_as_loud_as_without_music() -> None:
    take = Take(1.0, (SPEECH * 20_000).astype(np.int16), RATE)
    plain = render_sound(SoundJob((take,), 6.0))
    with_music = render_sound(SoundJob((take,), 6.0, music=(MusicPart(0.0, "hurry"), MusicPart(2.0, "end", True))))
    assert with_music.data != plain.data
    assert with_music.rate == plain.rate


def test_the_bed_follows_the_story_and_a_sting_falls_into_the_last_beat() -> None:
    parts = score(script(), STRETCHES)
    assert [part.name for part in parts if not part.sting] == ["tension", "calm", "resolve"]
    beat = next(part for part in parts if part.name == "end")
    assert abs(beat.start_s - 3.1) < 1e-6
    assert any(part.name == "reveal" and part.sting for part in parts)


def test_a_mood_of_the_series_plays_throughout_and_off_is_silence() -> None:
    assert [part.name for part in score(script("warm"), STRETCHES) if not part.sting] == ["warm"]
    assert score(script("off"), STRETCHES) == ()
