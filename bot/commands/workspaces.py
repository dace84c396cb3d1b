"""workspace: what an operator sets for a whole company."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commands.content import BadOrder, choose
from bot.people import doors
from bot.people.doors import CannotJoin
from bot.playground import PLATFORM as PLAYED
from bot.settings import Settings
from bot.wiring import installation
from schedules.ledger import inbox
from schedules.people import roster
from schedules.people.reaching import doors_of
from schedules.people.roster import Workspace
from schedules.rules.restdays import country_fault

MOST_LESSONS = 50
COLOURS = ("background", "accent")


async def workspace(settings: Settings, arguments: argparse.Namespace) -> int:
    """Show the settings of workspaces, and change those that are named; join two of one company, or part them."""
    if arguments.deed:
        return await _join_or_part(settings, arguments)
    changes = _changes(arguments.set)
    async with installation(settings) as built:
        async with built.database.read() as db:
            known = await roster.all_workspaces(db)
        if changes:
            chosen = choose(known, arguments.workspace)
            changes = _with_brand(changes, chosen)
            async with built.database.write() as db:
                await roster.change_workspace(db, chosen.id, **changes)
                now = datetime.now(UTC)
                await inbox.note(db, chosen.id, "command line", "workspace changed", chosen.id, now, **changes)
                known = await roster.all_workspaces(db)
        async with built.database.read() as db:
            ways = {one.id: await doors_of(db, one.id) for one in known}
    for one in known:
        print(_shown(one, ways[one.id]))
    if not known:
        print("No workspace yet: the first start of `python -m bot run` makes one.")
    return 0


def _changes(words: list[str]) -> dict[str, object]:
    """Columns and values that NAME=VALUE words stand for.

    Raises:
        BadOrder: a name is unknown, or its value is; everything wrong is named.
    """
    changes: dict[str, object] = {}
    faults: list[str] = []
    for word in words:
        name, _, value = word.partition("=")
        try:
            changes |= READERS[name](value.strip())
        except KeyError:
            faults.append(f"{word}: there is no setting {name!r}; there are {', '.join(sorted(READERS))}")
        except ValueError as fault:
            faults.append(f"{word}: {fault}")
    if faults:
        raise BadOrder("\n".join(faults))
    return changes


def _with_brand(changes: dict[str, object], chosen: Workspace) -> dict[str, object]:
    """Colours go into the one brand column, beside what stands there."""
    colours = {name: value for name, value in changes.items() if name in COLOURS}
    if not colours:
        return changes
    rest = {name: value for name, value in changes.items() if name not in COLOURS}
    return {**rest, "brand": {"name": chosen.name, **chosen.brand, **colours}}


def _quiet(value: str) -> dict[str, object]:
    try:
        starts, ends = (roster.clock_time(part.strip()) for part in value.split("-"))
    except ValueError as error:
        raise ValueError("write the hours as 20:00-07:00, or 00:00-00:00 for none") from error
    return {"quiet_starts": f"{starts:%H:%M}", "quiet_ends": f"{ends:%H:%M}"}


def _country(value: str) -> dict[str, object]:
    if value and (fault := country_fault(value)):
        raise ValueError(fault)
    return {"country": value}


def _budget(value: str) -> dict[str, object]:
    if not value.isdecimal() or int(value) > MOST_LESSONS:
        raise ValueError(f"write a whole number of lessons a week, 0 (without limit) to {MOST_LESSONS}")
    return {"weekly_budget": int(value)}


def _privacy(value: str) -> dict[str, object]:
    if value not in ("on", "off"):
        raise ValueError("write on or off")
    return {"privacy": value == "on"}


def _name(value: str) -> dict[str, object]:
    if not value or len(value) > 200:
        raise ValueError("write 1 to 200 characters")
    return {"name": value}


def _colour(name: str) -> Callable[[str], dict[str, object]]:
    def read(value: str) -> dict[str, object]:
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
            raise ValueError("write a colour as six digits in quotes, such as '#0f2a26'")
        return {name: value}

    return read


READERS: dict[str, Callable[[str], dict[str, object]]] = {
    "quiet": _quiet,
    "country": _country,
    "budget": _budget,
    "privacy": _privacy,
    "name": _name,
    "background": _colour("background"),
    "accent": _colour("accent"),
}


async def _join_or_part(settings: Settings, arguments: argparse.Namespace) -> int:
    async with installation(settings) as built:
        async with built.database.read() as db:
            known = await roster.all_workspaces(db)
        other = _other(known, arguments)
        workspace = choose([one for one in known if one.id != other.id], arguments.workspace)
        if PLAYED in (workspace.platform, other.platform):
            raise BadOrder("the playground's people are made up: it is joined to nobody")
        deed = _joined if arguments.deed == "join" else _parted
        try:
            async with built.database.write() as db:
                print(await deed(db, workspace, other))
        except CannotJoin as refused:
            raise BadOrder(str(refused)) from refused
    return 0


def _other(known: list[Workspace], arguments: argparse.Namespace) -> Workspace:
    fitting = [one for one in known if arguments.other in (one.name, one.id, one.outside_id)]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(f"{one.name} ({one.platform}, {one.id})" for one in known)
    raise BadOrder(f"write `workspace {arguments.deed} NAME --workspace NAME`, by name or id; there are: {names}")


async def _joined(db: AsyncConnection, workspace: Workspace, other: Workspace) -> str:
    done = await doors.join(db, workspace, other, datetime.now(UTC))
    told = [
        f"{other.name} ({other.platform}) leads to {workspace.name} from now on.",
        f"  {done.same} people are on both and are one: a lesson comes where they answered last.",
        f"  {done.came} came with it. Those with no e-mail address yet ({done.unknown}) are matched once it is known.",
        f"  What {other.name} holds of its own (series, documents, answers) sleeps there; `workspace part` wakes it.",
    ]
    return "\n".join(told)


async def _parted(db: AsyncConnection, workspace: Workspace, other: Workspace) -> str:
    count = await doors.part(db, workspace, other, datetime.now(UTC))
    return f"{other.name} ({other.platform}) is a workspace of its own again, with {count} people."


def _shown(one: Workspace, ways: Mapping[str, str]) -> str:
    platforms = " and ".join(ways) if one.active else f"{one.platform}, not served"
    return (
        f"{one.name} ({platforms}, {one.id})\n"
        f"  quiet={one.quiet_starts:%H:%M}-{one.quiet_ends:%H:%M}  country={one.country or '(none)'}  "
        f"budget={one.weekly_budget}  privacy={'on' if one.privacy else 'off'}"
    )


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands of this module, for the command line."""
    parser = commands.add_parser(
        "workspace",
        help="quiet hours, holidays, weekly budget, privacy",
        description="Shows each workspace's settings, and changes those that are named.\n\n"
        "  quiet=20:00-07:00   nobody is written to between these local times\n"
        "  country=DE-BY       its public holidays are kept; empty keeps none\n"
        "  budget=7            lessons a learner may get in any seven days; 0 is without limit\n"
        "  privacy=on          figures of groups smaller than five are not shown\n"
        "  background='#0f2a26' accent='#ffc23d'   colours of clips made from now on, where a series has no own\n\n"
        "  python -m bot workspace --set quiet=18:00-08:30 country=GB\n\n"
        "A company on two chat platforms joins its workspaces: whoever has the same e-mail address in both is one\n"
        "learner then. Nothing is joined by itself, and `part` undoes it.\n\n"
        "  python -m bot workspace join 'Riverbank Teams' --workspace Riverbank\n"
        "  python -m bot workspace part 'Riverbank Teams' --workspace Riverbank",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("deed", nargs="?", choices=("join", "part"), help="what to do with another workspace")
    parser.add_argument("other", nargs="?", metavar="NAME", help="the workspace that is joined or parted")
    parser.add_argument("--workspace", help="name of the workspace, where there are several")
    parser.add_argument("--set", nargs="+", default=[], metavar="NAME=VALUE", help="what to change")
    parser.set_defaults(do=workspace)
