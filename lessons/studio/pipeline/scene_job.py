"""What a scene's pictures depend on."""

from __future__ import annotations

from dataclasses import dataclass

from lessons.script import Card, Person, Word
from lessons.studio.cards.frames import Frame


@dataclass(frozen=True, slots=True)
class SceneJob:
    """Everything that is drawn in one scene.

    Attributes:
        pictures: how many, at 30 a second.
        words: with times in seconds of the scene.
        levels: how far a speaker's mouth is open, see cast.acting; empty where nobody is drawn.
        speaker, mood: who speaks while a card is shown, None where nobody is drawn on it.
        lively: people speak in the clip, so that its cards move as well.
    """

    card: Card
    frame: Frame
    pictures: int
    words: tuple[Word, ...]
    levels: tuple[int, ...] = ()
    speaker: Person | None = None
    mood: str = "neutral"
    lively: bool = False
