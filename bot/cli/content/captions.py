"""`ninety captions`: what is said in a film, as a caption file to read and correct before anybody sees it."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from bot.settings import Settings
from bot.voices import recogniser_of
from lessons.ports import VendorDown
from lessons.studio.timing.subtitle_writing import write_vtt
from lessons.studio.uploads.listening import NoSound, captions_of, sound_of

DESCRIPTION = """\
Listens to a film and writes down what is said in it, with the time of every word, as WebVTT
beside the film. Read it against the film and correct what was misheard; then name both in the
episode's file (clip: ida.mov, captions: ida.vtt). Nothing is published by this command.

  ninety captions examples/ida.mov
  ninety captions ida.mov --language de -o ida.de.vtt"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("film", type=Path, help="MP4, MOV, M4V, WebM or MKV")
    parser.add_argument("-o", "--output", type=Path, help="the caption file (the film's name with .vtt)")
    parser.add_argument("--language", default="", help="what is spoken, such as de; found out when left out")
    parser.add_argument("--force", action="store_true", help="write over captions that are there")


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write a film's captions."""
    out = arguments.output or arguments.film.with_suffix(".vtt")
    refused = _refused(arguments.film, out, force=arguments.force)
    recogniser = recogniser_of(settings)
    if recogniser is None:
        refused = refused or (
            "Speech recognition is not installed: run make captions, or write the plain words that are said "
            f"into {arguments.film.stem}.txt and name that as captions."
        )
    if refused or recogniser is None:
        print(refused, file=sys.stderr)
        return 1
    try:
        sound = await sound_of(arguments.film)
        heard = await asyncio.to_thread(recogniser.hear, sound, arguments.language)
    except (NoSound, ValueError, VendorDown) as fault:
        print(f"{arguments.film}: {fault}", file=sys.stderr)
        return 1
    cues = captions_of(heard.words, heard.language)
    if not cues:
        print(f"{arguments.film}: nobody is heard to speak; write the captions by hand.", file=sys.stderr)
        return 1
    out.write_text(write_vtt(cues), encoding="utf-8")
    for cue in cues:
        print(f"{cue.start_s:7.2f}  {cue.text}")
    print(f"{out}: {len(cues)} captions, language {heard.language} ({heard.sure:.0%} sure).")
    print("Read them against the film and correct what was misheard before you import it.")
    return 0


def _refused(film: Path, out: Path, *, force: bool) -> str:
    """Why not, "" for nothing."""
    if not film.is_file():
        return f"There is no film {film}: write the name of one that is there."
    if out.exists() and not force:
        return f"{out} is there already, perhaps corrected by hand: name another file with -o, or add --force."
    return ""
