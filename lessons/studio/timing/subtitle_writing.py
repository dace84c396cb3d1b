"""Captions written as a WebVTT file."""

from __future__ import annotations

from collections.abc import Iterable

from lessons.studio.timing.subtitles import SubtitleCue


def write_vtt(cues: Iterable[SubtitleCue], settings: str = "") -> str:
    """A WebVTT file. Words with times carry them, so that a player can mark the one that is being said.

    Args:
        settings: where the cues stand, such as "line:10%"; at the bottom when empty.

    Raises:
        ValueError: a cue is empty or ends before it starts, or a word is not part of its cue's text.
    """
    return "\n\n".join(["WEBVTT", *(_written(number, cue, settings) for number, cue in enumerate(cues, 1))]) + "\n"


def _written(number: int, cue: SubtitleCue, settings: str) -> str:
    lines = [line for line in _stamped(cue).split("\n") if line.strip()]
    if not lines or _thousandths(cue.end_s) <= _thousandths(cue.start_s) or cue.start_s < 0:
        raise ValueError(f"cue {number} ({cue.text!r}) is empty or ends before it starts")
    return "\n".join([str(number), f"{_stamp(cue.start_s)} --> {_stamp(cue.end_s)} {settings}".rstrip(), *lines])


def _stamped(cue: SubtitleCue) -> str:
    """The cue's text, made safe, with the time of each word before it where the format allows one."""
    parts, at, last = [], 0, _thousandths(cue.start_s)
    for word in cue.words:
        begin = cue.text.find(word.text, at)
        if begin < 0:
            raise ValueError(f"the word {word.text!r} is not in the rest of its cue: {cue.text[at:]!r}")
        parts.append(_safe(cue.text[at:begin]))
        if last < (now := _thousandths(word.start_s)) < _thousandths(cue.end_s):
            parts.append(f"<{_stamp(word.start_s)}>")
            last = now
        parts.append(_safe(word.text))
        at = begin + len(word.text)
    return "".join([*parts, _safe(cue.text[at:])])


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _thousandths(seconds: float) -> int:
    return round(seconds * 1000)


def _stamp(seconds: float) -> str:
    minutes, rest = divmod(_thousandths(seconds), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
