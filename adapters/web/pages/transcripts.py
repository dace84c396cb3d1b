"""What is said in a clip, as lines to read beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.web.http.media import CaptionLine

_LINE = 80  # characters after which a line of the transcript ends at the next pause
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "।")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the transcript: what is said from that second of the clip on."""

    start_s: float
    text: str

    @property
    def clock(self) -> str:
        return f"{int(self.start_s) // 60}:{int(self.start_s) % 60:02}"


def transcript(cues: Sequence[CaptionLine]) -> tuple[Line, ...]:
    """Captions of a few words each, joined into lines that end where a sentence does."""
    lines: list[Line] = []
    words = ""
    start_s = 0.0
    for cue in cues:
        start_s = start_s if words else cue.start_s
        words = f"{words} {cue.text}".strip()
        if words.endswith(_SENTENCE_ENDS) or (len(words) > _LINE and words.endswith((",", ";", ":", "–"))):
            lines.append(Line(start_s, words))
            words = ""
    return (*lines, Line(start_s, words)) if words else tuple(lines)
