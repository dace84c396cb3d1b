"""`ninety campaign`: what a manager does, from the command line."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable, Iterator
from datetime import date, timedelta
from datetime import time as clock_time
from typing import Any
from zoneinfo import ZoneInfo

from bot.cli.choosing import BadOrder, add_workspace, choose
from bot.managers.approval import Decision, decide, request_approval
from bot.managers.dry_run import DryRun, FormFaults, dry_run
from bot.managers.pasted import find_pasted
from bot.settings import Settings
from bot.turn import Turn
from bot.wiring import Installation, installation
from lessons import catalog
from lessons.database import new_id
from schedules.people.enrolments import campaigns_of
from schedules.people.person_fields import members, rules_of_groups
from schedules.people.roster import Learner, Workspace, all_workspaces, learners_of
from schedules.plans import campaigns
from schedules.rules.calendar import local_day
from schedules.rules.campaigns import BadCampaign, Campaign, Proposal, WrongState

OUTCOMES = {
    Decision.STARTED: "Started “{name}”; {manager} got the link to its report in chat.",
    Decision.ASKED: "The other managers were asked in chat: “{name}” starts when one of them agrees.",
    Decision.GONE: "“{name}” was not started: it was decided meanwhile.",
}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


DESCRIPTION = """\
A campaign brings one series to a team, at each learner's own time.

  ninety campaign list
  ninety campaign start --series the-data-leak --days mon,wed,fri --window 09:00-10:00 --dry-run
  ninety campaign start --series the-data-leak --people ada@riverbank.example 'Bo Berg' --yes
  ninety campaign pause 'The Data Leak'"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=sorted(ACTIONS))
    parser.add_argument("campaign", nargs="?", help="id or name; with start, the new campaign's name")
    add_workspace(parser)
    parser.add_argument("--series", help="which series (its folder's name)")
    parser.add_argument("--manager", help="who sees the report, by name")
    parser.add_argument("--days", default="mon,tue,wed,thu,fri", help="weekdays, such as mon,wed,fri")
    parser.add_argument("--window", default="09:00-10:00", help="when episodes arrive, on each learner's own clock")
    parser.add_argument("--start", type=date.fromisoformat, help="first day, such as 2026-12-01; today when left out")
    parser.add_argument(
        "--remind", type=float, nargs="*", default=[2, 24], help="hours after which the silent are reminded"
    )
    parser.add_argument("--holdout", type=float, default=0.0, help="share, 0 to 0.5, that gets the series later")
    parser.add_argument("--group", help="who gets it: a group's name (see `ninety group`); everybody when left out")
    parser.add_argument("--people", nargs="+", metavar="PERSON", help="who gets it, by e-mail or name")
    parser.add_argument("--dry-run", action="store_true", help="say who would be written to, and do nothing")
    parser.add_argument("--yes", action="store_true", help="start for real")


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """Draft and start, list, pause, resume or end campaigns."""
    async with installation(settings) as ready:
        await ready.clock.refresh(ready.database)
        workspace = await chosen_workspace(ready, arguments)
        try:
            await ACTIONS[arguments.action](ready, workspace, arguments)
        except (WrongState, campaigns.NoSuchCampaign) as fault:
            raise BadOrder(str(fault)) from fault
        except BadCampaign as faults:
            raise BadOrder("\n".join(faults.faults)) from faults
    return 0


async def chosen_workspace(ready: Installation, arguments: argparse.Namespace) -> Workspace:
    async with ready.database.read() as db:
        return choose(await all_workspaces(db), arguments.workspace)


async def chosen_campaign(ready: Installation, workspace: Workspace, name: str | None) -> Campaign:
    async with ready.database.read() as db:
        every = await campaigns_of(db, workspace.id)
    fitting = [campaign for campaign in every if name in (None, campaign.id, campaign.name)]
    if len(fitting) == 1:
        return fitting[0]
    names = "; ".join(f"{campaign.id} {campaign.name}" for campaign in every) or "none yet"
    raise BadOrder(f"say which campaign, by id or name; there are: {names}")


async def _list(ready: Installation, workspace: Workspace, arguments: argparse.Namespace) -> None:
    async with ready.database.read() as db:
        every = await campaigns_of(db, workspace.id)
    for each in every:
        days = " ".join(DAYS[day] for day in sorted(each.cadence.weekdays))
        window = each.cadence.window
        hours = f"{window.opens:%H:%M}-{window.closes:%H:%M}"
        print(f"{each.id}  {each.state:8} {each.name}  ({each.series_slug}, {days}, {hours})")
    if not every:
        print("No campaign yet: `ninety campaign start --help` shows how to begin one.")


