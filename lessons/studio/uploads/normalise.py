"""An uploaded clip that was accepted becomes a clip like ours, with captions, a poster and a transcript."""

from __future__ import annotations

import asyncio
import hashlib
import json
import pickle
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from lessons.ports import Speech, SpokenWord, Voice
from lessons.script import Headline, Role, Scene, Script, Word
from lessons.studio import uploads
from lessons.studio.cards.frames import TEMPLATE
from lessons.studio.sandbox import confined
from lessons.studio.store.cache import key_of, write_whole
from lessons.studio.store.clips import CAPTIONS, POSTER, TRANSCRIPT, VIDEO, RenderedClip
from lessons.studio.timing.subtitle_writing import write_vtt
from lessons.studio.timing.subtitles import SubtitleCue
from lessons.studio.timing.timeline import FPS, Stretch, Timeline
from lessons.studio.timing.transcript import cues_of, transcript_of
from lessons.studio.timing.wordtimes import evenly, timed
from lessons.studio.uploads import limits
from lessons.studio.uploads import problems as say
from lessons.studio.uploads.film_coder import CODING
from lessons.studio.uploads.framing import FilmFrame, drawn_layers
from lessons.studio.uploads.problems import Problem
from lessons.studio.uploads.reencode import LISTENING_RATE
from lessons.studio.voice.align import align_words
from lessons.studio.voice.sound import CODING as SOUND_CODING

SIZES = ((720, 1280), (1080, 1920))


