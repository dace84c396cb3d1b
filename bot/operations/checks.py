"""What an installation says of itself beside its database and its rounds: clock, key, disk, permissions, playground."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from ipaddress import ip_address
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock, noted_fault, serves_real_people
from bot.operations.keys import key_fault
from bot.platform_time import skew_fault
from bot.settings import Settings
from lessons.database import Database
from schedules.ledger.faults.overdue import stuck_workspaces

FULL = 64 << 20  # bytes; below this a clip, or SQLite's log of one busy minute, may not fit any more
OTHERS = stat.S_IRWXG | stat.S_IRWXO

Check = Callable[[AsyncConnection], Awaitable[Sequence[str]]]


OWN_DISKS = ("media", "studio")  # folders of DATA_DIR for which operators mount disks of their own


def disk_faults(folder: Path) -> list[str]:
    """Whether anything can be written at all, to the folder and to what of it lies on another disk."""
    others = [folder / name for name in OWN_DISKS if (folder / name).is_dir()]
    disks = [folder, *(each for each in others if each.stat().st_dev != folder.stat().st_dev)]
    return [fault for each in disks for fault in _disk_faults(each)]


def _disk_faults(folder: Path) -> list[str]:
    free = shutil.disk_usage(folder).free
    if free < FULL:
        return [f"only {free >> 20} MB are free at {folder}: nothing more can be recorded soon. Make room now"]
    return (
        [] if os.access(folder, os.W_OK) else [f"{folder} cannot be written to: give it to the user that runs Ninety"]
    )


def open_files(settings: Settings) -> Iterator[str]:
    """Files with people's data or keys that other users of the machine may read."""
    database = sa.make_url(settings.database_url).database or ""
    for path in (settings.data_dir / "secret", Path(database), settings.data_dir / "provenance" / "signer.pem"):
        if path.is_file() and path.stat().st_mode & OTHERS:
            yield f"{path} can be read by other users of this machine: chmod 600 {path}"


def host_faults(settings: Settings, plays: bool) -> list[str]:
    """The playground has no sign-in: it belongs to this machine alone."""
    if not plays or settings.host in ("localhost", "") or ip_address_is_local(settings.host):
        return []
    return [
        f"HOST={settings.host} opens the playground to the network, where anybody may write and move time: "
        "set HOST=127.0.0.1, or PLAYGROUND=off"
    ]


def ip_address_is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def clock_check(clock: Clock) -> Check:
    """Whether the time can be trusted, as this process or whoever sends measured it."""

    async def check(db: AsyncConnection) -> Sequence[str]:
        return [fault for fault in {skew_fault(clock.platform_time.ahead), await noted_fault(db)} if fault]

    return check


def key_check(settings: Settings) -> Check:
    async def check(db: AsyncConnection) -> Sequence[str]:
        fault = await key_fault(db, settings.secret_key, settings.old_secret_keys)
        return [fault] if fault else []

    return check


def overdue_check(clock: Clock) -> Check:
    async def check(db: AsyncConnection) -> Sequence[str]:
        return [
            f"in {name} the oldest of {count} overdue messages waits since {since:%Y-%m-%d %H:%M} UTC, and nothing "
            "was sent meanwhile: is a worker running, and its clock right?"
            for name, count, since in await stuck_workspaces(db, clock.now())
        ]

    return check


def playground_check(database: Database, plays: bool) -> Check:
    async def check(db: AsyncConnection) -> Sequence[str]:
        names = await serves_real_people(database) if plays else ()
        return [playground_fault(names)] if names else []

    return check


def playground_fault(names: Sequence[str]) -> str:
    return (
        f"the playground is not opened: this database serves {', '.join(names)}, and whoever opens the playground "
        "could write to its people. Give the playground a DATA_DIR of its own, or set PLAYGROUND=off"
    )


async def every_fault(db: AsyncConnection, checks: Sequence[Check]) -> AsyncIterator[str]:
    for check in checks:
        for fault in await check(db):
            yield fault
