"""The command line: `ninety COMMAND`, or `python -m bot COMMAND` where nothing is installed."""

from __future__ import annotations

import os
import sys

from bot.cli.choosing import BadOrder
from bot.cli.commands import parser_for

# Databases, keys and backups are for the user that runs Ninety alone, whatever the shell's umask says.
OWNER_ALONE = 0o077


def main(words: list[str] | None = None) -> int:
    """Runs one command; returns its exit status: 0 done, 1 not done, 2 asked for wrongly."""
    words = sys.argv[1:] if words is None else words
    arguments = parser_for(words).parse_args(words)
    os.umask(OWNER_ALONE)
    # What follows loads the database library, which help should not wait for.
    import asyncio

    import sqlalchemy as sa
    from dotenv import load_dotenv

    from bot.operations.keys import WrongKey
    from bot.operations.logs import set_up
    from bot.settings import BadSettings, read_settings

    load_dotenv(".env")
    try:
        settings = read_settings(os.environ)
        set_up(settings.log_level, settings.log_format)
        return int(asyncio.run(arguments.work(settings, arguments)))
    except BadSettings as faults:
        print("These settings cannot work:\n", *[f"  {fault}\n" for fault in faults.faults], sep="", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped before it was done; the next start goes on from here.", file=sys.stderr)
        return 130
    except (BadOrder, WrongKey) as fault:
        print(fault, file=sys.stderr)
        return 2
    except (sa.exc.OperationalError, sa.exc.ProgrammingError, ConnectionError) as fault:
        reason = str(getattr(fault, "orig", fault)).splitlines()[0]
        print(f"The database cannot be used: {reason}\nRun `ninety doctor`, it says what to do.", file=sys.stderr)
        return 1
    except OSError as fault:
        print(f"{fault.strerror or fault}: {fault.filename or ''}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
