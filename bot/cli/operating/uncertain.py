"""`ninety uncertain`: what was sent and may not have arrived, and what an operator decides about it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.cli.choosing import BadOrder
from bot.settings import Settings
from bot.wiring import installation
from schedules.ledger.faults.manual import ALL, confirm, resend, uncertain_deliveries

MOST_LISTED = 200  # lines; more than anybody decides about one by one
BY = "command line"


DESCRIPTION = """\
Lists deliveries whose answer was lost. Slack is looked at, and settles them by itself within
seconds; Teams shows nobody what was sent, so they wait for a sign of their reader, or for you.

  ninety uncertain                 who, what, since when, why
  ninety uncertain resend ID ID    send these once more; who got them already sees them twice
  ninety uncertain settle all      take all of them for sent"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", default="list", choices=["list", "resend", "settle"], help="list: show")
    parser.add_argument("ids", nargs="*", metavar="ID", help="which, as listed; or all")


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """List what is uncertain, or decide about it."""
    if arguments.action == "list":
        return await _list(settings)
    if not arguments.ids:
        raise BadOrder(f"say which: `ninety uncertain {arguments.action} ID …`, or `all`")
    ids = ALL if arguments.ids == ["all"] else arguments.ids
    async with installation(settings) as ready:
        await ready.clock.refresh(ready.database)
        async with ready.database.write() as db:
            done = await (resend if arguments.action == "resend" else confirm)(db, ids, BY, ready.clock.now())
    if arguments.action == "resend":
        print(f"{done} will leave again as soon as a worker runs; what is no longer useful by then expires.")
    else:
        print(f"{done} are taken for sent.")
    # Ids that fit nothing are told, since a typing error would look like success.
    if ids is not ALL and done < len(set(ids)):
        print(f"{len(set(ids)) - done} are not uncertain, or unknown: nothing was changed about them.")
        return 1
    return 0


async def _list(settings: Settings) -> int:
    async with installation(settings) as ready:
        await ready.clock.refresh(ready.database)
        async with ready.database.read() as db:
            rows = await uncertain_deliveries(db, MOST_LISTED + 1)
        now = ready.clock.now()
    for line in _lines(rows[:MOST_LISTED], now):
        print(line)
    print("Nothing is uncertain." if not rows else "\nMark them sent with `settle`, or send them again with `resend`.")
    if len(rows) > MOST_LISTED:
        print(f"There are more than {MOST_LISTED}; these are the oldest.")
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
