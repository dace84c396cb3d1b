"""What a clip costs: ours cold and warm, beside moviepy and beside coding alone, in one run on this machine.

    python -m bench.render            60 s at 1080x1920 and 720x1280, moviepy in full: some minutes
    python -m bench.render --quick    60 s of ours at 1080x1920; moviepy on the first seconds, scaled up: under 50 s

CPU seconds are those of a whole process tree. moviepy lives in an environment of its own (var/peers/moviepy, installed
on first use), because it wants an older Pillow; it gets finished drawings and finished sound for nothing, and no
slide-ins. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import wave
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import av
import numpy as np

from bench.render_lesson import lesson
from bench.render_ours import BRAND, SIZES
from bench.render_stills import keep, stills
from lessons.studio.cards.frames import caption_box
from lessons.studio.store.clips import RenderedClip
from lessons.studio.timing.transcript import cues_from

ROOT = Path(__file__).parent.parent
PEER = ROOT / "var" / "peers" / "moviepy"
MOVIEPY = "moviepy==2.2.1"
EXCERPTS = {"layered": 2.0, "frames": 6.0}  # seconds of the clip that moviepy makes in a quick run
FLOOR_QUICK_S = 12.0  # of coding alone
TRIES, TRIES_QUICK = 3, 2  # of each wall time, because other programs run beside us: the best one is kept
LOOK_EVERY_S = 0.04
PROVED_QUICK = 360  # pictures that a quick run decodes


@dataclass(frozen=True, slots=True)
class Run:
    """One process tree, measured from outside.

    Attributes:
        rss_mb: the most that all its processes held at once; pages they share are counted for each.
        said: the JSON object it printed last.
    """

    wall_s: float
    cpu_s: float
    rss_mb: float
    said: dict[str, Any] = field(default_factory=dict)


def run(command: Sequence[str | Path]) -> Run:
    """Raises:
    RuntimeError: the process failed.
    """
    start = time.perf_counter()
    process = subprocess.Popen([str(word) for word in command], cwd=ROOT, stdout=subprocess.PIPE)
    peak = _Peak(process.pid)
    assert process.stdout is not None
    printed = process.stdout.read().decode()
    _, status, used = os.wait4(process.pid, 0)  # what it used, and all of its children that it waited for
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if process.returncode:
        raise RuntimeError(f"{command} failed")
    lines = [line for line in printed.splitlines() if line.startswith("{")]
    return Run(wall, used.ru_utime + used.ru_stime, peak.end(), json.loads(lines[-1]) if lines else {})


class _Peak:
    """Adds up, again and again, what a process and its children hold."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._over = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.wait(LOOK_EVERY_S):
            self._most = max(self._most, _held(self._pid))

    def end(self) -> float:
        self._over.set()
        self._thread.join()
        return self._most / 1e6


def _held(pid: int) -> int:
    """Bytes of memory that a process and its children hold now."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):  # it ended meanwhile
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(_held(int(child)) for child in children)


def ours(how: str, size: str, folder: Path, tries: int = 1) -> Run:
    return run([sys.executable, "-m", "bench.render_ours", how, size, folder, str(tries)])


def clip_of(made: Run) -> RenderedClip:
    folder = Path(made.said["folder"])
    return RenderedClip(folder.name, made.said["seconds"], folder, cues_from((folder / "transcript.json").read_text()))


def moviepy(how: str, size: str, clip: RenderedClip, work: Path, seconds: float) -> Run:
    """moviepy on the clip's first seconds."""
    script, folder = lesson(work), work / f"stills-{size}-{how}"
    folder.mkdir()
    listed = keep(stills(script, BRAND, SIZES[size], clip), folder, SIZES[size], seconds)
    program = Path(__file__).with_name("render_moviepy.py")
    made = run([_peer_python(), program, how, listed, _sound(clip, folder), folder / "out.mp4"])
    for still in folder.glob("*.npy"):
        still.unlink()
    return made


