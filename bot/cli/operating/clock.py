"""`ninety clock`: what time it is for whom, and moving it in a test workspace."""

from __future__ import annotations

import argparse
import re
from datetime import timedelta

from bot.cli.choosing import BadOrder, choose
from bot.clock import RealPeople, mark_as_test, tests_among, unmark_as_test
from bot.platform_time import spoken
from bot.settings import Settings
from bot.wiring import Installation, installation
from schedules.ledger import audit
from schedules.people.roster import all_workspaces

DESCRIPTION = """\
Lessons come at each learner's own local time, which takes days to try out. In an installation whose workspaces are
all marked as tests, time can be moved forwards; it cannot be moved back. Everybody's real installation refuses.

  ninety clock                        what time it is, and how far our clock is from the platform's
  ninety clock test 'Riverbank Test'  this workspace's people are testers
  ninety clock forward 1d             every worker goes on a day later, within five seconds (also 90m, 3h, 2w)
  ninety clock real 'Riverbank Test'  its people are real from now on: moved time ends there and then"""

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", default="show", choices=sorted(ACTIONS))
    parser.add_argument("what", nargs="?", default="", help="a workspace, or how far: 90m, 3h, 1d, 2w")


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    async with installation(settings) as ready:
        await ready.clock.refresh(ready.database)
        # Asked anew, since nobody sent anything in this process.
        await ready.platform_times.look(ready.clock.platform_time)
        await ACTIONS[arguments.action](ready, arguments.what)
    return 0


async def _show(ready: Installation, what: str) -> None:
    clock = ready.clock
    print(f"It is {clock.now():%A %Y-%m-%d %H:%M:%S} UTC here.")
    if clock.ahead:
        print(f"  Time was moved ahead by {spoken(clock.ahead)}.")
    if (ahead := clock.platform_time.ahead) is not None:
        print(f"  This machine's clock is {ahead.total_seconds():+.1f} s from the chat platform's.")
    async with ready.database.read() as db:
        marked = set(await tests_among(db))
        names = [workspace.name for workspace in await all_workspaces(db) if workspace.id in marked]
    print(f"  Tests: {', '.join(names) or 'none'}.")


async def _test(ready: Installation, name: str) -> None:
    await _mark(ready, name, is_test=True)


async def _real(ready: Installation, name: str) -> None:
    await _mark(ready, name, is_test=False)


async def _mark(ready: Installation, name: str, *, is_test: bool) -> None:
    now = ready.clock.real_now()
    async with ready.database.write() as db:
        workspace = choose(await all_workspaces(db), name or None)
        if is_test:
            await mark_as_test(db, workspace.id, now)
        else:
            await unmark_as_test(db, workspace.id)
        deed = "marked as a test" if is_test else "marked as real"
        await audit.note(db, workspace.id, "command line", deed, workspace.id, now)
    print(f"{workspace.name} is {deed}.")


async def _forward(ready: Installation, how_far: str) -> None:
    async with ready.database.read() as db:
        if not await tests_among(db) and not ready.playground:
            raise BadOrder("no workspace is a test: `ninety clock test NAME` marks one whose people are testers")
    try:
        await ready.clock.move(ready.database, _span(how_far))
    except RealPeople as refusal:
        raise BadOrder(f"{refusal}: `ninety clock test NAME` marks a workspace whose people are testers") from refusal
    await _show(ready, "")


def _span(text: str) -> timedelta:
    parts = re.fullmatch(r"(\d{1,4})([mhdw])", text.strip().lower())
    if not parts:
        raise BadOrder(f"how far is {text!r}? Write 90m, 3h, 1d or 2w")
    return timedelta(**{UNITS[parts[2]]: int(parts[1])})


ACTIONS = {"show": _show, "test": _test, "real": _real, "forward": _forward}
