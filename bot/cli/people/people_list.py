"""`ninety people`: the company's own list of people, from a CSV file."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime
from pathlib import Path

from bot.cli.choosing import BadOrder, add_workspace, choose
from bot.managers.people_list import BadList, ListPreview, preview, take
from bot.settings import Settings
from bot.wiring import Installation, installation
from schedules.ledger import audit
from schedules.people.person_fields import listed_people
from schedules.people.roster import Workspace, all_workspaces

MOST_SHOWN = 20

DESCRIPTION = """\
The company's own list of people: team, role, country, language, manager, and any further column as a field of its own.
A file is taken as a whole or not at all, and the same file again changes nothing.

  ninety people import people.csv --preview
  ninety people import people.csv
  ninety people list"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["import", "list"])
    parser.add_argument("file", nargs="?", type=Path, help="a CSV file; one column is called email")
    parser.add_argument("--preview", action="store_true", help="say what would change, and do nothing")
    add_workspace(parser)


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """Import or show the list."""
    async with installation(settings) as ready:
        async with ready.database.read() as db:
            workspace = choose(await all_workspaces(db), arguments.workspace)
        if arguments.action == "list":
            return await _list(ready, workspace)
        if arguments.file is None:
            raise BadOrder("say which file: ninety people import people.csv")
        return await _import(ready, workspace, arguments.file, arguments.preview)


async def _list(ready: Installation, workspace: Workspace) -> int:
    async with ready.database.read() as db:
        people = await listed_people(db, workspace.id)
    for person in people.values():
        fields = ", ".join(f"{name} {value}" for name, value in person.fields.items())
        print(f"{person.email}  {person.name}  {fields}")
    if not people:
        print("Nobody yet: `ninety people import people.csv` brings a list.")
    return 0


async def _import(ready: Installation, workspace: Workspace, file: Path, only_preview: bool) -> int:
    content = await asyncio.to_thread(file.read_bytes)
    try:
        async with ready.database.write() as db:
            upcoming = await preview(db, workspace.id, content)
            _show(upcoming)
            if only_preview:
                print("Nothing was changed.")
                return 0
            now = datetime.now(UTC)
            changed = await take(db, workspace.id, upcoming, now)
            await audit.note(db, workspace.id, "command line", "people imported", file.name, now)
    except BadList as faults:
        raise BadOrder(
            f"{file} was not taken, and nothing was changed:\n" + "\n".join(map(str, faults.faults))
        ) from None
    print(f"Done: {changed} people in chat have new values.")
    return 0


def _show(upcoming: ListPreview) -> None:
    print(f"{len(upcoming.people)} people: {len(upcoming.joiners)} new, {len(upcoming.changes)} values change.")
    for person in upcoming.joiners[:MOST_SHOWN]:
        print(f"  new: {person.email} {person.name}")
    for change in upcoming.changes[:MOST_SHOWN]:
        print(f"  {change.email}: {change.field} {change.before or '(empty)'} -> {change.after or '(empty)'}")
    further = max(0, len(upcoming.joiners) - MOST_SHOWN) + max(0, len(upcoming.changes) - MOST_SHOWN)
    if further:
        print(f"  and {further} more")
    if upcoming.missing:
        print(f"{len(upcoming.missing)} people of the list are not in this file and stay as they are.")
    if upcoming.without_chat:
        print(
            f"{upcoming.without_chat} are not known in chat by their address yet; they get their values when they come."
        )
