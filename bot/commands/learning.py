"""learn-from, forget: what answers rest on, and erasing a person."""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from bot.answers.documents import Reading, documents_of, learn_all, remove, unreadable
from bot.commands.content import BadOrder, choose
from bot.migrate import migrate
from bot.people.forgetting import forget_person, people_called
from bot.settings import Settings
from bot.wiring import Installation, installation
from lessons.answers.reading.files import Read, Unread, read_files
from lessons.answers.reading.pages import read_urls
from schedules.people.roster import Learner, Workspace, all_workspaces

WEB = ("http://", "https://")


async def learn_from(settings: Settings, arguments: argparse.Namespace) -> int:
    """Read, list or remove what answers are made from."""
    async with _workspace(settings, arguments) as (built, workspace):
        if arguments.list:
            return await _list(built, workspace)
        if arguments.remove:
            return await _remove(built, workspace, arguments.remove)
        return await _read(built, workspace, arguments)


@asynccontextmanager
async def _workspace(
    settings: Settings, arguments: argparse.Namespace
) -> AsyncIterator[tuple[Installation, Workspace]]:
    async with installation(settings) as built:
        await migrate(built.database)
        if built.playground:
            await built.playground.workspace()
        async with built.database.read() as db:
            yield built, choose(await all_workspaces(db), arguments.workspace)


async def _read(built: Installation, workspace: Workspace, arguments: argparse.Namespace) -> int:
    urls = [one for one in arguments.sources if one.startswith(WEB)]
    paths = [Path(one).resolve() for one in arguments.sources if not one.startswith(WEB)]
    urls += _listed(arguments.urls) if arguments.urls else []
    if not urls and not paths:
        raise BadOrder("say what to read: files, folders or URLs; `python -m bot learn-from --help` shows examples")
    language = arguments.language or workspace.locale
    now = datetime.now(UTC)
    results = [
        *[one async for one in _told(learn_all(built.database, workspace.id, read_files(paths, language), now))],
        *[one async for one in _told(learn_all(built.database, workspace.id, _pages(urls, arguments), now))],
    ]
    faults = [one for one in results if one.reason]
    new = sum(one.changed for one in results)
    print(f"{len(results) - len(faults)} documents are known, {new} of them new or changed; {len(faults)} not read.")
    for one in faults:
        print(f"  not read: {one.source}: {one.reason}", file=sys.stderr)
    return 1 if faults or not results else 0


def _listed(file: Path) -> list[str]:
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _pages(urls: Sequence[str], arguments: argparse.Namespace) -> AsyncIterator[Read | Unread]:
    return read_urls(urls, arguments.allow_network, arguments.language or "en")


async def _told(readings: AsyncIterator[Reading]) -> AsyncIterator[Reading]:
    async for one in readings:
        what = one.reason or f"{one.passages} passages{'' if one.changed else ', unchanged'}"
        print(f"  {one.at} of {one.of}  {one.title}: {what}", flush=True)
        yield one


async def _list(built: Installation, workspace: Workspace) -> int:
    async with built.database.read() as db:
        known = await documents_of(db, workspace.id)
        faults = await unreadable(db, workspace.id)
    for one in known:
        print(f"{one.document_id}  {one.passages:5} passages  {one.language:5}  {one.title}  ({one.source})")
    for source, reason in faults:
        print(f"not read: {source}: {reason}")
    if not known and not faults:
        print("Nothing yet: `python -m bot learn-from FOLDER` reads one.")
    return 0


async def _remove(built: Installation, workspace: Workspace, source: str) -> int:
    names = (source, str(Path(source).resolve()))
    async with built.database.write() as db:
        gone = [await remove(db, workspace.id, name) for name in dict.fromkeys(names)]
    if not any(gone):
        raise BadOrder(f"nothing known is called {source!r}: --list shows what there is")
    print(f"Removed: {source}. No answer uses it any more.")
    return 0


async def forget(settings: Settings, arguments: argparse.Namespace) -> int:
    """Erase a person, once --yes says so."""
    async with _workspace(settings, arguments) as (built, workspace):
        async with built.database.read() as db:
            person = _only(await people_called(db, workspace.id, arguments.person), arguments.person)
        if not arguments.yes:
            raise BadOrder(f"this erases everything about {person.name} ({person.id}): add --yes to do it")
        async with built.database.write() as db:
            gone = await forget_person(db, workspace, person, datetime.now(UTC))
    for table, count in gone.items():
        print(f"  {table}: {count} rows")
    print("Erased. What was sent stays in the chat platform, and in backups until they run out.")
    return 0


def _only(fitting: Sequence[Learner], name: str) -> Learner:
    if len(fitting) == 1:
        return fitting[0]
    raise BadOrder(
        f"{len(fitting)} people are called {name!r}: use an id, the platform's or ours, or an e-mail address"
    )


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no network: write for example 10.1.2.0/24") from error


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands of this module, for the command line."""
    reading = commands.add_parser(
        "learn-from",
        help="read documents that /learn answers from",
        description="Reads Markdown, HTML, PDF, DOCX, plain text and transcripts (VTT, SRT): files, folders, URLs.\n"
        "Reading again replaces what changed and nothing else. What cannot be read is named with the reason.\n\n"
        "  python -m bot learn-from handbook/ https://example.com/travel-policy\n"
        "  python -m bot learn-from --urls pages.txt\n"
        "  python -m bot learn-from --remove handbook/old.md",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    reading.add_argument("sources", nargs="*", metavar="PATH|URL", help="files, folders, http(s) addresses")
    reading.add_argument("--urls", type=Path, metavar="FILE", help="a file with one URL in each line")
    reading.add_argument("--remove", metavar="SOURCE", help="forget a document: its path, URL, id or title")
    reading.add_argument("--list", action="store_true", help="what is known, and what could not be read")
    reading.add_argument("--language", help="of documents that do not name theirs, such as de")
    reading.add_argument(
        "--allow-network",
        type=_network,
        action="append",
        default=[],
        metavar="CIDR",
        help="a private network whose pages may be read",
    )
    reading.add_argument("--workspace", help="name of the workspace, where there are several")
    reading.set_defaults(do=learn_from)
    erasing = commands.add_parser(
        "forget",
        help="erase a person",
        description="Erases every row about a person: what they asked, answered, watched and were told.\n\n"
        "  python -m bot forget 'Ada Lind' --yes",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    erasing.add_argument("person", help="name, e-mail address, or id")
    erasing.add_argument("--yes", action="store_true", help="do it")
    erasing.add_argument("--workspace", help="name of the workspace, where there are several")
    erasing.set_defaults(do=forget)
