"""manager: who may start campaigns, and who may say so."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commands.content import BadOrder, choose
from bot.managers.pasted import find_pasted
from bot.managers.standing import Standing, runs_it, write_down
from bot.settings import Settings
from bot.wiring import installation
from schedules.ledger import inbox
from schedules.people import roster
from schedules.people.roster import Learner, Workspace, learners

BY = "command line"


async def manager(settings: Settings, arguments: argparse.Namespace) -> int:
    """List managers, or say who is one."""
    async with installation(settings) as built:
        await built.clock.refresh(built.database)
        async with built.database.write() as db:
            workspace = choose(await roster.all_workspaces(db), arguments.workspace)
            for one in await _meant(db, workspace, arguments.people):
                await _name(db, one, arguments.admin, arguments.no_more)
                done = "no manager any more" if arguments.no_more else "a manager"
                await inbox.note(db, workspace.id, BY, f"made {done}", one.id, built.clock.now(), admin=arguments.admin)
        async with built.database.read() as db:
            lines = [await _line(db, one) for one in await _managers(db, workspace)]
    print("\n".join(lines) or "No manager yet: `python -m bot manager ada@riverbank.example` makes one.")
    return 0


async def _meant(db: AsyncConnection, workspace: Workspace, people: Sequence[str]) -> list[Learner]:
    found = await find_pasted(db, workspace.id, "\n".join(people))
    if found.fault:
        raise BadOrder(found.fault)
    known = [await roster.learner_outside(db, workspace.id, one) for one in found.people]
    return [one for one in known if one is not None]


async def _name(db: AsyncConnection, one: Learner, admin: bool, no_more: bool) -> None:
    await roster.change_learner(db, one.workspace_id, one.id, manages=not no_more)
    if admin and not no_more:
        await write_down(db, one.workspace_id, [(one.outside_id, Standing.ADMIN)])
    elif no_more and await runs_it(db, one):
        await write_down(db, one.workspace_id, [(one.outside_id, Standing.MEMBER)])


async def _managers(db: AsyncConnection, workspace: Workspace) -> list[Learner]:
    where = (learners.c.workspace_id == workspace.id) & learners.c.manages
    ids = (await db.execute(sa.select(learners.c.id).where(where))).scalars().all()
    return await roster.learners_of(db, workspace.id, ids)


async def _line(db: AsyncConnection, one: Learner) -> str:
    address = f" <{one.email}>" if one.email else ""
    return f"{one.name}{address}{', admin' if await runs_it(db, one) else ''}"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands of this module, for the command line."""
    parser = commands.add_parser(
        "manager",
        help="who may start campaigns",
        description="Lists managers, and makes people managers whom Ninety knows: who wrote to it, or has its app.\n"
        "Admins may name managers in chat (“manager @…”) and steer every campaign; Slack tells its own admins.\n\n"
        "  python -m bot manager                           who they are\n"
        "  python -m bot manager ada@riverbank.example     may start campaigns\n"
        "  python -m bot manager --admin 'Mira Okafor'     may name managers, too\n"
        "  python -m bot manager --no-more 'Bo Berg'       neither, from now on",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("people", nargs="*", metavar="PEOPLE", help="e-mails or names")
    parser.add_argument("--admin", action="store_true", help="who may name managers, and steer every campaign")
    parser.add_argument("--no-more", action="store_true", help="take it back")
    parser.add_argument("--workspace", help="name of the workspace, where there are several")
    parser.set_defaults(do=manager)
