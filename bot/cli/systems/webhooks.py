"""`ninety webhooks`: which other systems are told what happened, and what never reached them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.cli.choosing import BadOrder, add_workspace, choose
from bot.outbox.endpoints import (
    EndpointKind,
    OutboxEvent,
    add_endpoint,
    end_endpoint,
    open_endpoints,
    signing_secret,
)
from bot.outbox.rows import OutboxState, counts_by_endpoint, dead_events, revive
from bot.settings import Settings
from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.pages import checked_url
from lessons.database import Database
from schedules.ledger import audit
from schedules.people.roster import Workspace, all_workspaces

DESCRIPTION = """\
Other systems that are told what happened: by signed webhooks (Standard Webhooks), or by xAPI statements to a learning
record store. docs/webhooks.md shows both ends.

  ninety webhooks                                         those there are, and what never reached them
  ninety webhooks add https://hr.example.com/hook --event delivery.sent --event reply.recorded
  ninety webhooks add https://lrs.example.com/xapi --xapi signs in with LRS_KEY and LRS_SECRET
  ninety webhooks secret 01a2…                            with what a receiver checks signatures
  ninety webhooks remove 01a2…
  ninety webhooks again                                   tries everything once more that never arrived"""
MOST_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", default="list", choices=("list", "add", "secret", "remove", "again"))
    parser.add_argument("about", nargs="?", default="", help="with add: the address; with secret, remove: the id")
    parser.add_argument("--event", action="append", default=[], choices=[event.value for event in OutboxEvent])
    parser.add_argument("--xapi", action="store_true", help="with add: it is a learning record store")
    add_workspace(parser)


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    database = Database(settings.database_url)
    try:
        async with database.read() as db:
            workspace = choose(await all_workspaces(db), arguments.workspace)
        return await _done(settings, database, workspace, arguments)
    finally:
        await database.close()


async def _done(settings: Settings, database: Database, workspace: Workspace, arguments: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    match arguments.action:
        case "add":
            return await _add(settings, database, workspace, arguments, now)
        case "secret":
            print(signing_secret(settings.secret_key, await _id(database, workspace, arguments.about)))
        case "remove":
            endpoint_id = await _id(database, workspace, arguments.about)
            async with database.write() as db:
                await end_endpoint(db, workspace.id, endpoint_id, now)
                await audit.note(db, workspace.id, "command line", "system told no more", endpoint_id, now)
            print("It is told nothing more.")
        case "again":
            async with database.write() as db:
                count = await revive(db, workspace.id, now)
                await audit.note(db, workspace.id, "command line", "told once more", workspace.id, now, messages=count)
            print(f"{count} messages are tried once more.")
        case _:
            return await _list(database, workspace)
    return 0


async def _id(database: Database, workspace: Workspace, about: str) -> str:
    async with database.read() as db:
        ids = [endpoint.id for endpoint in await open_endpoints(db, workspace.id)]
    if about not in ids:
        raise BadOrder(f"no system has the id {about!r}: ninety webhooks lists them")
    return about


async def _add(
    settings: Settings, database: Database, workspace: Workspace, arguments: argparse.Namespace, now: datetime
) -> int:
    try:
        place = checked_url(arguments.about, settings.outbox_networks)
    except Unreadable as error:
        raise BadOrder(f"{arguments.about!r}: {error}; OUTBOX_NETWORKS opens a network") from error
    # Within a network of one's own the line may be open; on the way through the internet it may not.
    if place.scheme != "https" and not settings.outbox_networks:
        raise BadOrder("write an address that begins with https://")
    if arguments.xapi and not (settings.lrs_key and settings.lrs_secret):
        raise BadOrder("set LRS_KEY and LRS_SECRET first: the store asks who writes to it")
    kind = EndpointKind.XAPI if arguments.xapi else EndpointKind.WEBHOOK
    events = [OutboxEvent(event) for event in arguments.event] or list(OutboxEvent)
    async with database.write() as db:
        endpoint_id = await add_endpoint(db, workspace.id, kind, str(place), events, now)
        about = (db, workspace.id, "command line", "system told", endpoint_id, now)
        await audit.note(*about, kind=kind.value, host=place.host)
    print(endpoint_id)
    if kind is EndpointKind.WEBHOOK:
        print(signing_secret(settings.secret_key, endpoint_id))
    return 0


async def _list(database: Database, workspace: Workspace) -> int:
    async with database.read() as db:
        endpoints = await open_endpoints(db, workspace.id)
        counts = await counts_by_endpoint(db, workspace.id)
        dead = await dead_events(db, workspace.id, MOST_SHOWN)
    for endpoint in endpoints:
        print(f"{endpoint.id}  {endpoint.kind.value:8} {endpoint.url}  {_counted(counts, endpoint.id)}")
    if not endpoints:
        print("No other system is told anything.")
    for row in dead:
        print(f"✗ {row.made_at:%Y-%m-%d %H:%M} {row.event} to {row.endpoint_id}: {row.reason}")
    return 1 if dead else 0


def _counted(counts: dict[tuple[str, str], int], endpoint_id: str) -> str:
    states: Sequence[OutboxState] = tuple(OutboxState)
    return ", ".join(f"{counts.get((endpoint_id, state.value), 0)} {state.value}" for state in states)
