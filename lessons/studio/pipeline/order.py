"""What is to be made, with names for it and for each of its scenes that follow from its content alone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from lessons.script import Brand, Footage, Photo, Place, Scene, Script, Statement, Talk
from lessons.studio.cards.canvas import Frame
from lessons.studio.cards.frames import TEMPLATE
from lessons.studio.encoding import encoder
from lessons.studio.pipeline.scene_job import SceneJob
from lessons.studio.store.cache import key_of
from lessons.studio.timing.timeline import LEAD_S, Line, Stretch
from lessons.studio.voice import sound

MUSIC = "synth 3"  # change it whenever the music sounds different
MOTION = "built up 5"  # change it whenever cards or people move differently
FORMAT = 1
"""Part of every clip's digest: change it whenever files change for a reason that no other part names."""

SIZES = ((1080, 1920), (720, 1280))
MOST_SCENES = 60


@dataclass(frozen=True)
class Order:
    """One clip to be made.

    Attributes:
        label: what viewers are told about how it was made, "" for nothing.
        voices: names of the voices that read and of the one that word times come from.
        music: whether the workspace wants any under its clips.
    """

    script: Script
    brand: Brand
    size: tuple[int, int]
    label: str
    voices: tuple[str, ...]
    music: bool = True

    @cached_property
    def digest(self) -> str:
        """Names the clip: the same scripts, files, brand, size, voice and look have the same, on any machine.

        Raises:
            ValueError: a file that the script names is not there.
        """
        scenes = tuple(self._portable(i) for i in range(len(self.script.scenes)))
        script = replace(self.script, scenes=scenes)
        looks = (FORMAT, TEMPLATE, MOTION, encoder.CODING, sound.CODING)
        return key_of(
            "clip", looks, script, self._portable_brand, self.size, self.label, self.voices, self.music and MUSIC
        )

    def frame(self, index: int) -> Frame:
        scenes = self.script.scenes
        place = place_behind(scenes, index)
        language, brand = self.script.language or "en", self.brand
        return Frame(index, len(scenes), scenes[index].role, brand, language, self.size, self.label, place)

    def job(self, index: int, stretch: Stretch, line: Line, levels: tuple[int, ...] = ()) -> SceneJob:
        """What a scene's pictures depend on; where in the clip it stands is not part of it."""
        words = tuple(
            replace(word, start_s=round(word.start_s + LEAD_S, 3), end_s=round(word.end_s + LEAD_S, 3))
            for word in line.words
        )
        scene = self.script.scenes[index]
        pictures, lively = stretch.pictures, any(isinstance(other.show, Talk) for other in self.script.scenes)
        return SceneJob(scene.show, self.frame(index), pictures, words, levels, scene.speaker, scene.mood, lively)

    def key(self, job: SceneJob) -> str:
        """Names a scene's pictures."""
        card = self._portable(job.frame.index).show
        frame = replace(job.frame, brand=self._portable_brand)
        who = (job.speaker, job.mood, job.lively)
        return key_of("scene", TEMPLATE, MOTION, encoder.CODING, card, frame, job.pictures, job.words, job.levels, who)

    def poster_key(self) -> str:
        frame = replace(self.frame(0), brand=self._portable_brand)
        return key_of("poster", FORMAT, TEMPLATE, self._portable(0).show, frame)

    def _portable(self, index: int) -> Scene:
        """The scene with its files' contents in the place of their names."""
        scene = self.script.scenes[index]
        card = scene.show
        try:
            if isinstance(card, Photo | Footage):
                card = replace(card, file=file_digest(Path(card.file)))
            return replace(scene, show=card, audio=file_digest(Path(scene.audio)) if scene.audio else "")
        except OSError as error:
            raise ValueError(f"scene {index + 1}: {_unreadable(error)}") from error

    @cached_property
    def _portable_brand(self) -> Brand:
        try:
            return replace(self.brand, logo=file_digest(Path(self.brand.logo)) if self.brand.logo else "")
        except OSError as error:
            raise ValueError(f"the brand's logo: {_unreadable(error)}") from error


def place_behind(scenes: Sequence[Scene], index: int) -> str:
    """Where people spoke last before a card of words or a screen, or will speak; "" where the card needs all of it."""
    if isinstance(scenes[index].show, Talk | Place | Footage | Photo | Statement):
        return ""
    shows = [scene.show for scene in (*reversed(scenes[:index]), *scenes[index:])]
    return next((show.place for show in shows if isinstance(show, Talk | Place)), "")


def check_order(script: Script, size: tuple[int, int]) -> None:
    """Raises:
    ValueError: nothing to show, too much of it, or a size that is not made.
    """
    if size not in SIZES:
        raise ValueError(f"a clip of {size[0]} x {size[1]} is not made; ask for 1080 x 1920 or 720 x 1280")
    if not script.scenes:
        raise ValueError("the script has no scene: write at least one")
    if len(script.scenes) > MOST_SCENES:
        raise ValueError(f"the script has {len(script.scenes)} scenes; {MOST_SCENES} are the most")


def file_digest(path: Path) -> str:
    """SHA-256 of a file; read again only when the file has changed."""
    about = path.stat()
    return _digest(path, about.st_mtime_ns, about.st_size)


@lru_cache(1024)
def _digest(path: Path, _changed: int, _size: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unreadable(error: OSError) -> str:
    return f"{error.filename} cannot be read ({error.strerror}): check its name"
