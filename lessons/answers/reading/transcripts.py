"""Transcripts with times: WebVTT and SubRip, also as loosely as they are found."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lessons.answers.index.passages import Cue
from lessons.answers.reading.document import Document, Unreadable
from lessons.answers.reading.encoding import decoded

# Hours may be missing, and tools write 0:0:4,8 for 00:00:04,800.
_CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMES = re.compile(rf"^\s*{_CLOCK}\s*-{{1,2}}>\s*{_CLOCK}")
# A tag begins with a letter, a slash or a digit (a time inside of a line); "5 < 7" is no tag.
_TAGS = re.compile(r"</?[a-zA-Z][^<>]*>|</?\d[\d:.]*>|\{\\[^}]*\}")


def read_transcript(content: bytes, declared: str = "") -> Document:
    """The cues in order of time; styles, notes and speaker tags are left out, and what rolls up is said once.

    Raises:
        Unreadable: no cue was found.
    """
    text = decoded(content, declared).replace("\r\n", "\n").replace("\r", "\n")
    cues = sorted(_cues(text.split("\n")))
    if not cues:
        raise Unreadable("no line with times was found: a cue starts with a line like 00:01.000 --> 00:04.000")
    lost = _times_that_are_none(text)
    warnings = (f"{lost} lines look like times but are none, and their words were left out",) if lost else ()
    return Document("", None, cues=tuple(_unrolled(cues)), warnings=warnings)


def _cues(lines: list[str]) -> Iterator[Cue]:
    """Each cue: its words end at an empty line, or before the times of the next one.

    A line of spaces does not end a cue: rolling captions hold their place with one.
    """
    at = 0
    while at < len(lines):
        times = _TIMES.match(lines[at])
        at += 1
        if times is None:
            continue
        words: list[str] = []
        while at < len(lines) and lines[at] and not _TIMES.match(lines[at]):
            words.append(_plain(lines[at]))
            at += 1
        if at < len(lines) and lines[at] and words and words[-1].isdigit():
            words.pop()  # the number of the next cue, where no empty line parts them
        if text := re.sub(r"\s+", " ", "\n".join(filter(None, words))).strip():
            yield _seconds(*times.groups()[:4]), _seconds(*times.groups()[4:]), text


def _plain(line: str) -> str:
    return html.unescape(_TAGS.sub("", line)).strip()


def _times_that_are_none(text: str) -> int:
    return sum(bool(re.match(r"\s*\d.*-->\s*\d", line)) and not _TIMES.match(line) for line in text.split("\n"))


def _unrolled(cues: list[Cue]) -> Iterator[Cue]:
    """Cues without the words that the one before showed already, as live captions repeat them while they roll up."""
    before = ""
    for start, end, text in cues:
        fresh = _without_repeated(before, text)
        if fresh:
            yield start, end, fresh
        before = text


def _without_repeated(before: str, text: str) -> str:
    """The words of a cue that do not continue the end of the one before, "" when all were shown.

    One or two words that happen to repeat are speech ("no, no"); a cue that repeats three or more rolled up.
    """
    earlier, words = before.split(), text.split()
    for count in range(min(len(earlier), len(words)), 0, -1):
        if earlier[-count:] == words[:count] and (count >= 3 or count == len(words) == len(earlier)):
            return " ".join(words[count:])
    return text


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int((fraction or "0").ljust(3, "0")) / 1000
