"""`ninety keys`: which SECRET_KEY this is, and what to do when it changes or is lost."""

from __future__ import annotations

import argparse

from bot.answers.renewing.credentials import CredentialSealer, reseal
from bot.cli.choosing import BadOrder
from bot.operations.keys import fingerprint, hold_key, key_fault, replace_key
from bot.platforms import sealed_anew
from bot.settings import Settings
from lessons.database import Database

DESCRIPTION = """\
The key signs links and buttons, and seals the platforms' tokens and the credentials of drives. A database belongs to
one key, and a process with another one refuses to start. To change it, set the new one and put the old one into
OLD_SECRET_KEYS:

  ninety keys            fingerprints of the key, and whether the database belongs to it
  ninety keys rotate     seals everything with the new key; the old one may go after 60 days, when no link needs it
  ninety keys replace --yes   where the old key is lost: links and buttons sent before stop working,
                              the app is installed again in each workspace, and drives are named again"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", default="show", choices=sorted(ACTIONS))
    parser.add_argument("--yes", action="store_true", help="with replace: do it")


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    # The database alone: an installation would try the platforms with tokens that the key may not open.
    database = Database(settings.database_url)
    try:
        return await ACTIONS[arguments.action](settings, database, arguments)
    finally:
        await database.close()


async def _show(settings: Settings, database: Database, arguments: argparse.Namespace) -> int:
    print(f"SECRET_KEY: {fingerprint(settings.secret_key)}")
    for old in settings.old_secret_keys:
        print(f"before: {fingerprint(old)}")
    async with database.read() as db:
        fault = await key_fault(db, settings.secret_key, settings.old_secret_keys)
    print(fault or "The database belongs to it.")
    return 1 if fault else 0


async def _rotate(settings: Settings, database: Database, arguments: argparse.Namespace) -> int:
    """Needs the old keys: what none of them opens is named, and stays as it is."""
    async with database.write() as db:
        await hold_key(db, settings.secret_key, settings.old_secret_keys)
        count, unopened = await sealed_anew(settings, db)
        places, shut = await reseal(db, CredentialSealer(settings.secret_key, settings.old_secret_keys))
    print(f"{count + places} sealed tokens now need the new key alone.")
    for name in unopened:
        print(f"✗ {name}: none of the keys opens its tokens; install the app there again")
    for address in shut:
        print(f"✗ {address}: none of the keys opens its credentials; name the place again with --credentials")
    return 1 if unopened or shut else 0


async def _replace(settings: Settings, database: Database, arguments: argparse.Namespace) -> int:
    if not arguments.yes:
        raise BadOrder(
            "without the old key, links and buttons that were sent stop working, and sealed tokens stay shut until the "
            "app is installed again in each workspace. Add --yes to take the database for this key all the same"
        )
    async with database.write() as db:
        await replace_key(db, settings.secret_key)
    print(f"The database belongs to {fingerprint(settings.secret_key)} now.")
    return 0


ACTIONS = {"show": _show, "rotate": _rotate, "replace": _replace}
