"""`ninety forget`: erases a person."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.cli.choosing import BadOrder, add_workspace
from bot.cli.content.import_folder import open_workspace
from bot.operations.erasing import erase
from bot.privacy.erasure import people_called
from bot.settings import Settings
from bot.wiring import installation
from schedules.people.roster import Learner

DESCRIPTION = """\
Erases everything about a person: what they asked, answered, watched and were told, in the database, in files and in
what is kept to be faster. Prints a receipt that names nobody. They can ask for it themselves: “erase my data” in chat.

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
        receipt = await erase(ready.database, ready.media, ready.studio, workspace, person, datetime.now(UTC))
        url = ready.links.receipt(workspace.id, receipt.id, receipt.erased_at)
    for name, count in receipt.counts.items():
        print(f"  {name}: {count}")
    print("Erased. What was sent stays in the chat platform, and in backups until they run out.")
    print(f"Receipt {receipt.id}, seal {receipt.digest}\n  to hand out: {url}")
    return 0


def _only(fitting: Sequence[Learner], name: str) -> Learner:
    # Never the first of several: erasing the wrong one cannot be undone.
    if len(fitting) == 1:
        return fitting[0]
    raise BadOrder(
        f"{len(fitting)} people are called {name!r}: use an id, the platform's or ours, or an e-mail address"
    )
