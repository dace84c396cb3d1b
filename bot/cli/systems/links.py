"""`ninety links`: takes links back that were handed out."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from bot.cli.choosing import BadOrder, add_workspace, choose
from bot.privacy.erasure import people_called
from bot.settings import Settings
from bot.sign_in.revocations import EVERY, KINDS, revoked_in
from bot.sign_in.taking_back import take_back
from lessons.database import Database
from schedules.people.roster import all_workspaces, learner_by_id

DESCRIPTION = """\
Takes links back: those of one person, or of everybody; of one kind, or every kind. They open nothing any more, and
browsers are signed out. People do it for themselves by “revoke my links” in chat. Links to pictures and films name
nobody and end by themselves within 18 hours; buttons in chat go on working.

  ninety links                                     what was taken back lately
  ninety links revoke --person 'Ada Lind'
  ninety links revoke --kind report --everybody"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", default="list", choices=("list", "revoke"))
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument("--person", default="", help="whose: name, e-mail address, or id")
    whose.add_argument("--everybody", action="store_true", help="those of the whole workspace")
    parser.add_argument("--kind", default=EVERY, choices=tuple(KINDS), help="of one kind alone")
    add_workspace(parser)


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    database = Database(settings.database_url)
    now = datetime.now(UTC)  # links are in real time, also where time was moved
    try:
        async with database.read() as db:
            workspace = choose(await all_workspaces(db), arguments.workspace)
        if arguments.action == "list":
            return await _list(database, workspace.id)
        if not arguments.person and not arguments.everybody:
            raise BadOrder("say whose: ninety links revoke --person 'Ada Lind', or --everybody")
        learner_id = await _person(database, workspace.id, arguments.person) if arguments.person else EVERY
        async with database.write() as db:
            ended = await take_back(db, workspace.id, "command line", now, learner_id, arguments.kind)
        print(f"Taken back, within two seconds in every process. Sessions ended: {ended}.")
        return 0
    finally:
        await database.close()


async def _person(database: Database, workspace_id: str, name: str) -> str:
    async with database.read() as db:
        fitting = await people_called(db, workspace_id, name)
    if len(fitting) != 1:
        raise BadOrder(f"{len(fitting)} people are called {name!r}: use an id or an e-mail address")
    return fitting[0].id


async def _list(database: Database, workspace_id: str) -> int:
    async with database.read() as db:
        for each in await revoked_in(db, workspace_id):
            person = await learner_by_id(db, workspace_id, each.learner_id) if each.learner_id else None
            whose = person.name if person else "everybody"
            print(f"{each.until:%Y-%m-%d %H:%M} UTC  {whose}: {each.kind or 'every kind'}")
    return 0
