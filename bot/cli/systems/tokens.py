"""`ninety tokens`: which other systems may read what over the HTTP API."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta

from bot.api.tokens import Scope, make_token, revoke_token, tokens_of
from bot.cli.choosing import BadOrder, add_workspace, choose
from bot.settings import Settings
from lessons.database import Database
from schedules.ledger import audit
from schedules.people.roster import Workspace, all_workspaces

DESCRIPTION = """\
Tokens with which other systems read lists over the HTTP API; docs/api.md shows how. A token is shown once, when it is
made; what is kept of it is a hash.

  ninety tokens                                       those there are, and when each was last used
  ninety tokens make --name 'HR' --scope roster --scope campaigns
  ninety tokens revoke 01a2…"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", default="list", choices=("list", "make", "revoke"))
    parser.add_argument("id", nargs="?", default="", help="with revoke: which one")
    parser.add_argument("--name", default="", help="with make: which system gets it")
    parser.add_argument("--scope", action="append", default=[], choices=[scope.value for scope in Scope])
    parser.add_argument("--days", type=int, default=365, help="with make: after so many it opens nothing (365)")
    add_workspace(parser)


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    database = Database(settings.database_url)
    now = datetime.now(UTC)  # tokens are in real time, also where time was moved
    try:
        async with database.read() as db:
            workspace = choose(await all_workspaces(db), arguments.workspace)
        if arguments.action == "make":
            return await _make(database, workspace, arguments, now)
        if arguments.action == "revoke":
            return await _revoke(database, workspace, arguments.id, now)
        return await _list(database, workspace, now)
    finally:
        await database.close()


async def _make(database: Database, workspace: Workspace, arguments: argparse.Namespace, now: datetime) -> int:
    scopes = {Scope(scope) for scope in arguments.scope}
    if not arguments.name or not scopes or not 1 <= arguments.days <= 3650:
        raise BadOrder("say for whom and what: ninety tokens make --name HR --scope roster [--days 365]")
    async with database.write() as db:
        token_id, secret = await make_token(
            db, workspace.id, arguments.name, scopes, now, timedelta(days=arguments.days)
        )
        about = (db, workspace.id, "command line", "token made", token_id, now)
        await audit.note(*about, name=arguments.name, scopes=sorted(scopes))
    print(f"{token_id}  {arguments.name}: {', '.join(sorted(scopes))}\n{secret}\nIt is shown this once; keep it safe.")
    return 0


async def _revoke(database: Database, workspace: Workspace, token_id: str, now: datetime) -> int:
    async with database.write() as db:
        if not await revoke_token(db, workspace.id, token_id, now):
            raise BadOrder(f"no open token has the id {token_id!r}: ninety tokens lists them")
        await audit.note(db, workspace.id, "command line", "token revoked", token_id, now)
    print("It opens nothing any more.")
    return 0


async def _list(database: Database, workspace: Workspace, now: datetime) -> int:
    async with database.read() as db:
        tokens = await tokens_of(db, workspace.id)
    for token in tokens:
        state = "open" if token.opens(now) else "revoked" if token.revoked_at else "expired"
        used = f"{token.used_at:%Y-%m-%d %H:%M}" if token.used_at else "never"
        print(f"{token.id}  {state:8} {token.name}: {', '.join(sorted(token.scopes))}; last used {used}")
    if not tokens:
        print("No other system has a token.")
    return 0
