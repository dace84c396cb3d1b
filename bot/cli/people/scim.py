"""`ninety scim`: keys with which a company's directory tells who works there."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from bot.cli.choosing import BadOrder, add_workspace, choose
from bot.directory.tokens import end_token, make_token, tokens_of
from bot.settings import Settings
from bot.wiring import installation
from schedules.people.roster import all_workspaces

DESCRIPTION = """\
Makes, lists and ends keys for a company's directory (Entra ID, Okta and others that speak SCIM 2.0).
A key is shown once, when it is made; the directory sends it as a bearer token to PUBLIC_URL/scim/v2.

  ninety scim new 'Entra ID'       a key; paste it into the directory
  ninety scim list                 which there are, and when each was used last
  ninety scim end 'Entra ID'       it opens nothing any more"""
BY = "command line"
LONGEST = 80


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", default="list", choices=["list", "new", "end"])
    parser.add_argument("name", nargs="?", default="", help="what the key is called, such as the directory's name")
    add_workspace(parser)


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """Make, list or end keys."""
    if arguments.action != "list" and not 0 < len(arguments.name) <= LONGEST:
        raise BadOrder(f"say what the key is called: ninety scim {arguments.action} 'Entra ID'")
    now = datetime.now(UTC)
    async with installation(settings) as ready, ready.database.write() as db:
        workspace = choose(await all_workspaces(db), arguments.workspace)
        if arguments.action == "new":
            secret = await make_token(db, workspace.id, arguments.name, BY, now)
            print(f"{settings.public_url}/scim/v2\n{secret}\nThis is the only time that the key is shown.")
        elif arguments.action == "end":
            if not await end_token(db, workspace.id, arguments.name, BY, now):
                raise BadOrder(f"no key is called {arguments.name!r}: `ninety scim list` shows those there are")
            print(f"Ended: {arguments.name}.")
        else:
            keys = await tokens_of(db, workspace.id)
            lines = [f"{key.name} ({key.id}), made {key.made_at:%Y-%m-%d}, used {_used(key.used_at)}" for key in keys]
            print(*lines or [f"No key for {workspace.name} yet: `ninety scim new NAME` makes one."], sep="\n")
    return 0


def _used(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "never"
