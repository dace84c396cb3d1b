"""`ninety teams-package`: the app package for Microsoft Teams."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.cli.choosing import BadOrder
from bot.platforms import teams_package
from bot.settings import Settings

DESCRIPTION = """\
Writes a zip with manifest and icons from the settings, ready to be uploaded.

  ninety teams-package --company 'Riverbank Ltd' --to ninety-teams.zip"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, default=Path("ninety-teams.zip"), help="the file to write")
    parser.add_argument("--company", default="Ninety", help="who runs it, at most 32 characters")
    parser.add_argument("--version", default="1.0.0", help="a higher one for every update")
    parser.add_argument("--privacy-url", default="", help="your privacy statement; PUBLIC_URL when left out")
    parser.add_argument("--terms-url", default="", help="your terms of use; PUBLIC_URL when left out")
    parser.add_argument(
        "--read-receipts", action="store_true", help="be told what was read; whoever installs the app consents to it"
    )


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write the app package that is uploaded to Teams."""
    try:
        packed = teams_package(
            settings,
            arguments.company,
            arguments.version,
            arguments.privacy_url,
            arguments.terms_url,
            arguments.read_receipts,
        )
    except ValueError as fault:
        raise BadOrder(str(fault)) from fault
    file: Path = arguments.to
    # The file is uploaded by a person, who chooses where it lies.
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(packed)
    print(f"Wrote {file}. Upload it in the Teams admin center under Teams apps > Manage apps; docs/teams.md goes on.")
    return 0
