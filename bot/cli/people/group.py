"""`ninety group`: groups of people by a rule over their fields."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from bot.cli.choosing import BadOrder, add_workspace, choose
from bot.settings import Settings
from bot.wiring import installation
from schedules.people.person_fields import members, remove_group, rules_of_groups, save_group
from schedules.people.roster import all_workspaces
from schedules.rules.group_rules import BadRule

DESCRIPTION = """\
A group is a rule over people's fields; who is in it is looked up anew whenever it is used.

  ninety group set 'German support' 'country is DE and role contains support'
  ninety group show 'German support'
  ninety campaign start --series the-data-leak --group 'German support' --dry-run"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["list", "set", "show", "remove"])
    parser.add_argument("name", nargs="?", help="the group's name")
    parser.add_argument("rule", nargs="?", help="who belongs to it, such as: team is Sales or role contains lead")
    add_workspace(parser)


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """List, set, show or remove groups."""
    async with installation(settings) as ready, ready.database.write() as db:
        workspace = choose(await all_workspaces(db), arguments.workspace)
        rules = await rules_of_groups(db, workspace.id)
        if arguments.action == "list":
            print(*[f"{name}: {rule}" for name, rule in rules.items()] or ["No group yet."], sep="\n")
            return 0
        if not arguments.name:
            raise BadOrder("say which group: ninety group show 'German support'")
        if arguments.action == "set":
            rules[arguments.name] = arguments.rule or ""
            try:
                await save_group(db, workspace.id, arguments.name, arguments.rule or "", datetime.now(UTC))
            except BadRule as fault:
                raise BadOrder(str(fault)) from fault
        elif arguments.name not in rules:
            raise BadOrder(f"there is no group {arguments.name!r}; there are: {', '.join(rules) or 'none'}")
        if arguments.action == "remove":
            await remove_group(db, workspace.id, arguments.name)
            print(f"Removed: {arguments.name}. Campaigns that were started for it go on.")
            return 0
        belonging = await members(db, workspace.id, rules[arguments.name])
    for member in belonging:
        print(f"  {member.learner.name}: {member.why}")
    print(f"{arguments.name}: {len(belonging)} people now, by the rule: {rules[arguments.name]}")
    return 0
