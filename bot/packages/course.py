"""What a package holds of a series: each episode's clip with captions, its question, and words in one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from lessons import catalog
from lessons.checks import Check
from lessons.episodes import MAIN, Clip, ClipState, Episode
from lessons.ports import MediaStore
from lessons.series import Series

FILES = {".mp4": "clip.mp4", ".vtt": "clip.vtt", ".jpg": "poster.jpg"}


class NotPacked(ValueError):
    """There is no package; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class PackedCourse:
    """A series as it goes into a package.

    Attributes:
        identifier: stays the same in every package of the series, by which learning systems know it again.
        episodes: as the player reads them: plain values that become JSON.
        files: name in the package -> its content.
        checks: how many episodes ask something.
    """

    identifier: str
    title: str
    language: str
    summary: str
    version: int
    episodes: Sequence[Mapping[str, Any]]
    files: Mapping[str, bytes]
    checks: int


async def gather_course(
    db: AsyncConnection, media: MediaStore, workspace_id: str, series: Series, language: str
) -> PackedCourse:
    """A series with its clips in a language, or in its own where it was not translated.

    Raises:
        NotPacked: a clip is not made yet.
    """
    files: dict[str, bytes] = {}
    episodes = []
    for episode in (each.in_language(language) for each in series.episodes):
        clips = {key: await _clip(db, workspace_id, episode, key) for key in (MAIN, *_branches(episode))}
        for key, clip in clips.items():
            files |= await _files(media, episode, key, clip)
        episodes.append(_episode(episode, clips))
    spoken = next(iter(series.episodes)).in_language(language).language
    about = (f"ninety-{series.slug}", series.title, spoken, series.summary, series.version)
    return PackedCourse(*about, episodes, files, sum(1 for each in episodes if each["check"]))


async def _clip(db: AsyncConnection, workspace_id: str, episode: Episode, key: str) -> Clip:
    clip = await catalog.clip_of(db, workspace_id, episode.id, key, episode.language)
    if clip is None or clip.state is not ClipState.READY:
        raise NotPacked(f"the clip of episode {episode.number}, {episode.title}, is not made yet: try again later")
    return clip


async def _files(media: MediaStore, episode: Episode, key: str, clip: Clip) -> dict[str, bytes]:
    name = _name(episode, key)
    try:
        return {f"{name}{ending}": await media.get(f"{clip.media}/{file}") for ending, file in FILES.items()}
    except KeyError as error:
        raise NotPacked(f"a file of episode {episode.number} is gone from the media store: import it again") from error


def _branches(episode: Episode) -> Iterator[str]:
    """The clips that an answer leads to."""
    options = episode.check.options if episode.check else ()
    yield from dict.fromkeys(option.leads_to for option in options if option.leads_to)


def _name(episode: Episode, key: str) -> str:
    # A branch's key is an author's word: its place among them is a safe name in any file system.
    place = [MAIN, *_branches(episode)].index(key)
    return f"media/{episode.number:02}" + (f"-{place}" if place else "")


def _episode(episode: Episode, clips: Mapping[str, Clip]) -> dict[str, Any]:
    return {
        "id": episode.slug,
        "number": episode.number,
        "title": episode.title,
        "summary": episode.summary,
        "prompt": episode.prompt,
        "sources": [{"title": source.title, "url": source.url} for source in episode.sources],
        "media": _name(episode, MAIN),
        "seconds": clips[MAIN].seconds or 0,
        # An author's own film may show real people: only they know how it was made.
        "made_with_ai": episode.media is None,
        "check": _check(episode, episode.check) if episode.check else None,
    }


def _check(episode: Episode, check: Check) -> dict[str, Any]:
    options = [
        {
            "text": option.text,
            "feedback": option.feedback,
            "media": _name(episode, option.leads_to) if option.leads_to else "",
        }
        for option in check.options
    ]
    return {"question": check.question, "options": options, "correct": check.correct, "why": check.why}
