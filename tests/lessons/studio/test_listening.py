"""Captions of a film that has none: its sound is taken out safely, and what was heard becomes captions."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest

from lessons.ports import HeardWord
from lessons.studio.timing.subtitle_writing import write_vtt
from lessons.studio.timing.subtitles import read_vtt
from lessons.studio.uploads.listening import RATE, NoSound, captions_of, sound_of
from tests.lessons.studio.clips import Clip


def heard(text: str, pace_s: float = 0.4, late: dict[str, float] | None = None) -> list[HeardWord]:
    """Words as an engine gives them, one after the other; some come later."""
    words, at = [], 0.0
    for word in text.split():
        at += (late or {}).get(word, 0.0)
        words.append(HeardWord(f" {word}", round(at, 3), round(at + pace_s, 3)))
        at += pace_s
    return words


def test_the_sound_of_a_film_is_heard_whole_at_the_rate_of_listening(tmp_path: Path) -> None:
    sound = asyncio.run(sound_of(Clip(seconds=2.0).write(tmp_path / "ida.mov")))
    assert len(sound) / RATE == pytest.approx(2.0, abs=0.1)
    assert np.abs(sound).max() > 0.05


def test_a_film_without_sound_says_what_to_do(tmp_path: Path) -> None:
    path = Clip(audio="").write(tmp_path / "silent.mp4")
    with pytest.raises(NoSound, match="has no sound: its captions cannot be heard, write them into a file"):
        asyncio.run(sound_of(path))


def test_what_is_no_film_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.mp4"
    path.write_text("ffconcat version 1.0\nfile /etc/hostname\n")
    with pytest.raises(NoSound):
        asyncio.run(sound_of(path))


def test_a_caption_is_a_sentence_a_part_of_a_long_one_or_ends_at_a_pause() -> None:
    long = "and the printer in the corridor goes on and on with page after page of names and home addresses of gnomes"
    cues = captions_of(heard(f"Dr. Lee called. Nobody {long}. Then nothing", late={"nothing": 2.0}), "en")
    texts = [cue.text for cue in cues]
    assert texts[0] == "Dr. Lee called."
    assert texts[-2:] == ["Then", "nothing"]
    assert all(len(text) <= 84 for text in texts)
    assert " ".join(texts) == f"Dr. Lee called. Nobody {long}. Then nothing"


def test_words_without_spaces_stay_together_and_times_survive_the_file() -> None:
    words = [HeardWord(text, at, at + 1.0) for at, text in enumerate(("关闭", "这条", "信息。", "然后", "打开。"))]
    cues = captions_of(words, "zh")
    assert [cue.text for cue in cues] == ["关闭这条信息。", "然后打开。"]
    assert [(cue.start_s, cue.end_s, cue.text) for cue in read_vtt(write_vtt(cues))] == [
        (0.0, 3.0, "关闭这条信息。"),
        (3.0, 5.0, "然后打开。"),
    ]


def test_nothing_heard_is_no_caption() -> None:
    assert captions_of([], "en") == ()
