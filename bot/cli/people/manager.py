"""`ninety manager`: who may start campaigns, and who may say so."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cli.choosing import BadOrder, add_workspace, choose
from bot.managers.pasted import find_pasted
from bot.managers.roles import Role, is_admin, record_roles
from bot.settings import Settings
from bot.wiring import Installation, installation
from schedules.ledger import audit
from schedules.people import roster
from schedules.people.finding import managers_of
from schedules.people.roster import Learner, Workspace

DESCRIPTION = """\
Lists managers, and makes people managers whom Ninety knows: who wrote to it, or has its app.
Admins may name managers in chat (“manager @…”) and steer every campaign; Slack tells its own admins.

  ninety manager                           who they are
  ninety manager ada@riverbank.example     may start campaigns
  ninety manager --admin 'Mira Okafor'     may name managers, too
  ninety manager --no-more 'Bo Berg'       neither, from now on"""
BY = "command line"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("people", nargs="*", metavar="PEOPLE", help="e-mails or names")
    parser.add_argument("--admin", action="store_true", help="who may name managers, and steer every campaign")
    parser.add_argument("--no-more", action="store_true", help="take it back")
    add_workspace(parser)


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """List managers, or say who is one."""
    async with installation(settings) as ready:
        await ready.clock.refresh(ready.database)
        workspace = await _change(ready, arguments)
        async with ready.database.read() as db:
            lines = [await _line(db, manager) for manager in await managers_of(db, workspace.id)]
    print("\n".join(lines) or "No manager yet: `ninety manager ada@riverbank.example` makes one.")
    return 0


async def _change(ready: Installation, arguments: argparse.Namespace) -> Workspace:
    """Make the people that were named managers, or managers no more, and say so in the audit."""
    now, role = ready.clock.now(), "no manager any more" if arguments.no_more else "a manager"
    async with ready.database.write() as db:
        workspace = choose(await roster.all_workspaces(db), arguments.workspace)
        for person in await _meant(db, workspace, arguments.people):
            await _name(db, person, arguments.admin, arguments.no_more)
            await audit.note(db, workspace.id, BY, f"made {role}", person.id, now, admin=arguments.admin)
    return workspace


async def _meant(db: AsyncConnection, workspace: Workspace, people: Sequence[str]) -> list[Learner]:
    # The same reading as in chat, so that a list copied from a mail works here too.
    pasted = await find_pasted(db, workspace.id, "\n".join(people))
    if pasted.fault:
        raise BadOrder(pasted.fault)
    meant = [await roster.learner_outside(db, workspace.id, outside_id) for outside_id in pasted.people]
    return [person for person in meant if person is not None]


async def _name(db: AsyncConnection, person: Learner, admin: bool, no_more: bool) -> None:
    await roster.change_learner(db, person.workspace_id, person.id, manages=not no_more)
    # Platforms that name admins say so themselves; this is for those that name none, such as Teams.
    if admin and not no_more:
        await record_roles(db, person.workspace_id, [(person.outside_id, Role.ADMIN)])
    elif no_more and await is_admin(db, person):
        await record_roles(db, person.workspace_id, [(person.outside_id, Role.MEMBER)])


async def _line(db: AsyncConnection, manager: Learner) -> str:
    address = f" <{manager.email}>" if manager.email else ""
    return f"{manager.name}{address}{', admin' if await is_admin(db, manager) else ''}"
