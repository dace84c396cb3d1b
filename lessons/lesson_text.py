"""A lesson as text: who says what from which second on, and the words that its pictures show meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lessons.episodes import Cue
from lessons.script import (
    Ask,
    BeforeAfter,
    BigNumber,
    Bullets,
    Card,
    Chart,
    EndCard,
    Headline,
    Photo,
    Quote,
    Scene,
    Screen,
    Script,
    Statement,
    Talk,
)
from lessons.sentence_ends import CLOSERS, ENDS

PARAGRAPH_S = 8.0  # a clip of 90 seconds has about ten paragraphs, each with a picture beside it
SAME_WORDS = 0.03  # captions of a script's clip are its own words; more than that share of other ones is another clip


@dataclass(frozen=True, slots=True)
class TextPassage:
    """A paragraph of a lesson.

    Attributes:
        start_s: second of the clip at which it begins.
        speaker: who says it; "" for the narrator.
        on_screen: words that the picture shows beside what is said.
    """

    start_s: float
    words: str
    speaker: str = ""
    on_screen: tuple[str, ...] = ()


def lesson_text(script: Script, cues: Sequence[Cue]) -> tuple[TextPassage, ...]:
    """The lesson to read: by the scenes of its script where the clip was made from it, else by its captions."""
    scenes = [scene for scene in script.scenes if scene.say.strip()]
    if cues and not _made_from(scenes, cues):
        return _paragraphs(cues)
    return tuple(_passages(scenes, cues))


def _made_from(scenes: Sequence[Scene], cues: Sequence[Cue]) -> bool:
    written = sum(_size(scene.shown_words) for scene in scenes)
    heard = sum(_size(cue.text) for cue in cues)
    return abs(written - heard) <= SAME_WORDS * max(written, heard)


def _passages(scenes: Sequence[Scene], cues: Sequence[Cue]) -> list[TextPassage]:
    passages, before = [], 0
    for scene in scenes:
        start_s = _start_s(cues, before)
        passages.append(TextPassage(start_s, scene.shown_words.strip(), _speaker(scene), _beside(scene)))
        before += _size(scene.shown_words)
    return passages


def _start_s(cues: Sequence[Cue], before: int) -> float:
    """When the caption begins that holds the letter after so many others."""
    passed = 0
    for cue in cues:
        passed += _size(cue.text)
        if passed > before:
            return cue.start_s
    return cues[-1].start_s if cues else 0.0


def _size(words: str) -> int:
    """Letters without spaces: captions break lines where a script has none."""
    return len("".join(words.split()))


def _speaker(scene: Scene) -> str:
    person = scene.show.person if isinstance(scene.show, Talk) else scene.speaker
    return person.name if person else ""


def _beside(scene: Scene) -> tuple[str, ...]:
    """What only the picture says."""
    spoken = scene.shown_words.casefold()
    return tuple(words for words in card_words(scene.show) if words.strip() and words.casefold() not in spoken)


def card_words(card: Card) -> tuple[str, ...]:
    """Every word on a card, from top to bottom; for a photograph what it shows."""
    match card:
        case Headline():
            return (card.kicker, card.text)
        case Statement():
            return (card.text,)
        case Bullets():
            return (card.title, *card.items)
        case Photo():
            return (card.text, card.alt, card.credit)
        case Ask():
            return (card.question, *card.options)
        case BeforeAfter():
            return (f"{card.before_label}: {card.before}", f"{card.after_label}: {card.after}")
        case Quote():
            return (card.text, card.source)
        case BigNumber():
            return (f"{card.number} {card.caption}", card.source)
        case Chart():
            return (card.title, *(f"{label}: {value:g}{card.unit}" for label, value in card.bars), card.source)
        case EndCard():
            return (card.prompt, card.action)
        case Screen():
            return (card.title, *(f"{who}: {words}" if who else words for who, words in card.lines))
        case Talk() as talk:
            return (talk.note,)
    return ()


def _paragraphs(cues: Sequence[Cue]) -> tuple[TextPassage, ...]:
    """Captions joined into paragraphs that end where a sentence does."""
    passages: list[TextPassage] = []
    words, start_s = "", 0.0
    for cue in cues:
        start_s = start_s if words else cue.start_s
        words = f"{words} {cue.text}".strip()
        if cue.end_s - start_s >= PARAGRAPH_S and words.rstrip(CLOSERS).endswith(tuple(ENDS)):
            passages.append(TextPassage(start_s, words))
            words = ""
    return (*passages, TextPassage(start_s, words)) if words else tuple(passages)
