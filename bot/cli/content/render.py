"""`ninety render`: a script file as clips in a folder, to look at before anybody else does."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import shutil
import sys
import time
from collections.abc import Collection
from pathlib import Path

from bot.settings import Settings
from bot.voices import voices_of
from bot.wiring import make_studio
from lessons.authoring import AuthoringErrors, read_scripts
from lessons.episodes import MAIN
from lessons.script import Script
from lessons.studio.pipeline.studio import Studio
from lessons.studio.store.clips import RenderedClip

SIZES = {"1080": (1080, 1920), "720": (720, 1280)}
LOOK_EVERY_S = 0.2  # an edit is to be seen within a second
FILES = ("clip.mp4", "clip.vtt", "poster.jpg", "transcript.json")
CHANGED = "changed.jpg"


DESCRIPTION = """\
Makes the clip of a Markdown file (docs/authoring.md), and of each of its branches: MP4, WebVTT,
poster, and a transcript with seconds. Unchanged scenes are taken from the cache. With --watch a picture
of what changed, changed.jpg, is there before the clip is.

  ninety render examples/the-data-leak/01-the-printer-knows.md -o out
  ninety render examples/the-data-leak/01-the-printer-knows.md --watch"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the episode's file")
    parser.add_argument("-o", "--output", type=Path, default=Path("out"), help="folder for what is made (out)")
    parser.add_argument(
        "--watch", action="store_true", help="make the clip again whenever a file of the folder changes"
    )
    parser.add_argument("--size", choices=sorted(SIZES), default="1080", help="width of the picture")


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """Make the clips of one file, and say what was made; with --watch after every change, until Ctrl-C."""
    # No installation: drawing needs no database, so authors can try a script anywhere.
    studio = make_studio(settings)
    try:
        voices = set(voices_of(settings))
        made: dict[str, Script] = {}
        done = await _make(studio, arguments, voices, made)
        while arguments.watch:
            await _changed(arguments.file.parent)
            await _make(studio, arguments, voices, made)
    finally:
        await studio.close()
    return done


async def _make(studio: Studio, arguments: argparse.Namespace, voices: Collection[str], made: dict[str, Script]) -> int:
    """The clips of the file, after a picture of what changed in each.

    Args:
        made: the scripts that clips were made of before; those of now are added.
    """
    try:
        began = time.monotonic()
        scripts = await asyncio.to_thread(read_scripts, arguments.file, voices)
        for key, script in scripts.clips.items():
            folder = arguments.output if key == MAIN else arguments.output / key
            if key in made and made[key] != script:
                live = await studio.begin(script, scripts.brand, SIZES[arguments.size])
                (folder / CHANGED).write_bytes(await live.still(_first_change(made[key], script)))
                print(f"\n  {folder / CHANGED}  after {time.monotonic() - began:.1f} s")
            made[key] = script
            began = time.monotonic()
            clip = await studio.render(script, scripts.brand, SIZES[arguments.size], _progress)
            print(f"\r{script.title}: {clip.seconds:.1f} s of video in {time.monotonic() - began:.1f} s")
            _copy(clip, folder)
    except AuthoringErrors as faults:
        print(faults, file=sys.stderr)
        return 1
    except ValueError as fault:
        print(f"\n{arguments.file}: {fault}", file=sys.stderr)
        return 1
    return 0


def _first_change(before: Script, now: Script) -> int:
    """The first scene that is another one now; the last one where scenes were only taken out."""
    same = zip(before.scenes, now.scenes, strict=False)
    changed = next((n for n, (old, new) in enumerate(same) if old != new), len(before.scenes))
    return min(changed, len(now.scenes) - 1)


async def _changed(folder: Path) -> None:
    """Returns when a file of the folder has changed."""
    before = _stamps(folder)
    while _stamps(folder) == before:  # noqa: ASYNC110 - files send no events that every system has
        await asyncio.sleep(LOOK_EVERY_S)


def _stamps(folder: Path) -> dict[Path, int]:
    stamps: dict[Path, int] = {}
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):  # an editor replaces a file while we look
            if path.is_file():
                stamps[path] = path.stat().st_mtime_ns
    return stamps


def _progress(done: int, of: int) -> None:
    print(f"\r  {done} of {of} parts", end="", flush=True)


def _copy(clip: RenderedClip, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copyfile(clip.folder / name, folder / name)
        print(f"  {folder / name}  {(folder / name).stat().st_size:,} bytes")
