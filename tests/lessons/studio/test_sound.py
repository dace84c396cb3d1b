"""The clip's sound: every take at its place, as a decoder hears it."""

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from lessons.studio.sound import RATES, Sound, SoundJob, Take, render_sound


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


@pytest.mark.parametrize("opening_s", [0.1, 1.0, 2.9, 3.0])
def test_the_opening_is_the_beginning_of_the_whole(opening_s: float) -> None:
    takes = (Take(0.1, beep(2.5, 22_050), 22_050),)
    whole = render_sound(SoundJob(takes, 3.0))
    opening = render_sound(SoundJob(takes, 3.0, opening_s))
    count = whole.packets_until(opening_s)
    assert opening.sizes == whole.sizes[:count]
    assert whole.data.startswith(opening.data)


def test_coded_sound_survives_being_kept() -> None:
    sound = render_sound(SoundJob((Take(0.1, beep(0.5, 22_050), 22_050),), 1.0))
    assert Sound.from_bytes(sound.to_bytes()) == sound
