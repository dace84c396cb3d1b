"""What a clip in somebody's hands is: by its mark, and where that is gone or broken, by what is on record here."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.messages.pages import verify_texts
from lessons.catalog.recognised import OnRecord, clip_of_version, clips_as_long
from lessons.database import Database
from lessons.studio.encoding.recognising import Traits, alike, traits
from lessons.studio.pipeline.foreign import look
from lessons.studio.pipeline.provenance import LESSON, Provenance, stamped_at

WITHIN_S = 0.8  # a box rounds a clip's length, and coding it anew drops a picture at its end
# Six lessons of one installation: copies at 360 lines, 150 kbit/s and another rate of pictures agreed in 0.94 to 0.97
# of the spots, different lessons in 0.64 to 0.70.
SAME = 0.85
MOST = 40  # candidates that are read; more clips of one length to the second are not in one installation's hands


class Finding(StrEnum):
    """What a file turned out to be."""

    OURS = "ours"  # the mark is whole and this installation's
    CHANGED = "changed"  # it has the mark, and bytes were changed since
    ANOTHERS = "anothers"  # somebody else's mark, whole
    STRIPPED = "stripped"  # no mark, and the pictures are those of a clip of ours
    COPIED = "copied"  # no mark, coded anew, and it looks like a clip of ours
    UNKNOWN = "unknown"  # no mark, and nothing here is like it


@dataclass(frozen=True, slots=True)
class Verified:
    """What is known of a file.

    Attributes:
        title, version, source_type, sources, credits: as its mark says; "" and none where it has none.
        stamped_at: when an authority says that the mark was made, "" where none does.
        record: what is on record here of the lesson.
    """

    finding: Finding
    title: str = ""
    version: str = ""
    source_type: str = ""
    sources: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    record: OnRecord | None = None
    stamped_at: str = ""

    def facts(self) -> list[tuple[str, str]]:
        """Name and value of what is known, in the reader's language."""
        record = self.record
        values = {
            "title": self.title or (record.title if record else ""),
            "version": self.version or (record.version if record else ""),
            "made": verify_texts.source_type(self.source_type),
            "made_at": _day(record.made_at if record else None),
            "stamped_at": self.stamped_at[:16].replace("T", " "),
            "approved_by": (record.approved_by or "") if record else "",
            "approved_at": _day(record.approved_at if record else None),
            "sources": "; ".join(self.sources),
            "credits": "; ".join(self.credits),
        }
        return [(name, values[key]) for key, name in verify_texts.names().items() if values[key]]


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d}" if at else ""


async def verify(database: Database, media: Path, provenance: Provenance, file: Path) -> Verified:
    """Say what a file is.

    Args:
        media: the folder in which finished clips are kept.

    Raises:
        NoClip: it cannot be read as a film.
    """
    own, manifests = await look(file, provenance)
    if not manifests:
        return await _by_look(database, media, own)
    state = manifests.get("validation_state", "")
    marked = _marked(manifests)
    if state == "Valid":
        return Verified(Finding.ANOTHERS, *marked, stamped_at=stamped_at(manifests))
    async with database.read() as db:
        record = await clip_of_version(db, marked[1])
    return Verified(Finding.OURS if state == "Trusted" else Finding.CHANGED, *marked, record, stamped_at(manifests))


def _marked(manifests: Mapping[str, Any]) -> tuple[str, str, str, tuple[str, ...], tuple[str, ...]]:
    """Title, version, source type, sources and credits as the newest mark says."""
    mark = manifests.get("manifests", {}).get(manifests.get("active_manifest", ""), {})
    assertions = {
        each["label"]: each["data"] for each in mark.get("assertions", ()) if isinstance(each.get("data"), dict)
    }
    lesson = assertions.get(LESSON, {})
    actions = [action for label in assertions for action in assertions[label].get("actions", ())]
    kinds = [str(action["digitalSourceType"]) for action in actions if "digitalSourceType" in action]
    kind = kinds[0].rpartition("/")[2] if kinds else ""
    lists = (tuple(map(str, lesson.get(name, ()))) for name in ("sources", "credits"))
    return str(mark.get("title", "")), str(lesson.get("version", "")), kind, *lists  # type: ignore[return-value]


async def _by_look(database: Database, media: Path, own: Traits) -> Verified:
    async with database.read() as db:
        candidates = await clips_as_long(db, own.seconds, WITHIN_S)
    best, nearest = 0.0, None
    for candidate in candidates[:MOST]:
        path = media / candidate.media / "clip.mp4"
        if not path.is_file():
            continue
        theirs = await asyncio.to_thread(traits, path)
        if theirs.coded == own.coded:
            return Verified(Finding.STRIPPED, record=candidate)
        if (share := alike(own, theirs)) > best:
            best, nearest = share, candidate
    return Verified(Finding.COPIED, record=nearest) if best >= SAME else Verified(Finding.UNKNOWN)
