"""`ninety workspace`: what an operator sets for a whole company."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cli.choosing import BadOrder, add_workspace, choose
from bot.companies import linking
from bot.companies.linking import CannotLink
from bot.managers.people_list import is_zone
from bot.parsing.languages import language_named
from bot.playground import PLATFORM as PLAYGROUND
from bot.settings import Settings
from bot.wiring import Installation, installation
from schedules.ledger import audit
from schedules.people import roster
from schedules.people.defaults import set_default_language, set_default_zone
from schedules.people.identities import platforms_of
from schedules.people.roster import Workspace
from schedules.rules.holidays import country_fault

# Seven lessons on each of seven days; a larger budget is the same as none.
MOST_LESSONS = 50
COLOURS = ("background", "accent")


DESCRIPTION = """\
Shows each workspace's settings, and changes those that are named.

  quiet=20:00-07:00   nobody is written to between these local times
  country=DE-BY       its public holidays are kept; empty keeps none
  zone=Europe/Berlin  time zone of people whose own nobody told; empty is UTC
  language=de         the same for their language
  budget=7            lessons a learner may get in any seven days; 0 is without limit
  privacy=on          figures of groups smaller than five are not shown
  how-sure=on         learners are asked after one answer of five how sure they were
  links=ask           links to reports, to the curators' page and to one's data open only for their owner: who is not
                      signed in proves it in chat, or with the company's account; links=open asks nobody
  streaks=on          learners see their days in a row, and how their team did at the newest question
  background='#0f2a26' accent='#ffc23d'   colours of clips made from now on, where a series has no own

  ninety workspace --set quiet=18:00-08:30 country=GB

A company on two chat platforms links its workspaces: whoever has the same e-mail address in both is one
learner then. Nothing is linked by itself, and `unlink` undoes it.

  ninety workspace link 'Riverbank Teams' --workspace Riverbank
  ninety workspace unlink 'Riverbank Teams' --workspace Riverbank"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=("link", "unlink"), help="what to do with another workspace")
    parser.add_argument("other", nargs="?", metavar="NAME", help="the workspace that is linked or unlinked")
    add_workspace(parser)
    parser.add_argument("--set", nargs="+", default=[], metavar="NAME=VALUE", help="what to change")


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """Show the settings of workspaces, and change those that are named; link two of one company, or unlink them."""
    async with installation(settings) as ready:
        if arguments.action:
            return await _link_or_unlink(ready, arguments)
        if changes := _changes(arguments.set):
            await _change(ready, arguments.workspace, changes)
        async with ready.database.read() as db:
            workspaces = await roster.all_workspaces(db)
            platforms = {each.id: await platforms_of(db, each.id) for each in workspaces}
    for each in workspaces:
        print(_described(each, platforms[each.id]))
    if not workspaces:
        print("No workspace yet: the first start of `ninety run` makes one.")
    return 0


async def _change(ready: Installation, name: str | None, changes: dict[str, object]) -> None:
    now = datetime.now(UTC)
    async with ready.database.write() as db:
        chosen = choose(await roster.all_workspaces(db), name)
        changes = _with_brand(changes, chosen)
        plain = {name: value for name, value in changes.items() if name not in ("zone", "locale")}
        if plain:
            await roster.change_workspace(db, chosen.id, **plain)
        # These two are kept for the workspace, and reach the people who have none of their own.
        if "zone" in changes:
            await set_default_zone(db, chosen.id, str(changes["zone"]))
        if "locale" in changes:
            await set_default_language(db, chosen.id, str(changes["locale"]))
        await audit.note(db, chosen.id, "command line", "workspace changed", chosen.id, now, **changes)


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
    # Colours share one column with the workspace's name; what is not named keeps its value.
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


def _zone(value: str) -> dict[str, object]:
    if value and not is_zone(value):
        raise ValueError(f"no time zone is called {value}: write one such as Europe/Berlin")
    return {"zone": value}


