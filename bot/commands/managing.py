"""campaign, report: what a manager does, from the command line."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from datetime import time as clock_time
from typing import Any
from zoneinfo import ZoneInfo

from bot.commands.content import BadOrder, choose
from bot.reports import campaign_report, report_text
from bot.settings import Settings
from bot.wiring import Installation, installation
from lessons import catalog
from schedules.people.enrolments import campaigns_of
from schedules.people.roster import Learner, Workspace, all_workspaces, learners_of
from schedules.plans import desk
from schedules.rules.campaigns import BadCampaign, Campaign, Proposal, WrongState

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


async def campaign(settings: Settings, arguments: argparse.Namespace) -> int:
    """Draft and start, list, pause, resume or end campaigns."""
    async with installation(settings) as built:
        await built.clock.refresh(built.database)
        workspace = await _workspace(built, arguments)
        try:
            await ACTIONS[arguments.action](built, workspace, arguments)
        except (WrongState, desk.NoSuchCampaign) as fault:
            raise BadOrder(str(fault)) from fault
        except BadCampaign as faults:
            raise BadOrder("\n".join(faults.faults)) from faults
    return 0


async def report(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print a campaign's figures, and the link to its page."""
    async with installation(settings) as built:
        await built.clock.refresh(built.database)
        workspace = await _workspace(built, arguments)
        found = await _campaign(built, workspace, arguments.campaign)
        now = built.clock.now()
        async with built.database.read() as db:
            figures = await campaign_report(db, workspace.id, found.id, now)
        print(report_text(figures))
        print(f"\nThe page: {built.links.report(workspace.id, found.id, found.manager_id, now)}")
    return 0


async def _workspace(built: Installation, arguments: argparse.Namespace) -> Workspace:
    async with built.database.read() as db:
        return choose(await all_workspaces(db), arguments.workspace)


async def _campaign(built: Installation, workspace: Workspace, name: str | None) -> Campaign:
    async with built.database.read() as db:
        known = await campaigns_of(db, workspace.id)
    fitting = [one for one in known if name in (None, one.id, one.name)]
    if len(fitting) == 1:
        return fitting[0]
    names = "; ".join(f"{one.id} {one.name}" for one in known) or "none yet"
    raise BadOrder(f"say which campaign, by id or name; there are: {names}")


async def _list(built: Installation, workspace: Workspace, arguments: argparse.Namespace) -> None:
    async with built.database.read() as db:
        known = await campaigns_of(db, workspace.id)
    for one in known:
        days = " ".join(DAYS[day] for day in sorted(one.cadence.weekdays))
        window = one.cadence.window
        hours = f"{window.opens:%H:%M}-{window.closes:%H:%M}"
        print(f"{one.id}  {one.state:8} {one.name}  ({one.series_slug}, {days}, {hours})")
    if not known:
        print("No campaign yet: `python -m bot campaign start --help` shows how to begin one.")


async def _start(built: Installation, workspace: Workspace, arguments: argparse.Namespace) -> None:
    now = built.clock.now()
    async with built.database.read() as db:
        series = await catalog.current_series(db, workspace.id, arguments.series or "")
        known = await catalog.list_series(db, workspace.id)
        everybody = await learners_of(db, workspace.id)
    if series is None:
        slugs = ", ".join(one.slug for one in known) or "none: import one first"
        raise BadOrder(f"say which series with --series; there are: {slugs}")
    manager = _manager(everybody, arguments.manager)
    opens, closes = _window(arguments.window)
    today = now.astimezone(ZoneInfo(manager.zone)).date()
    proposal = Proposal(
        arguments.campaign or series.title,
        series.slug,
        _weekdays(arguments.days),
        opens,
        closes,
        arguments.start or today,
        tuple(timedelta(hours=hours) for hours in arguments.remind),
        holdout_share=arguments.holdout,
    )
    team = [one for one in everybody if one.consents and one.id != manager.id]
    if arguments.dry_run:
        print(f"{len(team)} people would get “{series.title}” from {proposal.start} on; nothing was started.")
        return
    if not arguments.yes:
        raise BadOrder(f"this writes to {len(team)} people: look with --dry-run first, then add --yes")
    async with built.database.write() as db:
        drafted = await desk.draft(db, workspace, manager, proposal, now)
        done = await desk.start(db, drafted, team, "command line", now)
    print(f"Started “{drafted.name}” ({drafted.id}): {done.enrolled} people, {done.held_out} held out.")
    for learner_id, why in done.unreachable:
        print(f"  cannot be reached: {learner_id}: {why}")


def _manager(everybody: list[Learner], name: str | None) -> Learner:
    managers = [one for one in everybody if one.manages and name in (None, one.name, one.id)]
    if len(managers) != 1:
        names = ", ".join(one.name for one in everybody if one.manages) or "none"
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
    async def change(built: Installation, workspace: Workspace, arguments: argparse.Namespace) -> None:
        found = await _campaign(built, workspace, arguments.campaign)
        async with built.database.write() as db:
            done = await desk.change(db, workspace.id, found.id, do, "command line", built.clock.now())
        print(f"“{done.name}” is {done.state}.")

    return change


ACTIONS: dict[str, Any] = {
    "list": _list,
    "start": _start,
    "pause": _changing(desk.pause),
    "resume": _changing(desk.resume),
    "end": _changing(desk.end),
}


def _day(text: str) -> date:
    return date.fromisoformat(text)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands of this module, for the command line."""
    plan = commands.add_parser(
        "campaign",
        help="start, list, pause, resume and end campaigns",
        description="A campaign brings one series to a team, at each learner's own time.\n\n"
        "  python -m bot campaign list\n"
        "  python -m bot campaign start --series the-data-leak --days mon,wed,fri --window 09:00-10:00 --dry-run\n"
        "  python -m bot campaign pause 'The Data Leak'",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    plan.add_argument("action", choices=sorted(ACTIONS))
    plan.add_argument("campaign", nargs="?", help="id or name; with start, the new campaign's name")
    plan.add_argument("--workspace", help="name of the workspace, where there are several")
    plan.add_argument("--series", help="which series (its folder's name)")
    plan.add_argument("--manager", help="who sees the report, by name")
    plan.add_argument("--days", default="mon,tue,wed,thu,fri", help="weekdays, such as mon,wed,fri")
    plan.add_argument("--window", default="09:00-10:00", help="when episodes arrive, on each learner's own clock")
    plan.add_argument("--start", type=_day, help="first day, such as 2026-12-01; today when left out")
    plan.add_argument(
        "--remind", type=float, nargs="*", default=[2, 24], help="hours after which the silent are reminded"
    )
    plan.add_argument("--holdout", type=float, default=0.0, help="share, 0 to 0.5, that gets the series later")
    plan.add_argument("--dry-run", action="store_true", help="say who would be written to, and do nothing")
    plan.add_argument("--yes", action="store_true", help="start for real")
    plan.set_defaults(do=campaign)
    figures = commands.add_parser(
        "report", help="a campaign's figures", description="Prints the figures of a campaign and the link to its page."
    )
    figures.add_argument("campaign", nargs="?", help="id or name; the only one when left out")
    figures.add_argument("--workspace", help="name of the workspace, where there are several")
    figures.set_defaults(do=report)
