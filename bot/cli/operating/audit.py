"""`ninety audit`: who did what to whom, when."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.cli.choosing import BadOrder, add_workspace, choose
from bot.operations.audit_chain import audit_chains
from bot.settings import Settings
from lessons.database import Database
from schedules.ledger.audit import audit_entries
from schedules.ledger.audit_seals import Chain
from schedules.people.roster import all_workspaces

DESCRIPTION = """\
Prints what was done in a workspace, newest first: campaigns, approvals, settings, managers, erased people, what an
operator decided. Who was erased is an id that names nobody.

  ninety audit                                      the last 30 days
  ninety audit --by 'Mira Okafor' --days 365
  ninety audit --verify                             whether any entry was changed or taken out
  ninety audit --action campaign --csv > audit.csv  for a table; --json for a program"""
MOST = 100_000  # rows of one export; more are a year of a large company, and asked for in parts by --days


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--days", type=int, default=30, help="how far back (30)")
    parser.add_argument("--by", default="", help="who did it: a name or an id")
    parser.add_argument("--action", default="", help="words of what was done, such as campaign")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="as a table")
    form.add_argument("--json", action="store_true", help="one JSON object a line")
    form.add_argument(
        "--verify", action="store_true", help="whether an entry was changed or taken out since it was sealed"
    )
    add_workspace(parser)


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    if arguments.days < 1:
        raise BadOrder(f"--days {arguments.days}: write 1 or more")
    # The audit is in real time, also where time was moved.
    since = datetime.now(UTC) - timedelta(days=arguments.days)
    database = Database(settings.database_url)
    try:
        if arguments.verify:
            return _told(await audit_chains(database, settings.keep_audit_days, datetime.now(UTC)))
        async with database.read() as db:
            workspace = choose(await all_workspaces(db), arguments.workspace)
            rows = await audit_entries(db, workspace.id, since, MOST, actor=arguments.by, action=arguments.action)
    finally:
        await database.close()
    _print(rows, arguments)
    return 0


def _told(chains: Mapping[str, Chain]) -> int:
    """Print what a look at the seals found; returns the exit status."""
    for name, chain in chains.items():
        state = chain.fault or f"{chain.sealed:,} entries are as they were written"
        redacted = f"; an erased person's name was taken out of {chain.redacted}" if chain.redacted else ""
        print(f"{name}: {state}{redacted}. Last seal: {chain.head or 'none'}")
    return 1 if any(chain.fault for chain in chains.values()) else 0


def _print(rows: Sequence[Any], arguments: argparse.Namespace) -> None:
    if arguments.csv:
        table = csv.writer(sys.stdout)
        table.writerow(["at", "actor", "actor id", "action", "subject", "subject id", "detail"])
        table.writerows(_cells(row) for row in rows)
        return
    for row in rows:
        at, actor, actor_id, action, subject, subject_id, detail = _cells(row)
        if arguments.json:
            names = {"actor": actor, "actor_id": actor_id, "subject": subject, "subject_id": subject_id}
            print(json.dumps({"at": at, "action": action, **names, "detail": row.detail}, ensure_ascii=False))
        else:
            print(f"{at}  {actor or actor_id}: {action}: {subject or subject_id}  {detail}".rstrip())
    if not rows and not arguments.json:
        print("Nothing was done in that time.")


def _cells(row: Any) -> list[str]:
    detail = ", ".join(f"{name}={value}" for name, value in row.detail.items())
    at = row.at.isoformat(timespec="seconds")
    return [at, row.actor_name or "", row.actor, row.action, row.subject_name or "", row.subject, detail]
