"""Clips for slow lines: made behind everything else once a clip is finished, or when somebody asks for one first."""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.links import CLIP_FILE, LABEL_FILE, MEDIUM_FILE, SMALL_FILE, SOUND_FILE
from lessons.catalog.recognised import finished_media
from lessons.database import Database
from lessons.ports import VendorBusy, VendorDown
from lessons.studio.encoding.renditions import MEDIUM, SMALL, SOUND

log = logging.getLogger(__name__)
KINDS = {SMALL_FILE: SMALL, SOUND_FILE: SOUND, MEDIUM_FILE: MEDIUM}
LONGEST_S = 120.0  # 90 seconds of clip take about ten, on a machine that does nothing else
A_ROUND_S = 40.0  # how long one round goes on before it lets the next one go on


class Store(Protocol):
    """Where the files of clips are."""

    def path(self, key: str) -> Path: ...

    async def put(self, key: str, content: bytes) -> None: ...


class Labels(Protocol):
    """Says that a lesson was made with AI."""

    async def spoken_label(self, language: str) -> bytes:
        """See Studio.spoken_label."""


class Renditions:
    """Makes what is missing, one at a time, each in a process of its own.

    Args:
        labels: says in front of what is only heard that it was made with AI; None for nobody.
    """

    def __init__(self, database: Database, store: Store, labels: Labels | None = None) -> None:
        self._database, self._store, self._labels = database, store, labels
        self._one_at_a_time = asyncio.Lock()

    async def label(self, media: str, language: str) -> Path:
        """Where a clip's spoken label in that language is, made when it is not there yet."""
        file = self._store.path(f"{media}/{LABEL_FILE}")
        if self._labels and not file.is_file() and self._store.path(f"{media}/{CLIP_FILE}").is_file():
            try:
                speech = await self._labels.spoken_label(language)
                await self._store.put(f"{media}/{LABEL_FILE}", speech)
            except (ValueError, OSError, VendorBusy, VendorDown) as fault:
                log.warning("a spoken label was not made: %s", fault)
        return file

    async def path(self, media: str, name: str) -> Path:
        """Where a clip's file for slow lines is, made when it is not there yet; there is none where that failed."""
        made = self._store.path(f"{media}/{name}")
        if not made.is_file() and self._store.path(f"{media}/{CLIP_FILE}").is_file():
            async with self._one_at_a_time:
                if not made.is_file():
                    await self._make(media, name)
        return made

    async def make_missing(self, now: datetime) -> None:
        """Make files of finished clips that nobody asked for yet, for as long as a round may take."""
        loop = asyncio.get_running_loop()
        until = loop.time() + A_ROUND_S
        async with self._database.read() as db:
            finished = await finished_media(db)
        for media in finished:
            for name in KINDS:
                if loop.time() > until:
                    return
                await self.path(media, name)

    async def _make(self, media: str, name: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            to = Path(folder) / name
            source = self._store.path(f"{media}/{CLIP_FILE}")
            order = ["-P", "-m", "lessons.studio.encoding.renditions", KINDS[name], str(source), str(to)]
            process = await asyncio.create_subprocess_exec(sys.executable, *order, stderr=asyncio.subprocess.PIPE)
            try:
                async with asyncio.timeout(LONGEST_S):
                    _, words = await process.communicate()
            except TimeoutError:
                words = b"it took too long"
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
            if process.returncode != 0:
                log.warning("a clip for slow lines was not made: %s", words.decode(errors="replace").strip()[-200:])
                return
            try:
                await self._store.put(f"{media}/{name}", await asyncio.to_thread(to.read_bytes))
            except OSError as fault:  # the disk is full: the clip itself is there all the same
                log.info("a clip for slow lines was not kept: %s", type(fault).__name__)
