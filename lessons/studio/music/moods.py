"""The moods of the music, as notes: what a bed is played from, and which part of a story gets which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lessons.script import Role

OFF = "off"


@dataclass(frozen=True, slots=True)
class Mood:
    """A loop of four chords.

    Attributes:
        beats: a minute.
        chords: semitones from A2, one chord a bar of four beats.
        pulse: plucked notes a beat.
        bright: share of the overtones, 0 dark to 1 bright.
    """

    beats: float
    chords: tuple[tuple[int, ...], ...]
    pulse: int
    bright: float


MOODS: Mapping[str, Mood] = {
    "calm": Mood(72, ((0, 7, 12, 16), (-4, 3, 8, 12), (-7, 0, 5, 9), (-5, 2, 7, 11)), 1, 0.3),
    "tension": Mood(84, ((0, 7, 12, 15), (0, 6, 12, 15), (-4, 3, 8, 12), (-5, 2, 7, 11)), 2, 0.22),
    "hurry": Mood(116, ((0, 7, 12, 15), (3, 10, 15, 19), (-2, 5, 10, 14), (-5, 2, 7, 11)), 2, 0.35),
    "warm": Mood(80, ((3, 10, 15, 19), (-2, 5, 10, 14), (0, 7, 12, 15), (-4, 3, 8, 12)), 1, 0.4),
    "resolve": Mood(92, ((-4, 3, 8, 12), (-2, 5, 10, 14), (3, 10, 15, 19), (3, 10, 15, 22)), 2, 0.45),
}
MUSIC = (*MOODS, OFF)
"""What an author may write behind `music:`."""

STORY = {Role.HOOK: "tension", Role.SCENE: "calm", Role.ACTION: "resolve"}
"""The mood of each part of a story whose author named none."""
