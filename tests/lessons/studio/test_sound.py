"""The clip's sound: every take at its place, as a decoder hears it."""

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from lessons.studio.voice.sound import RATES, Sound, SoundJob, Take, render_sound


def beep(seconds: float, rate: int, hertz: float = 440, loud: float = 0.3) -> NDArray[np.int16]:
    at = np.arange(round(seconds * rate)) / rate
    return (loud * 32767 * np.sin(2 * np.pi * hertz * at)).astype(np.int16)


def heard(sound: Sound) -> NDArray[np.float32]:
    """What a decoder gives, from the first sample that is meant to be heard on."""
    context = av.CodecContext.create("aac", "r")
    assert isinstance(context, av.AudioCodecContext)
    context.extradata = sound.config
    parts, at = [], 0
    for size in sound.sizes:
        packet = av.Packet(sound.data[at : at + size])
        parts += [np.asarray(frame.to_ndarray()[0], np.float32) for frame in context.decode(packet)]
        at += size
    return np.concatenate(parts)[1024:]


def level(pcm: NDArray[np.float32], rate: int, a: float, b: float) -> float:
    return float(np.sqrt(np.mean(pcm[int(a * rate) : int(b * rate)] ** 2)))


def test_takes_are_heard_at_their_places_and_silence_between_them() -> None:
    rate = 22_050
    sound = render_sound(SoundJob((Take(0.5, beep(1, rate), rate), Take(3.0, beep(1, rate), rate)), 5.0))
    pcm = heard(sound)
    assert abs(len(pcm) - 5 * rate) <= 1024
    assert level(pcm, rate, 0.6, 1.4) == pytest.approx(level(pcm, rate, 3.1, 3.9), rel=0.05)
    assert max(level(pcm, rate, *span) for span in ((0, 0.45), (1.6, 2.9), (4.1, 5))) < 0.01
    assert np.flatnonzero(np.abs(pcm) > 0.05)[0] / rate == pytest.approx(0.5, abs=0.01)


def test_the_finest_take_sets_the_rate_and_the_others_follow() -> None:
    sound = render_sound(SoundJob((Take(0.2, beep(1, 22_050), 22_050), Take(2, beep(1, 44_100), 44_100)), 4.0))
    assert sound.rate == 44_100
    pcm = heard(sound)
    assert np.flatnonzero(np.abs(pcm) > 0.05)[0] / 44_100 == pytest.approx(0.2, abs=0.01)
    crossings = np.count_nonzero(np.diff(np.signbit(pcm[int(0.4 * 44_100) : int(0.9 * 44_100)])))
    assert crossings == pytest.approx(440, abs=6)  # the pitch is kept


@pytest.mark.parametrize("rate", [8_000, 11_025, *RATES, 96_000])
def test_any_rate_is_brought_to_one_that_players_know(rate: int) -> None:
    sound = render_sound(SoundJob((Take(0.1, beep(0.5, rate), rate),), 1.0))
    assert sound.rate in RATES
    assert level(heard(sound), sound.rate, 0.2, 0.5) > 0.05


def test_a_quiet_recording_is_as_loud_as_the_voice_beside_it() -> None:
    rate = 22_050
    voice, recording = Take(0.2, beep(2, rate), rate), Take(3.0, beep(2, rate, loud=0.01), rate, recorded=True)
    pcm = heard(render_sound(SoundJob((voice, recording), 6.0)))
    assert 0.5 < level(pcm, rate, 3.2, 4.8) / level(pcm, rate, 0.4, 2.0) < 2.0


def test_no_take_is_silence_and_a_late_one_is_cut_at_the_end() -> None:
    assert not np.abs(heard(render_sound(SoundJob((), 1.0)))).max() > 0.001
    late = render_sound(SoundJob((Take(0.8, beep(2, 22_050), 22_050),), 1.0))
    assert abs(len(heard(late)) - 22_050) <= 1024


CUTS = (0.9, 0.93, 2.0)  # one scene lasts a single picture


def speech_like(seconds: float, rate: int) -> NDArray[np.int16]:
    """Noise that swells and falls four times a second: nothing repeats, so that a coder has to work."""
    at = np.arange(round(seconds * rate)) / rate
    noise = np.random.default_rng(1).normal(0, 1, len(at))
    return (3000 * noise * (0.55 + 0.45 * np.sin(8 * np.pi * at))).astype(np.int16)


@pytest.mark.parametrize("part", [0, 1, 2, 3])
def test_a_scene_coded_alone_has_the_packets_that_it_has_among_all_others(part: int) -> None:
    takes = (Take(0.1, speech_like(2.5, 22_050), 22_050),)
    whole = render_sound(SoundJob(takes, 3.0, cuts=CUTS))
    alone = render_sound(SoundJob(takes, 3.0, cuts=CUTS, part=part))
    at = sum(whole.sizes[: alone.first])
    assert alone.sizes == whole.sizes[alone.first : alone.end]
    assert alone.data == whole.data[at : at + len(alone.data)]
    assert alone.end == (whole.packets_until(CUTS[part]) if part < len(CUTS) else whole.end)


def test_nobody_hears_where_one_scene_was_coded_and_the_next() -> None:
    rate = 22_050
    takes = (Take(0.0, speech_like(3.0, rate), rate),)
    at_once, by_scenes = (heard(render_sound(SoundJob(takes, 3.0, cuts=cuts))) for cuts in ((), CUTS))
    apart = np.abs(at_once - by_scenes)
    usual = float(np.sqrt(np.mean(at_once**2)))
    for cut in CUTS:
        near = apart[round((cut - 0.05) * rate) : round((cut + 0.1) * rate)]
        assert float(np.sqrt(np.mean(near**2))) < 0.25 * usual
        assert float(np.abs(np.diff(by_scenes))[round((cut - 0.05) * rate) :][: rate // 5].max()) < 1.3 * float(
            np.abs(np.diff(at_once)).max()
        )


def test_what_was_mixed_for_one_scene_is_not_taken_for_another_clip() -> None:
    takes = (Take(0.1, beep(1, 22_050), 22_050),)
    first = render_sound(SoundJob(takes, 2.0, key="first"))
    other = render_sound(SoundJob((), 2.0, key="other"))
    assert render_sound(SoundJob(takes, 2.0, key="first")) == first
    assert np.abs(heard(other)).max() < 0.001


def test_coded_sound_survives_being_kept() -> None:
    sound = render_sound(SoundJob((Take(0.1, beep(0.5, 22_050), 22_050),), 1.0))
    assert Sound.from_bytes(sound.to_bytes()) == sound