async def _start(ready: Installation, workspace: Workspace, arguments: argparse.Namespace) -> None:
    """Check and show what the form in chat checks and shows; with --yes start it, or ask the second manager."""
    above = ready.settings.approval_above
    # One transaction from the look to the start: what was shown is what starts.
    async with ready.database.write() as db:
        manager = _manager(await learners_of(db, workspace.id), arguments.manager)
        turn = Turn(db, workspace, manager, ready.links, f"command:{new_id()}", ready.clock.now())
        proposal = await _proposal(turn, arguments)
        try:
            run, request = await dry_run(turn, proposal, await _people(ready, turn, arguments), above)
        except FormFaults as refusal:
            raise BadOrder("\n".join(f"{field}: {why}" for field, why in refusal.faults.items())) from refusal
        print("\n".join(_described(run, proposal)))
        if arguments.dry_run:
            print("Nothing was started.")
            return
        if not arguments.yes:
            raise BadOrder(f"this writes to {run.people} people: look with --dry-run first, then add --yes")
        await request_approval(db, request)
        decision = await decide(turn, request.id, above)
    print(OUTCOMES[decision].format(name=request.proposal.name, manager=manager.name))


def _described(run: DryRun, proposal: Proposal) -> Iterator[str]:
    yield f"{run.people} people would get “{run.series}” from {proposal.start} on, {run.minutes:.0f} minutes of clips."
    if run.held_out:
        yield f"  {run.held_out} are held out and get it later."
    for reason, count in run.left_out.items():
        yield f"  {count} are left out: {reason}."
    for when, zone, count in run.first:
        yield f"  {count} get the first episode on {when} ({zone})."
    if run.unreachable:
        yield f"  {run.unreachable} would never get one: their quiet hours or holidays leave no time."
    if run.approvers is not None:
        yield f"  A second manager must agree; {run.approvers} can."


async def _proposal(turn: Turn, arguments: argparse.Namespace) -> Proposal:
    series = await catalog.current_series(turn.db, turn.workspace.id, arguments.series or "")
    if series is None:
        slugs = [each.slug for each in await catalog.list_series(turn.db, turn.workspace.id)]
        raise BadOrder(f"say which series with --series; there are: {', '.join(slugs) or 'none: import one first'}")
    opens, closes = _window(arguments.window)
    return Proposal(
        arguments.campaign or series.title,
        series.slug,
        _weekdays(arguments.days),
        opens,
        closes,
        arguments.start or local_day(turn.now, ZoneInfo(turn.learner.zone)),
        tuple(timedelta(hours=hours) for hours in arguments.remind),
        holdout_share=arguments.holdout,
    )


async def _people(ready: Installation, turn: Turn, arguments: argparse.Namespace) -> list[str]:
    """Who is meant, by the platform's ids: those named, a group, or everybody but the manager."""
    if arguments.people:
        pasted = await find_pasted(turn.db, turn.workspace.id, "\n".join(arguments.people))
        if pasted.fault:
            raise BadOrder(f"--people: {pasted.fault}")
        return list(pasted.people)
    if arguments.group:
        meant = await _group(turn, arguments.group)
    else:
        meant = [each for each in await learners_of(turn.db, turn.workspace.id) if each.id != turn.learner.id]
    return [learner.outside_id for learner in meant]


async def _group(turn: Turn, name: str) -> list[Learner]:
    """Who belongs to a group now."""
    rules = await rules_of_groups(turn.db, turn.workspace.id)
    if name not in rules:
        raise BadOrder(f"there is no group {name!r}; there are: {', '.join(rules) or 'none'}")
    return [member.learner for member in await members(turn.db, turn.workspace.id, rules[name])]


def _manager(everybody: list[Learner], name: str | None) -> Learner:
    managers = [person for person in everybody if person.manages and name in (None, person.name, person.id)]
    if len(managers) != 1:
        names = ", ".join(person.name for person in everybody if person.manages) or "none"
        raise BadOrder(f"say which manager with --manager; there are: {names}")
    return managers[0]


def _weekdays(text: str) -> frozenset[int]:
    try:
        return frozenset(DAYS.index(day.strip().lower()[:3]) for day in text.split(","))
    except ValueError as error:
        raise BadOrder(f"--days {text}: write days as mon,wed,fri") from error


def _window(text: str) -> tuple[clock_time, clock_time]:
    try:
        opens, closes = text.split("-")
        return clock_time.fromisoformat(opens.strip()), clock_time.fromisoformat(closes.strip())
    except ValueError as error:
        raise BadOrder(f"--window {text}: write it as 09:00-10:00") from error


def _changing(do: Callable[..., Awaitable[Campaign]]) -> Callable[..., Awaitable[None]]:
    async def change(ready: Installation, workspace: Workspace, arguments: argparse.Namespace) -> None:
        chosen = await chosen_campaign(ready, workspace, arguments.campaign)
        async with ready.database.write() as db:
            done = await campaigns.change(db, workspace.id, chosen.id, do, "command line", ready.clock.now())
        print(f"“{done.name}” is {done.state}.")

    return change


ACTIONS: dict[str, Any] = {
    "list": _list,
    "start": _start,
    "pause": _changing(campaigns.pause),
    "resume": _changing(campaigns.resume),
    "end": _changing(campaigns.end),
}
