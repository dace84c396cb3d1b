"""A film that an author brought, as a clip: checked, in our own format, and within the brand's frame."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from bot.clips.looks import SIZE
from lessons.episodes import MAIN, Episode, MediaBrought
from lessons.ports import MediaStore, Voice
from lessons.script import Brand
from lessons.studio.store.clips import RenderedClip as MadeClip
from lessons.studio.uploads import check_upload
from lessons.studio.uploads.framing import FilmFrame
from lessons.studio.uploads.normalise import About, normalise


class LocalMediaStore(MediaStore, Protocol):
    """A media store whose files the studio can read in place."""

    def path(self, key: str) -> Path: ...


async def film_clip(
    translation: Episode, media: MediaBrought, brand: Brand, store: LocalMediaStore, voice: Voice, out: Path
) -> MadeClip:
    """The clip, its files in the folder `out`.

    Args:
        brand: whose name stands above the film, unless its author wants it bare.
        voice: one with word times, by which plain words are found in the film's sound.

    Raises:
        ValueError: the film or its captions cannot be used; says why.
    """
    captions = await _captions(store, media.captions) if media.captions else None
    path = store.path(media.clip)
    report = await check_upload(path, captions)
    if not report.ok:
        raise ValueError(" ".join(str(problem) for problem in report.problems))
    version = f"{translation.check_key}/{MAIN}@{translation.version}"
    about = About(translation.title, captions, translation.language, version)
    ask, language = translation.prompt or translation.title, translation.language
    frame = FilmFrame(brand, ask, language, media.burned) if media.framed else None
    return await normalise(path, about, out=out, reference=voice, size=SIZE, frame=frame)


async def _captions(store: MediaStore, key: str) -> str:
    try:
        return (await store.get(key)).decode()
    except KeyError as error:
        raise ValueError(f"its captions {key} are gone from the media store: import its series again") from error
