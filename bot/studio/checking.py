"""A page that is being written, read as import reads it: its faults beside their fields, and its clip to look at."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from bot.clips.looks import brand_of
from bot.clips.rehearsal import at_its_scene
from bot.messages.studio import marks_texts
from bot.messages.studio.marks_texts import MARK
from bot.studio.manuscripts import Manuscript
from lessons.authoring import Fault
from lessons.authoring.draft_page import DraftPage, read_draft_page, speakers_in
from lessons.authoring.lines import Written, put_together, take_apart
from lessons.authoring.lineup import SERIES
from lessons.episodes import MAIN, with_files
from lessons.ports import VendorBusy, VendorDown
from lessons.script import Brand, Script
from lessons.studio.pipeline.live import LiveClip
from schedules.people.roster import Workspace

PathOf = Callable[[str], Path]
SIZE = (720, 1280)  # of the clip beside the script: it is seen some 300 points wide, and is there in half the time


class Previewer(Protocol):
    """Makes clips that play while they are made."""

    async def begin(self, script: Script, brand: Brand, size: tuple[int, int]) -> LiveClip:
        """See Studio.begin."""


@dataclass(frozen=True, slots=True)
class PlacedFault:
    """A fault, and the field in which it is mended: see lines.Written."""

    place: str
    line: int
    what: str
    instead: str


@dataclass(frozen=True, slots=True)
class PreviewScene:
    """A scene of the clip, and the line that it was made from."""

    place: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Preview:
    """What can be seen of a page.

    Attributes:
        digest: of the clip, "" where there is none.
    """

    digest: str = ""
    seconds: float = 0.0
    scenes: tuple[PreviewScene, ...] = ()


@contextmanager
def folder_of(manuscript: Manuscript, path: PathOf) -> Iterator[Path]:
    """The manuscript as the folder that its authors would keep, for as long as the block runs."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / manuscript.slug
        folder.mkdir()
        for name, page in manuscript.pages.items():
            (folder / name).write_text(page.words, encoding="utf-8")
        for name, key in manuscript.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            if (source := path(key)).is_file():
                _bring(source, folder / name)
        yield folder


def _bring(source: Path, target: Path) -> None:
    """The file itself under another name: a film of 200 MB need not be copied to be looked at."""
    try:
        os.link(source, target)
    except OSError:  # another disk, or one without links
        shutil.copyfile(source, target)


def placed(manuscript: Manuscript, name: str) -> Written:
    """The page with the places of its fields."""
    speakers = speakers_in(manuscript.pages[SERIES].words) if SERIES in manuscript.pages else ()
    return put_together(take_apart(manuscript.pages[name].words, speakers))


async def check_page(
    manuscript: Manuscript, name: str, path: PathOf, voices: frozenset[str]
) -> tuple[PlacedFault, ...]:
    """Everything that import would say of this page."""
    read, written = await asyncio.to_thread(_read, manuscript, name, path, voices, True)
    marks = (
        PlacedFault(written.place_of(row), row, words, marks_texts.mark_instead()) for row, words in _marks(written)
    )
    return (*(_placed_fault(fault, name, written) for fault in read.faults), *marks)


def _marks(written: Written) -> Iterator[tuple[int, str]]:
    """The notes that somebody has to deal with, with the rows that they stand on."""
    for row, words in enumerate(written.rows, 1):
        if words.lstrip("-* ").startswith(MARK):
            yield row, words.lstrip("-* ").removeprefix(MARK).replace("\\", "").strip()


def marks_on(manuscript: Manuscript) -> int:
    """How many notes on all pages have to be dealt with before anything is published."""
    return sum(len(list(_marks(placed(manuscript, name)))) for name in manuscript.pages)


async def preview_page(
    manuscript: Manuscript, name: str, path: PathOf, voices: frozenset[str], studio: Previewer, workspace: Workspace
) -> tuple[Preview, tuple[PlacedFault, ...]]:
    """The clip of a page as it stands, made from what is cached and what changed; its faults where there is none."""
    read, written = await asyncio.to_thread(_read, manuscript, name, path, voices, False)
    faults = tuple(_placed_fault(fault, name, written) for fault in read.faults)
    if read.translation is None or not read.translation.script.scenes:
        return Preview(), faults
    # The scratch folder is gone when scenes are drawn: their files are those of the media store.
    script = with_files(read.translation.script, lambda key: str(path(key)))
    try:
        live = await studio.begin(script, _brand(read, workspace, path), SIZE)
    except (VendorBusy, VendorDown) as fault:
        return Preview(), (PlacedFault("front", 1, str(fault), "Try again in a minute."),)
    except ValueError as fault:
        misspoken = at_its_scene(name, read.lines[MAIN], str(fault))
        return Preview(), (_placed_fault(misspoken, name, written),)
    rows = read.lines[MAIN]  # each scene begins at one
    scenes = (
        PreviewScene(written.place_of(row).rpartition(".")[0] or "0", *stretch)
        for row, stretch in zip(rows, live.scenes, strict=True)
    )
    return Preview(live.digest, live.seconds, tuple(scenes)), ()


def _read(
    manuscript: Manuscript, name: str, path: PathOf, voices: frozenset[str], prove: bool
) -> tuple[DraftPage, Written]:
    written = placed(manuscript, name)
    # Read as its fields would be saved: the rows of its faults are then the rows of the fields.
    pages = {**manuscript.pages, name: replace(manuscript.pages[name], words=written.text)}
    with folder_of(replace(manuscript, pages=pages), path) as folder:
        return read_draft_page(folder, name, prove, voices), written


def _placed_fault(fault: Fault, name: str, written: Written) -> PlacedFault:
    # A page rests on series.md: what is wrong there is said here too, since it keeps the clip away.
    if Path(fault.file).name != name:
        return PlacedFault("series", fault.line, f"{Path(fault.file).name}: {fault.what}", fault.instead)
    return PlacedFault(written.place_of(fault.line), fault.line, fault.what, fault.instead)


def _brand(read: DraftPage, workspace: Workspace, path: PathOf) -> Brand:
    if read.brand is None:  # the series has no look of its own
        return brand_of(workspace, None, path)
    return replace(read.brand, logo=str(path(read.brand.logo)) if read.brand.logo else "")
