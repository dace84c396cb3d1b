"""`ninety sources`: the places that are read again on a schedule, each with its state; and naming them."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.answers.renewing.renewer import Renewal, Renewer, forget_source
from bot.answers.renewing.sources import (
    LEAST_EVERY,
    Source,
    SourceFile,
    SourceOptions,
    files_of,
    keep_source,
    look_soon,
    sources_of,
)
from bot.cli.choosing import BadOrder, add_workspace
from bot.cli.content.import_folder import open_workspace
from bot.settings import Settings
from bot.wiring import Installation, installation
from bot.wiring.places import GOOGLE_DRIVE, SHAREPOINT, SLACK_CHANNEL, checked_channel, sealed_credentials
from schedules.people.roster import Workspace

DESCRIPTION = """\
The folders, web sites, wikis and drives that are read again on a schedule: when each was last looked at and when it
is next, how many documents it has, and what of it could not be read. `ninety learn-from … --every 1d` names one.

  ninety sources
  ninety sources --read 3f2a
  ninety sources --remove 3f2a"""
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
DEPTH = 3  # links away from the first page, where nobody says
WEB = ("http://", "https://")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--read", metavar="ID", help="look at one now; the first letters of its id are enough")
    parser.add_argument("--remove", metavar="ID", help="look at one no more, and forget its documents")
    add_workspace(parser)


def add_source_arguments(parser: argparse.ArgumentParser) -> None:
    """Of `learn-from`: what makes a place one that is read again."""
    parser.add_argument("--every", type=interval, metavar="TIME", help="read it again: 30m, 6h, 1d, 1w")
    parser.add_argument("--links", action="store_true", help="of a URL also the pages that it leads to")
    parser.add_argument("--depth", type=int, metavar="N", help=f"how many links away (default {DEPTH})")
    parser.add_argument("--include", action="append", default=[], metavar="PATTERN", help='only such paths: "hr/*"')
    parser.add_argument("--exclude", action="append", default=[], metavar="PATTERN", help="no such paths")
    parser.add_argument("--confluence", metavar="URL", help="a wiki: its address, in the cloud with /wiki at its end")
    parser.add_argument("--space", metavar="KEY", help="the wiki's space")
    parser.add_argument("--sharepoint", metavar="URL", help="a site, library or folder of SharePoint, or a OneDrive")
    parser.add_argument("--google-drive", metavar="URL", help="a folder or shared drive of Google Drive")
    parser.add_argument("--slack-channel", metavar="LINK", help="what a channel pinned, and its canvases")
    parser.add_argument("--credentials", type=Path, metavar="FILE", help="what lets us into the drive, as JSON")


def wants_source(arguments: argparse.Namespace) -> bool:
    """Whether what is typed names places to keep, rather than files to read once."""
    chosen = arguments.every or arguments.include or arguments.exclude or arguments.links
    return bool(chosen or _names_service(arguments))


def _names_service(arguments: argparse.Namespace) -> bool:
    drives = arguments.sharepoint or arguments.google_drive
    return bool(arguments.confluence or drives or arguments.slack_channel)


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """List sources, look at one, or remove one."""
    async with installation(settings) as ready:
        workspace = await open_workspace(ready, arguments.workspace)
        if arguments.remove:
            return await _remove(ready, workspace, arguments.remove)
        if arguments.read:
            source = await _named(ready, workspace, arguments.read)
            async with ready.database.write() as db:
                await look_soon(db, workspace.id, source.id, datetime.now(UTC))
            return await _look(ready, workspace, [source.id])
        return await _list(ready, workspace)


async def name_sources(ready: Installation, workspace: Workspace, arguments: argparse.Namespace) -> int:
    """Keep the places that were typed, and look at each at once."""
    now, ids = datetime.now(UTC), []
    named = [(kind, address, _sealed(ready, kind, address, arguments)) for kind, address in _places(arguments)]
    async with ready.database.write() as db:
        for kind, address, sealed in named:
            options = _options(arguments, workspace.locale)
            every = arguments.every or timedelta()
            ids.append(await keep_source(db, workspace.id, kind, address, options, every, now, sealed))
    return await _look(ready, workspace, ids)


def _sealed(ready: Installation, kind: str, address: str, arguments: argparse.Namespace) -> bytes | None:
    """A drive's credentials; None leaves those that it was named with before."""
    if kind not in (SHAREPOINT, GOOGLE_DRIVE) or arguments.credentials is None:
        return None
    try:
        return sealed_credentials(ready.settings, kind, address, arguments.credentials)
    except ValueError as error:
        raise BadOrder(str(error)) from error


