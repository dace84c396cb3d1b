"""A folder as a place that documents come from: what was saved since it was last looked at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from lessons.answers.gathering.choosing import Choice, is_media
from lessons.answers.gathering.port import MOST_FILES, Changed, Failed, Glimpse, KnownFile, Same, Unreachable
from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.files import content_of, files_in


class Folder:
    """Every file below a folder that the choice takes; hidden files, links and pictures are passed over."""

    def __init__(self, folder: Path, choice: Choice) -> None:
        self._folder, self._choice = folder, choice

    async def look(self, known: Mapping[str, KnownFile]) -> AsyncIterator[Glimpse]:
        files = await asyncio.to_thread(self._files)
        if len(files) > MOST_FILES:
            raise Unreachable(f"it holds {len(files)} files: keep it to {MOST_FILES}, or choose some by --include")
        for file in files:
            yield await asyncio.to_thread(_glimpse, file, known.get(str(file)))

    def _files(self) -> list[Path]:
        # A share that is not mounted is an empty folder or none: neither may empty the answers.
        if not self._folder.is_dir():
            raise Unreachable("there is no such folder")
        try:
            files = list(files_in(self._folder))
        except OSError as error:
            raise Unreachable(f"it cannot be opened: {error.strerror}") from error
        if not files:
            raise Unreachable("it is empty")
        within = ((file, str(file.relative_to(self._folder))) for file in files)
        return [file for file, path in within if self._choice.takes(path) and not is_media(path)]


def _glimpse(file: Path, before: KnownFile | None) -> Glimpse:
    try:
        state = file.stat()
        version = f"{state.st_mtime_ns}:{state.st_size}"
        if before is not None and before.version == version:
            return Same(str(file))
        return Changed(str(file), file.name, content_of(file), version)
    except OSError as error:
        return Failed(str(file), f"it cannot be opened: {error.strerror}")
    except Unreadable as error:
        return Failed(str(file), str(error))
