"""Finished clips on disk, one folder each, named by what they were made from."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lessons.studio.store.cache import ABANDONED_S, KEEP, write_whole
from lessons.studio.timing.subtitles import SubtitleCue
from lessons.studio.timing.transcript import cues_from

VIDEO, CAPTIONS, POSTER, TRANSCRIPT = "clip.mp4", "clip.vtt", "poster.jpg", "transcript.json"
CONTENTS = "contents.json"  # the names and sizes of the others: what is shorter was damaged


@dataclass(frozen=True, slots=True)
class RenderedClip:
    """A finished clip.

    Attributes:
        digest: names it; the same content has the same, on any machine.
        folder: holds clip.mp4, clip.vtt, poster.jpg and transcript.json.
        cues: what is said, with times in seconds.
    """

    digest: str
    seconds: float
    folder: Path
    cues: tuple[SubtitleCue, ...]

    @property
    def video(self) -> Path:
        return self.folder / VIDEO


class ClipStore:
    """Args:
    limit: bytes; the clips not asked for longest go first. Whoever serves clips keeps copies.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder, self._limit = folder, limit
        folder.mkdir(parents=True, exist_ok=True)

    def find(self, digest: str) -> RenderedClip | None:
        """The clip, or None when it is not there whole."""
        folder = self._folder / digest
        try:
            contents = json.loads((folder / CONTENTS).read_text())
            whole = all((folder / name).stat().st_size == size for name, size in contents.items())
            transcript = (folder / TRANSCRIPT).read_text()
        except (OSError, ValueError):
            return None
        if not whole:
            shutil.rmtree(folder, ignore_errors=True)
            return None
        # The folder's time says when it was last asked for, by which the oldest go first.
        os.utime(folder)
        return RenderedClip(digest, json.loads(transcript)["seconds"], folder, cues_from(transcript))

    def begin(self, files: Mapping[str, bytes]) -> Path:
        """A folder that nobody sees yet, with these files.

        Raises:
            NoRoom: the disk is full.
        """
        folder = self._folder / f".{os.getpid()}.{os.urandom(6).hex()}"
        folder.mkdir()
        try:
            for name, content in files.items():
                write_whole(folder / name, content)
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return folder

    def finish(self, begun: Path, digest: str) -> RenderedClip:
        """Shows the folder under its name; where another process was faster, that one's stays."""
        sizes = {path.name: path.stat().st_size for path in begun.iterdir()}
        write_whole(begun / CONTENTS, json.dumps(sizes).encode())
        with contextlib.suppress(OSError):
            # Renaming is one step: nobody ever sees a folder with half of its files.
            begun.rename(self._folder / digest)
        shutil.rmtree(begun, ignore_errors=True)
        self._make_room()
        clip = self.find(digest)
        if clip is None:
            raise OSError(f"the clip {digest} vanished while it was being kept")
        return clip

    def clear(self) -> None:
        """Deletes every clip; whoever serves clips has copies."""
        for folder in self._folder.iterdir():
            if not folder.name.startswith("."):
                shutil.rmtree(folder, ignore_errors=True)

    def _make_room(self) -> None:
        now = time.time()
        folders = []
        for folder in self._folder.iterdir():
            with contextlib.suppress(OSError):
                used = folder.stat().st_mtime
                if folder.name.startswith(".") and now - used > ABANDONED_S:
                    shutil.rmtree(folder, ignore_errors=True)
                elif not folder.name.startswith("."):
                    folders.append((used, sum(path.stat().st_size for path in folder.iterdir()), folder))
        size = sum(each[1] for each in folders)
        # The newest stays whatever its size: it is the clip that was just made.
        for _, freed, folder in sorted(folders)[:-1] if size > self._limit else ():
            if size <= self._limit * KEEP:
                return
            shutil.rmtree(folder, ignore_errors=True)
            size -= freed
