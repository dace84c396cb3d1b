"""The command line: `python -m bot COMMAND`."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys

import sqlalchemy as sa
from dotenv import load_dotenv

from bot.commands import (
    caring,
    content,
    gallery,
    learning,
    managers,
    managing,
    rendering,
    serving,
    slack,
    teams,
    uncertain,
    workspaces,
)
from bot.commands.content import BadOrder
from bot.logs import set_up
from bot.settings import BadSettings, read_settings

ABOUT = """Ninety: serialized 90-second video lessons in chat.

  python -m bot run        everything in one process; prints the address to open
  python -m bot COMMAND --help   what a command does, with an example

Settings come from the environment or a file .env; .env.example lists them all.
"""


def main(words: list[str] | None = None) -> int:
    """Runs one command; returns its exit status: 0 done, 1 not done, 2 asked for wrongly."""
    arguments = _parser().parse_args(words)
    load_dotenv(".env")
    try:
        settings = read_settings(os.environ)
    except BadSettings as faults:
        print("These settings cannot work:\n", *[f"  {fault}\n" for fault in faults.faults], sep="", file=sys.stderr)
        return 2
    set_up(settings.log_level, settings.log_format)
    try:
        return int(asyncio.run(arguments.do(settings, arguments)))
    except KeyboardInterrupt:
        print("\nStopped before it was done; the next start goes on from here.", file=sys.stderr)
        return 130
    except BadOrder as fault:
        print(fault, file=sys.stderr)
        return 2
    except (sa.exc.OperationalError, sa.exc.ProgrammingError, ConnectionError) as fault:
        reason = str(getattr(fault, "orig", fault)).splitlines()[0]
        print(
            f"The database cannot be used: {reason}\nRun `python -m bot doctor`, it says what to do.", file=sys.stderr
        )
        return 1
    except OSError as fault:
        print(f"{fault.strerror or fault}: {fault.filename or ''}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot", description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in (
        serving,
        content,
        rendering,
        learning,
        managers,
        managing,
        caring,
        uncertain,
        slack,
        teams,
        workspaces,
        gallery,
    ):
        module.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
