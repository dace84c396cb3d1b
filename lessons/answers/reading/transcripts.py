"""Transcripts with times: WebVTT and SubRip."""

from __future__ import annotations

import html
import re

from lessons.answers.passages import Cue
from lessons.answers.reading.document import Document, Unreadable, decoded

_CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMES = re.compile(rf"^\s*{_CLOCK}\s*-->\s*{_CLOCK}")
_TAGS = re.compile(r"<[^>]*>|\{\\[^}]*\}")


def read_transcript(content: bytes) -> Document:
    """The cues in order of time; styles, notes and speaker tags are left out.

    Raises:
        Unreadable: no cue was found.
    """
    text = decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    cues = [cue for part in re.split(r"\n\s*\n", text) if (cue := _cue(part.split("\n"))) is not None]
    if not cues:
        raise Unreadable("no line with times was found: a cue starts with a line like 00:01.000 --> 00:04.000")
    return Document("", None, cues=tuple(sorted(cues)))


def _cue(lines: list[str]) -> Cue | None:
    for at, line in enumerate(lines):
        if times := _TIMES.match(line):
            words = html.unescape(_TAGS.sub("", " ".join(lines[at + 1 :])))
            said = re.sub(r"\s+", " ", words).strip()
            return (_seconds(*times.groups()[:4]), _seconds(*times.groups()[4:]), said) if said else None
    return None


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(fraction.ljust(3, "0")) / 1000
