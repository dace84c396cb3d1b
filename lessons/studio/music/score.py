"""Which music a script gets, and where its stings fall."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lessons.script import BigNumber, Chart, EndCard, Script
from lessons.studio.music.mixing import MusicPart
from lessons.studio.music.moods import OFF, STORY
from lessons.studio.timing.timeline import Stretch

SOFTLY_S = 0.25  # a sting comes a little after the cut, when the eye has moved


def score(script: Script, stretches: Sequence[Stretch]) -> tuple[MusicPart, ...]:
    """Nothing for a script whose music is off."""
    if script.music == OFF:
        return ()
    return (*_moods(script, stretches), *_stings(script, stretches))


def _moods(script: Script, stretches: Sequence[Stretch]) -> Iterator[MusicPart]:
    before = ""
    for scene, stretch in zip(script.scenes, stretches, strict=True):
        mood = script.music or STORY[scene.role]
        if mood != before:
            yield MusicPart(stretch.start_s, mood)
        before = mood


def _stings(script: Script, stretches: Sequence[Stretch]) -> Iterator[MusicPart]:
    """A sign at the hook, at a number that is revealed, and in the beat before a silent question."""
    for at, (scene, stretch) in enumerate(zip(script.scenes, stretches, strict=True)):
        if at == 0:
            yield MusicPart(stretch.start_s, "hook", sting=True)
        elif isinstance(scene.show, BigNumber | Chart):
            yield MusicPart(stretch.start_s + SOFTLY_S, "reveal", sting=True)
        if scene.hold_s:
            yield MusicPart(stretch.end_s - scene.hold_s, "end", sting=True)
        elif isinstance(scene.show, EndCard) and scene.say and at == len(script.scenes) - 1:
            yield MusicPart(stretch.start_s + SOFTLY_S, "right", sting=True)
