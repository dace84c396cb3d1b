"""A piece of a film between drawn scenes: > Clip: pictures/intro.mp4 from 0:02 to 0:09"""

from __future__ import annotations

import re
from pathlib import Path

from lessons.authoring.page.box_parts import Field, Parts
from lessons.authoring.page.errors import SourceFile
from lessons.authoring.page.files import CAPTIONS, CLIPS, SeriesFiles
from lessons.script import Footage
from lessons.studio.timing.subtitles import CaptionError, SubtitleCue
from lessons.studio.uploads import read_captions
from lessons.studio.uploads.footage import LONGEST_S, FootageError, about_film

PIECE = re.compile(r"^(.*?)(?:\s+from\s+(\S+))?(?:\s+to\s+(\S+))?$", re.IGNORECASE)
TIME = re.compile(r"^(?:(\d{1,3}):)?(\d{1,3}(?:\.\d+)?)$")
SHORTEST_S = 0.5
ROUNDED_S = 0.1  # players round a film's length to a tenth
ON, OFF = ("", "on"), ("off",)
EXAMPLE = "Write > Clip: pictures/intro.mp4 from 0:02 to 0:09"


def read_footage(parts: Parts) -> Footage:
    """The card of a box clip; what is wrong with the film or its range is noted."""
    row = parts.fields["clip"]
    piece_of = PIECE.match(row.text.strip())
    name, start, end = (piece_of[1].strip(" <>"), piece_of[2], piece_of[3]) if piece_of else ("", None, None)
    key = parts.files.key(parts.page, row.line, name, CLIPS)
    begins, ends = (_seconds(parts.page, row.line, text) for text in (start, end))
    sound = parts.fields.get("sound", Field(row.line, "on"))
    if sound.text.casefold() not in (*ON, *OFF):
        parts.page.fault(sound.line, f"the sound of a clip is on or off, not {sound.text!r}", "Write > Sound: off")
    if not key:
        return Footage("", begins or 0.0, ends or 0.0)
    try:
        seconds, heard = about_film(path_of(parts.files, key))
    except FootageError as unusable:
        parts.page.fault(row.line, f"{name} {unusable}", "Export it again as MP4.")
        return Footage(key, 0.0, 0.0)
    piece = _within(parts, row, name, seconds, begins or 0.0, ends)
    return Footage(key, *piece, sound=heard and sound.text.casefold() not in OFF)


def _within(
    parts: Parts, row: Field, name: str, whole: float, begins: float, ends: float | None
) -> tuple[float, float]:
    """The range; one that is not in the film is noted.

    Args:
        whole: seconds of the film.
    """
    until = whole if ends is None else ends
    if until > whole + ROUNDED_S or begins >= whole:
        what = f"{name} lasts {clock(whole)}, and the clip is to run from {clock(begins)} to {clock(until)}"
        parts.page.fault(row.line, what, f"Write times up to {clock(int(whole))}")
    elif until - begins < SHORTEST_S:
        parts.page.fault(row.line, f"the clip ends at {clock(until)}, before it has begun", EXAMPLE)
    elif until - begins > LONGEST_S:
        what = f"the clip takes {until - begins:.0f} seconds, and one between drawn scenes can take {LONGEST_S:.0f}"
        parts.page.fault(
            row.line, what, "Write a shorter range, or make the film an episode of its own: clip: in front."
        )
    return begins, round(min(until, whole), 3)


def _seconds(page: SourceFile, line: int, text: str | None) -> float | None:
    if text is None:
        return None
    time = TIME.match(text)
    if time is None:
        page.fault(line, f"{text!r} is no time", EXAMPLE)
        return None
    return 60.0 * int(time[1] or 0) + float(time[2])


def clock(seconds: float) -> str:
    """Minutes and seconds as authors write them: 0:02, 1:05.4"""
    minutes, rest = divmod(round(seconds, 3), 60)
    return f"{int(minutes)}:{rest:06.3f}".rstrip("0").rstrip(".")


def words_in(page: SourceFile, line: int, files: SeriesFiles, card: Footage) -> str:
    """What is said in the piece, by the caption file of the same name as the film; "" where there is none."""
    if not card.file or not card.sound:
        return ""
    film = path_of(files, card.file)
    for ending in CAPTIONS.looks:
        captions = film.with_suffix(ending)
        if ending == ".txt" or not captions.is_file():  # words without times may be those of another piece
            continue
        # Named as if the author had: it goes along wherever the series goes.
        if files.key(page, line, captions.relative_to(files.folder.resolve()).as_posix(), CAPTIONS):
            return " ".join(cue.text for cue in _cues(page, line, captions) if _inside(cue, card)).replace("\n", " ")
    return ""


def _cues(page: SourceFile, line: int, path: Path) -> tuple[SubtitleCue, ...]:
    try:
        return read_captions(path.read_text(encoding="utf-8-sig"))[1]
    except (CaptionError, UnicodeDecodeError) as error:
        page.fault(
            line, f"{path.name}, the captions of the clip, cannot be read: {error}", "Mend them, or take them out."
        )
        return ()


def _inside(cue: SubtitleCue, card: Footage) -> bool:
    """Whether more of it is heard within the piece than outside."""
    return card.start_s <= (cue.start_s + cue.end_s) / 2 < card.end_s


def path_of(files: SeriesFiles, key: str) -> Path:
    """Where the file of a key lies."""
    return next(path for path, asset in files.assets.items() if asset.key == key)