def _sound(clip: RenderedClip, folder: Path) -> Path:
    with av.open(str(clip.video)) as file:
        rate = file.streams.audio[0].rate
        pcm = np.concatenate([np.asarray(frame.to_ndarray()[0]) for frame in file.decode(audio=0)])
    with wave.open(str(folder / "sound.wav"), "wb") as out:
        out.setparams((1, 2, rate, 0, "NONE", ""))
        out.writeframes((np.clip(pcm, -1, 1) * 32767).astype("<i2").tobytes())
    return folder / "sound.wav"


def _peer_python() -> Path:
    python = PEER / "bin" / "python"
    if not (PEER / "installed").exists():
        print(f"installing {MOVIEPY} into var/peers/moviepy to compare with (once) …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", PEER], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", MOVIEPY], check=True)
        (PEER / "installed").touch()
    return python


def moviepy_seconds(how: str, size: str, clip: RenderedClip, work: Path, *, quick: bool) -> tuple[float, Run]:
    """CPU seconds for the whole clip; scaled up from an excerpt in a quick run, its start-up counted once."""
    if not quick:
        whole = moviepy(how, size, clip, work, clip.seconds)
        return whole.cpu_s, whole
    start = run([_peer_python(), "-c", "import moviepy"])
    part = moviepy(how, size, clip, work, EXCERPTS[how])
    return start.cpu_s + (part.cpu_s - start.cpu_s) * clip.seconds / EXCERPTS[how], part


def measure(size: str, work: Path, *, quick: bool) -> dict[str, float]:
    """All rows of one picture size, printed as they come."""
    width, height = SIZES[size]
    print(f"\n{width}x{height}{'':24}CPU s   video s/CPU s   wall s   peak RSS MB")
    cold = ours("cold", size, work / f"cold{size}")
    clip = clip_of(cold)
    row("ours, cold", cold.cpu_s, clip.seconds, cold.wall_s, cold.rss_mb)
    warm = ours("warm", size, work / f"warm{size}", TRIES_QUICK if quick else TRIES)
    row("ours, warm", warm.said["cpu_s"], clip.seconds, warm.said["whole_clip_s"], warm.rss_mb)
    floor = run(
        [
            sys.executable,
            "-m",
            "bench.render_floor",
            size,
            clip.folder,
            work,
            str(FLOOR_QUICK_S if quick else clip.seconds),
        ]
    )
    row("coding alone, changed pictures", floor.said["changed_cpu_s"], clip.seconds)
    row("coding alone, 30 pictures a second", floor.said["every_cpu_s"], clip.seconds)
    peers = {}
    for how, what in (("frames", "moviepy, finished frames"), ("layered", "moviepy, layered")):
        peers[how], peer = moviepy_seconds(how, size, clip, work, quick=quick)
        scaled = f" (scaled up from {EXCERPTS[how]:.0f} s)" if quick else ""
        row(what + scaled, peers[how], clip.seconds, None if quick else peer.wall_s, peer.rss_mb)
    edits = ("first_picture_s", "unchanged_cpu_s", "headline_cpu_s", "line_cpu_s")
    print("  " + ", ".join(f"{name} {warm.said[name]:.2f}" for name in edits))
    proved = proof(clip, PROVED_QUICK if quick else 1 << 30)
    print(f"  clip: {clip.seconds:.1f} s, {cold.said['megabytes']:.1f} MB; {proved}")
    return {
        "video_s_per_cpu_s_cold": clip.seconds / cold.cpu_s,
        "video_s_per_cpu_s_warm": clip.seconds / warm.said["cpu_s"],
        "times_moviepy_layered": peers["layered"] / cold.cpu_s,
        "times_moviepy_frames": peers["frames"] / cold.cpu_s,
        "first_picture_s": warm.said["first_picture_s"],
        "whole_clip_s": warm.said["whole_clip_s"],
        "peak_rss_mb": max(cold.rss_mb, warm.rss_mb),
        "unchanged_cpu_s": warm.said["unchanged_cpu_s"],
        "headline_cpu_s": warm.said["headline_cpu_s"],
    }


