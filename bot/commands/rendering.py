"""render: a script file as clips in a folder, to look at before anybody else does."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import time
from pathlib import Path

from bot.settings import Settings
from bot.wiring import make_studio
from lessons.authoring import AuthoringErrors, read_scripts
from lessons.episodes import MAIN
from lessons.studio.clips import Clip

SIZES = {"1080": (1080, 1920), "720": (720, 1280)}
FILES = ("clip.mp4", "clip.vtt", "poster.jpg", "transcript.json")


async def render(settings: Settings, arguments: argparse.Namespace) -> int:
    """Make the clips of one file, and say what was made."""
    try:
        scripts = await asyncio.to_thread(read_scripts, arguments.file)
    except AuthoringErrors as faults:
        print(faults, file=sys.stderr)
        return 1
    studio = make_studio(settings)
    try:
        for key, script in scripts.clips.items():
            began = time.monotonic()
            made = await studio.render(script, scripts.brand, SIZES[arguments.size], _progress)
            folder = arguments.output if key == MAIN else arguments.output / key
            _copy(made, folder)
            print(f"\r{script.title}: {made.seconds:.1f} s of video in {time.monotonic() - began:.1f} s")
            for name in FILES:
                print(f"  {folder / name}  {(folder / name).stat().st_size:,} bytes")
    except ValueError as fault:
        print(f"\n{arguments.file}: {fault}", file=sys.stderr)
        return 1
    finally:
        await studio.close()
    return 0


def _progress(done: int, of: int) -> None:
    print(f"\r  {done} of {of} parts", end="", flush=True)


def _copy(made: Clip, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copyfile(made.folder / name, folder / name)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands of this module, for the command line."""
    parser = commands.add_parser(
        "render",
        help="an episode's file as clips in a folder",
        description="Makes the clip of a Markdown file (docs/authoring.md), and of each of its branches: MP4, WebVTT,\n"
        "poster, and a transcript with seconds. Unchanged scenes are taken from the cache.\n\n"
        "  python -m bot render examples/the-data-leak/01-the-printer-knows.md -o out",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, help="the episode's file")
    parser.add_argument("-o", "--output", type=Path, default=Path("out"), help="folder for what is made (out)")
    parser.add_argument("--size", choices=sorted(SIZES), default="1080", help="width of the picture")
    parser.set_defaults(do=render)
