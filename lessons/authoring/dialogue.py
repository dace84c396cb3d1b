"""Lines that people of the story say: "Nia (angry): Who pressed print?" is a scene in which Nia is drawn and heard."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lessons.authoring.page.errors import SourceFile, listed, nearest
from lessons.authoring.page.markdown import TableRow, Words
from lessons.script import Person, Place, Role, Scene, Talk
from lessons.series import Character
from lessons.studio.cast.looks import MOODS

Cast = Mapping[str, Character]
"""The characters who speak, by name."""

SPEAKER = re.compile(r"^([^\W\d_][\w .'’-]{0,40}?)\s*(?:\(([^()]*)\))?\s*:\s+(\S.*)$")
BEAT_S = 0.9  # how long the last face stays after its last word, before the question comes
REACTIONS = {"angry": "worried", "worried": "neutral", "surprised": "surprised", "glad": "glad", "sad": "worried"}
"""How somebody looks who hears a person in that mood; unmoved by the others."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where people speak: a place, and when it is."""

    place: str = "office"
    note: str = ""


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """What somebody says in one breath; the speaker is None for the narrator."""

    line: int
    rows: tuple[TableRow, ...]
    speaker: Character | None = None
    mood: str = "neutral"

    @property
    def words(self) -> Words:
        return Words(self.rows)


def lines_of(page: SourceFile, block: Words, cast: Cast) -> list[SpokenLine]:
    """The paragraph by speakers; without a cast it is the narrator's as a whole."""
    lines: list[SpokenLine] = []
    for row in block.rows:
        begun = _begun(page, row, cast)
        if begun is not None:
            lines.append(begun)
        elif lines:
            lines[-1] = replace(lines[-1], rows=(*lines[-1].rows, row))
        else:
            lines.append(SpokenLine(row.line, (row,)))
    return lines


def _begun(page: SourceFile, row: TableRow, cast: Cast) -> SpokenLine | None:
    """The line that somebody of the cast begins here, or None."""
    found = SPEAKER.match(row.text) if cast else None
    if found is None:
        return None
    name, mood = found[1].strip(), (found[2] or "neutral").strip().casefold()
    if name not in cast:
        _refuse_stranger(page, row.line, name, found[2], cast)
        return None
    if mood not in MOODS:
        meant = nearest(mood, MOODS)
        instead = f"Write {name} ({meant}):" if meant else f"The moods are {listed(MOODS)}."
        page.fault(row.line, f"there is no mood {mood!r}", instead)
        mood = "neutral"
    return SpokenLine(row.line, (TableRow(row.line, found[3]),), cast[name], mood)


def _refuse_stranger(page: SourceFile, line: int, name: str, mood: str | None, cast: Cast) -> None:
    """Note a name that nobody has where it must be meant as one; "Remember: …" is a sentence of the narrator."""
    meant = nearest(name, {speaker.casefold() for speaker in cast})
    if meant is None and mood is None:
        return
    speaker = next((speaker for speaker in cast if speaker.casefold() == meant), None)
    instead = f"Write {speaker}:" if speaker else f"Those who speak are {listed(cast)}; series.md says who they are."
    page.fault(line, f"nobody is called {name!r}", instead)


def talk(line: SpokenLine, say: str, role: Role, stage: Stage) -> Scene:
    """The scene of somebody's line."""
    speaker = line.speaker
    if speaker is None:
        return Scene(role, say, Place(stage.place, stage.note))
    return Scene(role, say, Talk(person(speaker), line.mood, stage.place, stage.note), voice=speaker.voice)


def person(character: Character) -> Person:
    return Person(character.name, character.role, character.look or (("seed", character.name),))


def with_listeners(scenes: Sequence[Scene]) -> tuple[Scene, ...]:
    """Whoever spoke last before a line hears it, else whoever answers next."""
    return tuple(_heard(scenes, at) for at in range(len(scenes)))


def _heard(scenes: Sequence[Scene], at: int) -> Scene:
    card = scenes[at].show
    if not isinstance(card, Talk):
        return scenes[at]
    others = (_talk_of(scenes, near) for near in (at - 1, at + 1, at - 2))
    listener = next((near.person for near in others if near and _hears(near, card)), None)
    if listener is None:
        return scenes[at]
    return replace(scenes[at], show=replace(card, listener=listener, reaction=_reaction(scenes, at, listener, card)))


def _reaction(scenes: Sequence[Scene], at: int, listener: Person, card: Talk) -> str:
    """The mood in which the listener answers next: a face shows first what is said then."""
    answer = _talk_of(scenes, at + 1)
    if answer and answer.person == listener and answer.mood != "neutral":
        return answer.mood
    return REACTIONS.get(card.mood, "neutral")


def _hears(near: Talk, card: Talk) -> bool:
    return near.person != card.person and near.place == card.place


def _talk_of(scenes: Sequence[Scene], at: int) -> Talk | None:
    card = scenes[at].show if 0 <= at < len(scenes) else None
    return card if isinstance(card, Talk) else None


def spoken_rows(blocks: Iterator[object] | Sequence[object], page: SourceFile, cast: Cast) -> Iterator[SpokenLine]:
    """Every line of several blocks, without who says it."""
    for block in blocks:
        if isinstance(block, Words):
            yield from lines_of(page, block, cast)
