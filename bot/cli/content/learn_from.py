"""`ninety learn-from`: what answers rest on."""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from bot.answers.documents import ReadingReport, documents_of, learn_all, remove, unreadable
from bot.cli.choosing import BadOrder, add_workspace
from bot.cli.content.import_folder import open_workspace
from bot.cli.content.sources import add_source_arguments, name_sources, wants_source
from bot.settings import Settings
from bot.wiring import Installation, installation
from lessons.answers.reading.files import Read, Unread, read_files
from lessons.answers.reading.pages import read_urls
from schedules.people.person_fields import rules_of_groups
from schedules.people.roster import Workspace

DESCRIPTION = """\
Reads Markdown, HTML, PDF, DOCX, CSV, plain text and transcripts (VTT, SRT): files, folders, URLs.
Reading again replaces what changed and nothing else. What cannot be read is named with the reason. With --every a
place is read again by itself, and what left it is forgotten: `ninety sources` shows how each is.

  ninety learn-from handbook/ https://example.com/travel-policy
  ninety learn-from --urls pages.txt
  ninety learn-from handbook/ https://example.com/help/ --links --every 1d
  ninety learn-from --remove handbook/old.md"""
WEB = ("http://", "https://")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sources", nargs="*", metavar="PATH|URL", help="files, folders, http(s) addresses")
    parser.add_argument("--urls", type=Path, metavar="FILE", help="a file with one URL in each line")
    parser.add_argument("--remove", metavar="SOURCE", help="forget a document: its path, URL, id or title")
    parser.add_argument("--list", action="store_true", help="what is known, and what could not be read")
    parser.add_argument(
        "--for",
        dest="groups",
        action="append",
        default=[],
        metavar="GROUP",
        help="only members of it get answers from it",
    )
    parser.add_argument("--language", help="of documents that do not name theirs, such as de")
    parser.add_argument(
        "--allow-network",
        type=_network,
        action="append",
        default=[],
        metavar="CIDR",
        help="a private network whose pages may be read",
    )
    add_source_arguments(parser)
    add_workspace(parser)


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """Read, list or remove what answers are made from."""
    async with installation(settings) as ready:
        workspace = await open_workspace(ready, arguments.workspace)
        if arguments.list:
            return await _list(ready, workspace)
        if arguments.remove:
            return await _remove(ready, workspace, arguments.remove)
        await _know_groups(ready, workspace, arguments.groups)
        if wants_source(arguments):
            return await name_sources(ready, workspace, arguments)
        return await _read(ready, workspace, arguments)


async def _know_groups(ready: Installation, workspace: Workspace, groups: Sequence[str]) -> None:
    async with ready.database.read() as db:
        known_groups = await rules_of_groups(db, workspace.id)
    if unknown := [name for name in groups if name not in known_groups]:
        raise BadOrder(f"there is no group {unknown[0]!r}: `ninety group set` makes one")


async def _read(ready: Installation, workspace: Workspace, arguments: argparse.Namespace) -> int:
    urls = [source for source in arguments.sources if source.startswith(WEB)]
    # Whole paths: the same file named from two folders is one document, and can be removed by either name.
    paths = [Path(source).resolve() for source in arguments.sources if not source.startswith(WEB)]
    urls += _lines(arguments.urls) if arguments.urls else []
    if not urls and not paths:
        raise BadOrder("say what to read: files, folders or URLs; `ninety learn-from --help` shows examples")
    language, now, groups = arguments.language or workspace.locale, datetime.now(UTC), arguments.groups
    documents = [
        *[
            each
            async for each in _printed(
                learn_all(ready.database, workspace.id, read_files(paths, language), now, groups)
            )
        ],
        *[
            each
            async for each in _printed(learn_all(ready.database, workspace.id, _pages(urls, arguments), now, groups))
        ],
    ]
    return _print_sum(documents)


def _print_sum(documents: Sequence[ReadingReport]) -> int:
    unread = [document for document in documents if document.reason]
    new = sum(document.changed for document in documents)
    print(f"{len(documents) - len(unread)} documents are known, {new} of them new or changed; {len(unread)} not read.")
    for document in unread:
        print(f"  not read: {document.source}: {document.reason}", file=sys.stderr)
    for document in documents:
        for warning in document.warnings:
            print(f"  read in part: {document.source}: {warning}", file=sys.stderr)
    return 1 if unread or not documents else 0


def _lines(file: Path) -> list[str]:
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _pages(urls: Sequence[str], arguments: argparse.Namespace) -> AsyncIterator[Read | Unread]:
    return read_urls(urls, arguments.allow_network, arguments.language or "en")


async def _printed(readings: AsyncIterator[ReadingReport]) -> AsyncIterator[ReadingReport]:
    async for report in readings:
        what = report.reason or f"{report.passages} passages{'' if report.changed else ', unchanged'}"
        print(f"  {report.at} of {report.of}  {report.title}: {what}", flush=True)
        yield report


async def _list(ready: Installation, workspace: Workspace) -> int:
    async with ready.database.read() as db:
        documents = await documents_of(db, workspace.id)
        unread = await unreadable(db, workspace.id)
    for each in documents:
        print(f"{each.document_id}  {each.passages:5} passages  {each.language:5}  {each.title}  ({each.source})")
    for source, reason in unread:
        print(f"not read: {source}: {reason}")
    if not documents and not unread:
        print("Nothing yet: `ninety learn-from FOLDER` reads one.")
    return 0


async def _remove(ready: Installation, workspace: Workspace, source: str) -> int:
    # Documents are kept under whole paths, and people type what they see.
    names = (source, str(Path(source).resolve()))
    async with ready.database.write() as db:
        removed = [await remove(db, workspace.id, name) for name in dict.fromkeys(names)]
    if not any(removed):
        raise BadOrder(f"nothing known is called {source!r}: --list shows what there is")
    print(f"Removed: {source}. No answer uses it any more.")
    return 0


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no network: write for example 10.1.2.0/24") from error
