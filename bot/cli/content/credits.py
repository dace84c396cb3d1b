"""`ninety credits`: whose work is in the clips."""

from __future__ import annotations

import argparse

from bot.settings import Settings
from bot.voices import credits_of
from lessons.studio.cast.people import CREDIT

DESCRIPTION = """\
Names whose voices, drawings, fonts and music the clips of this installation are made with, and
under which licences. Each clip also carries its own in its provenance mark.

  ninety credits"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print the credits."""
    print("Voices:", *[f"  {credit}" for credit in credits_of(settings)], sep="\n")
    print("Drawings:", f"  {CREDIT}", sep="\n")
    print("Fonts:", "  Inter, Noto Sans, Noto Color Emoji (OFL-1.1)", sep="\n")
    print("Music:", "  synthesised by Ninety itself (Apache-2.0)", sep="\n")
    return 0
