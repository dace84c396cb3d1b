"""What is said about an uploaded clip: for every fault what was found, what is allowed, and how to fix it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lessons.script import MAX_SECONDS
from lessons.studio.timing.subtitles import CaptionError
from lessons.studio.uploads import limits


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, in words for the person who sent the clip.

    Attributes:
        code: a short name that never changes, such as "too long".
        what, allowed, fix: sentences without a full stop.
    """

    code: str
    what: str
    allowed: str
    fix: str

    def __str__(self) -> str:
        return f"{self.what}. Allowed: {self.allowed}. {self.fix}."


@dataclass(frozen=True, slots=True)
class Report:
    """What the check of an uploaded clip found.

    Attributes:
        problems: reasons to refuse it.
        warnings: what will not look or sound well, but can be used.
        facts: measurements, as far as the check came: bytes, container, video_codec, width, height, turned, fps,
            duration_s, declared_s, pictures, key_pictures, audio_codec, loudness_lufs, true_peak_dbtp, black_share,
            still_share, longest_still_s, captions ("vtt", "srt", "transcript", "track", "perhaps in the picture",
            "none").
    """

    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.problems


VIDEO = f"an MP4, MOV or WebM video of up to {limits.MAX_BYTES >> 20} MB"
EXPORT = "Open it in your phone's gallery or a video editor and export it as MP4 (H.264 and AAC)"
LENGTH = f"{limits.MIN_SECONDS:.0f} to {MAX_SECONDS:.0f} s"


def empty() -> Problem:
    return Problem(
        "empty", "The file is empty", VIDEO, "Send it again; if it is empty on your phone too, record it again"
    )


def too_large(size: int) -> Problem:
    return Problem("too large", f"The file has {size / (1 << 20):.0f} MB", VIDEO, "Export it in 1080p instead of 4K")


def not_a_video(looks_like: str) -> Problem:
    return Problem("not a video", f"The file is {looks_like}", VIDEO, EXPORT)


def broken(what: str) -> Problem:
    return Problem("broken", f"The {what} cannot be read", "a whole, undamaged file", f"Send it again. {EXPORT}")


def truncated(declared_s: float, real_s: float) -> Problem:
    what = f"The file says that it lasts {declared_s:.1f} s, but {real_s:.1f} s of video are in it"
    return Problem("truncated", what, "a whole, undamaged file", "The upload was probably cut off: send it again")


def too_many_tracks(count: int) -> Problem:
    what = f"There are {count} or more tracks in the file"
    return Problem("tracks", what, f"at most {limits.MAX_STREAMS}", f"{EXPORT}, with one picture and one sound")


def video_tracks(count: int) -> Problem:
    what = "There is no picture in the file" if not count else f"There are {count} video tracks in the file"
    return Problem("video tracks", what, "exactly one video track", EXPORT)


def video_codec(name: str) -> Problem:
    return Problem("video codec", f"The picture is coded as {name}", _either(limits.VIDEO_CODECS.values()), EXPORT)


def audio_codec(name: str) -> Problem:
    return Problem("audio codec", f"The sound is coded as {name}", _either(limits.AUDIO_CODECS.values()), EXPORT)


def _either(names: object) -> str:
    return ", ".join(dict.fromkeys(names))  # type: ignore[call-overload]


def no_sound() -> Problem:
    fix = "Record it again with the microphone on, or export it with its sound"
    return Problem("no sound", "There is no sound track in the file", "a clip with speech", fix)


def too_big(width: int, height: int) -> Problem:
    allowed = f"up to {limits.MAX_SIDE} a side and {limits.MAX_PIXELS / 1e6:.1f} million pixels"
    return Problem("picture size", f"The picture has {width} x {height} pixels", allowed, "Export it as 1080 x 1920")


def too_small(width: int, height: int) -> Problem:
    allowed = f"at least {limits.MIN_SIDE} pixels on the short side"
    fix = "Send the original, not a copy that a messenger made smaller"
    return Problem("resolution", f"The picture has {width} x {height} pixels", allowed, fix)


def unusual_shape(width: int, height: int) -> Problem:
    kind = "upright" if height > width else "square" if height == width else "wide"
    fix = "The rest of the screen will be filled with a backdrop; hold the phone upright to fill it with your picture"
    return Problem("shape", f"The picture is {kind} ({width} x {height})", "9:16 looks best, such as 1080 x 1920", fix)


