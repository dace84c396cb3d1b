"""`ninety forget`: erases a person."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.cli.choosing import BadOrder, add_workspace
from bot.cli.content.import_folder import open_workspace
from bot.operations.erasure import forget_person, people_called
from bot.settings import Settings
from bot.wiring import installation
from schedules.people.roster import Learner

DESCRIPTION = """\
Erases every row about a person: what they asked, answered, watched and were told.

  ninety forget 'Ada Lind' --yes"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("person", help="name, e-mail address, or id")
    parser.add_argument("--yes", action="store_true", help="do it")
    add_workspace(parser)


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """Erase a person, once --yes says so."""
    async with installation(settings) as ready:
        workspace = await open_workspace(ready, arguments.workspace)
        async with ready.database.read() as db:
            person = _only(await people_called(db, workspace.id, arguments.person), arguments.person)
        # Shown before it is done: two people may have one name, and nothing brings a person back.
        if not arguments.yes:
            raise BadOrder(f"this erases everything about {person.name} ({person.id}): add --yes to do it")
        async with ready.database.write() as db:
            counts = await forget_person(db, workspace, person, datetime.now(UTC))
    for table, count in counts.items():
        print(f"  {table}: {count} rows")
    print("Erased. What was sent stays in the chat platform, and in backups until they run out.")
    return 0


def _only(fitting: Sequence[Learner], name: str) -> Learner:
    # Never the first of several: erasing the wrong one cannot be undone.
    if len(fitting) == 1:
        return fitting[0]
    raise BadOrder(
        f"{len(fitting)} people are called {name!r}: use an id, the platform's or ours, or an e-mail address"
    )
