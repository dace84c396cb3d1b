"""Writes a series of the catalogue back as the folder that its authors would keep."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path

from lessons.authoring import AuthoringErrors, read_series
from lessons.authoring.lineup import FILE, SERIES
from lessons.authoring.writing import WrittenSeries, differences, write_series
from lessons.ports import MediaStore
from lessons.series import Series


class NotExported(ValueError):
    """The folder was left as it was; the text says why and what to do."""


async def export_series(series: Series, media: MediaStore, folder: Path, *, force: bool = False) -> list[str]:
    """Write a series into a folder from which import brings back the same; returns the names of its files, in order.

    What was written is read back and compared before the folder is touched.

    Args:
        force: write into a folder that holds something, and take out the pages of episodes that are no more.

    Raises:
        NotExported: the folder holds something, a file is gone, or something in the series has no words in the format.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and not force:
        raise NotExported(f"{folder} is there and not empty: choose another folder, or add --force to write into it")
    written = write_series(series)
    with tempfile.TemporaryDirectory() as scratch:
        draft = Path(scratch) / series.slug
        await _write(written, media, draft)
        await asyncio.to_thread(_prove, series, draft)
        await asyncio.to_thread(_replace, draft, folder, written)
    return sorted([*written.pages, *written.files])


async def _write(written: WrittenSeries, media: MediaStore, folder: Path) -> None:
    folder.mkdir()
    for name, words in written.pages.items():
        (folder / name).write_text(words, encoding="utf-8")
    for name, key in written.files.items():
        try:
            content = await media.get(key)
        except KeyError as error:
            raise NotExported(f"{key} is not in the media store any more: import the series again first") from error
        (folder / name).parent.mkdir(exist_ok=True)
        await asyncio.to_thread((folder / name).write_bytes, content)


def _prove(series: Series, folder: Path) -> None:
    try:
        changes = differences(series, read_series(folder, prove=False))
    except AuthoringErrors as faults:
        faults_here = "\n".join(str(faults).splitlines()).replace(f"{folder}/", "")
        raise NotExported(
            f"{series.title} says what no file can say; shorten or change it first:\n{faults_here}"
        ) from faults
    if changes:
        raise NotExported(f"{series.title} would not come back the same: {'; '.join(changes)}")


def _replace(draft: Path, folder: Path, written: WrittenSeries) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for page in folder.glob("*.md"):
        if FILE.match(page.name) and page.name not in written.pages:
            page.unlink()  # import would take it for an episode
    for name in [*written.files, *sorted(written.pages, key=lambda name: name == SERIES)]:
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.move(draft / name, folder / name)
