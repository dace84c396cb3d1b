"""`ninety restored`: the step between restoring a backup and starting the workers again."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from bot.cli.choosing import BadOrder
from bot.operations.migrate import migrate
from bot.settings import Settings
from bot.wiring import installation
from schedules.ledger import audit
from schedules.ledger.faults.restored import doubt_what_was_due
from schedules.people.roster import all_workspaces

DESCRIPTION = """\
A restored backup still owes what was sent since it was made. This plans what the time since then owes, and marks all of
it as uncertain, so that each message is looked for on its platform before it is sent again. Nothing is sent here.

  1. stop every process        2. restore the database and DATA_DIR
  3. ninety restored --yes     4. start the processes again; `ninety uncertain` lists what is still looked for

docs/operating.md has the drill."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="every process is stopped, and the backup is restored")


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    # A worker that still runs could send from the restored rows before they are marked.
    if not arguments.yes:
        raise BadOrder("stop every process, restore the backup, and then write `ninety restored --yes`")
    async with installation(settings) as ready:
        await migrate(ready.database)
        await ready.clock.refresh(ready.database)
        now = ready.clock.now()
        # Slots that were planned and sent after the backup was made get the same ids as then, so they are found too.
        await ready.planning.plan(now)
        async with ready.database.write() as db:
            count = await doubt_what_was_due(db, now)
            for workspace in await all_workspaces(db):
                await audit.note(db, workspace.id, "command line", "backup restored", workspace.id, datetime.now(UTC))
    print(f"{count} messages are uncertain and will be looked for before anything is sent. Start the processes now.")
    return 0