def _language(value: str) -> dict[str, object]:
    if (language := language_named(value)) is None:
        raise ValueError(f"no language is called {value}: write a code such as de, or its name")
    return {"locale": language}


def _budget(value: str) -> dict[str, object]:
    if not value.isdecimal() or int(value) > MOST_LESSONS:
        raise ValueError(f"write a whole number of lessons a week, 0 (without limit) to {MOST_LESSONS}")
    return {"weekly_budget": int(value)}


def _switch(name: str) -> Callable[[str], dict[str, object]]:
    def read(value: str) -> dict[str, object]:
        if value not in ("on", "off"):
            raise ValueError("write on or off")
        return {name: value == "on"}

    return read


def _links(value: str) -> dict[str, object]:
    if value not in ("ask", "open"):
        raise ValueError("write ask or open")
    return {"links_ask": value == "ask"}


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
    "zone": _zone,
    "language": _language,
    "budget": _budget,
    "privacy": _switch("privacy"),
    "how-sure": _switch("asks_how_sure"),
    "links": _links,
    "streaks": _switch("streaks"),
    "name": _name,
    "background": _colour("background"),
    "accent": _colour("accent"),
}


async def _link_or_unlink(ready: Installation, arguments: argparse.Namespace) -> int:
    async with ready.database.read() as db:
        workspaces = await roster.all_workspaces(db)
    other = _other(workspaces, arguments)
    # The other one is out of the question as the first, so the name can be left out where there are two.
    workspace = choose([each for each in workspaces if each.id != other.id], arguments.workspace)
    # Its people are nobody's colleagues, and their addresses would match none.
    if PLAYGROUND in (workspace.platform, other.platform):
        raise BadOrder("the playground's people are invented: it is linked to nobody")
    change = _link if arguments.action == "link" else _unlink
    try:
        async with ready.database.write() as db:
            print(await change(db, workspace, other))
    except CannotLink as refusal:
        raise BadOrder(str(refusal)) from refusal
    return 0


def _other(workspaces: Sequence[Workspace], arguments: argparse.Namespace) -> Workspace:
    fitting = [each for each in workspaces if arguments.other in (each.name, each.id, each.outside_id)]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(f"{each.name} ({each.platform}, {each.id})" for each in workspaces)
    raise BadOrder(f"write `workspace {arguments.action} NAME --workspace NAME`, by name or id; there are: {names}")


async def _link(db: AsyncConnection, workspace: Workspace, other: Workspace) -> str:
    done = await linking.link(db, workspace, other, datetime.now(UTC))
    lines = [
        f"{other.name} ({other.platform}) leads to {workspace.name} from now on.",
        f"  {done.same} people are on both and are one: a lesson comes where they answered last.",
        f"  {done.came} came with it. Those with no e-mail address yet ({done.unknown}) are matched once it is known.",
        f"  What {other.name} holds of its own (series, documents, answers) is not shown while it is linked;",
        "  `ninety workspace unlink` brings it back.",
    ]
    return "\n".join(lines)


async def _unlink(db: AsyncConnection, workspace: Workspace, other: Workspace) -> str:
    count = await linking.unlink(db, workspace, other, datetime.now(UTC))
    return f"{other.name} ({other.platform}) is a workspace of its own again, with {count} people."


def _described(workspace: Workspace, platforms: Mapping[str, str]) -> str:
    where = " and ".join(platforms) if workspace.active else f"{workspace.platform}, not served"
    return (
        f"{workspace.name} ({where}, {workspace.id})\n"
        f"  quiet={workspace.quiet_starts:%H:%M}-{workspace.quiet_ends:%H:%M}  "
        f"country={workspace.country or '(none)'}  "
        f"budget={workspace.weekly_budget}  privacy={'on' if workspace.privacy else 'off'}  "
        f"how-sure={'on' if workspace.asks_how_sure else 'off'}  streaks={'on' if workspace.streaks else 'off'}  "
        f"links={'ask' if workspace.links_ask else 'open'}\n"
        f"  zone={workspace.zone or '(none)'}  language={workspace.locale}"
    )