class UploadRefused(ValueError):
    """The clip cannot be taken after all. problem: why, in words for the person who sent it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class About:
    """What is known of an uploaded clip beside its file.

    Attributes:
        captions: WebVTT, SRT, or the plain words that are said; None to take the captions inside the file.
        language: BCP 47 tag of what is said.
        version: such as "the-data-leak/1@3".
    """

    title: str
    captions: str | None
    language: str = "en"
    version: str = ""


async def normalise(
    path: Path,
    about: About,
    *,
    out: Path,
    reference: Voice,
    size: tuple[int, int] = SIZES[0],
    backdrop: str = "",
    frame: FilmFrame | None = None,
    bounds: confined.Bounds = limits.REENCODE,
) -> RenderedClip:
    """The clip as clip.mp4, clip.vtt, poster.jpg and transcript.json in the folder `out`.

    The file is H.264 Constrained Baseline and AAC-LC, 30 pictures a second, -16 LUFS, with its index first. Takes about
    half a second of one core for each second of the clip.

    Args:
        path: of a clip that check_upload accepts.
        reference: a voice with word times; plain words are found in the sound by its reading of them. In a language
            that it does not read, their times are guessed by their length.
        size: one of SIZES.
        backdrop: "#rrggbb" behind a picture that is not 9:16, "" for a blurred copy of it.
        frame: name and bar above it, a card behind it, and captions in the picture on wish; None for the film alone.

    Raises:
        ValueError: something of the frame cannot be drawn.
        UploadRefused: there are no captions, or they belong to another clip, or the file breaks down half-way.
        CaptionError: the captions have a fault.
    """
    house = {"width": size[0], "height": size[1], "backdrop": backdrop}
    task = {"path": str(path.resolve(strict=True)), "language": about.language, "house": house}
    # When what is said is known once the film was read: captions come into the picture the second time.
    twice = frame is not None and frame.burned
    clip = await _coded(task, None if twice else frame, size, (), bounds)
    cues = await _said(about, clip, reference)
    if twice:
        clip = await _coded(task, frame, size, cues, bounds)
    digest = await asyncio.to_thread(_digest, path, about, size, backdrop, frame)
    script = _script(about, " ".join(cue.text for cue in cues))
    files = {VIDEO: clip.clip, POSTER: clip.poster, CAPTIONS: write_vtt(cues).encode()}
    files[TRANSCRIPT] = transcript_of(script, digest, _timeline(clip.seconds, ()), cues).encode()
    await asyncio.to_thread(_keep, out, files)
    return RenderedClip(digest, clip.seconds, out, cues)


async def _said(about: About, clip: _Reencoded, reference: Voice) -> tuple[SubtitleCue, ...]:
    """What is said in the film, with times.

    Raises:
        UploadRefused, CaptionError: as normalise does.
    """
    kind, timed_lines = uploads.read_captions(about.captions) if about.captions else ("track", ())
    if kind == "transcript":
        timeline = await asyncio.to_thread(_timeline_of, about, clip, reference)
        cues = cues_of(_script(about, about.captions or ""), timeline)
    else:
        # The words of a caption file count from the film's beginning, those of its own track from the first picture.
        cues = _inside([_moved(cue, -clip.late_s) for cue in timed_lines] or clip.captions, clip.film_s)
    if not cues:
        raise UploadRefused(say.no_captions(perhaps_burned_in=False))
    return cues


async def _coded(
    task: Mapping[str, object],
    frame: FilmFrame | None,
    size: tuple[int, int],
    cues: Sequence[SubtitleCue],
    bounds: confined.Bounds,
) -> _Reencoded:
    """The film coded anew, within its frame and with these captions in the picture where it has one."""
    if frame is None:
        return await _reencoded(task, bounds)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "layers"
        # By a file: pictures of captions take megabytes, and a command line takes 128 kB.
        file.write_bytes(pickle.dumps(await asyncio.to_thread(drawn_layers, frame, size, cues)))
        return await _reencoded({**task, "layers": str(file)}, bounds)


@dataclass(frozen=True, slots=True)
class _Reencoded:
    """What the child made. film_s: without the card behind it. samples: 16-bit, LISTENING_RATE a second."""

    seconds: float
    film_s: float
    clip: bytes
    poster: bytes
    samples: bytes
    captions: tuple[SubtitleCue, ...]
    late_s: float


async def _reencoded(task: Mapping[str, object], bounds: confined.Bounds) -> _Reencoded:
    try:
        # Decoding foreign bytes happens in a child with limits: a broken file can hang or crash the decoder.
        printed = await confined.run("lessons.studio.uploads.reencode", task, bounds)
    except confined.ChildFailed as failed:
        raise UploadRefused(say.too_heavy() if failed.why == "slow" else say.broken("file")) from failed
    line, _, rest = printed.partition(b"\n")
    head = json.loads(line)
    clip, poster, _ = head["sizes"]
    cues = tuple(SubtitleCue(start, end, _plain(text)) for start, end, text in head["captions"] if _plain(text))
    parts = rest[:clip], rest[clip : clip + poster], rest[clip + poster :]
    return _Reencoded(head["seconds"], head["film_s"], *parts, cues, head["late_s"])


def _plain(text: str) -> str:
    """A caption of a track without its markup, and without what is no text."""
    bare = re.sub(r"<[^>]*>|\{\\[^}]*\}", "", text)
    return "".join(letter for letter in bare if letter.isprintable() or letter == "\n").strip()


def _timeline_of(about: About, made: _Reencoded, reference: Voice) -> Timeline:
    """When each word of the transcript is said."""
    script = _script(about, about.captions or "")
    spoken = script.scenes[0].spoken_words
    pcm = np.frombuffer(made.samples, "<i2").astype(np.float32) / np.float32(32768)
    try:
        words = _aligned(reference.speak(spoken, about.language), spoken, pcm, made.film_s)
    except UploadRefused:
        raise
    except ValueError:  # the reference does not know the language: the length of the words is the next best guess
        words = evenly(spoken, made.film_s)
    return _timeline(made.film_s, timed(script.scenes[0].say, about.language, words, made.film_s))


def _aligned(reading: Speech, text: str, pcm: np.typing.NDArray[np.float32], seconds: float) -> Sequence[SpokenWord]:
    length = len(reading.pcm) / reading.rate
    if length > limits.MOST_READING * seconds:
        raise UploadRefused(say.long_transcript(length, seconds))
    return align_words(reading, text, pcm, LISTENING_RATE)


def _script(about: About, words: str) -> Script:
    """The clip as if it were one scene of ours."""
    scene = Scene(Role.SCENE, " ".join(words.split()), Headline(about.title))
    return Script(about.title, (scene,), about.language, version=about.version)


def _timeline(seconds: float, words: tuple[Word, ...]) -> Timeline:
    return Timeline((Stretch(0, round(seconds * FPS), words),))


def _moved(cue: SubtitleCue, seconds: float) -> SubtitleCue:
    return replace(cue, start_s=cue.start_s + seconds, end_s=cue.end_s + seconds)


def _inside(cues: Iterable[SubtitleCue], seconds: float) -> tuple[SubtitleCue, ...]:
    """The cues without what would be shown before or after the clip."""
    return tuple(
        replace(cue, start_s=max(0.0, cue.start_s), end_s=min(cue.end_s, seconds))
        for cue in cues
        if cue.start_s < seconds and min(cue.end_s, seconds) > max(0.0, cue.start_s)
    )


def _digest(path: Path, about: About, size: tuple[int, int], backdrop: str, frame: FilmFrame | None) -> str:
    parts = ("upload", CODING, SOUND_CODING, _content(path), about, size, backdrop)
    if frame is None:
        return key_of(*parts)
    logo = _content(Path(frame.brand.logo)) if frame.brand.logo else ""
    return key_of(*parts, TEMPLATE, replace(frame, brand=replace(frame.brand, logo=logo)))


def _content(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _keep(out: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        write_whole(out / name, content)