def measure_dialogue(work: Path, *, quick: bool) -> dict[str, float]:
    """Two people who speak, with music: its own rows."""
    talk = ours("dialogue", "1080", work / "dialogue", 1 if quick else TRIES)
    seconds = talk.said["seconds"]
    print("\ndialogue, 1080x1920")
    row("ours, warm, speech kept", talk.said["cpu_s"], seconds, None, talk.rss_mb)
    row("ours, warm, with the voice", talk.said["uncached_cpu_s"], seconds, talk.said["whole_clip_s"])
    return {
        "dialogue_video_s_per_cpu_s_warm": seconds / talk.said["cpu_s"],
        "dialogue_with_voice_video_s_per_cpu_s": seconds / talk.said["uncached_cpu_s"],
        "dialogue_first_picture_s": talk.said["first_picture_s"],
        "dialogue_whole_clip_s": talk.said["whole_clip_s"],
        "dialogue_peak_rss_mb": talk.rss_mb,
    }


def row(what: str, cpu_s: float, seconds: float, wall_s: float | None = None, rss_mb: float | None = None) -> None:
    wall, rss = ("" if value is None else f"{value:.{digits}f}" for value, digits in ((wall_s, 2), (rss_mb, 0)))
    print(f"  {what:<38} {cpu_s:7.2f} {seconds / cpu_s:12.1f} {wall:>12} {rss:>11}", flush=True)


def proof(clip: RenderedClip, most: int) -> str:
    """So many pictures decoded by two decoders and compared; captions against the voice's own times."""
    first, changes = _decoded(clip, most)
    same = "a second decoder agrees" if first == _second_decoder(clip, most) else "A SECOND DECODER DISAGREES"
    words = [word.start_s for cue in clip.cues for word in cue.words if word.start_s < len(first) / 30 - 1]
    apart = [min(abs(start - change) for change in changes) for start in words]
    off = float(np.median(apart)) * 1000
    return f"{len(first)} pictures decoded, {same}; captions change {off:.0f} ms (median) from the voice's own times"


def _decoded(clip: RenderedClip, most: int) -> tuple[list[str], list[float]]:
    """A hash of every picture, and the seconds at which the captions change."""
    hashes, changes, before = [], [], b""
    with av.open(str(clip.video)) as file:
        size = (file.streams.video[0].width, file.streams.video[0].height)
        top, tall = caption_box(size)[1], caption_box(size)[3]
        for i, frame in enumerate(islice(file.decode(video=0), most)):
            picture = np.asarray(frame.to_ndarray(), np.uint8)
            strip = picture[top : top + tall].tobytes()
            if strip != before:
                changes.append(i / 30)
            before = strip
            hashes.append(hashlib.md5(picture.tobytes(), usedforsecurity=False).hexdigest())
    return hashes, changes


def _second_decoder(clip: RenderedClip, most: int) -> list[str]:
    """Hashes by OpenH264, which is in the ffmpeg program that moviepy brings."""
    find = "import imageio_ffmpeg; print(imageio_ffmpeg.get_ffmpeg_exe())"
    ffmpeg = subprocess.run([_peer_python(), "-c", find], check=True, capture_output=True, text=True).stdout.strip()
    read = [ffmpeg, "-v", "error", "-c:v", "libopenh264", "-i", str(clip.video)]
    write = ["-map", "0:v", "-frames:v", str(most), "-f", "framemd5", "-"]
    told = subprocess.run([*read, *write], check=True, capture_output=True, text=True).stdout
    return [line.rsplit(",", 1)[1].strip() for line in told.splitlines() if not line.startswith("#")]


def main() -> None:
    about = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    about.add_argument("--quick", action="store_true", help="under 50 seconds")
    quick = about.parse_args().quick
    with tempfile.TemporaryDirectory() as folder:
        lesson(Path(folder))  # draws its photos before anything is measured
        results = {size: measure(size, Path(folder), quick=quick) for size in (("1080",) if quick else ("1080", "720"))}
        talk = measure_dialogue(Path(folder), quick=quick)
    print(json.dumps({name: round(value, 3) for name, value in {**results["1080"], **talk}.items()}))


if __name__ == "__main__":
    main()