def too_fast(fps: float) -> Problem:
    what = f"The clip has {fps:.0f} pictures a second"
    return Problem("frame rate", what, f"at most {limits.MAX_FPS - 1}", "Export it with 30 pictures a second")


def too_long(seconds: float) -> Problem:
    over = seconds - MAX_SECONDS
    what = f"The clip lasts {seconds:.1f} s" if seconds < 3600 else "The clip lasts for hours"
    fix = f"Cut out {over:.1f} s or make two episodes of it" if seconds < 3600 else "Cut it into episodes"
    return Problem("too long", what, LENGTH, fix)


def too_short(seconds: float) -> Problem:
    fix = "If yours is longer, the upload was cut off: send it again"
    return Problem("too short", f"The clip lasts {seconds:.1f} s", LENGTH, fix)


def too_dense() -> Problem:
    what = f"The file is cut into more than {limits.MAX_PACKETS:,} pieces"
    return Problem("too dense", what, "as many as 90 s need", EXPORT)


def too_heavy() -> Problem:
    fix = f"{EXPORT}, 1080 x 1920, 30 pictures a second"
    return Problem("too heavy", "Checking the file takes too much time or memory", "an ordinary phone video", fix)


def black(share: float) -> Problem:
    what = f"{share * 100:.0f} % of the clip is black"
    return Problem("black", what, f"less than {limits.BLACK_SHARE * 100:.0f} %", "Uncover the lens and record it again")


def frozen() -> Problem:
    fix = "Send a video rather than a still picture with sound"
    return Problem("frozen", "The picture never changes", "a moving picture", fix)


def long_still(seconds: float) -> Problem:
    what = f"The picture stands still for {seconds:.0f} s"
    return Problem(
        "still", what, "a change every 2 to 4 s holds attention", "Cut the still part, or show something else"
    )


def hdr() -> Problem:
    fix = "Its colours will be converted; switch HDR off in the camera's settings if they matter"
    return Problem("hdr", "The picture is recorded in HDR", "SDR keeps its colours exactly", fix)


def silent(lufs: float) -> Problem:
    what = f"The sound is silent ({lufs:.0f} LUFS)"
    return Problem("silent", what, f"above {limits.SILENT_LUFS:.0f} LUFS", "Record it again, near to the microphone")


def loudness(lufs: float) -> Problem:
    low, high = limits.LOUDNESS_LUFS
    fix = "It will be made even, but noise is louder then" if lufs < low else "It will be turned down"
    return Problem("loudness", f"The sound is at {lufs:.0f} LUFS", f"{low:.0f} to {high:.0f} LUFS sound best", fix)


def clipped(peak_db: float) -> Problem:
    what = f"The sound is distorted (peaks at {peak_db:+.1f} dBTP)"
    return Problem(
        "clipped", what, f"peaks below {limits.PEAK_DBTP:.0f} dBTP", "Speak a little further from the microphone"
    )


def uneven_tracks(video_s: float, audio_s: float) -> Problem:
    what = f"The picture lasts {video_s:.1f} s and the sound {audio_s:.1f} s"
    return Problem("uneven", what, "both of the same length", "Cut the longer one, or send the clip again")


def no_captions(perhaps_burned_in: bool) -> Problem:
    what = "There are no captions with the clip"
    if perhaps_burned_in:
        what += ", though some seem to be part of the picture"
    fix = "Add a WebVTT or SRT file, or paste the words that are said: their times are found by listening"
    return Problem("no captions", what, "every published clip has captions", fix)


def captions(kind: str, error: CaptionError) -> Problem:
    what = f"The captions have a fault in line {error.line}: {error.found}"
    return Problem("captions", what, f"a valid {kind} file", error.fix[:1].upper() + error.fix[1:])


def late_captions(end_s: float, duration_s: float) -> Problem:
    what = f"The captions end at {end_s:.1f} s, after the clip ({duration_s:.1f} s)"
    return Problem("late captions", what, "captions that end with the clip", "Check that they belong to this clip")


def long_transcript(reading_s: float, seconds: float) -> Problem:
    what = f"Reading the transcript aloud takes about {reading_s:.0f} s, but the clip lasts {seconds:.0f} s"
    return Problem(
        "long transcript", what, "the words that are said, and no others", "Check that it belongs to this clip"
    )


def decoded(rows: Sequence[dict[str, str]]) -> tuple[Problem, ...]:
    """Problems that crossed a process border as plain values."""
    return tuple(Problem(**row) for row in rows)
