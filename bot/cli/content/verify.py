"""`ninety verify`: what a clip is, also where its mark was taken out."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.cli.choosing import BadOrder
from bot.clips.verifying import Finding, Verified, verify
from bot.messages.pages import verify_texts
from bot.settings import Settings
from lessons.database import Database
from lessons.studio.encoding.recognising import NoClip
from lessons.studio.pipeline.provenance import Provenance

DESCRIPTION = """\
Says what a clip is: whether it is one of this installation and unchanged, how it was made, from which sources, and who
approved that version. A clip whose mark was taken out, or that was coded anew, is known again by its pictures.
It ends with 0 for an unchanged clip of ours and with 1 for anything else.

  ninety verify clip.mp4"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    if not arguments.file.is_file():
        raise BadOrder(f"{arguments.file} is no file: write where the clip is")
    database = Database(settings.database_url)
    try:
        folder = settings.data_dir
        verified = await verify(database, folder / "media", Provenance(folder / "provenance"), arguments.file)
    except NoClip as fault:
        raise BadOrder(f"{arguments.file}: {fault}") from fault
    finally:
        await database.close()
    print(*lines(verified), sep="\n")
    return 0 if verified.finding is Finding.OURS else 1


def lines(verified: Verified) -> list[str]:
    """What is known, a line for each."""
    return [verify_texts.sentence(verified.finding), *(f"  {name}: {value}" for name, value in verified.facts())]
