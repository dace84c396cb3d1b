"""Captions as files: WebVTT and SRT.

The readers are strict, because a player drops a faulty cue without a word: every error names the line and what to do.

Source: W3C, WebVTT: The Web Video Text Tracks Format, sections 4 and 6. SRT has no standard.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from lessons.script import Word

MAX_CHARACTERS = 200_000  # 90 s of speech have about 1,500


@dataclass(frozen=True, slots=True)
class SubtitleCue:
    """One caption: what is shown from start_s until end_s.

    Attributes:
        text: lines are separated by a line break.
        words: when each word is said, in order; empty when that is not known.
    """

    start_s: float
    end_s: float
    text: str
    words: tuple[Word, ...] = ()


class CaptionError(ValueError):
    """A caption file breaks the rules of its format.

    Attributes:
        line: number of the faulty line, from 1.
        found, fix: what is wrong there, and what to do.
    """

    def __init__(self, line: int, found: str, fix: str) -> None:
        super().__init__(f"line {line}: {found}; {fix}")
        self.line, self.found, self.fix = line, found, fix


def read_vtt(text: str) -> tuple[SubtitleCue, ...]:
    """The cues of a WebVTT file, in order.

    Raises:
        CaptionError: the file is not WebVTT, or holds no cue.
    """
    lines = _lines(text)
    if not re.fullmatch(r"WEBVTT([ \t].*)?", lines[0]):
        raise CaptionError(1, "a WebVTT file begins with WEBVTT", "write WEBVTT here and leave the next line empty")
    header, *blocks = _blocks(lines)
    for at, line in enumerate(header.lines):
        if "-->" in line:
            raise CaptionError(at + 1, "the first cue touches the header", "leave a line empty above it")
    cues = _without_comments(blocks)
    # Live captions that roll up hold the place of the line that is not said yet with a space.
    rolling = any(line and not line.strip() for line in lines)
    return _cues(_unrolled(cues) if rolling else cues, _vtt_cue)


def read_srt(text: str) -> tuple[SubtitleCue, ...]:
    """The cues of an SRT file, in order.

    Raises:
        CaptionError: the file is not SRT, or holds no cue.
    """
    return _cues(_blocks(_lines(text)), _srt_cue)


ROLLING_WORDS = 3


class _Block(NamedTuple):
    """Lines without an empty one among them. number: that of the first."""

    number: int
    lines: list[str]


def _lines(text: str) -> list[str]:
    if len(text) > MAX_CHARACTERS:
        raise CaptionError(1, f"the file has {len(text):,} characters", f"at most {MAX_CHARACTERS:,} are read")
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    for number, line in enumerate(lines, 1):
        if strange := re.search(r"[\x00-\x08\x0b-\x1f\x7f\ufffd]", line):
            raise CaptionError(
                number, f"a character that is no text (U+{ord(strange[0]):04X})", "save the file as UTF-8"
            )
    return lines


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    buffered: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            buffered.append(line)
        elif buffered and not (line and "-->" in buffered[-1]):
            yield _Block(number - len(buffered), buffered)
            buffered = []


def _without_comments(blocks: Iterable[_Block]) -> Iterator[_Block]:
    """Cues alone. Styles and regions are passed over, but stand above the first cue or are an error."""
    met_cue = False
    for block in blocks:
        kind = re.match(r"(NOTE|STYLE|REGION)(?=[ \t]|$)", block.lines[0])
        if kind is None:
            met_cue = True
            yield block
        elif met_cue and kind[1] != "NOTE":
            raise CaptionError(block.number, f"{kind[1]} stands below a cue", "move it above the first cue")


def _unrolled(blocks: Iterable[_Block]) -> Iterator[_Block]:
    """Cues without the lines that the cue before showed already, as live captions repeat them while they roll up.

    A short line that comes again is speech ("No." - "No."), and a cue in which nothing is new is left out.
    """
    before: list[str] = []
    for block in blocks:
        at = next((at for at, line in enumerate(block.lines) if "-->" in line), len(block.lines))
        head, shown = block.lines[: at + 1], [_bare(line) for line in block.lines[at + 1 :]]
        fresh = [
            line
            for line, words in zip(block.lines[at + 1 :], shown, strict=True)
            if len(words.split()) < ROLLING_WORDS or words not in before
        ]
        if fresh or not shown:
            yield block._replace(lines=[*head, *fresh])
        before = shown


def _bare(line: str) -> str:
    return re.sub(r"<[^>]*>", "", line).strip()


def _cues(blocks: Iterable[_Block], read: Callable[[_Block, int], SubtitleCue]) -> tuple[SubtitleCue, ...]:
    cues: list[SubtitleCue] = []
    for block in blocks:
        at = next((at for at, line in enumerate(block.lines) if "-->" in line), None)
        if at is None:
            raise CaptionError(block.number, f"{block.lines[0]!r} has no times", "write them above it, or delete it")
        cue = read(block, at)
        if cues and cue.start_s < cues[-1].start_s:
            raise CaptionError(block.number + at, "starts before the cue above it", "put the cues in order of time")
        cues.append(cue)
    if not cues:
        raise CaptionError(1, "there is no caption in the file", "write what is said, below the times when it is")
    return tuple(cues)


def _body(block: _Block, at: int) -> list[str]:
    """The lines below the times."""
    lines = block.lines[at + 1 :]
    for offset, line in enumerate(lines, at + 1):
        if "-->" in line:
            raise CaptionError(block.number + offset, "a cue begins inside of another", "leave a line empty above it")
    if not lines:
        raise CaptionError(block.number + at, "no words below the times", "write what is said, or delete the times")
    return lines


# WebVTT

_VTT_STAMP = re.compile(r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})")
_SETTING = re.compile(r"(vertical|line|position|size|align|region):\S+")
_TAG = re.compile(r"(/?)(c|i|b|u|ruby|rt|v|lang)(?:\.[^\s<>&]*)?(?:[ \t]+[^<>]*)?")


def _vtt_cue(block: _Block, at: int) -> SubtitleCue:
    if at > 1:
        raise CaptionError(block.number, "more than one line above the times", "keep one line there, or none")
    start, end = _vtt_times(block.number + at, block.lines[at])
    payload = _Shown(start)
    for offset, line in enumerate(_body(block, at), at + 1):
        payload.add_line(block.number + offset, line, end)
    return payload.cue(block.number + at, end)


def _vtt_times(number: int, line: str) -> tuple[float, float]:
    parts = re.fullmatch(r"[ \t]*(\S+)[ \t]+-->[ \t]+(\S+)[ \t]*(.*)", line)
    if parts is None:
        raise CaptionError(number, f"{line!r} is no pair of times", "write 00:00:01.000 --> 00:00:03.500")
    for setting in parts[3].split():
        if not _SETTING.fullmatch(setting):
            raise CaptionError(number, f"{setting!r} is no cue setting", "delete it, or write such as line:10%")
    return _span(number, _vtt_seconds(number, parts[1]), _vtt_seconds(number, parts[2]))


def _vtt_seconds(number: int, stamp: str) -> float:
    parts = _VTT_STAMP.fullmatch(stamp)
    if parts is None:
        raise CaptionError(number, f"{stamp!r} is no time of WebVTT", "write hours, minutes, seconds as 00:00:01.000")
    return _seconds(parts)


def _seconds(parts: re.Match[str]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts.groups())
    return ((hours * 60 + minutes) * 60_000 + seconds * 1000 + thousandths) / 1000


def _span(number: int, start: float, end: float) -> tuple[float, float]:
    if end <= start:
        raise CaptionError(number, "the cue ends before it starts", "put the later time second")
    return start, end


class _Shown:
    """The text of a WebVTT cue, freed of its tags, and the times that stand between its words."""

    def __init__(self, start_s: float) -> None:
        self.text = ""
        self.marks = [(start_s, 0)]  # (seconds, place in text)
        self.open: list[str] = []

    def add_line(self, number: int, line: str, end_s: float) -> None:
        self.text += "\n" if self.text else ""
        for token in re.findall(r"<[^>]*>?|[^<]+", line):
            if not token.startswith("<"):
                self.text += html.unescape(token)
            elif re.fullmatch(r"<\d[^>]*>", token):
                self._mark(number, token[1:-1], end_s)
            else:
                self._tag(number, token)

    def _mark(self, number: int, stamp: str, end_s: float) -> None:
        seconds = _vtt_seconds(number, stamp)
        if not self.marks[-1][0] < seconds < end_s:
            raise CaptionError(number, f"<{stamp}> is out of order", "keep the times inside the cue, later ones later")
        self.marks.append((seconds, len(self.text)))

    def _tag(self, number: int, token: str) -> None:
        tag = _TAG.fullmatch(token[1:-1]) if token.endswith(">") else None
        if tag is None:
            raise CaptionError(number, f"{token!r} is no tag of WebVTT", "write &lt; for a plain <")
        if not tag[1]:
            self.open.append(tag[2])
        elif not self.open or self.open.pop() != tag[2]:
            raise CaptionError(number, f"{token!r} closes what is not open", "close the tags in reverse order")

    def cue(self, number: int, end_s: float) -> SubtitleCue:
        if [tag for tag in self.open if tag not in ("v", "lang")]:
            raise CaptionError(number, f"<{self.open[-1]}> is not closed in this cue", f"write </{self.open[-1]}>")
        text = "\n".join(line.strip() for line in self.text.strip().split("\n"))
        if not text:
            raise CaptionError(number, "no words below the times", "write what is said, or delete the times")
        return SubtitleCue(self.marks[0][0], end_s, text, tuple(self._words(end_s)) if len(self.marks) > 1 else ())

    def _words(self, end_s: float) -> Iterator[Word]:
        for (start, at), (end, to) in pairwise([*self.marks, (end_s, len(self.text))]):
            if word := self.text[at:to].strip():
                yield Word(word, start, end)


# SRT

_SRT_TIMES = re.compile(r"[ \t]*(\S+?)[ \t]*-->[ \t]*(\S+)[ \t]*(?:[XY][12]:\d+[ \t]*)*")
_SRT_STAMP = re.compile(r"(\d{1,2}):([0-5]\d):([0-5]\d)[,.](\d{3})")
_SRT_TAG = re.compile(r"</?(?:[biu]|font)\b[^>]*>|\{\\[^}]*\}", re.IGNORECASE)


def _srt_cue(block: _Block, at: int) -> SubtitleCue:
    above = block.lines[:at]
    if len(above) > 1 or (above and not above[0].strip().isdigit()):
        raise CaptionError(block.number, f"{above[0]!r} stands above the times", "write only the cue's number there")
    parts = _SRT_TIMES.fullmatch(block.lines[at])
    if parts is None:
        raise CaptionError(block.number + at, "no pair of times", "write 00:00:01,000 --> 00:00:03,500")
    start, end = _span(block.number + at, *(_srt_seconds(block.number + at, stamp) for stamp in parts.groups()))
    text = "\n".join(filter(None, (_SRT_TAG.sub("", line).strip() for line in _body(block, at))))
    if not text:
        raise CaptionError(block.number + at, "no words below the times", "write what is said, or delete the times")
    return SubtitleCue(start, end, text)


def _srt_seconds(number: int, stamp: str) -> float:
    parts = _SRT_STAMP.fullmatch(stamp)
    if parts is None:
        raise CaptionError(number, f"{stamp!r} is no time of SRT", "write hours, minutes, seconds as 00:00:01,000")
    return _seconds(parts)
