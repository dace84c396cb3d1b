"""teams-package, and the doctor for Teams."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.commands.content import BadOrder
from bot.platforms import teams_faults, teams_package
from bot.settings import Settings


async def write_package(settings: Settings, arguments: argparse.Namespace) -> int:
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
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(packed)
    print(f"Wrote {file}. Upload it in the Teams admin center under Teams apps > Manage apps; docs/teams.md goes on.")
    return 0


async def examine_teams(settings: Settings, arguments: argparse.Namespace) -> int:
    """Say what is missing for Teams and how to mend it."""
    faults = await teams_faults(settings)
    for fault in faults:
        print(f"✗ {fault}")
    print("✓ Teams can be used" if not faults else f"\n{len(faults)} to mend.")
    return 1 if faults else 0


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands of this module, for the command line."""
    packing = commands.add_parser(
        "teams-package",
        help="write the app package for Microsoft Teams",
        description="Writes a zip with manifest and icons from the settings, ready to be uploaded.\n\n"
        "  python -m bot teams-package --company 'Riverbank Ltd' --to ninety-teams.zip",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    packing.add_argument("--to", type=Path, default=Path("ninety-teams.zip"), help="the file to write")
    packing.add_argument("--company", default="Ninety", help="who runs it, at most 32 characters")
    packing.add_argument("--version", default="1.0.0", help="a higher one for every update")
    packing.add_argument("--privacy-url", default="", help="your privacy statement; PUBLIC_URL when left out")
    packing.add_argument("--terms-url", default="", help="your terms of use; PUBLIC_URL when left out")
    packing.add_argument(
        "--read-receipts", action="store_true", help="be told what was read; whoever installs the app consents to it"
    )
    packing.set_defaults(do=write_package)
