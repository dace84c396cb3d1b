"""uncertain: what was sent and nobody knows whether it arrived, and an operator's word on it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.commands.content import BadOrder
from bot.settings import Settings
from bot.wiring import installation
from schedules.ledger.byhand import ALL, send_again, take_for_sent, uncertain

SHOWN = 200
BY = "command line"


async def decide(settings: Settings, arguments: argparse.Namespace) -> int:
    """List what is in doubt, or decide about it."""
    if arguments.action == "list":
        return await _list(settings)
    if not arguments.ids:
        raise BadOrder(f"say which: `python -m bot uncertain {arguments.action} ID …`, or `all`")
    ids = ALL if arguments.ids == ["all"] else arguments.ids
    async with installation(settings) as built:
        await built.clock.refresh(built.database)
        async with built.database.write() as db:
            done = await (send_again if arguments.action == "resend" else take_for_sent)(db, ids, BY, built.clock.now())
    if arguments.action == "resend":
        print(f"{done} will leave again as soon as a worker runs; what is no longer useful by then expires.")
    else:
        print(f"{done} are taken for sent.")
    if ids is not ALL and done < len(set(ids)):
        print(f"{len(set(ids)) - done} are not in doubt, or not here: nothing was changed about them.")
        return 1
    return 0


async def _list(settings: Settings) -> int:
    async with installation(settings) as built:
        await built.clock.refresh(built.database)
        async with built.database.read() as db:
            rows = await uncertain(db, SHOWN + 1)
        now = built.clock.now()
    for line in _lines(rows[:SHOWN], now):
        print(line)
    print("Nothing is in doubt." if not rows else "\nMark them sent with `settle`, or send them again with `resend`.")
    if len(rows) > SHOWN:
        print(f"There are more than {SHOWN}; these are the oldest.")
    return 0


def _lines(rows: Sequence[Any], now: datetime) -> list[str]:
    return [
        f"{row.id}  {row.learner} ({row.workspace}, {row.platform})  {_what(row)}  "
        f"since {row.claimed_at:%Y-%m-%d %H:%M} UTC{_late(row, now)}  {row.reason}"
        for row in rows
    ]


def _what(row: Any) -> str:
    return f"{row.kind} {row.position}" if row.position else str(row.kind)


def _late(row: Any, now: datetime) -> str:
    return ", no longer useful" if row.expires_at <= now else ""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands of this module, for the command line."""
    parser = commands.add_parser(
        "uncertain",
        help="what was sent and may not have arrived, and what to do about it",
        description="Lists deliveries whose answer was lost. Slack is looked at, and settles them by itself within\n"
        "seconds; Teams shows nobody what was sent, so there they wait for a sign of their reader, or for you.\n\n"
        "  python -m bot uncertain                 who, what, since when, why\n"
        "  python -m bot uncertain resend ID ID    send these once more; who got them already sees them twice\n"
        "  python -m bot uncertain settle all      take all of them for sent",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("action", nargs="?", default="list", choices=["list", "resend", "settle"], help="list: show")
    parser.add_argument("ids", nargs="*", metavar="ID", help="which, as listed; or all")
    parser.set_defaults(do=decide)
