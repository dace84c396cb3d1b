"""What would keep an author's clips from being made, found before anything is imported."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from lessons.authoring import AuthoringErrors, Fault, SeriesPages
from lessons.authoring.translation import TranslationParts
from lessons.episodes import MediaBrought, with_files
from lessons.ports import VendorBusy, VendorDown
from lessons.script import Script
from lessons.studio.timing.subtitles import CaptionError
from lessons.studio.uploads import Problem, check_upload, read_captions

SCENE = re.compile(r"(?:^scene (\d+): )|scene (\d+) \(")
REMEDY = re.compile(r"[;:] ")
Paths = Mapping[str, Path]
"""Where the file of each of the media store's keys lies."""


class Rehearser(Protocol):
    """Speaks scripts."""

    async def rehearse(self, script: Script, whole: bool = True) -> None:
        """See Studio.rehearse."""


async def rehearse(read: SeriesPages, studio: Rehearser, whole: bool = True) -> Sequence[Fault]:
    """Speak every script and look at every film of a series.

    A voice that is away for a while is no fault of the author; the clips wait for it.

    Args:
        whole: whether everything is spoken; see Studio.rehearse.

    Returns:
        What will not look or sound well, but can be taken.

    Raises:
        AuthoringErrors: everything that cannot be made, with the lines.
    """
    paths = {asset.key: asset.path for asset in read.series.assets}
    faults: list[Fault] = []
    hints: list[Fault] = []
    for (slug, language), page in read.pages.items():
        episode = next(episode for episode in read.series.episodes if episode.slug == slug).in_language(language)
        if episode.media:
            refused, doubtful = await _film(page, episode.media, paths)
            faults += refused
            hints += doubtful
        for key, script in episode.scripts().items():
            if script.scenes and (reason := await _unspeakable(script, paths, studio, whole)):
                faults.append(at_its_scene(page.page.file, page.lines[key], reason))
    if faults:
        raise AuthoringErrors(faults)
    return hints


async def _unspeakable(script: Script, paths: Paths, studio: Rehearser, whole: bool) -> str:
    """Why the script cannot be spoken in time, "" when it can."""
    try:
        await studio.rehearse(with_files(script, lambda asset: str(paths[asset])), whole)
    except (VendorBusy, VendorDown):
        return ""
    except ValueError as error:
        return str(error)
    return ""


def at_its_scene(file: str, starts: Sequence[int], reason: str) -> Fault:
    """The reason at the line where its scene begins; the scene of the question card is in no line of its own."""
    scene = SCENE.search(reason)
    number = int(scene[1] or scene[2]) if scene else 1
    what, *instead = REMEDY.split(re.sub(r"^scene \d+: ", "", reason), maxsplit=1)
    remedy = "".join(instead) or "change the words, the voice or the recording of this scene"
    line = starts[min(number, len(starts)) - 1] if starts else 1
    return Fault(file, line, what, f"{remedy[0].upper()}{remedy[1:].rstrip('.')}.")


async def _film(page: TranslationParts, media: MediaBrought, paths: Paths) -> tuple[list[Fault], list[Fault]]:
    """Faults and hints about an author's own clip, at the line that names it, and about its captions in their file."""
    clip, captions = paths[media.clip], paths.get(media.captions)
    text = ""
    if captions:
        try:
            text = (await asyncio.to_thread(captions.read_bytes)).decode("utf-8-sig")
            read_captions(text)
        except UnicodeDecodeError:
            wrong = f"{captions.name} is not UTF-8"
            return [Fault(page.page.file, page.film[1], wrong, 'Save it again as "UTF-8".')], []
        except CaptionError as error:
            return [Fault(str(captions), error.line, error.found, f"{error.fix[:1].upper()}{error.fix[1:]}.")], []
    report = await check_upload(clip, text or None)

    def faults(problems: Sequence[Problem]) -> list[Fault]:
        file, line = page.page.file, page.film[0]
        return [
            Fault(file, line, f"{clip.name}: {problem.what}; allowed is {problem.allowed}", f"{problem.fix}.")
            for problem in problems
        ]

    return faults(report.problems), faults(report.warnings)