def _places(arguments: argparse.Namespace) -> Iterator[tuple[str, str]]:
    if arguments.confluence:
        if not arguments.space:
            raise BadOrder("name the space too: --confluence https://example.atlassian.net/wiki --space HR")
        yield "confluence", arguments.confluence.rstrip("/")
    if arguments.sharepoint:
        yield SHAREPOINT, arguments.sharepoint.strip().rstrip("/")
    if arguments.google_drive:
        yield GOOGLE_DRIVE, arguments.google_drive.strip()
    if arguments.slack_channel:
        try:
            yield SLACK_CHANNEL, checked_channel(arguments.slack_channel)
        except ValueError as error:
            raise BadOrder(str(error)) from error
    for typed in arguments.sources:
        if typed.startswith(WEB):
            yield "web", typed
            continue
        folder = Path(typed).resolve()
        if not folder.is_dir():
            raise BadOrder(f"{typed} is no folder: folders, URLs and wikis can be read again, files come with theirs")
        yield "folder", str(folder)
    if not arguments.sources and not _names_service(arguments):
        raise BadOrder(
            "say what to read: a folder, a URL, a wiki or a drive; `ninety learn-from --help` shows examples"
        )


def _options(arguments: argparse.Namespace, locale: str) -> SourceOptions:
    return SourceOptions(
        include=tuple(arguments.include),
        exclude=tuple(arguments.exclude),
        depth=(DEPTH if arguments.depth is None else arguments.depth) if arguments.links else 0,
        language=arguments.language or locale,
        groups=tuple(arguments.groups),
        networks=tuple(str(network) for network in arguments.allow_network),
        only=arguments.space or "",
    )


async def _look(ready: Installation, workspace: Workspace, ids: list[str]) -> int:
    renewer, fine = Renewer(ready.database, ready.places), True
    for its_id in ids:
        renewal = await renewer.renew(workspace.id, its_id, datetime.now(UTC))
        if renewal is None:
            print(f"{its_id}: somebody looks at it right now; `ninety sources` shows what came of it.")
            continue
        fine = _print_renewal(renewal) and fine
    return 0 if fine else 1


def _print_renewal(renewal: Renewal) -> bool:
    source = renewal.source
    counts = f"{renewal.changed} new or changed, {renewal.same} unchanged, {renewal.left} gone"
    print(f"{source.id[:8]}  {source.address}: {counts}, {len(renewal.failed)} not read.")
    if renewal.reason:
        print(f"  not looked at as a whole: {renewal.reason}", file=sys.stderr)
    for uri, reason in renewal.failed:
        print(f"  not read: {uri}: {reason}", file=sys.stderr)
    return not renewal.reason and not renewal.failed


async def _list(ready: Installation, workspace: Workspace) -> int:
    async with ready.database.read() as db:
        listed = [(each, await files_of(db, workspace.id, each.id)) for each in await sources_of(db, workspace.id)]
    for source, files in listed:
        _print_source(source, files)
    if not listed:
        print("Nothing is read again yet: `ninety learn-from FOLDER --every 1d` does that.")
    return 0


def _print_source(source: Source, files: list[SourceFile]) -> None:
    failed = [file for file in files if file.reason]
    where = f"{source.address} {source.options.only}".strip()
    print(f"{source.id[:8]}  {where}")
    looked, following = _at(source.looked_at, "never"), _at(source.next_at, "when you ask for it")
    print(f"  documents: {len(files) - len(failed)}; last looked at: {looked}; next: {following}")
    if source.reason:
        print(f"  not looked at as a whole: {source.reason}")
    for file in failed:
        print(f"  not read: {file.name}: {file.reason}")


def _at(instant: datetime | None, otherwise: str) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC" if instant else otherwise


async def _remove(ready: Installation, workspace: Workspace, name: str) -> int:
    source = await _named(ready, workspace, name)
    count = await forget_source(ready.database, workspace.id, source.id)
    print(f"Removed: {source.address}, with {count} documents. No answer uses them any more.")
    return 0


async def _named(ready: Installation, workspace: Workspace, name: str) -> Source:
    async with ready.database.read() as db:
        every = await sources_of(db, workspace.id)
    fitting = [source for source in every if source.id.startswith(name) or source.address == name]
    if len(fitting) != 1:
        raise BadOrder(f"no single source is called {name!r}: `ninety sources` lists them with their ids")
    return fitting[0]


def interval(text: str) -> timedelta:
    """How often: a number with m, h, d or w."""
    match = re.fullmatch(r"(\d{1,4})([mhdw])", text.strip().lower())
    every = int(match[1]) * UNITS[match[2]] if match else timedelta()
    if every < LEAST_EVERY:
        raise argparse.ArgumentTypeError(f"{text!r} is no interval: write 15m or more, such as 6h, 1d or 1w")
    return every
