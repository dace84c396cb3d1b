"""The captions of an episode that is a film of its own, corrected beside it, each time as a version of its page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path, PurePosixPath

from bot.studio.manuscripts import Manuscript, put_files, save
from lessons.authoring.draft_page import front_text
from lessons.authoring.lines import put_together, take_apart, with_front
from lessons.database import Database
from lessons.ports import MediaStore
from lessons.studio.timing.subtitles import CaptionError
from lessons.studio.timing.word_marks import with_word_marks, without_word_marks
from lessons.studio.uploads import read_captions

LONGEST = 60_000  # characters: ninety seconds have some 300 words, each with its times
KINDS = {"vtt": ".vtt", "srt": ".srt", "transcript": ".txt"}


class BadCaptions(ValueError):
    """They were not kept.

    Attributes:
        line: where the fault is, 0 for all of them.
        what: is wrong there, as the reader of captions words it; "" where they are empty, too long or of another kind.
    """

    def __init__(self, line: int = 0, what: str = "") -> None:
        super().__init__(what)
        self.line, self.what = line, what


def captions_of(manuscript: Manuscript, name: str, path: Callable[[str], Path]) -> str:
    """The captions of a page's film without the times of words; "" where it has no film or no captions yet."""
    file = path_of(manuscript, name, path)
    return without_word_marks(file.read_text("utf-8-sig", "replace")) if file else ""


def path_of(manuscript: Manuscript, name: str, path: Callable[[str], Path]) -> Path | None:
    """Where the caption file of a page lies."""
    words = manuscript.pages[name].words
    key = manuscript.files.get(front_text(words, "captions")) if front_text(words, "clip") else None
    return path(key) if key and path(key).is_file() else None


async def correct_captions(
    database: Database,
    media: MediaStore,
    manuscript: Manuscript,
    name: str,
    version: int,
    corrected: str,
    before: str,
    by: str,
    now: datetime,
) -> int:
    """Keep corrected captions in a file of their own, and name it on the page; returns the page's version.

    Args:
        version: of the page that they were corrected beside.
        before: the whole file as it was, with the times of words.

    Raises:
        BadCaptions: they cannot be read, or are of another kind than they were.
        ChangedMeanwhile: the page is at another version by now.
    """
    text = with_word_marks(corrected.replace("\r\n", "\n").strip() + "\n", before)
    page = take_apart(manuscript.pages[name].words, ())
    old = PurePosixPath(front_text(page.front, "captions"))
    if not text.strip() or len(text) > LONGEST:
        raise BadCaptions
    try:
        kind, _ = read_captions(text)
    except CaptionError as fault:
        raise BadCaptions(fault.line, fault.found) from fault
    if KINDS[kind] != old.suffix.lower():
        raise BadCaptions
    content = text.encode()
    digest = hashlib.sha256(content).hexdigest()
    key = f"assets/{digest}{old.suffix.lower()}"
    # A name of its own, so that undo finds the captions that stood there before.
    stem = old.stem.rpartition("-corrected-")[0] or old.stem
    file = f"{stem}-corrected-{digest[:8]}{old.suffix.lower()}"
    await media.put(key, content)
    words = put_together(page).text.replace(page.front, with_front(page.front, "captions", file), 1)
    async with database.write() as db:
        fresh = await save(db, manuscript.workspace_id, manuscript.slug, name, version, words, by, now)
        await put_files(db, manuscript.workspace_id, manuscript.slug, {**manuscript.files, file: key})
    return fresh
